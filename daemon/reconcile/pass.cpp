#include "reconcile/pass.hpp"

#include "core/change_limit.hpp"
#include "core/netbird_version.hpp"
#include "core/nothing_declared.hpp"
#include "core/text.hpp"
#include "core/without_memory.hpp"
#include "reconcile/pass_events.hpp"
#include "reconcile/writer.hpp"

#include <algorithm>
#include <utility>

namespace idpsync::reconcile {

namespace asio = boost::asio;

Error unsaved(const Error& error, const NextCommand& commands)
{
    return error.with_context("the outcomes of the writes could not be saved; run " + commands.pass() +
                              ", which checks first what came of them");
}

Pass::Pass(const Reconciler::Dependencies& dependencies, PassMemory& memory, const Input& input)
    : events_(dependencies.events, input.request.watcher),
      dependencies_{.netbird = dependencies.netbird,
                    .ledger = dependencies.ledger,
                    .clock = dependencies.clock,
                    .events = events_,
                    .preflight = dependencies.preflight,
                    .login = dependencies.login,
                    .metrics = dependencies.metrics,
                    .checks = dependencies.checks},
      memory_(memory),
      input_(input)
{}

bool Pass::may_write() const
{
    return input_.request.write && input_.policy.mode == Mode::enforce;
}

Result<void> Pass::open_ledger()
{
    auto loaded = dependencies_.ledger.load();
    if (input_.request.rebuild_ledger)
    {
        // What is under way may still arrive: it must be seen before anything is planned without a memory.
        if (loaded.has_value())
            for (const auto& intent : loaded->intents)
                look_after_ = std::max(look_after_, memory_.abandoned.settles_at(intent));
        forget_the_ledger();
        return {};
    }
    if (loaded.has_error())
        return loaded.error();
    ledger_ = std::move(*loaded);
    ledger_found_ = dependencies_.ledger.found();
    use_fingerprint_key(ledger_, input_.secrets.fingerprint_key);
    if (auto objection = nothing_declared(input_.desired, ledger_))
        return *std::move(objection);
    return {};
}

void Pass::forget_the_ledger()
{
    ledger_ = Ledger{};
    ledger_.fingerprint_key = input_.secrets.fingerprint_key;
    ledger_replaced_ = true;
}

asio::awaitable<Result<void>> Pass::observe()
{
    co_await dependencies_.clock.wait_until(look_after_);
    list_asked_ = dependencies_.clock.now();
    auto listed = co_await dependencies_.netbird.list();
    if (listed.has_error())
        co_return listed.error();
    observed_ = std::move(*listed);

    if (facts_needed(observed_, ledger_, nullptr).account)
        co_await gather_for_belief();
    if (input_.request.new_server)
    {
        const auto started = start_on_a_new_server();
        if (started.has_error())
            co_return started.error();
    }
    co_return believe(observed_, ledger_, facts_, input_.request.commands);
}

asio::awaitable<Result<void>> Pass::look()
{
    const auto asked = dependencies_.clock.now();
    auto listed = co_await dependencies_.netbird.list();
    if (listed.has_error())
        co_return listed.error();
    // What was true of the account before a wait may not be true any more.
    account_asked_ = false;
    facts_ = Facts{};
    if (facts_needed(*listed, ledger_, nullptr).account)
        co_await gather_for_belief();
    auto believed = believe(*listed, ledger_, facts_, input_.request.commands);
    if (believed.has_value())
    {
        observed_ = std::move(*listed);
        list_asked_ = asked;
    }
    co_return believed;
}

asio::awaitable<void> Pass::read_account()
{
    if (account_asked_)
        co_return;
    account_asked_ = true;
    if (concerns_group_sync())
    {
        settings_ = co_await dependencies_.netbird.account_settings();
        if (settings_->has_value())
            facts_.account = (*settings_)->facts;
        else
            facts_.account_problem = settings_->error().text();
        co_return;
    }
    auto account = co_await dependencies_.netbird.account();
    if (account.has_value())
        facts_.account = std::move(*account);
    else
        facts_.account_problem = account.error().text();
}

asio::awaitable<void> Pass::read_version()
{
    if (version_)
        co_return;
    const auto version = co_await dependencies_.netbird.version();
    version_ = version.has_value() ? *version : std::string();
}

/// How a connector of type entra tells its users apart is decided by the NetBird that makes it (rule 15).
asio::awaitable<void> Pass::note_who_makes_what()
{
    for (auto& item : report_.plan.items)
    {
        if (item.action != Action::create || !item.selected || item.want->type != ProviderType::entra ||
            !may_write())
            continue;
        co_await read_version();
        if (parse_netbird_version(*version_))
            item.made_by = *version_;
    }
}

/// NetBird binds users to a connector's id: a delete says how many lose their identity by it (rule 5).
asio::awaitable<void> Pass::count_whom_deletes_strand()
{
    std::optional<Result<std::vector<netbird::User>>> users;
    for (auto& item : report_.plan.items)
    {
        if (item.action != Action::remove || !item.selected)
            continue;
        if (!users)
            users = co_await dependencies_.netbird.users();
        const auto count = users->has_value() ? netbird::users_of(**users, *item.id) : std::nullopt;
        item.hints.push_back(stranded_by_delete(count));
    }
}

asio::awaitable<void> Pass::gather_for_belief()
{
    co_await read_account();
    if (facts_.account && facts_.account->embedded_idp_enabled)
        co_return;
    const auto answers = co_await dependencies_.netbird.login_service_answers();
    if (answers.has_value())
        facts_.login_service_answers = *answers;
}

Result<void> Pass::start_on_a_new_server()
{
    if (ledger_.empty())
        return {};
    const bool same =
        !list_is_doubtful(observed_, ledger_) ||
        (facts_.account && !ledger_.account_id.empty() && facts_.account->id == ledger_.account_id);
    if (same)
        return Error{ErrorKind::conflict,
                     "--new-server: this is the NetBird that the ledger belongs to; leave it out"};
    forget_the_ledger();
    return {};
}

Result<void> Pass::set_aside_the_former_ledger()
{
    if (!ledger_replaced_)
        return {};
    auto aside = dependencies_.ledger.set_aside(dependencies_.clock.wall_now());
    if (aside.has_error())
        return aside.error();
    report_.ledger_set_aside = std::move(*aside);
    return {};
}

asio::awaitable<void> Pass::plan()
{
    // Files that are not in force start no time of grace.
    auto aside = memory_.omissions;
    auto& omissions = input_.request.candidate ? aside : memory_.omissions;
    omissions.begin_pass(ledger_.entries, {dependencies_.clock.wall_now(), dependencies_.clock.now(),
                                           dependencies_.netbird.clock_ahead()});
    PassContext context{.policy = input_.policy,
                        .now = dependencies_.clock.wall_now(),
                        .prune_now = input_.request.prune_now,
                        .named = input_.request.named,
                        .forgive_contested = input_.request.forgive_contested,
                        .holds = holds_now(),
                        .omitted_for = omissions.lasted(),
                        .clock_doubt = omissions.doubt(),
                        .unsettled = unsettled(),
                        .commands = input_.request.commands};
    context.holds.merge(std::map(holds_));

    auto planned = make_plan(input_.desired, input_.secrets.states, observed_, ledger_, context);
    omissions.end_pass(planned.ledger_before_writes.entries);
    if (input_.request.only_settings())
        for (auto& item : planned.items)
            item.selected = false;
    if (facts_needed(observed_, ledger_, &planned).account)
        co_await read_account();
    report_.plan = guard(std::move(planned), observed_, facts_, input_.policy);
    name_who_changed_what();
    hold_deletes_nobody_agreed_to();
    co_await note_who_makes_what();
    co_await count_whom_deletes_strand();
    co_await plan_group_sync();
    hold_without_memory(report_.plan, ledger_, input_.request.adopt, input_.request.commands);
    if (!ledger_found_)
        report_.plan.memory = Memory::none;
    else if (report_.plan.ledger_before_writes.without_memory)
        report_.plan.memory = Memory::incomplete;
    report_.intents_open = intents_open();
}

std::map<ProviderKey, Hold> Pass::holds_now() const
{
    return input_.request.demanded ? std::map<ProviderKey, Hold>()
                                   : memory_.attempts.holds(dependencies_.clock.now());
}

void Pass::limit()
{
    if (!input_.request.agreed_changes && !input_.request.restore_settings)
        limit_changes(report_.plan, input_.policy, input_.request.commands);
}

void Pass::announce()
{
    if (input_.request.watcher != nullptr)
        input_.request.watcher->planned(report_.plan);
    for (auto& event : events_of_plan(report_.plan))
        dependencies_.events.emit(std::move(event));
}

void Pass::hold_deletes_nobody_agreed_to()
{
    const auto& agreed = input_.request.agreed_deletes;
    if (!agreed)
        return;
    for (auto& item : report_.plan.items)
        if (item.action == Action::remove && !agreed->contains(*item.id))
            item.conclude(Action::wait, Reason::waits_for_writes,
                          "this delete was not yet planned when you were asked",
                          "run " + input_.request.commands.pass() + " again");
}

Result<void> Pass::save()
{
    return dependencies_.ledger.save(ledger_);
}

asio::awaitable<Result<void>> Pass::apply()
{
    const auto aside = set_aside_the_former_ledger();
    if (aside.has_error())
        co_return aside.error();
    events_.expect(changes_in(report_.plan));
    ledger_ = report_.plan.ledger_before_writes;
    report_.intents_open = intents_open();
    if (ledger_.account_id.empty() && facts_.account)
        ledger_.account_id = facts_.account->id;
    for (const auto& item : report_.plan.items)
        report_.results.push_back({.key = item.key, .id = item.id, .in_sync = item.in_sync()});
    if (!report_.plan.has_writes())
    {
        const auto saved = save();
        if (saved.has_error())
            co_return saved.error();
    }

    co_await note_run_before_writes();
    Writer writer({dependencies_.netbird, dependencies_.clock, dependencies_.events, dependencies_.ledger,
                   memory_, ledger_, input_.secrets, observed_, report_, input_.request.deadline});
    co_await writer.create_and_update(input_.policy.concurrency);
    co_await writer.remove();
    const auto finished = co_await writer.finish();
    for (auto& event : events_of_ownership(report_.plan))
        dependencies_.events.emit(std::move(event));
    if (finished.has_error())
        report_.confirmation_failed = unsaved(finished.error(), input_.request.commands);
    else
        co_await write_group_sync();
    co_return Result<void>{};
}

Report Pass::finish()
{
    report_.restart_needed = restart_needed(ledger_);
    report_.audit_refused = memory_.log_refused;
    if (may_write())
    {
        report_.settled = std::exchange(memory_.settled, {});
        note_next_settling();
    }
    if (!input_.request.candidate)
        dependencies_.events.emit(event_of_end(report_));
    return std::move(report_);
}

} // namespace idpsync::reconcile
