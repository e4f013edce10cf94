// What configure.sh makes of setup.env, held against what it really made.

#include "recorded_setups.hpp"
#include "support/matchers.hpp"

#include <set>

namespace idpsync::standalone {
namespace {

using namespace test;

TEST(Configured, AgreesWithTheScriptOnEveryMutation)
{
    const auto mutations = recorded_mutations();
    ASSERT_THAT(mutations, SizeIs(71));
    for (const auto& [name, setup, exit, effects] : mutations)
    {
        if (exit != 0)
            continue;
        // The issuer is empty where the document was none.
        const bool document = effects.at("management.json HttpConfig.AuthIssuer") != "\"\"";
        auto variables = parse_setup_env(text_of(setup)).variables();
        if (name == "manager's token with a dollar in double quotes")
            variables["NETBIRD_IDP_MGMT_EXTRA_API_TOKEN"] = "not-a--token"; // only a shell knows
        EXPECT_EQ(effects_of(variables, document ? pocket_id : Endpoints()), of_logins(effects)) << name;
    }
}

TEST(Configured, AgreesWithTheScriptOnTheGuides)
{
    for (const auto* provider : {"pocketid", "authentik", "keycloak"})
    {
        const auto guide = recorded_guide(provider);
        const auto read = parse_setup_env(text_of(guide.setup));
        EXPECT_THAT(read.troubles, IsEmpty()) << provider;
        EXPECT_EQ(effects_of(read.variables(), guide.provider), of_logins(guide.effects)) << provider;
    }
}

TEST(Configured, KnowsEveryPlaceOfALogin)
{
    // What is left of these parts of management.json has nothing to do with setup.env, or with logins.
    const std::set<std::string> others{
        "management.json HttpConfig.Address",
        "management.json HttpConfig.CertFile",
        "management.json HttpConfig.CertKey",
        "management.json IdpManagerConfig.Auth0ClientCredentials",
        "management.json IdpManagerConfig.AzureClientCredentials",
        "management.json IdpManagerConfig.KeycloakClientCredentials",
        "management.json IdpManagerConfig.ZitadelClientCredentials",
        "management.json DeviceAuthorizationFlow.ProviderConfig.AuthorizationEndpoint",
        "management.json DeviceAuthorizationFlow.ProviderConfig.ClientSecret",
        "management.json DeviceAuthorizationFlow.ProviderConfig.Domain",
        "management.json DeviceAuthorizationFlow.ProviderConfig.RedirectURLs",
        "management.json PKCEAuthorizationFlow.ProviderConfig.Domain",
    };
    const auto guide = recorded_guide("pocketid");
    const auto known = of_logins(guide.effects);
    for (const auto& [name, value] : guide.effects)
        for (const auto* part :
             {"HttpConfig", "IdpManagerConfig", "DeviceAuthorizationFlow", "PKCEAuthorizationFlow"})
            if (name.starts_with("management.json " + std::string(part) + "."))
                EXPECT_NE(known.contains(name), others.contains(name)) << name;
}

TEST(Configured, SpellsTheNamesOfExtrasAsTheScriptDoes)
{
    EXPECT_EQ(extra_name("NETBIRD_IDP_MGMT_EXTRA_API_TOKEN"), "ApiToken");
    EXPECT_EQ(extra_name("NETBIRD_IDP_MGMT_EXTRA_GRAPH_API_ENDPOINT"), "GraphApiEndpoint");
    EXPECT_EQ(extra_name("NETBIRD_IDP_MGMT_EXTRA_PAT"), "Pat");
}

} // namespace
} // namespace idpsync::standalone
