// Whole preflights against every provider as it was recorded: docs/reconciling.md 19, 20 and 22.

#include "net/concurrently.hpp"
#include "reconcile/provider_preflight.hpp"
#include "reconcile/world.hpp"
#include "sandbox/provider/provider.hpp"
#include "support/matchers.hpp"

#include <boost/url/parse.hpp>
#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Profile;

constexpr std::string_view base = "https://id.example.com";

/// One provider behind real checks, in a whole installation.
class ProfiledWorld
{
public:
    explicit ProfiledWorld(Profile profile)
        : provider(world.sandbox.add_provider(std::string(base), {.profile = profile})),
          login_service(http, world.clock, boost::urls::url(world.sandbox.url()), 30s)
    {
        world.declare("corp", type_of(profile), provider.issuer(), "netbird");
        world.preflight = &preflight;
        world.restart_daemon();
    }

    static ProviderType type_of(Profile profile)
    {
        switch (profile)
        {
        case Profile::pocketid_2_9:
        case Profile::pocketid_2_10:
        case Profile::pocketid_2_12:
        case Profile::pocketid_2_13:
        case Profile::pocketid_2_14: return ProviderType::pocketid;
        case Profile::keycloak:
        case Profile::keycloak_hostname: return ProviderType::keycloak;
        case Profile::authentik_unrecorded:
        case Profile::authentik_2026_5_unrecorded: return ProviderType::authentik;
        case Profile::entra_unrecorded: return ProviderType::entra;
        default: return ProviderType::oidc;
        }
    }

    oidc::ProviderCheck check_everything()
    {
        const Secret secret("not-a-real-secret");
        const oidc::Registration registration{.type = type_of(provider.setup().profile),
                                              .issuer = provider.issuer(),
                                              .client_id = "netbird",
                                              .redirect_uri = world.sandbox.redirect_uri()};
        const oidc::Extent extent{.secret = &secret, .keys = true, .without_challenge = true};
        return run(world.io, world.clock, checker.check(registration, extent, world.clock.now() + 10s));
    }

    World world;
    sandbox::Provider& provider;
    sandbox::InProcessClient http{world.io.get_executor(), world.sandbox};
    oidc::Checker checker{http, world.clock, world.random};
    netbird::LoginService login_service;
    reconcile::ChecksStore checks{world.files, world.clock, "/state"};
    reconcile::ProviderInquiry inquiry{checker, checks, world.clock};
    reconcile::ProviderPreflight preflight{{inquiry, login_service, checks, world.clock}};
};

class ProviderProfile : public testing::TestWithParam<Profile>
{
protected:
    ProfiledWorld corp{GetParam()};
};

TEST_P(ProviderProfile, Rule19_IsAcceptedWhenHealthy)
{
    const auto report = corp.world.apply().value();
    const auto& item = item_of(report, "corp");
    ASSERT_TRUE(item.preflight);
    EXPECT_EQ(item.preflight->verdict, Verdict::accepted) << item.preflight->reason.evidence;
    EXPECT_EQ(corp.world.sandbox.connectors().size(), 1U);
    for (const auto& remark : item.preflight->remarks)
        EXPECT_EQ(remark.severity, Severity::unknown) << remark.evidence;
}

TEST_P(ProviderProfile, Rule19_IsNotWrittenWithASecretThatItRefuses)
{
    corp.provider.client().secret = "rotated";
    const auto report = corp.world.apply().value();
    EXPECT_EQ(item_of(report, "corp").reason, Reason::preflight_refused);
    EXPECT_EQ(item_of(report, "corp").preflight->reason.id, FindingId::credentials_refused);
    EXPECT_TRUE(corp.world.sandbox.connectors().empty());
}

TEST_P(ProviderProfile, Rule19_IsNotWrittenWithAClientThatItDoesNotKnow)
{
    corp.provider.client().id = "another";
    EXPECT_EQ(item_of(corp.world.apply().value(), "corp").reason, Reason::preflight_refused);
    EXPECT_TRUE(corp.world.sandbox.connectors().empty());
}

