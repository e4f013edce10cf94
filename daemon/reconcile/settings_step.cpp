#include "reconcile/settings_step.hpp"

#include "core/joined.hpp"
#include "core/netbird_version.hpp"
#include "core/text.hpp"
#include "netbird/codec.hpp"
#include "reconcile/kept_settings.hpp"
#include "reconcile/login_groups.hpp"
#include "reconcile/pass_events.hpp"
#include "reconcile/writer.hpp"

namespace idpsync::reconcile {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Outcome = ProviderResult::Outcome;

namespace {

constexpr auto pause_after_refusal = 60min;

std::string in_words(const std::vector<std::string>& names)
{
    return joined(names, [](const auto& name) { return escaped(name); });
}

/// Why the settings as they are now are not those that the plan was made for; empty when they are.
std::string changed_since(const netbird::AccountSettings& planned, const netbird::AccountSettings& now)
{
    if (planned.facts.id != now.facts.id)
        return "this is another account";
    auto names = netbird::other_changes(planned.text, now.text);
    for (const auto field : differences(planned.groups, now.groups))
        names.push_back("group_sync." + std::string(to_string(field)));
    return names.empty() ? std::string() : "somebody has changed " + in_words(names);
}

} // namespace

asio::awaitable<void> SettingsStep::settle()
{
    if (!work_.concerns_group_sync() || !work_.settings_may_still_arrive() || !work_.ledger.group_sync)
        co_return;
    co_await observer_.read_account();
    if (have_arrived())
        work_.memory.abandoned.forget_settings();
}

bool SettingsStep::have_arrived() const
{
    return work_.ledger.group_sync && observer_.has_settings() &&
           work_.ledger.group_sync->intent == settings()->groups;
}

asio::awaitable<void> SettingsStep::plan()
{
    if (!work_.concerns_group_sync())
        co_return;
    co_await observer_.read_account();
    co_await read_version_where_it_decides();
    auto item = decide();
    item.selected = work_.input.request.named.empty() || work_.input.request.group_sync_named;
    find_drift(item);
    work_.report.plan.ledger_before_writes.group_sync = item.entry;
    work_.report.plan.group_sync = std::move(item);
}

bool SettingsStep::has_local_users() const
{
    return !settings()->facts.local_auth_disabled.value_or(false);
}

/// Only where a list begins that an older NetBird would hold against local users.
asio::awaitable<void> SettingsStep::read_version_where_it_decides()
{
    const auto& desired = work_.input.desired.group_sync();
    if (!desired || work_.input.request.flags.restore_settings || settings().has_error())
        co_return;
    const auto& present = settings().value().groups;
    const auto want = desired->declared.over(present);
    if (has_local_users() && begins_an_allow_list(present, want))
        co_await observer_.read_version();
}

GroupSyncItem SettingsStep::decide()
{
    const auto& desired = work_.input.desired.group_sync();
    if (settings().has_error())
        return unreadable_group_sync(desired.value_or(DesiredGroupSync()), work_.ledger.group_sync,
                                     settings().error().text());
    const auto& present = settings().value();
    if (work_.input.request.flags.restore_settings)
        return restoring_item(present);
    const auto logins = work_.dependencies.checks == nullptr
                            ? std::vector<LoginGroups>()
                            : logins_in(work_.dependencies.checks->load(), work_.observed);
    const bool held = !work_.input.request.demanded && work_.memory.group_sync_hold &&
                      work_.dependencies.clock.now() < work_.memory.group_sync_due;
    return decide_group_sync(
        {.desired = *desired,
         .seen = present.groups,
         .known = work_.ledger.group_sync,
         .logins = logins,
         .hold = held ? &*work_.memory.group_sync_hold : nullptr,
         .now = work_.dependencies.clock.wall_now(),
         .unsettled = work_.settings_may_still_arrive(),
         .local_users_hit =
             has_local_users() && allow_list_hits_local_users(parse_netbird_version(observer_.version())),
         .netbird_version = observer_.version(),
         .named = work_.input.request.group_sync_named,
         .forgive_contested = work_.input.request.forgive_contested,
         .commands = work_.input.request.commands});
}

GroupSyncItem SettingsStep::restoring_item(const netbird::AccountSettings& present)
{
    GroupSyncItem item{.seen = present.groups, .entry = work_.ledger.group_sync};
    const auto text = work_.dependencies.ledger.kept_settings();
    if (text.has_value() && !*text)
    {
        item.conclude(Action::block, Reason::settings_unreadable,
                      "nothing was kept: no settings were written from here, so there is nothing to put back",
                      work_.input.desired.group_sync()
                          ? work_.input.request.commands.command("plan", "group_sync") +
                                " shows what NetBird has and what the file says"
                          : std::string());
        return item;
    }
    const auto kept = text.has_error() ? Result<KeptSettings>(text.error()) : decode_kept_settings(**text);
    if (kept.has_error())
        item.conclude(Action::block, Reason::settings_unreadable, kept.error().text(),
                      "to let everybody in, write `allowed_groups: []` and run " +
                          work_.input.request.commands.pass());
    else if (kept->account_id != present.facts.id)
        item.conclude(Action::block, Reason::settings_unreadable,
                      "what was kept belongs to account " + quoted(kept->account_id) + ", this is " +
                          quoted(present.facts.id));
    else
        item = restore_group_sync(kept->groups, present.groups, work_.input.desired.group_sync());
    return item;
}

asio::awaitable<void> SettingsStep::write()
{
    const auto& item = work_.report.plan.group_sync;
    if (!item)
        co_return;
    work_.report.group_sync = GroupSyncResult{.in_sync = item->in_sync()};
    if (!item->writes())
        co_return;
    if (work_.input.request.deadline && work_.dependencies.clock.now() > *work_.input.request.deadline)
    {
        work_.report.partial = true;
        co_return;
    }
    const auto text = co_await settings_to_send();
    if (text.has_error())
    {
        fail(text.error().kind == ErrorKind::conflict ? Outcome::held : Outcome::failed, text.error());
        co_return;
    }
    const std::string account_id = settings()->facts.id;
    const auto outcome = co_await work_.dependencies.netbird.write_account_settings(account_id, *text);
    record_settings_write(outcome);
}

/// Reads once more: what goes back are the settings of this moment, and they must be those of the plan.
asio::awaitable<Result<std::string>> SettingsStep::settings_to_send()
{
    auto present = co_await work_.dependencies.netbird.account_settings();
    if (present.has_error())
        co_return present.error().with_context("nothing was sent, because the settings cannot be read again");
    if (const auto why = changed_since(settings().value(), *present); !why.empty())
        co_return Error{ErrorKind::conflict, "nothing was sent: " + why + " since the plan was made",
                        "run " + work_.input.request.commands.pass() + " again"};
    const auto prepared = prepare_settings_write(*present);
    if (prepared.has_error())
        co_return prepared.error();
    co_return netbird::with_group_settings(present->text, *work_.report.plan.group_sync->want);
}

/// What was there before is kept, and the intent is on the disk, before anything leaves.
Result<void> SettingsStep::prepare_settings_write(const netbird::AccountSettings& present)
{
    if (!work_.input.request.flags.restore_settings)
    {
        const auto text =
            encode_kept_settings(present.facts.id, work_.dependencies.clock.wall_now(), present.text);
        if (const auto kept = work_.dependencies.ledger.keep_settings(text); kept.has_error())
            return kept.error().with_context("nothing was sent, because the settings cannot be kept");
    }
    if (!work_.ledger.group_sync)
        return {};
    work_.ledger.group_sync->intent = work_.report.plan.group_sync->want;
    if (const auto saved = work_.save(); saved.has_error())
    {
        work_.ledger.group_sync->intent.reset();
        return saved.error().with_context("nothing was sent, because the ledger cannot be saved");
    }
    return {};
}

void SettingsStep::record_settings_write(const Result<void>& outcome)
{
    if (outcome.has_value())
        return settings_written();
    const auto& error = outcome.error();
    if (error.kind == ErrorKind::unknown_outcome)
    {
        work_.memory.abandoned.note_settings(work_.dependencies.clock.now());
        return fail(Outcome::unknown, error);
    }
    if (work_.ledger.group_sync)
        work_.ledger.group_sync->intent.reset();
    work_.report.partial = work_.report.partial || error.kind == ErrorKind::throttled;
    if (is_refusal(error.kind))
        hold_settings_write(error.text());
    fail(Outcome::failed, error);
}

void SettingsStep::hold_settings_write(const std::string& why)
{
    const auto& item = *work_.report.plan.group_sync;
    work_.memory.group_sync_hold =
        GroupSyncHold{Action::wait, Reason::not_due, "NetBird refused it: " + why, *item.want, *item.seen};
    work_.memory.group_sync_due = work_.dependencies.clock.now() + pause_after_refusal;
}

void SettingsStep::settings_written()
{
    const auto& item = *work_.report.plan.group_sync;
    if (work_.ledger.group_sync)
        work_.ledger.group_sync = known_after_write(item, work_.dependencies.clock.wall_now());
    work_.memory.group_sync_hold.reset();
    work_.memory.abandoned.forget_settings();
    work_.report.group_sync = GroupSyncResult{.outcome = Outcome::updated};
    work_.dependencies.events.emit(event_of_group_sync_outcome(item, *work_.report.group_sync));
}

void SettingsStep::fail(Outcome outcome, Error error)
{
    work_.report.group_sync = GroupSyncResult{.outcome = outcome, .error = std::move(error)};
    work_.dependencies.events.emit(
        event_of_group_sync_outcome(*work_.report.plan.group_sync, *work_.report.group_sync));
}

asio::awaitable<void> SettingsStep::confirm()
{
    auto& result = work_.report.group_sync;
    if (!result || result->outcome == Outcome::untouched)
        co_return;
    if (result->outcome == Outcome::updated || result->outcome == Outcome::unknown)
    {
        work_.report.wrote = true;
        observer_.forget_account();
        co_await observer_.read_account();
        if (settings().has_error())
            work_.report.confirmation_failed =
                settings().error().with_context("the write of the settings could not be confirmed");
        else
            judge_settings(settings()->groups);
    }
    work_.report.intents_open = work_.intents_open();
    const auto saved = work_.save();
    if (saved.has_error())
        work_.report.confirmation_failed = unsaved(saved.error(), work_.input.request.commands);
}

void SettingsStep::judge_settings(const GroupSettings& seen)
{
    const auto& item = *work_.report.plan.group_sync;
    if (seen == *item.want)
    {
        if (work_.report.group_sync->outcome == Outcome::unknown)
            settings_written();
        work_.report.group_sync->in_sync = true;
        return;
    }
    if (work_.report.group_sync->outcome == Outcome::unknown)
    {
        // NetBird's own 5xx, and nothing came of it: that was a refusal.
        if (work_.report.group_sync->error->cause == ErrorCause::netbird_failed)
            hold_settings_write(work_.report.group_sync->error->text());
        return;
    }
    const std::string why =
        "NetBird accepted the write, but shows other values; it is not sent again until something changes";
    work_.memory.group_sync_hold =
        GroupSyncHold{Action::conflict, Reason::not_converging, why, *item.want, seen};
    work_.memory.group_sync_due = net::SteadyTime::max();
    fail(Outcome::not_converging, {ErrorKind::conflict, why});
}

} // namespace idpsync::reconcile
