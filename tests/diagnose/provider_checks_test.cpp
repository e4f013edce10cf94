// What is judged of a provider beside what it answers.

#include "diagnose/provider_checks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace idpsync::diagnose {
namespace {

using std::chrono::days;

const WallTime noon{std::chrono::sys_days{std::chrono::year{2030} / 1 / 1} + std::chrono::hours(12)};

Finding about_expiry(WallTime end)
{
    const auto findings =
        judge_provider({.item = {.key = ProviderKey::parse("corp").value()}, .secret_expires = end}, noon);
    for (const auto& finding : findings)
        if (finding.id == FindingId::client_secret_expiring)
            return finding;
    return {};
}

TEST(JudgeProvider, WarnsThirtyDaysBeforeTheSecretEndsByTheFile)
{
    EXPECT_EQ(about_expiry(noon + days(31)).severity, Severity::ok);
    EXPECT_EQ(about_expiry(noon + days(30)).severity, Severity::warning);
    EXPECT_EQ(about_expiry(noon + days(3)).evidence,
              "by client_secret_expires the client secret ends in 3 days, on 2030-01-04");
    EXPECT_THAT(about_expiry(noon - days(1)).evidence, testing::HasSubstr("ended on 2029-12-31"));
    EXPECT_THAT(about_expiry(noon).next, testing::HasSubstr("client_secret_expires"));
}

} // namespace
} // namespace idpsync::diagnose
