// Healthy providers, and what several faults have in common.

#include "diagnose/staged.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace idpsync::test {
namespace {

using sandbox::Profile;

/// How often the provider was asked.
auto times_asked(const Clinic& clinic)
{
    const auto& seen = clinic.netbird.requests();
    return std::count_if(seen.begin(), seen.end(), [](const sandbox::Seen& request) {
        return request.target.starts_with("https://id.example.com");
    });
}

class HealthyProvider : public testing::TestWithParam<Profile>
{};

TEST_P(HealthyProvider, HasNothingToMend)
{
    Clinic clinic(GetParam());
    const auto diagnosis = clinic.visit();
    EXPECT_EQ(said(troubles(diagnosis)), "");
    EXPECT_TRUE(diagnosis.is_well());
    ASSERT_EQ(diagnosis.providers.size(), 1U);
}

TEST_P(HealthyProvider, IsAskedAtMostSevenTimes)
{
    Clinic clinic(GetParam());
    clinic.visit();
    EXPECT_LE(times_asked(clinic), 7);
}

INSTANTIATE_TEST_SUITE_P(Of, HealthyProvider, testing::ValuesIn(every_profile), name_of_profile);

TEST(StagedFaults, AHealthyProviderWhoseRedirectIsFollowedIsAskedTwiceMore)
{
    Clinic clinic(Profile::dex);
    clinic.provider.setup().connectors = {"mock"};
    const auto diagnosis = clinic.visit();
    EXPECT_EQ(said(troubles(diagnosis)), "");
    EXPECT_LE(times_asked(clinic), 9);
    EXPECT_GT(times_asked(clinic), 7) << "no redirect was followed";
}

TEST(StagedFaults, AClockOfThisHostThatIsOffIsOneFinding)
{
    Clinic clinic(Profile::oidc_provider);
    clinic.netbird.set_clock_error(std::chrono::minutes(10));
    clinic.provider.setup().clock_error = std::chrono::minutes(10);
    const auto found = troubles(clinic.visit());
    ASSERT_EQ(found.size(), 1U) << said(found);
    EXPECT_THAT(found.front().evidence, testing::HasSubstr("this host's clock is 600 s behind"));
}

TEST(StagedFaults, AnIssuerThatIsWrongInTheFileAloneIsOneFinding)
{
    Clinic clinic(Profile::keycloak_hostname);
    clinic.declared().issuer = "https://nobody.example.com";
    const auto diagnosis = clinic.visit();
    const auto found = troubles(diagnosis);
    ASSERT_EQ(found.size(), 1U) << said(found);
    EXPECT_EQ(found.front().id, FindingId::host_unknown);
    EXPECT_THAT(said(all_findings(diagnosis)), testing::HasSubstr("hint connector-missing: "));
}

TEST(StagedFaults, ADeletedConnectorIsLaidToWhomTheLogNames)
{
    Clinic clinic(Profile::oidc_provider);
    clinic.remember_connector();
    clinic.delete_connector_as({"ada", "Ada", "ada@example.com"});
    EXPECT_THAT(said(all_findings(clinic.visit())),
                testing::HasSubstr("was deleted in NetBird by Ada <ada@example.com>"));
}

TEST(StagedFaults, ATokenEndpointThatHangsIsBlamedAlone)
{
    Clinic clinic(Profile::keycloak_hostname);
    clinic.netbird.fail({.method = "POST",
                         .path = "https://id.example.com",
                         .times = std::nullopt,
                         .fault = sandbox::Fault::hang()});
    const auto diagnosis = clinic.visit();
    const auto found = troubles(diagnosis);
    ASSERT_EQ(found.size(), 1U) << said(all_findings(diagnosis));
    EXPECT_EQ(found.front().id, FindingId::provider_unreachable);
    EXPECT_THAT(found.front().evidence, testing::HasSubstr("no answer about the client's credentials"));
}

TEST(StagedFaults, Rule12_NothingIsCalledAsDeclaredWhileAnEarlierWriteMayStillArrive)
{
    Clinic clinic(Profile::oidc_provider);
    clinic.remember_connector();
    const auto about_it = [&] {
        const auto diagnosis = clinic.visit();
        for (const auto& finding : diagnosis.providers.front().findings)
            if (finding.id == FindingId::connector_differs)
                return finding;
        return Finding{};
    };
    clinic.lose_an_update();
    EXPECT_EQ(about_it().severity, Severity::unknown) << said(all_findings(clinic.visit()));
    EXPECT_THAT(about_it().evidence, testing::HasSubstr("NetBird may still carry it out"));
}

} // namespace
} // namespace idpsync::test
