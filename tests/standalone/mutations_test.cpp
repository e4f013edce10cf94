// Every mutation of setup.env that was run against configure.sh is found, or known to be harmless.

#include "recorded_setups.hpp"
#include "standalone/compare.hpp"
#include "standalone/judge.hpp"
#include "support/matchers.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace idpsync::standalone {
namespace {

using namespace test;

/// What the setup.env that was mutated is made from, with why.
const std::vector<WantedKey> wanted{
    {"NETBIRD_DOMAIN", "netbird.example.com", "domain"},
    {"NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT", "https://id.example.com/.well-known/openid-configuration",
     "issuer"},
    {"NETBIRD_USE_AUTH0", "false", "provider"},
    {"NETBIRD_AUTH_CLIENT_ID", "netbird", "client_id"},
    {"NETBIRD_AUTH_AUDIENCE", "netbird", "client_id"},
    {"NETBIRD_AUTH_SUPPORTED_SCOPES", "openid profile email groups", "provider"},
    {"NETBIRD_AUTH_REDIRECT_URI", "/auth", "provider"},
    {"NETBIRD_AUTH_SILENT_REDIRECT_URI", "/silent-auth", "provider"},
    {"NETBIRD_TOKEN_SOURCE", "idToken", "provider"},
    {"NETBIRD_DASH_AUTH_USE_AUDIENCE", "", "provider"},
    {"NETBIRD_AUTH_DEVICE_AUTH_CLIENT_ID", "netbird", "client_id"},
    {"NETBIRD_AUTH_DEVICE_AUTH_AUDIENCE", "", "client_id"},
    {"NETBIRD_AUTH_DEVICE_AUTH_SCOPE", "openid profile email groups", "provider"},
    {"NETBIRD_AUTH_DEVICE_AUTH_USE_ID_TOKEN", "true", "provider"},
    {"NETBIRD_MGMT_IDP", "pocketid", "manager"},
    {"NETBIRD_IDP_MGMT_CLIENT_ID", "netbird", "manager"},
    {"NETBIRD_IDP_MGMT_CLIENT_SECRET", "", "manager"},
    {"NETBIRD_IDP_MGMT_EXTRA_MANAGEMENT_ENDPOINT", "https://id.example.com", "manager"},
    {"NETBIRD_IDP_MGMT_EXTRA_API_TOKEN", "not-a-real-api-token", "manager"},
    {"NETBIRD_MGMT_API_PORT", "", "reverse_proxy"},
    {"NETBIRD_SIGNAL_PORT", "", "reverse_proxy"},
};

/// What is found: "change KEY" of a value that is wanted otherwise, "FAULT KEY" of one that is wrong by
/// itself; or why there is nothing to find.
const std::map<std::string, std::string> what_is_found{
    {"domain missing", "change NETBIRD_DOMAIN"},
    {"domain localhost", "unusable_domain NETBIRD_DOMAIN"},
    {"domain without a dot", "unusable_domain NETBIRD_DOMAIN"},
    {"domain an address", "unusable_domain NETBIRD_DOMAIN"},
    {"domain with an underscore", "unusable_domain NETBIRD_DOMAIN"},
    {"domain with a digit in the last label", "unusable_domain NETBIRD_DOMAIN"},
    {"domain in upper case", "unusable_domain NETBIRD_DOMAIN"},
    {"domain as URL", "unusable_domain NETBIRD_DOMAIN"},
    {"endpoint missing", "change NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT"},
    {"endpoint refuses connections", "change NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT"},
    {"endpoint answers 404", "change NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT"},
    {"endpoint answers HTML", "change NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT"},
    {"USE_AUTH0 missing", "change NETBIRD_USE_AUTH0"},
    {"USE_AUTH0 true", "change NETBIRD_USE_AUTH0"},
    {"client id missing", "change NETBIRD_AUTH_CLIENT_ID"},
    {"another client id", "change NETBIRD_AUTH_CLIENT_ID"},
    {"audience missing", "change NETBIRD_AUTH_AUDIENCE"},
    {"another audience", "change NETBIRD_AUTH_AUDIENCE"},
    {"scopes missing", "change NETBIRD_AUTH_SUPPORTED_SCOPES"},
    {"fewer scopes", "change NETBIRD_AUTH_SUPPORTED_SCOPES"},
    {"scopes without quotes", "not_data NETBIRD_AUTH_SUPPORTED_SCOPES"},
    {"redirect path missing", "change NETBIRD_AUTH_REDIRECT_URI"},
    {"redirect path without a slash", "change NETBIRD_AUTH_REDIRECT_URI"},
    {"silent redirect path missing", "change NETBIRD_AUTH_SILENT_REDIRECT_URI"},
    {"token source missing", "change NETBIRD_TOKEN_SOURCE"},
    {"token source in small letters", "unusable_value NETBIRD_TOKEN_SOURCE"},
    {"token source accessToken", "change NETBIRD_TOKEN_SOURCE"},
    {"device provider none", "idle_key NETBIRD_AUTH_DEVICE_AUTH_PROVIDER"},
    {"device provider hosted", "idle_key NETBIRD_AUTH_DEVICE_AUTH_PROVIDER"},
    {"device client id missing", "change NETBIRD_AUTH_DEVICE_AUTH_CLIENT_ID"},
    {"another device client id", "change NETBIRD_AUTH_DEVICE_AUTH_CLIENT_ID"},
    {"device audience missing", "harmless: it is the audience then"},
    {"another device audience", "change NETBIRD_AUTH_DEVICE_AUTH_AUDIENCE"},
    {"device scopes missing", "change NETBIRD_AUTH_DEVICE_AUTH_SCOPE"},
    {"device ID token missing", "change NETBIRD_AUTH_DEVICE_AUTH_USE_ID_TOKEN"},
    {"device ID token yes", "unusable_value NETBIRD_AUTH_DEVICE_AUTH_USE_ID_TOKEN"},
    {"manager missing", "change NETBIRD_MGMT_IDP"},
    {"manager none", "change NETBIRD_MGMT_IDP"},
    {"manager misspelt", "unusable_value NETBIRD_MGMT_IDP"},
    {"manager's client id missing", "change NETBIRD_IDP_MGMT_CLIENT_ID"},
    {"manager's client secret", "change NETBIRD_IDP_MGMT_CLIENT_SECRET"},
    {"manager's client secret with a quote", "unusable_value NETBIRD_IDP_MGMT_CLIENT_SECRET"},
    {"manager's endpoint missing", "change NETBIRD_IDP_MGMT_EXTRA_MANAGEMENT_ENDPOINT"},
    {"manager's token missing", "change NETBIRD_IDP_MGMT_EXTRA_API_TOKEN"},
    {"manager's token with a quote", "change NETBIRD_IDP_MGMT_EXTRA_API_TOKEN"},
    {"manager's token with a space", "not_data NETBIRD_IDP_MGMT_EXTRA_API_TOKEN"},
    {"manager's token with a dollar in double quotes", "not_data NETBIRD_IDP_MGMT_EXTRA_API_TOKEN"},
    {"manager's extra key misspelt", "unknown_key NETBIRD_IDP_MGMT_EXTRA_APITOKEN"},
    {"a client secret", "published_secret NETBIRD_AUTH_CLIENT_SECRET"},
    {"AUTH_AUTHORITY", "idle_key NETBIRD_AUTH_AUTHORITY"},
    {"AUTH_JWT_CERTS", "idle_key NETBIRD_AUTH_JWT_CERTS"},
    {"AUTH_TOKEN_ENDPOINT", "idle_key NETBIRD_AUTH_TOKEN_ENDPOINT"},
    {"DASH_AUTH_AUDIENCE", "idle_key NETBIRD_DASH_AUTH_AUDIENCE"},
    {"AUTH_PKCE_AUDIENCE", "idle_key NETBIRD_AUTH_PKCE_AUDIENCE"},
    {"MGMT_API_ENDPOINT", "idle_key NETBIRD_MGMT_API_ENDPOINT"},
    {"MGMT_SINGLE_ACCOUNT_MODE_DOMAIN", "idle_key NETBIRD_MGMT_SINGLE_ACCOUNT_MODE_DOMAIN"},
    {"SIGNAL_PROTOCOL", "idle_key NETBIRD_SIGNAL_PROTOCOL"},
    {"RELAY_AUTH_SECRET", "idle_key NETBIRD_RELAY_AUTH_SECRET"},
    {"LETSENCRYPT_DOMAIN", "idle_key NETBIRD_LETSENCRYPT_DOMAIN"},
    {"TURN_USER", "idle_key TURN_USER"},
    {"TURN_PASSWORD", "idle_key TURN_PASSWORD"},
    {"VOLUME_PREFIX", "idle_key VOLUME_PREFIX"},
    {"DATASTORE_ENC_KEY", "not_exported NETBIRD_DATASTORE_ENC_KEY"},
    {"no audience for the dashboard", "change NETBIRD_DASH_AUTH_USE_AUDIENCE"},
    {"another user id claim", "users_by_claim NETBIRD_AUTH_USER_ID_CLAIM"},
    {"another port of the CLI's redirect", "harmless: the operator's choice, and kept"},
    {"prompt=login off", "harmless: the operator's choice, and kept"},
    {"another login flag", "harmless: the operator's choice, and kept"},
    {"signing keys refetched", "harmless: the operator's choice, and kept"},
    {"API and signal on 443", "change NETBIRD_MGMT_API_PORT"},
    {"a misspelt key", "unknown_key NETBIRD_AUTH_AUDIENC"},
};

std::set<std::string> found_in(const Mutation& mutation)
{
    const auto read = parse_setup_env(text_of(mutation.setup));
    std::set<std::string> found;
    for (const auto& change : compare_setup(read, wanted))
        found.insert("change " + change.key);
    for (const auto& finding : judge(read))
        found.insert(std::string(to_string(finding.fault)) + " " + finding.key);
    return found;
}

TEST(Mutations, AreEachFoundOrKnownToBeHarmless)
{
    const auto mutations = recorded_mutations();
    ASSERT_EQ(mutations.size(), what_is_found.size());
    for (const auto& mutation : mutations)
    {
        const auto& expectation = what_is_found.at(mutation.name);
        const auto found = found_in(mutation);
        if (expectation.starts_with("harmless"))
            EXPECT_THAT(found, IsEmpty()) << mutation.name;
        else
            EXPECT_THAT(found, Contains(expectation)) << mutation.name;
    }
}

TEST(Mutations, LeaveTheOriginalWithNothingToFind)
{
    auto mutation = recorded_mutations().front();
    mutation.setup["NETBIRD_DOMAIN"] = "'netbird.example.com'";
    EXPECT_THAT(found_in(mutation), IsEmpty());
}

TEST(Mutations, ThatMakeTheScriptFailAreErrors)
{
    for (const auto& mutation : recorded_mutations())
    {
        if (mutation.exit == 0)
            continue;
        const auto read = parse_setup_env(text_of(mutation.setup));
        const auto findings = judge(read);
        const bool error =
            std::ranges::find(findings, Severity::error, &SetupFinding::severity) != findings.end();
        EXPECT_TRUE(error || !compare_setup(read, wanted).empty()) << mutation.name;
    }
}

TEST(Mutations, OfSecretsAreFoundWithoutShowingOne)
{
    for (const auto& mutation : recorded_mutations())
        for (const auto& finding : judge(parse_setup_env(text_of(mutation.setup))))
            EXPECT_THAT(finding.what + finding.next, Not(HasSubstr("not-a"))) << mutation.name;
}

} // namespace
} // namespace idpsync::standalone
