#include "cli/plan_items.hpp"
#include "cli/render/render_report.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

using namespace idpsync::test;
using reconcile::ProviderResult;
using reconcile::Report;
using Outcome = reconcile::ProviderResult::Outcome;

ProviderResult result(const std::string& name, Outcome outcome, bool in_sync)
{
    return {.key = key(name), .outcome = outcome, .in_sync = in_sync};
}

ProviderResult failure(const std::string& name, Outcome outcome, const std::string& message)
{
    return {.key = key(name), .outcome = outcome, .error = Error{ErrorKind::rejected, message}};
}

TEST(RenderReport, SaysThatNothingWasToBeWritten)
{
    Report report;
    report.results = {result("a", Outcome::untouched, true)};
    EXPECT_EQ(render_report(report, false), "Applied: nothing to write; 1 of 1 provider in sync.\n");
}

TEST(RenderReport, GivesEachOutcomeALineAndSumsUp)
{
    Report report;
    report.results = {result("authentik", Outcome::created, true),
                      failure("corp", Outcome::failed, "refused"), result("quiet", Outcome::untouched, true)};
    report.results[0].id = ConnectorId{"authentik-1"};
    EXPECT_EQ(render_report(report, false),
              "created  authentik  id=authentik-1\n"
              "failed   corp       refused\n"
              "\n"
              "Applied: 1 created, 1 failed; 2 of 3 providers in sync. Not in sync: corp.\n");
}

TEST(RenderReport, SaysWhatBecameOfAnOldClientSecret)
{
    Report report;
    report.plan.items = {create_item("corp")};
    report.plan.items[0].client = ClientItem{.key = key("corp"), .product = "Pocket ID"};
    report.results = {result("corp", Outcome::untouched, true)};
    report.results[0].client = reconcile::ClientResult{.in_sync = true};
    report.results[0].secret_removal.emplace();
    EXPECT_EQ(render_report(report, false),
              "deleted  corp at Pocket ID  its old client_secret, which logins do not use any more\n"
              "\n"
              "Applied: 1 old secret removed; 1 of 1 provider in sync.\n");
    report.results[0].secret_removal->error = Error{ErrorKind::rejected, "no"};
    EXPECT_THAT(render_report(report, false),
                HasSubstr("could not be removed: no; the next pass tries again\n"
                          "\nApplied: nothing to write; "));
}

TEST(RenderReport, SaysHowAnUnknownOutcomeIsSettled)
{
    Report report;
    report.results = {failure("corp", Outcome::unknown, "no answer")};
    EXPECT_THAT(render_report(report, false),
                HasSubstr("unknown  corp  no answer\n"
                          "               next: run `netbird-idp-sync apply` again: it checks first"));
}

TEST(RenderReport, SaysWhatADeleteThatWasHeldBackWaitsFor)
{
    Report report;
    report.results = {failure("corp", Outcome::held, "a create failed")};
    EXPECT_THAT(render_report(report, false), HasSubstr("next: fix what failed"));
}

TEST(RenderReport, NamesATwinThatAppeared)
{
    Report report;
    report.duplicates = {{key("corp"), ConnectorId{"okta-1"}, ConnectorId{"okta-\n2"}}};
    EXPECT_THAT(render_report(report, false),
                HasSubstr("duplicate  corp  connector \"okta-\\n2\" appeared beside \"okta-1\""));
}

TEST(RenderReport, SaysThatTheWritesWereNotConfirmed)
{
    Report report;
    report.confirmation_failed = Error{ErrorKind::transport, "the writes could not be confirmed: refused"};
    EXPECT_THAT(render_report(report, false), HasSubstr("the writes could not be confirmed: refused\n"));
}

TEST(RenderReport, SaysThatNetBirdMustBeRestarted)
{
    Report report;
    report.restart_needed = RestartNeeded{3, {}, {key("corp"), key("okta")}};
    EXPECT_THAT(render_report(report, false),
                AllOf(HasSubstr("restart needed  corp, okta  NetBird's login service keeps the old values"),
                      HasSubstr("    next: restart NetBird's management server\n"),
                      HasSubstr("or by `netbird-idp-sync ack-restart`\n")));
}

TEST(RenderReport, EscapesTheIdThatNetBirdMade)
{
    Report report;
    report.results = {result("corp", Outcome::created, true)};
    report.results[0].id = ConnectorId{"a\x1b[2Jb"};
    EXPECT_THAT(render_report(report, false), HasSubstr("id=a\\x1b[2Jb\n"));
}

TEST(RenderReport, CountsTheProvidersThatAreDeclaredAndNamed)
{
    Report report;
    auto gone = delete_item("old");
    gone.declared = false;
    auto other = update_item("other");
    other.selected = false;
    report.plan.items = {in_sync_item("corp"), gone, other};
    report.results = {{.key = key("corp"), .in_sync = true},
                      {.key = key("old"), .outcome = Outcome::deleted, .in_sync = true},
                      {.key = key("other")}};
    EXPECT_THAT(
        render_report(report, false),
        HasSubstr("Applied: 1 deleted; 1 of 1 provider in sync. Not named and not in sync: other.\n"));
}

} // namespace
} // namespace idpsync::cli
