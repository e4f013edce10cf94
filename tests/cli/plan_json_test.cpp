#include "cli/plan_items.hpp"
#include "cli/render/check_result.hpp"
#include "cli/schema_objections.hpp"
#include "service/plan_json.hpp"
#include "support/matchers.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

using namespace idpsync::test;
using namespace idpsync::service;
namespace json = boost::json;
using Outcome = reconcile::ProviderResult::Outcome;

/// The document of `plan`, for such a plan.
json::object plan_document(Plan plan, std::optional<RestartNeeded> restart = {})
{
    PlanDocument document{.report = {}, .management_url = "https://netbird.example.com"};
    document.report.plan = std::move(plan);
    document.report.restart_needed = std::move(restart);
    return json::parse(plan_json(document)).as_object();
}

Plan plan_with_everything()
{
    Plan plan;
    plan.items = {in_sync_item("a"),
                  create_item("b"),
                  update_item("c"),
                  delete_item("d"),
                  conflict_item("e"),
                  item("f", Action::forget, Reason::released),
                  item("g", Action::wait, Reason::intent_open)};
    plan.items[0].adopted = true;
    plan.items[0].hints = {"`allow: [recreate]` is not needed; remove it"};
    plan.items[2].missing = Consents{Consent::issuer_change};
    plan.items[2].renamed_from = key("old");
    plan.items[2].touched = Authors{"Ada", "2026-11-21T10:00:00Z", ""};
    plan.items[5].where = {};
    plan.unmanaged = {unmanaged("okta-1", "One")};
    plan.unmanaged[0].omitted = key("z");
    plan.unmanaged[0].note = "no longer declared";
    return plan;
}

/// What the JSON Schema has to say against `document`; nothing when it is valid.
std::string objections(const json::object& document, const std::string& definition)
{
    return schema_objections("plan", definition, json::serialize(document));
}

TEST(PlanJson, IsWhatTheSchemaSays)
{
    EXPECT_EQ(objections(plan_document(plan_with_everything()), "plan"), "");
    EXPECT_EQ(objections(plan_document({}), "plan"), "");
}

TEST(PlanJson, IsWhatTheSchemaSaysForEveryActionReasonAndSecret)
{
    Plan plan;
    for (int action = 0; action <= static_cast<int>(Action::hold); ++action)
        plan.items.push_back(item("a", static_cast<Action>(action), Reason::in_sync));
    for (int reason = 0; reason <= static_cast<int>(Reason::not_verified); ++reason)
        plan.items.push_back(item("r", Action::conflict, static_cast<Reason>(reason)));
    for (int secret = 0; secret <= static_cast<int>(SecretFate::unreadable); ++secret)
    {
        plan.items.push_back(update_item("s"));
        plan.items.back().secret = static_cast<SecretFate>(secret);
    }
    EXPECT_EQ(objections(plan_document(plan), "plan"), "");
}

TEST(PlanJson, IsHeldAgainstASchemaThatCanSayNo)
{
    auto document = plan_document({});
    document["mode"] = "reckless";
    EXPECT_THAT(objections(document, "plan"), HasSubstr("reckless"));
}

TEST(PlanJson, NamesWhatAConsumerNeeds)
{
    const auto document = plan_document(plan_with_everything());
    const auto& create = document.at("providers").as_array().at(1).as_object();
    EXPECT_EQ(create.at("key").as_string(), "b");
    EXPECT_EQ(create.at("action").as_string(), "create");
    EXPECT_EQ(create.at("reason").as_string(), "not_in_netbird");
    EXPECT_EQ(create.at("wanted").at("issuer").as_string(), "https://id.example.com");
    EXPECT_TRUE(create.at("seen").is_null());
    EXPECT_EQ(document.at("summary").at("create").to_number<int>(), 1);
    EXPECT_EQ(document.at("summary").at("in_sync").to_number<int>(), 2);
}

TEST(PlanJson, CountsAsInSyncWhatTheSummaryInWordsDoes)
{
    auto gone = item("gone", Action::forget, Reason::already_gone);
    gone.declared = false;
    auto not_named = in_sync_item("other");
    not_named.selected = false;
    const auto document = plan_document(plan_of({in_sync_item("a"), gone, not_named}));
    EXPECT_EQ(document.at("summary").at("in_sync").to_number<int>(), 1);
    EXPECT_EQ(document.at("summary").at("forget").to_number<int>(), 1);
}

