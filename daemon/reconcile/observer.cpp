#include "reconcile/observer.hpp"

#include "core/nothing_declared.hpp"

#include <algorithm>
#include <utility>

namespace idpsync::reconcile {

namespace asio = boost::asio;

Result<void> Observer::open_ledger()
{
    auto loaded = work_.dependencies.ledger.load();
    if (work_.input.request.flags.rebuild_ledger)
    {
        // What is under way may still arrive: it must be seen before anything is planned without a memory.
        if (loaded.has_value())
            for (const auto& intent : loaded->intents)
                look_after_ = std::max(look_after_, work_.memory.abandoned.settles_at(target_of(intent)));
        forget_the_ledger();
        return {};
    }
    if (loaded.has_error())
        return loaded.error();
    work_.ledger = std::move(*loaded);
    ledger_found_ = work_.dependencies.ledger.found();
    use_fingerprint_key(work_.ledger, work_.input.secrets.fingerprint_key);
    if (auto objection = nothing_declared(work_.input.desired, work_.ledger))
        return *std::move(objection);
    return {};
}

void Observer::forget_the_ledger()
{
    work_.ledger = Ledger{};
    work_.ledger.fingerprint_key = work_.input.secrets.fingerprint_key;
    ledger_replaced_ = true;
}

asio::awaitable<Result<void>> Observer::observe()
{
    co_await work_.dependencies.clock.wait_until(look_after_);
    work_.list_asked = work_.dependencies.clock.now();
    auto listed = co_await work_.dependencies.netbird.list();
    if (listed.has_error())
        co_return listed.error();
    work_.observed = std::move(*listed);

    if (facts_needed(work_.observed, work_.ledger, nullptr).account)
        co_await gather_for_belief();
    if (work_.input.request.flags.new_server)
    {
        const auto started = start_on_a_new_server();
        if (started.has_error())
            co_return started.error();
    }
    co_return believe(work_.observed, work_.ledger, facts_, work_.input.request.commands);
}

asio::awaitable<Result<void>> Observer::look()
{
    const auto asked = work_.dependencies.clock.now();
    auto listed = co_await work_.dependencies.netbird.list();
    if (listed.has_error())
        co_return listed.error();
    // What was true of the account before a wait may not be true any more.
    account_asked_ = false;
    facts_ = Facts{};
    if (facts_needed(*listed, work_.ledger, nullptr).account)
        co_await gather_for_belief();
    auto believed = believe(*listed, work_.ledger, facts_, work_.input.request.commands);
    if (believed.has_value())
    {
        work_.observed = std::move(*listed);
        work_.list_asked = asked;
    }
    co_return believed;
}

asio::awaitable<void> Observer::read_account()
{
    if (account_asked_)
        co_return;
    account_asked_ = true;
    if (work_.concerns_group_sync())
    {
        settings_ = co_await work_.dependencies.netbird.account_settings();
        if (settings_->has_value())
            facts_.account = (*settings_)->facts;
        else
            facts_.account_problem = settings_->error().text();
        co_return;
    }
    auto account = co_await work_.dependencies.netbird.account();
    if (account.has_value())
        facts_.account = std::move(*account);
    else
        facts_.account_problem = account.error().text();
}

asio::awaitable<void> Observer::read_version()
{
    if (version_)
        co_return;
    const auto version = co_await work_.dependencies.netbird.version();
    version_ = version.has_value() ? *version : std::string();
}

asio::awaitable<void> Observer::gather_for_belief()
{
    co_await read_account();
    if (facts_.account && facts_.account->embedded_idp_enabled)
        co_return;
    const auto answers = co_await work_.dependencies.netbird.login_service_answers();
    if (answers.has_value())
        facts_.login_service_answers = *answers;
}

Result<void> Observer::start_on_a_new_server()
{
    if (work_.ledger.empty())
        return {};
    const bool same =
        !list_is_doubtful(work_.observed, work_.ledger) ||
        (facts_.account && !work_.ledger.account_id.empty() && facts_.account->id == work_.ledger.account_id);
    if (same)
        return Error{ErrorKind::conflict,
                     "--new-server: this is the NetBird that the ledger belongs to; leave it out"};
    forget_the_ledger();
    return {};
}

Result<void> Observer::set_aside_the_former_ledger()
{
    if (!ledger_replaced_)
        return {};
    auto aside = work_.dependencies.ledger.set_aside(work_.dependencies.clock.wall_now());
    if (aside.has_error())
        return aside.error();
    work_.report.ledger_set_aside = std::move(*aside);
    return {};
}

} // namespace idpsync::reconcile
