// The table of docs/reconciling.md 31, walked over every place that shows or counts how something is.

#include "cli/exit_code.hpp"
#include "cli/read_report.hpp"
#include "cli/render/render_plan.hpp"
#include "cli/render/render_report.hpp"
#include "cli/render/render_status.hpp"
#include "service/monitoring/metrics.hpp"
#include "service/plan_json.hpp"
#include "support/condition_table.hpp"
#include "support/matchers.hpp"
#include "support/noon.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

using namespace std::chrono_literals;
using service::DaemonState;
using service::LoginHealth;
using service::control::StatusDocument;
using enum ConditionId;

const net::SteadyTime now{100h};
using idpsync::test::noon;
const auto corp = ProviderKey::parse("corp").value();

DaemonState all_is_well()
{
    DaemonState state{.started = noon - 3h,
                      .management_url = "https://netbird.example.com",
                      .config_hash = "0123456789abcdef",
                      .declared = {corp},
                      .passes = 36,
                      .last_pass = noon - 2min,
                      .looked = now - 2min,
                      .done = now - 2min,
                      .last_success = noon - 2min,
                      .succeeded = now - 2min,
                      .next_pass = now + 3min};
    state.providers.push_back(
        {.key = corp, .state = service::SyncState::in_sync, .condition = in_sync, .since = noon - 3h});
    state.logins[corp] = {.state = LoginHealth::State::ready};
    return state;
}

void fail_with(DaemonState& state, ErrorKind kind)
{
    state.failure = Error{kind, "it went wrong"};
    state.failing_since = noon - 1min;
}

/// A daemon of which the condition is true, and nothing worse.
DaemonState state_in(ConditionId id)
{
    auto state = all_is_well();
    auto& provider = state.providers.front();
    switch (id)
    {
    case login_broken:
        state.logins[corp] = {.state = LoginHealth::State::broken,
                              .since = noon - 1h,
                              .finding =
                                  Finding{FindingId::redirect_refused, Severity::error, "why", "next"}};
        break;
    case restart_needed:
    case restart_outstanding:
        state.restart_needed = RestartNeeded{.generation = 7, .since = noon - 1h, .providers = {corp}};
        break;
    case unverified: provider.unverified_since = noon - 59min; break;
    case unverified_for_long: provider.unverified_since = noon - 61min; break;
    case ConditionId::unknown: state.looked = now - 16min; break;
    case no_longer_managed:
        state.omitted = {{.key = corp, .id = {"oidc-1"}, .why = "why", .next = "next"}};
        state.providers.clear();
        state.declared.clear();
        break;
    case running: break;
    case paused: state.paused_until = now + 25min; break;
    case observing: state.mode = Mode::observe; break;
    case starting: state.done.reset(); break;
    case stale: state.done = now - 16min; break;
    case files_pending: state.files_differ = true; break;
    case unfinished: state.unfinished = "the last pass ran out of time"; break;
    case pass_failed: fail_with(state, ErrorKind::storage); break;
    case token_not_renewed:
        state.token_renewal = {.within = 720h, .problem = "why", .next = "next", .failed = true};
        break;
    case token_expired: state.token_expires = noon - 1s; break;
    case token_refused: fail_with(state, ErrorKind::unauthorized); break;
    case token_unreadable: state.token_problem = "management.token: cannot read"; break;
    case netbird_unreachable: fail_with(state, ErrorKind::transport); break;
    case nothing_declared:
        fail_with(state, ErrorKind::bad_config);
        state.declared.clear();
        break;
    case files_wrong: state.config_rejected = "config.yaml:1:1: wrong"; break;
    case in_sync: break;
    case secret_unverified:
    case pending:
    case open:
    case drifted:
    case held:
    case rejected:
    case failed:
    case blocked:
    case refused:
    case not_converging:
    case contested:
    case deleted_outside:
    case conflict:
        provider.condition = id;
        provider.state = service::sync_state_of(id);
        provider.problem = "why";
    }
    return state;
}

std::string last_line_of(const std::string& text)
{
    const auto end = text.find_last_not_of('\n');
    return text.substr(text.rfind('\n', end) + 1);
}

class EveryCondition : public testing::TestWithParam<test::PromisedCondition>
{
protected:
    EveryCondition()
    {
        for (const auto& one : condition_rows())
            if (to_string(one.id) == GetParam().at("condition"))
                row = &one;
    }

    const ConditionRow* row = nullptr;
};

TEST_P(EveryCondition, Rule31_IsTheSameEverywhere)
{
    ASSERT_NE(row, nullptr);
    const auto state = state_in(row->id);
    const auto document = service::control::status_document(state, now, noon);
    const auto& conditions = document.conditions;
    if (row->of_service)
        ASSERT_EQ(conditions.service.front().id, row->id);
    else
        ASSERT_EQ(conditions.find(corp)->id, row->id);

    const bool green = GetParam().at("health") == "well" || GetParam().at("health") == "attention";
    EXPECT_EQ(exit_code_of_status(document), green ? ExitCode::success : ExitCode::changes);

    const auto text = render_status(document, {});
    if (row->id != running && row->id != observing)
        EXPECT_THAT(text, HasSubstr(GetParam().at("status says")));
    for (const auto& line : {last_line_of(text), service::status_line(state, now, noon)})
    {
        if (green)
            EXPECT_THAT(line, HasSubstr("in sync"));
        else
            EXPECT_THAT(line, Not(HasSubstr("in sync")));
    }

    const auto json = boost::json::parse(service::control::status_json(document));
    EXPECT_EQ(json.at("well"), green);
    const auto read = service::control::status_from_json(json);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->conditions, conditions);
    EXPECT_EQ(render_status(*read, {}), text);
}

