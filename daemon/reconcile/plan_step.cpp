#include "reconcile/plan_step.hpp"

#include "core/change_limit.hpp"
#include "core/netbird_version.hpp"
#include "core/without_memory.hpp"
#include "reconcile/pass_events.hpp"

#include <utility>

namespace idpsync::reconcile {

namespace asio = boost::asio;

/// How a connector of type entra tells its users apart is decided by the NetBird that makes it (rule 15).
asio::awaitable<void> PlanStep::note_who_makes_what()
{
    for (auto& item : work_.report.plan.items)
    {
        if (item.action != Action::create || !item.selected || item.want->type != ProviderType::entra ||
            !work_.may_write())
            continue;
        co_await observer_.read_version();
        if (parse_netbird_version(observer_.version()))
            item.made_by = observer_.version();
    }
}

/// NetBird binds users to a connector's id: a delete says how many lose their identity by it (rule 5).
asio::awaitable<void> PlanStep::count_whom_deletes_strand()
{
    std::optional<Result<std::vector<netbird::User>>> users;
    for (auto& item : work_.report.plan.items)
    {
        if (item.action != Action::remove || !item.selected)
            continue;
        if (!users)
            users = co_await work_.dependencies.netbird.users();
        const auto count = users->has_value() ? netbird::users_of(**users, *item.id) : std::nullopt;
        item.hints.push_back(stranded_by_delete(count));
    }
}

Plan PlanStep::decide()
{
    // Files that are not in force start no time of grace.
    auto aside = work_.memory.omissions;
    const auto& request = work_.input.request;
    auto& seams = work_.dependencies;
    auto& omissions = request.candidate ? aside : work_.memory.omissions;
    omissions.begin_pass(work_.ledger.entries,
                         {seams.clock.wall_now(), seams.clock.now(), seams.netbird.clock_ahead()});
    PassContext context{.policy = work_.input.policy,
                        .now = seams.clock.wall_now(),
                        .prune_now = request.flags.prune_now,
                        .named = request.named,
                        .forgive_contested = request.forgive_contested,
                        .holds = work_.refused_before(),
                        .omitted_for = omissions.lasted(),
                        .clock_doubt = omissions.doubt(),
                        .unsettled = settle_.unsettled(),
                        .commands = request.commands,
                        .needed_by_clients = clients_.consents_needed()};
    context.holds.merge(Holds(work_.holds));
    auto planned =
        make_plan(work_.input.desired, work_.secrets.states(), work_.observed, work_.ledger, context);
    omissions.end_pass(planned.ledger_before_writes.entries);
    if (request.only_settings())
        for (auto& item : planned.items)
            item.selected = false;
    return planned;
}

asio::awaitable<void> PlanStep::plan()
{
    auto planned = decide();
    if (facts_needed(work_.observed, work_.ledger, &planned).account)
        co_await observer_.read_account();
    auto& plan = work_.report.plan;
    plan = guard(std::move(planned), work_.observed, observer_.facts(), work_.input.policy);
    attribution_.name_who_changed_what();
    clients_.join(plan);
    hold_deletes_nobody_agreed_to();
    co_await note_who_makes_what();
    co_await count_whom_deletes_strand();
    co_await settings_.plan();
    hold_without_memory(plan, work_.ledger, work_.input.request.flags.adopt, work_.input.request.commands);
    if (!observer_.found_ledger())
        plan.memory = Memory::none;
    else if (plan.ledger_before_writes.without_memory)
        plan.memory = Memory::incomplete;
    work_.report.intents_open = work_.intents_open();
}

void PlanStep::limit()
{
    if (!work_.input.request.flags.agreed_changes && !work_.input.request.flags.restore_settings)
        limit_changes(work_.report.plan, work_.input.policy, work_.input.request.commands);
}

void PlanStep::announce()
{
    if (work_.input.request.watcher != nullptr)
        work_.input.request.watcher->planned(work_.report.plan);
    for (auto& event : events_of_plan(work_.report.plan))
        work_.dependencies.events.emit(std::move(event));
}

void PlanStep::announce_behind_clients()
{
    for (const auto& item : work_.report.plan.items)
        if (waits_for_client(item) && item.troubled())
            for (auto& event : events_of_connector(item))
                work_.dependencies.events.emit(std::move(event));
}

void PlanStep::hold_deletes_nobody_agreed_to()
{
    const auto& agreed = work_.input.request.agreed_deletes;
    if (!agreed)
        return;
    for (auto& item : work_.report.plan.items)
        if (item.action == Action::remove && !agreed->contains(*item.id))
            item.conclude(Action::wait, Reason::waits_for_writes,
                          "this delete was not yet planned when you were asked",
                          "run " + work_.input.request.commands.pass() + " again");
}

} // namespace idpsync::reconcile
