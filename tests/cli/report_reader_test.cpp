// What `reload` prints came over the control socket, and looks as if it had not.

#include "cli/plan_items.hpp"
#include "cli/read_report.hpp"
#include "cli/render/render_plan.hpp"
#include "cli/render/render_report.hpp"
#include "core/condition.hpp"
#include "service/plan_json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

using namespace idpsync::test;
using reconcile::Report;
using Outcome = reconcile::ProviderResult::Outcome;
namespace json = boost::json;

RestartNeeded a_restart()
{
    return {.generation = 7, .since = WallTime(std::chrono::seconds(100)), .providers = {key("a"), key("c")}};
}

Report report_with_everything()
{
    Report report;
    auto refused = item("e", Action::refuse, Reason::consent_missing);
    refused.missing = {Consent::issuer_change, Consent::recreate};
    refused.hints = {"a hint"};
    auto renamed = in_sync_item("f");
    renamed.adopted = true;
    renamed.renamed_from = key("old");
    auto left = update_item("g");
    left.drift = {{Drift::Kind::changed, "name", "", "Pocket ID", {"Ada", "2030", "Ben"}}};
    left.selected = false;
    left.preflight =
        PreflightResult{.verdict = Verdict::refused,
                        .reason = {FindingId::issuer_mismatch, Severity::error, "seen", "mend it"},
                        .remarks = {{FindingId::provider_healthy, Severity::hint, "a remark", ""}},
                        .from = WallTime(std::chrono::seconds(100))};
    auto touched = update_item("i");
    touched.changes.clear();
    touched.reason = Reason::declaration_changed;
    touched.touched = Authors{"Ada", "2030", ""};
    auto by_hand = delete_item("d");
    by_hand.made_by_hand = true;
    auto limited = create_item("h");
    limited.before_limit = BeforeLimit{Action::create, Reason::not_in_netbird, "why"};
    limited.conclude(Action::refuse, Reason::too_many_changes, "too many", "run it with --yes");
    report.plan.items = {
        in_sync_item("a"), create_item("b"), update_item("c"), by_hand, refused, renamed, left,
        limited,           touched};
    report.plan.redirect_uri = "https://netbird.example.com/oauth2/callback";
    report.plan.unmanaged = {unmanaged("okta-1", "Okta\n"), unmanaged("directory", "Directory")};
    report.plan.unmanaged[1].provider.unknown_type = "ldap";
    report.plan.unmanaged[0].omitted = key("gone");
    report.plan.unmanaged[0].note = "kept: adopted";
    GroupSyncItem settings;
    settings.conclude(Action::update, Reason::drifted);
    settings.want = GroupSettings{true, "groups", {"admins", "users"}};
    settings.seen = GroupSettings{};
    settings.changes = differences(*settings.want, *settings.seen);
    report.plan.group_sync = settings;
    for (const auto& one : report.plan.items)
        report.results.push_back({.key = one.key, .id = one.id, .in_sync = one.in_sync()});
    report.results[1].outcome = Outcome::created;
    report.results[2] = {
        .key = key("c"), .outcome = Outcome::failed, .error = Error{ErrorKind::rejected, "no"}};
    report.results[3] = {
        .key = key("d"), .outcome = Outcome::held, .error = Error{ErrorKind::conflict, "c failed"}};
    report.group_sync = reconcile::GroupSyncResult{.outcome = Outcome::updated, .in_sync = true};
    report.duplicates = {{key("b"), ConnectorId{"okta-1"}, ConnectorId{"okta-2"}}};
    report.confirmation_failed = Error{ErrorKind::transport, "refused"};
    report.restart_needed = a_restart();
    report.wrote = true;
    report.intents_open = true;
    return report;
}

const std::string url = "https://netbird.example.com";

std::string text_of(const Report& report)
{
    return service::report_json({report, url});
}

Report over_the_socket(const Report& report)
{
    return read_report(text_of(report)).value();
}

TEST(ReportReader, GivesAReportThatLooksAsItDid)
{
    const auto sent = report_with_everything();
    const auto read = over_the_socket(sent);
    EXPECT_EQ(render_plan(read.plan, {.management_url = url, .verbose = true}),
              render_plan(sent.plan, {.management_url = url, .verbose = true}));
    EXPECT_EQ(render_report(read, false), render_report(sent, false));
    EXPECT_EQ(text_of(read), text_of(sent));
    EXPECT_EQ(read.in_sync(), sent.in_sync());
    EXPECT_EQ(read.restart_needed, sent.restart_needed);
}

TEST(ReportReader, GivesEachProviderTheConditionThatItHad)
{
    const auto sent = report_with_everything().plan.items;
    const auto read = over_the_socket(report_with_everything()).plan.items;
    ASSERT_EQ(read.size(), sent.size());
    for (std::size_t i = 0; i < sent.size(); ++i)
        EXPECT_EQ(condition_of(read[i]), condition_of(sent[i])) << sent[i].key.str();
    EXPECT_EQ(condition_of(read.back()), ConditionId::drifted) << "others touched its secret";
}

TEST(ReportReader, GivesAPlanThatWasNotCarriedOut)
{
    auto sent = report_with_everything();
    sent.results.clear();
    sent.group_sync.reset();
    sent.plan.group_sync.reset();
    const auto read = over_the_socket(sent);
    EXPECT_TRUE(read.results.empty());
    EXPECT_FALSE(read.plan.group_sync);
    EXPECT_EQ(read.plan.items.at(3).id, sent.plan.items[3].id);
}

TEST(ReportReader, TakesNothingElse)
{
    EXPECT_FALSE(read_report("null"));
    EXPECT_FALSE(read_report("{}"));
    EXPECT_FALSE(read_report(R"({"version":2,"plan":{}})"));
    auto document = json::parse(text_of(report_with_everything()));
    document.as_object()["version"] = 2;
    EXPECT_FALSE(read_report(json::serialize(document)));
    document.as_object()["version"] = 1;
    EXPECT_TRUE(read_report(json::serialize(document)));
    document.at("results").as_array().at(0).as_object()["key"] = "Not A Key";
    EXPECT_FALSE(read_report(json::serialize(document)));
}

} // namespace
} // namespace idpsync::cli
