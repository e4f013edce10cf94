#include "reconcile/pass.hpp"

#include "core/text.hpp"
#include "reconcile/pass_events.hpp"
#include "reconcile/settle.hpp"
#include "reconcile/writer.hpp"

#include <algorithm>
#include <utility>

namespace idpsync::reconcile {

namespace asio = boost::asio;

Error unsaved(const Error& error)
{
    return error.with_context(
        "the outcomes of the writes could not be saved; run apply again, it settles them");
}

Pass::Pass(const Reconciler::Dependencies& dependencies, PassMemory& memory, const Input& input)
    : dependencies_(dependencies), memory_(memory), input_(input)
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
        // A create that is under way may still land: it must be seen before anything is created anew.
        if (loaded.has_value() && has_open_create(*loaded))
            memory_.abandoned.clear();
        wait_before_looking_ = loaded.has_value() && has_open_create(*loaded);
        forget_the_ledger();
        return {};
    }
    if (loaded.has_error())
        return loaded.error();
    ledger_ = std::move(*loaded);
    use_fingerprint_key(ledger_, input_.secrets.fingerprint_key);
    if (input_.desired.providers().empty() && !ledger_.entries.empty())
        return Error{ErrorKind::bad_config,
                     "the files declare no identity provider, but " + std::to_string(ledger_.entries.size()) +
                         " are known from before; to delete them declare `state: absent`, to let "
                         "them go `state: released`"};
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
    if (wait_before_looking_)
        co_await dependencies_.clock.wait_until(memory_.started + memory_.settle_after);
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
    co_return believe(observed_, ledger_, facts_);
}

asio::awaitable<Result<void>> Pass::look()
{
    auto listed = co_await dependencies_.netbird.list();
    if (listed.has_error())
        co_return listed.error();
    // What was true of the account before a wait may not be true any more.
    account_asked_ = false;
    facts_ = Facts{};
    if (facts_needed(*listed, ledger_, nullptr).account)
        co_await gather_for_belief();
    auto believed = believe(*listed, ledger_, facts_);
    if (believed.has_value())
        observed_ = std::move(*listed);
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
            facts_.account_problem = settings_->error().message;
        co_return;
    }
    auto account = co_await dependencies_.netbird.account();
    if (account.has_value())
        facts_.account = std::move(*account);
    else
        facts_.account_problem = account.error().message;
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

asio::awaitable<Result<void>> Pass::settle()
{
    if (!may_write())
        co_return Result<void>{};
    drop_intents_answered_by_the_file();
    if (!has_open_create(ledger_))
        co_return Result<void>{};

    co_await wait_until_settled();
    const auto looked = co_await look();
    if (looked.has_error())
        co_return looked.error();
    settle_by_list();
    co_return save();
}

/// A key whose `id` is listed says itself which connector it means: there is nothing left to find out.
void Pass::drop_intents_answered_by_the_file()
{
    std::erase_if(ledger_.intents, [&](const Intent& intent) {
        const auto* provider = input_.desired.find(intent.key);
        const bool named = provider != nullptr && provider->id && observed_.find(*provider->id) != nullptr;
        return intent.verb == Verb::create && named;
    });
}

asio::awaitable<void> Pass::wait_until_settled()
{
    auto until = net::SteadyTime::min();
    const auto now = dependencies_.clock.now();
    for (const auto& intent : ledger_.intents)
    {
        if (intent.verb != Verb::create)
            continue;
        const auto settles_at = memory_.settles_at(intent.key);
        const auto wait = std::max(net::SteadyTime::duration::zero(), settles_at - now);
        dependencies_.events.emit(event_of_settling(intent, std::chrono::ceil<std::chrono::seconds>(wait)));
        until = std::max(until, settles_at);
    }
    co_await dependencies_.clock.wait_until(until);
}

bool Pass::settles_in_time() const
{
    const auto& deadline = input_.request.deadline;
    return !deadline ||
           std::all_of(ledger_.intents.begin(), ledger_.intents.end(), [&](const Intent& intent) {
               return intent.verb != Verb::create || memory_.settles_at(intent.key) <= *deadline;
           });
}

void Pass::settle_by_list()
{
    for (const auto& settled : settle_creates(ledger_, observed_, dependencies_.clock.wall_now()))
    {
        dependencies_.events.emit(event_of_settled(settled));
        memory_.abandoned.erase(settled.key);
        if (settled.settlement.kind == Settlement::Kind::nothing)
            memory_.was_not_carried_out(settled.key, dependencies_.clock.now());
        memory_.answered_5xx.erase(settled.key);
        if (settled.settlement.kind == Settlement::Kind::created)
            memory_.settled.insert_or_assign(settled.key, settled.settlement.ids.front());
        std::string ids;
        for (const auto& id : settled.settlement.ids)
            ids += (ids.empty() ? "" : ", ") + quoted(id.value);
        if (settled.settlement.kind == Settlement::Kind::nothing)
            holds_.insert_or_assign(
                settled.key, Hold{.reason = Reason::settled_in_this_pass,
                                  .why = "an earlier create left nothing behind; the next pass creates it"});
        if (settled.settlement.kind == Settlement::Kind::several)
            holds_.insert_or_assign(
                settled.key,
                Hold{.action = Action::conflict,
                     .reason = Reason::several_matches,
                     .why = "an earlier create lost its answer, and several connectors match it now: " + ids +
                            "; say which one is meant with `id: …`"});
    }
}

asio::awaitable<void> Pass::plan()
{
    PassContext context{.policy = input_.policy,
                        .now = dependencies_.clock.wall_now(),
                        .prune_now = input_.request.prune_now,
                        .named = input_.request.named,
                        .forgive_contested = input_.request.forgive_contested,
                        .holds = memory_.attempts.holds(dependencies_.clock.now())};
    context.holds.merge(std::map(holds_));

    auto planned = make_plan(input_.desired, input_.secrets.states, observed_, ledger_, context);
    if (input_.request.only_settings())
        for (auto& item : planned.items)
            item.selected = false;
    if (facts_needed(observed_, ledger_, &planned).account)
        co_await read_account();
    report_.plan = guard(std::move(planned), observed_, facts_, input_.policy);
    name_who_changed_what();
    hold_deletes_nobody_agreed_to();
    co_await plan_group_sync();
    report_.intents_open = intents_open();
}

void Pass::announce()
{
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
                          "this delete was not yet planned when you were asked", "run apply again");
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
        report_.confirmation_failed = unsaved(finished.error());
    else
        co_await write_group_sync();
    co_return Result<void>{};
}

Report Pass::finish()
{
    report_.restart_needed = restart_needed(ledger_);
    report_.audit_refused = memory_.log_refused;
    if (may_write())
        report_.settled = std::exchange(memory_.settled, {});
    dependencies_.events.emit(event_of_end(report_));
    return std::move(report_);
}

} // namespace idpsync::reconcile
