#include "core/condition.hpp"
#include "support/condition_table.hpp"
#include "support/key.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync {
namespace {

using idpsync::test::key;

PlanItem item(Action action, Reason reason)
{
    PlanItem item{.key = key("corp")};
    item.conclude(action, reason);
    return item;
}

Conditions of(std::vector<std::pair<std::string, ConditionId>> providers,
              std::vector<Condition> service = {{.id = ConditionId::running}})
{
    Conditions conditions{.service = std::move(service)};
    for (const auto& [name, id] : providers)
        conditions.providers.emplace_back(key(name), Condition{.id = id});
    return conditions;
}

TEST(ConditionRows, AreOneForEachConditionInItsOrder)
{
    std::size_t at = 0;
    for (const auto& row : condition_rows())
    {
        EXPECT_EQ(static_cast<std::size_t>(row.id), at) << to_string(row.id);
        EXPECT_EQ(&row_of(row.id), &row);
        EXPECT_FALSE(row.word.empty());
        ++at;
    }
    EXPECT_EQ(condition_rows().back().id, ConditionId::files_wrong);
}

TEST(ConditionRows, Rule31_AreTheTableOfThePage)
{
    const auto promised = test::promised_conditions();
    const auto rows = condition_rows();
    ASSERT_EQ(promised.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
    {
        const auto& row = rows[i];
        SCOPED_TRACE(std::string(to_string(row.id)));
        EXPECT_EQ(promised[i].at("condition"), to_string(row.id));
        EXPECT_EQ(promised[i].at("health"), to_string(row.health));
        EXPECT_EQ(promised[i].at("status says"), row.word);
        EXPECT_EQ(promised[i].at("login_ready"), to_string(row.login));
        if (row.of_service)
        {
            EXPECT_EQ(promised[i].at("/readyz"), row.ready ? "200" : "503");
            continue;
        }
        EXPECT_EQ(promised[i].at("plan exits"), std::to_string(row.plan_exit));
        EXPECT_EQ(promised[i].at("provider_in_sync"), to_string(row.as_declared));
    }
}

TEST(ConditionRows, NeverCallAConditionGreenInOnePlaceAndNotInAnother)
{
    for (const auto& row : condition_rows())
    {
        SCOPED_TRACE(std::string(to_string(row.id)));
        if (row.health == Health::unknown)
        {
            EXPECT_EQ(row.login, LoginReady::unknown);
            EXPECT_EQ(row.as_declared, AsDeclared::unknown);
        }
        if (row.plan_exit != 0)
            EXPECT_EQ(row.health, Health::not_well);
        EXPECT_EQ(row.status_exit(), row.health <= Health::attention ? 0 : 2);
    }
}

TEST(ConditionOfAPlanItem, TellsWhatTheFilesChangedFromWhatNetBirdChanged)
{
    EXPECT_EQ(condition_of(item(Action::update, Reason::declaration_changed)), ConditionId::pending);
    EXPECT_EQ(condition_of(item(Action::create, Reason::not_in_netbird)), ConditionId::pending);
    EXPECT_EQ(condition_of(item(Action::remove, Reason::declared_absent)), ConditionId::pending);
    EXPECT_EQ(condition_of(item(Action::update, Reason::drifted)), ConditionId::drifted);
    EXPECT_EQ(condition_of(item(Action::create, Reason::recreate)), ConditionId::drifted);
    auto both = item(Action::update, Reason::declaration_changed);
    both.drift.push_back({});
    EXPECT_EQ(condition_of(both), ConditionId::drifted);
    auto touched = item(Action::update, Reason::declaration_changed);
    touched.touched.emplace();
    EXPECT_EQ(condition_of(touched), ConditionId::drifted);
}

TEST(ConditionOfAPlanItem, IsBrokenWhereTheProviderSaysNoToWhatNetBirdHas)
{
    const Finding refusal{FindingId::credentials_refused, Severity::error, "refused", "fix it"};
    auto there = item(Action::none, Reason::in_sync);
    there.tell_refusal(refusal);
    EXPECT_EQ(condition_of(there), ConditionId::login_broken);
    EXPECT_THAT(there.why, HasSubstr("refused"));
    EXPECT_EQ(there.next, "fix it");
    EXPECT_FALSE(there.unverified());
    auto changing = item(Action::update, Reason::declaration_changed);
    changing.tell_refusal(refusal);
    EXPECT_EQ(condition_of(changing), ConditionId::pending);
}

TEST(ConditionOfAPlanItem, NamesWhatWaitsForTheOperator)
{
    EXPECT_EQ(condition_of(item(Action::refuse, Reason::consent_missing)), ConditionId::refused);
    EXPECT_EQ(condition_of(item(Action::block, Reason::secret_missing)), ConditionId::blocked);
    EXPECT_EQ(condition_of(item(Action::conflict, Reason::contested)), ConditionId::contested);
    EXPECT_EQ(condition_of(item(Action::conflict, Reason::not_converging)), ConditionId::not_converging);
    EXPECT_EQ(condition_of(item(Action::conflict, Reason::deleted_outside)), ConditionId::deleted_outside);
    EXPECT_EQ(condition_of(item(Action::conflict, Reason::type_differs)), ConditionId::conflict);
    EXPECT_EQ(condition_of(item(Action::wait, Reason::intent_open)), ConditionId::open);
    EXPECT_EQ(condition_of(item(Action::wait, Reason::not_due)), ConditionId::rejected);
    EXPECT_EQ(condition_of(item(Action::wait, Reason::waits_for_writes)), ConditionId::pending);
}

TEST(ConditionOfAProvider, IsWhatThePassLeftUnlessThatIsFine)
{
    ProviderView view{.seen = {.id = ConditionId::refused},
                      .stale = true,
                      .restart_needed = true,
                      .login = Condition{.id = ConditionId::login_broken},
                      .unverified = "for 2h",
                      .unverified_for_long = true};
    EXPECT_EQ(condition_of(view).id, ConditionId::refused);
    view.seen.id = ConditionId::in_sync;
    EXPECT_EQ(condition_of(view).id, ConditionId::login_broken);
    view.login.reset();
    EXPECT_EQ(condition_of(view).id, ConditionId::restart_needed);
    view.restart_needed = false;
    EXPECT_EQ(condition_of(view).id, ConditionId::unknown);
    view.stale = false;
    EXPECT_EQ(condition_of(view).id, ConditionId::unverified_for_long);
    view.unverified_for_long = false;
    EXPECT_EQ(condition_of(view).id, ConditionId::unverified);
    view.unverified.reset();
    EXPECT_EQ(condition_of(view).id, ConditionId::in_sync);
}

TEST(Verdict, SaysInSyncOnlyWhenAllIsFine)
{
    for (const auto& row : condition_rows())
    {
        SCOPED_TRACE(std::string(to_string(row.id)));
        const auto conditions =
            row.of_service ? of({{"corp", ConditionId::in_sync}}, {{.id = row.id, .text = "so it is"}})
                           : of({{"corp", row.id}});
        EXPECT_EQ(conditions.fine(), row.status_exit() == 0);
        if (conditions.fine())
            EXPECT_THAT(verdict(conditions), HasSubstr("in sync"));
        else
            EXPECT_THAT(verdict(conditions), Not(HasSubstr("in sync")));
    }
}

TEST(Verdict, NamesWhatIsWrongAndTheWorstFirst)
{
    EXPECT_EQ(verdict(of({{"a", ConditionId::in_sync}, {"b", ConditionId::in_sync}})),
              "2 of 2 providers in sync");
    EXPECT_EQ(
        verdict(of({{"a", ConditionId::pending}, {"b", ConditionId::refused}, {"c", ConditionId::pending}},
                   {{.id = ConditionId::netbird_unreachable, .text = "NetBird does not answer"}})),
        "not well: NetBird does not answer; b refused; a, c pending");
    EXPECT_EQ(verdict(of({{"a", ConditionId::in_sync}, {"b", ConditionId::no_longer_managed}},
                         {{.id = ConditionId::paused, .text = "paused for 5m"}})),
              "1 of 1 provider in sync; paused for 5m; b no longer managed");
}

TEST(Verdict, NamesNoMoreThanAFew)
{
    std::vector<std::pair<std::string, ConditionId>> providers;
    for (char name = 'a'; name < 'a' + 8; ++name)
        providers.emplace_back(std::string(1, name), ConditionId::held);
    EXPECT_EQ(verdict(of(providers)), "not well: a, b, c, d, e and 3 more held");
}

TEST(Verdict, NamesBrokenLoginsBesideWhateverElseIsWrong)
{
    auto conditions = of({{"a", ConditionId::pending}, {"b", ConditionId::login_broken}});
    conditions.logins_broken = {key("a"), key("b")};
    EXPECT_EQ(verdict(conditions), "not well: b logins broken; a pending; a logins broken");
}

TEST(Verdict, IsShortAndEndsWithTheNextStepForTheMostUrgent)
{
    auto conditions = of({{"a", ConditionId::pending}, {"b", ConditionId::refused}});
    conditions.providers[1].second.text = "a paragraph";
    conditions.providers[1].second.next = "agree to it";
    conditions.providers[0].second.next = "wait";
    EXPECT_EQ(verdict(conditions), "not well: b refused; a pending; next: agree to it");
    conditions.service = {{.id = ConditionId::netbird_unreachable,
                           .text = "NetBird has not answered for 5m: a paragraph",
                           .next = "look",
                           .brief = "NetBird has not answered for 5m"}};
    EXPECT_EQ(verdict(conditions),
              "not well: NetBird has not answered for 5m; b refused; a pending; next: look");
}

TEST(Verdict, SaysOnceWhyNothingIsKnown)
{
    EXPECT_EQ(verdict(of({{"a", ConditionId::unknown}},
                         {{.id = ConditionId::starting, .text = "the first pass is still running"}})),
              "unknown: the first pass is still running");
}

TEST(Conditions, WithholdAReadyLoginWhereNobodyCanKnow)
{
    const auto up = of({{"a", ConditionId::in_sync}, {"b", ConditionId::restart_needed}});
    EXPECT_EQ(up.login_of(key("a")), LoginReady::as_seen);
    EXPECT_EQ(up.login_of(key("b")), LoginReady::never);
    EXPECT_EQ(up.login_of(key("c")), LoginReady::unknown);
    const auto down = of({{"a", ConditionId::in_sync}, {"b", ConditionId::restart_needed}},
                         {{.id = ConditionId::netbird_unreachable}});
    EXPECT_EQ(down.login_of(key("a")), LoginReady::unknown);
    EXPECT_EQ(down.login_of(key("b")), LoginReady::never);
}

} // namespace
} // namespace idpsync