TEST_P(ProviderProfile, Rule19_IsNeverWrittenWithARedirectUriThatItRefuses)
{
    corp.provider.client().redirect_uris = {"https://somewhere.example/else"};
    const auto report = corp.world.apply().value();
    const auto& item = item_of(report, "corp");
    const bool cannot_be_told = item.preflight->verdict == Verdict::accepted;
    if (cannot_be_told)
        EXPECT_EQ(item.preflight->remarks.front().id, FindingId::redirect_refused);
    else
        EXPECT_EQ(item.preflight->reason.id, FindingId::redirect_refused);
    EXPECT_EQ(corp.world.sandbox.connectors().empty(), !cannot_be_told);
}

TEST_P(ProviderProfile, HasNoErrorAndNoWarningWhenHealthyInAtMostSevenRequests)
{
    const auto seen = corp.check_everything();
    for (const auto& finding : seen.findings())
        EXPECT_TRUE(finding.severity != Severity::error && finding.severity != Severity::warning)
            << to_string(finding.id) << ": " << finding.evidence;
    EXPECT_LE(seen.requests, 7U);
}

INSTANTIATE_TEST_SUITE_P(Recorded, ProviderProfile,
                         testing::Values(Profile::pocketid_2_9, Profile::pocketid_2_10, Profile::keycloak,
                                         Profile::keycloak_hostname, Profile::dex, Profile::dex_dev,
                                         Profile::oidc_provider, Profile::authentik_unrecorded));

TEST(ProviderProfiles, OfAClientWithoutTheCodeFlowSaySo)
{
    ProfiledWorld corp(Profile::keycloak);
    corp.provider.client().code_flow = false;
    const auto seen = corp.check_everything();
    EXPECT_EQ(seen.findings().front().id, FindingId::code_flow_off);
}

TEST(ProviderProfiles, OfAPublicClientSaySo)
{
    ProfiledWorld corp(Profile::keycloak);
    corp.provider.client().public_client = true;
    EXPECT_EQ(corp.check_everything().credentials->finding.id, FindingId::client_public);
}

TEST(ProviderProfiles, RequiringPkceSaySo)
{
    ProfiledWorld corp(Profile::keycloak);
    corp.provider.client().pkce_required = true;
    EXPECT_EQ(corp.check_everything().findings().front().id, FindingId::pkce_required);
}

TEST(ProviderProfiles, OfAuthentikWithoutASigningKeyAreRefused)
{
    ProfiledWorld corp(Profile::authentik_unrecorded);
    corp.provider.setup().signing_key = false;
    EXPECT_EQ(corp.check_everything().findings().front().id, FindingId::algorithm_unusable);
}

boost::asio::awaitable<void> note_verdict(reconcile::ProviderInquiry& inquiry,
                                          const reconcile::ProviderQuestion& question,
                                          std::vector<Verdict>& verdicts)
{
    const auto answer = co_await inquiry.ask(question);
    verdicts.push_back(answer.check.credentials->verdict);
}

TEST(ProviderInquiry, Rule20_TriesTheSameCredentialsOnceForTwoWhoAskAtOnce)
{
    ProfiledWorld corp(Profile::dex);
    corp.provider.setup().delay = 2s;
    const auto key = ProviderKey::parse("corp").value();
    const Secret secret("not-a-real-secret");
    const reconcile::ProviderQuestion question{
        .key = key,
        .registration = {.issuer = corp.provider.issuer(), .client_id = "netbird"},
        .extent = {.secret = &secret},
        .fingerprint = {"f"}};
    std::vector<Verdict> verdicts;
    std::vector<boost::asio::awaitable<void>> both;
    both.push_back(note_verdict(corp.inquiry, question, verdicts));
    both.push_back(note_verdict(corp.inquiry, question, verdicts));
    run(corp.world.io, corp.world.clock, net::run_concurrently(std::move(both)));

    EXPECT_EQ(verdicts, std::vector(2, Verdict::accepted));
    const auto& seen = corp.world.sandbox.requests();
    const auto tries = std::count_if(seen.begin(), seen.end(),
                                     [](const sandbox::Seen& request) { return request.method == "POST"; });
    EXPECT_EQ(tries, 2) << "one probe and its control";
}

} // namespace
} // namespace idpsync::test