TEST(PlanJson, SaysThatNetBirdMustBeRestarted)
{
    Plan plan;
    plan.items = {in_sync_item("a"), in_sync_item("b"), update_item("c")};
    const auto document =
        plan_document(plan, RestartNeeded{.generation = 7, .since = {}, .providers = {key("b"), key("c")}});
    EXPECT_EQ(objections(document, "plan"), "");
    EXPECT_EQ(document.at("restart_needed").at("generation").to_number<int>(), 7);
    const auto condition = [&](std::size_t i) {
        return document.at("providers").as_array().at(i).at("condition").as_string();
    };
    EXPECT_EQ(condition(0), "in_sync");
    EXPECT_EQ(condition(1), "restart_needed");
    EXPECT_EQ(condition(2), "drifted");
}

TEST(PlanJson, GivesWhatALimitHoldsBack)
{
    Plan plan;
    plan.items = {create_item("a")};
    plan.items[0].before_limit = BeforeLimit{Action::create, Reason::not_in_netbird, {}};
    plan.items[0].conclude(Action::refuse, Reason::too_many_changes, "too many");
    const auto document = plan_document(plan);
    EXPECT_EQ(objections(document, "plan"), "");
    EXPECT_EQ(document.at("providers").as_array().at(0).at("before_limit").at("action").as_string(),
              "create");
}

TEST(PlanJson, GivesChangesFieldByField)
{
    const auto document = plan_document(plan_with_everything());
    const auto& change = document.at("providers").as_array().at(2).at("changes").as_array().at(0);
    EXPECT_EQ(change.at("field").as_string(), "name");
    EXPECT_EQ(change.at("seen").as_string(), "Renamed");
    EXPECT_EQ(change.at("wanted").as_string(), "Pocket ID");
}

TEST(PlanJson, GivesValuesUnescaped)
{
    Plan plan;
    plan.items = {update_item("a")};
    plan.items[0].seen->name = "a\n\x1b";
    const auto text = json::serialize(plan_document(plan));
    EXPECT_EQ(json::parse(text).at("providers").at(0).at("seen").at("name").as_string(), "a\n\x1b");
}

TEST(PlanJson, IsUtf8WhateverNetBirdSays)
{
    Plan plan;
    plan.items = {update_item("a")};
    plan.items[0].seen->name = "a\xff";
    plan.items[0].seen->client_id = "ä";
    const auto document = plan_document(plan);
    const auto& seen = document.at("providers").at(0).at("seen");
    EXPECT_EQ(seen.at("name").as_string(), "a\\xff");
    EXPECT_EQ(seen.at("client_id").as_string(), "ä");
}

TEST(PlanJson, HoldsNoFingerprint)
{
    EXPECT_THAT(json::serialize(plan_document(plan_with_everything())), Not(HasSubstr("ffff")));
}

TEST(ReportJson, IsWhatTheSchemaSays)
{
    reconcile::Report report;
    report.plan = plan_with_everything();
    for (int outcome = 0; outcome <= static_cast<int>(Outcome::held); ++outcome)
        report.results.push_back({.key = key("a"), .outcome = static_cast<Outcome>(outcome)});
    report.results[1].id = ConnectorId{"pocketid-1"};
    report.results[4].error = Error{ErrorKind::rejected, "no"};
    report.duplicates = {{key("a"), ConnectorId{"x"}, ConnectorId{"y"}}};
    report.confirmation_failed = Error{ErrorKind::transport, "refused"};
    report.restart_needed = RestartNeeded{.generation = 7, .since = {}, .providers = {key("a")}};
    EXPECT_EQ(
        objections(json::parse(report_json({report, "https://netbird.example.com"})).as_object(), "apply"),
        "");
}

TEST(CheckJson, IsWhatTheSchemaSays)
{
    CheckResult result;
    EXPECT_EQ(objections(json::parse(check_json(result)).as_object(), "check"), "");
    result.errors = {{{"a.yaml", 3, 1}, "management.url", "is missing"}, {{}, "", "cannot read a.yaml"}};
    EXPECT_EQ(objections(json::parse(check_json(result)).as_object(), "check"), "");
    result.declared = CheckResult::Declared{.present = 2, .management_url = "https://netbird.example.com"};
    EXPECT_EQ(objections(json::parse(check_json(result)).as_object(), "check"), "");
}

TEST(OkLine, CountsWhatIsDeclared)
{
    EXPECT_EQ(ok_line({.present = 1, .management_url = "https://nb"}),
              "ok: 1 provider declared for https://nb\n");
    EXPECT_EQ(ok_line({.present = 1, .absent = 1, .released = 2, .management_url = "https://nb"}),
              "ok: 4 providers declared (1 absent, 2 released) for https://nb\n");
}

TEST(OkLine, NamesTheObserveMode)
{
    EXPECT_THAT(ok_line({.present = 1, .mode = Mode::observe, .management_url = "https://nb"}),
                HasSubstr("mode observe: nothing will be written\n"));
}

} // namespace
} // namespace idpsync::cli
