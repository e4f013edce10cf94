#include "reconcile/pass.hpp"

#include "core/text.hpp"
#include "reconcile/pass_events.hpp"
#include "reconcile/settle.hpp"
#include "reconcile/writer.hpp"

#include <algorithm>

namespace idpsync::reconcile {

namespace asio = boost::asio;

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

asio::awaitable<Result<void>> Pass::observe()
{
    auto listed = co_await dependencies_.netbird.list();
    if (listed.has_error())
        co_return listed.error();
    observed_ = std::move(*listed);

    const auto needed = facts_needed(observed_, ledger_, nullptr);
    if (needed.account)
        co_await gather_for_belief();
    if (input_.request.new_server)
    {
        const auto started = co_await start_on_a_new_server();
        if (started.has_error())
            co_return started.error();
    }
    co_return believe(observed_, ledger_, facts_);
}

asio::awaitable<void> Pass::read_account()
{
    if (account_asked_)
        co_return;
    account_asked_ = true;
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

asio::awaitable<Result<void>> Pass::start_on_a_new_server()
{
    if (ledger_.empty())
        co_return Result<void>{};
    const bool same =
        !list_is_doubtful(observed_, ledger_) ||
        (facts_.account && !ledger_.account_id.empty() && facts_.account->id == ledger_.account_id);
    if (same)
        co_return Error{ErrorKind::conflict,
                        "--new-server: this is the NetBird that the ledger belongs to; leave it out"};
    if (may_write())
    {
        const auto aside = dependencies_.ledger.set_aside(dependencies_.clock.wall_now());
        if (aside.has_error())
            co_return aside.error();
    }
    ledger_ = Ledger{};
    ledger_.fingerprint_key = input_.secrets.fingerprint_key;
    co_return Result<void>{};
}

asio::awaitable<Result<void>> Pass::settle()
{
    if (!may_write() || !has_open_create(ledger_))
        co_return Result<void>{};

    co_await wait_until_settled();
    auto listed = co_await dependencies_.netbird.list();
    if (listed.has_error())
        co_return listed.error();
    observed_ = std::move(*listed);
    if (facts_needed(observed_, ledger_, nullptr).account)
        co_await gather_for_belief();
    if (const auto believed = believe(observed_, ledger_, facts_); believed.has_error())
        co_return believed.error();
    settle_by_list();
    co_return save();
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

void Pass::settle_by_list()
{
    for (const auto& settled : settle_creates(ledger_, observed_, dependencies_.clock.wall_now()))
    {
        dependencies_.events.emit(event_of_settled(settled));
        memory_.abandoned.erase(settled.key);
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
    if (facts_needed(observed_, ledger_, &planned).account)
        co_await read_account();
    report_.plan = guard(std::move(planned), observed_, facts_, input_.policy);
    report_.intents_open = !ledger_.intents.empty();
    for (auto& event : events_of_plan(report_.plan))
        dependencies_.events.emit(std::move(event));
}

Result<void> Pass::save()
{
    return dependencies_.ledger.save(ledger_);
}

asio::awaitable<Result<void>> Pass::apply()
{
    ledger_ = report_.plan.ledger_before_writes;
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

    Writer writer({dependencies_.netbird, dependencies_.clock, dependencies_.events, dependencies_.ledger,
                   memory_, ledger_, input_.secrets, observed_, report_});
    co_await writer.create_and_update(input_.policy.concurrency);
    co_await writer.remove();
    const auto finished = co_await writer.finish();
    for (auto& event : events_of_ownership(report_.plan))
        dependencies_.events.emit(std::move(event));
    co_return finished;
}

Report Pass::finish()
{
    dependencies_.events.emit(event_of_end(report_));
    return std::move(report_);
}

} // namespace idpsync::reconcile