TEST_P(EveryCondition, Rule31_IsTheSameForMonitoring)
{
    const auto state = state_in(row->id);
    const auto conditions = service::conditions_of(state, now, noon);
    const bool green = row->status_exit() == 0;
    service::Metrics metrics("1");
    metrics.conditions_are(conditions, state);
    EXPECT_THAT(metrics.text(), HasSubstr(green ? "\nidpsync_all_well 1\n" : "\nidpsync_all_well 0\n"));
    const auto& login = GetParam().at("login_ready");
    const std::string ready = "idpsync_login_ready{provider=\"corp\"} ";
    if (login == "as seen" && row->id != restart_outstanding)
        EXPECT_THAT(metrics.text(), HasSubstr(ready + "1\n"));
    else if (login == "0")
        EXPECT_THAT(metrics.text(), HasSubstr(ready + "0\n"));
    else
        EXPECT_THAT(metrics.text(), Not(HasSubstr(ready + "1\n")));
    if (row->of_service)
    {
        EXPECT_EQ(conditions.unready() == nullptr, GetParam().at("/readyz") == "200");
        return;
    }
    const auto& as_declared = GetParam().at("provider_in_sync");
    const std::string gauge = "idpsync_provider_in_sync{provider=\"corp\"} ";
    if (as_declared == "none")
        EXPECT_THAT(metrics.text(), Not(HasSubstr(gauge)));
    else
        EXPECT_THAT(metrics.text(), HasSubstr(gauge + as_declared + '\n'));
}

/// What a pass makes of a provider that is in the condition; nothing: no pass sees it, or only the daemon
/// knows. No condition can be left out: the compiler wants each.
std::optional<PlanItem> planned_in(ConditionId id)
{
    PlanItem item{.key = corp};
    const auto planned = [&](Action action, Reason reason) {
        item.conclude(action, reason, "why", "next");
        return std::optional(item);
    };
    switch (id)
    {
    case in_sync: return PlanItem{.key = corp};
    case secret_unverified: return planned(Action::none, Reason::secret_unverified);
    case unverified:
    case unverified_for_long:
        item.unverified_since = noon - 2h;
        return planned(Action::none, Reason::in_sync);
    case login_broken:
        item.tell_refusal({FindingId::credentials_refused, Severity::error, "refused", "fix it"});
        return item;
    case pending: return planned(Action::update, Reason::declaration_changed);
    case open: return planned(Action::wait, Reason::intent_open);
    case drifted: return planned(Action::update, Reason::drifted);
    case held: return planned(Action::hold, Reason::not_verified);
    case rejected: return planned(Action::wait, Reason::not_due);
    case blocked: return planned(Action::block, Reason::preflight_refused);
    case refused: return planned(Action::refuse, Reason::consent_missing);
    case not_converging: return planned(Action::conflict, Reason::not_converging);
    case contested: return planned(Action::conflict, Reason::contested);
    case deleted_outside: return planned(Action::conflict, Reason::deleted_outside);
    case conflict: return planned(Action::conflict, Reason::type_differs);
    case failed: // a write did
    case no_longer_managed:
    case ConditionId::unknown:
    case restart_needed:
    case running:
    case paused:
    case observing:
    case starting:
    case stale:
    case files_pending:
    case restart_outstanding:
    case unfinished:
    case pass_failed:
    case token_not_renewed:
    case token_expired:
    case token_refused:
    case token_unreadable:
    case netbird_unreachable:
    case nothing_declared:
    case files_wrong: break;
    }
    return std::nullopt;
}

TEST_P(EveryCondition, Rule31_IsTheSameInPlanAndApply)
{
    const auto item = planned_in(row->id);
    if (!item)
        return;
    reconcile::Report report;
    report.plan.items.push_back(*item);
    report.results.push_back({.key = corp, .in_sync = item->in_sync()});
    const auto& exit = GetParam().at("plan exits");
    EXPECT_EQ(std::to_string(static_cast<int>(exit_code_of_plan(report.plan, false))), exit);
    const bool done = exit == "0";
    EXPECT_EQ(exit_code_of_report(report, Mode::enforce), done ? ExitCode::success : ExitCode::failure);
    EXPECT_EQ(exit_code_of_report(report, Mode::observe), ExitCode::failure);

    const auto applied = last_line_of(render_report(report, false));
    const auto plan = last_line_of(render_plan(report.plan, {}));
    const bool well = row->health == Health::well;
    EXPECT_EQ(applied == "Applied: nothing to write; 1 of 1 provider in sync.\n", well) << applied;
    EXPECT_EQ(plan == "Plan: nothing to do; 1 in sync.\n", well) << plan;
    if (!well)
        EXPECT_THAT(applied, HasSubstr("corp")) << "the last line names it";

    const auto json = boost::json::parse(service::plan_json({report, {}})).at("providers").at(0);
    EXPECT_EQ(std::string(json.at("condition").as_string()), to_string(condition_of(*item)));
    const auto read = test::read_report(service::report_json({report, {}}));
    ASSERT_TRUE(read);
    EXPECT_EQ(render_report(*read, false), render_report(report, false));
    EXPECT_EQ(exit_code_of_report(*read, Mode::enforce), exit_code_of_report(report, Mode::enforce));
}

INSTANTIATE_TEST_SUITE_P(OfThePage, EveryCondition, testing::ValuesIn(test::promised_conditions()),
                         [](const auto& one) { return one.param.at("condition"); });

} // namespace
} // namespace idpsync::cli
