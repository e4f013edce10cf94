// What `doctor` says of what a running standalone NetBird hands out.

#include "standalone_checks_fixture.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::diagnose {
namespace {

using namespace idpsync::test;

TEST_F(StandaloneChecks, AgreeWithAServerThatHandsOutItsFile)
{
    hand_out();
    EXPECT_THAT(wrong(), IsEmpty());
    const auto all = judge().netbird;
    EXPECT_EQ(std::ranges::count(all, FindingId::server_differs, &Finding::id), 1);
}

TEST_F(StandaloneChecks, NameAValueThatTheRunningServerHandsOutInstead)
{
    hand_out("\"http://localhost:53000\"", "\"http://localhost:1\"");
    const auto finding = only();
    EXPECT_EQ(finding.id, FindingId::server_differs);
    EXPECT_THAT(finding.evidence, AllOf(HasSubstr("PKCEAuthorizationFlow.ProviderConfig.RedirectURLs"),
                                        HasSubstr("http://localhost:1")));
    EXPECT_THAT(finding.next, HasSubstr("restart the management container"));
}

TEST_F(StandaloneChecks, NameASecretThatTheRunningServerHandsOut)
{
    hand_out("\"ClientID\":", "\"ClientSecretIsSet\": true, \"ClientID\":");
    EXPECT_EQ(only().id, FindingId::server_hands_out_secret);
}

TEST_F(StandaloneChecks, NameFlowsThatAreSwitchedOff)
{
    hand_out();
    const std::string off =
        R"({"PKCEAuthorizationFlow": null, "DeviceAuthorizationFlow": {"Provider": "none"}})";
    facts.rendering->handed_out = standalone::compare_handed_out(
        off,
        standalone::configured(standalone::parse_setup_env(*facts.files->setup_env).variables(), endpoints),
        [](std::string_view) { return std::string("setup.env"); });
    const auto all = wrong();
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_THAT(all[0].evidence + all[1].evidence,
                AllOf(HasSubstr("DeviceAuthorizationFlow.Provider"),
                      HasSubstr("PKCEAuthorizationFlow.ProviderConfig.ClientID nothing")));
}

TEST_F(StandaloneChecks, AreNotGreenWhereTheServerDidNotTell)
{
    facts.handed_out = Error{ErrorKind::transport, "Connection refused"};
    EXPECT_EQ(only().severity, Severity::unknown);
    EXPECT_THAT(only().evidence, HasSubstr("Connection refused"));
}

} // namespace
} // namespace idpsync::diagnose
