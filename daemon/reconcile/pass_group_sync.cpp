// The steps of a pass that concern the account's settings: docs/reconciling.md 29. They are written last,
// when the connectors that bring the groups are as declared.

#include "core/netbird_version.hpp"
#include "core/text.hpp"
#include "netbird/codec.hpp"
#include "reconcile/kept_settings.hpp"
#include "reconcile/login_groups.hpp"
#include "reconcile/pass.hpp"
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
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "" : ", ") + escaped(name);
    return text;
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

bool Pass::concerns_group_sync() const
{
    return input_.desired.group_sync() || input_.request.restore_settings;
}

bool Pass::intents_open() const
{
    return !ledger_.intents.empty() || (ledger_.group_sync && ledger_.group_sync->intent);
}

asio::awaitable<void> Pass::plan_group_sync()
{
    if (!concerns_group_sync())
        co_return;
    co_await read_account();
    co_await read_version_for_group_sync();
    auto item = group_sync_item();
    item.selected = input_.request.named.empty() || input_.request.group_sync_named;
    find_drift(item);
    report_.plan.ledger_before_writes.group_sync = item.entry;
    report_.plan.group_sync = std::move(item);
}

bool Pass::has_local_users() const
{
    return !(*settings_)->facts.local_auth_disabled.value_or(false);
}

/// Only where a list begins that an older NetBird would hold against local users.
asio::awaitable<void> Pass::read_version_for_group_sync()
{
    const auto& desired = input_.desired.group_sync();
    if (!desired || input_.request.restore_settings || settings_->has_error())
        co_return;
    const auto& present = settings_->value().groups;
    const auto want = desired->declared.over(present);
    if (has_local_users() && begins_an_allow_list(present, want))
        co_await read_version();
}

GroupSyncItem Pass::group_sync_item()
{
    const auto& desired = input_.desired.group_sync();
    if (settings_->has_error())
        return unreadable_group_sync(desired.value_or(DesiredGroupSync()), ledger_.group_sync,
                                     settings_->error().text());
    const auto& present = settings_->value();
    if (input_.request.restore_settings)
        return restoring_item(present);
    const auto logins = dependencies_.checks == nullptr ? std::vector<LoginGroups>()
                                                        : logins_in(dependencies_.checks->load(), observed_);
    const bool held = !input_.request.demanded && memory_.group_sync_hold &&
                      dependencies_.clock.now() < memory_.group_sync_due;
    return decide_group_sync(
        {.desired = *desired,
         .seen = present.groups,
         .known = ledger_.group_sync,
         .logins = logins,
         .hold = held ? &*memory_.group_sync_hold : nullptr,
         .now = dependencies_.clock.wall_now(),
         .unsettled = settings_may_still_arrive(),
         .local_users_hit =
             has_local_users() && allow_list_hits_local_users(parse_netbird_version(version_.value_or(""))),
         .netbird_version = version_.value_or(""),
         .named = input_.request.group_sync_named,
         .forgive_contested = input_.request.forgive_contested,
         .commands = input_.request.commands});
}

GroupSyncItem Pass::restoring_item(const netbird::AccountSettings& present)
{
    GroupSyncItem item{.seen = present.groups, .entry = ledger_.group_sync};
    const auto text = dependencies_.ledger.kept_settings();
    if (text.has_value() && !*text)
    {
        item.conclude(Action::block, Reason::settings_unreadable,
                      "nothing was kept: no settings were written from here, so there is nothing to put back",
                      input_.desired.group_sync() ? input_.request.commands.command("plan", "group_sync") +
                                                        " shows what NetBird has and what the file says"
                                                  : std::string());
        return item;
    }
    const auto kept = text.has_error() ? Result<KeptSettings>(text.error()) : decode_kept_settings(**text);
    if (kept.has_error())
        item.conclude(Action::block, Reason::settings_unreadable, kept.error().text(),
                      "to let everybody in, write `allowed_groups: []` and run " +
                          input_.request.commands.pass());
    else if (kept->account_id != present.facts.id)
        item.conclude(Action::block, Reason::settings_unreadable,
                      "what was kept belongs to account " + quoted(kept->account_id) + ", this is " +
                          quoted(present.facts.id));
    else
        item = restore_group_sync(kept->groups, present.groups, input_.desired.group_sync());
    return item;
}

asio::awaitable<void> Pass::write_group_sync()
{
    const auto& item = report_.plan.group_sync;
    if (!item)
        co_return;
    report_.group_sync = GroupSyncResult{.in_sync = item->in_sync()};
    if (!item->writes())
        co_return;
    if (input_.request.deadline && dependencies_.clock.now() > *input_.request.deadline)
    {
        report_.partial = true;
        co_return;
    }
    const auto text = co_await settings_to_send();
    if (text.has_error())
    {
        fail_group_sync(text.error().kind == ErrorKind::conflict ? Outcome::held : Outcome::failed,
                        text.error());
        co_return;
    }
    const std::string account_id = (*settings_)->facts.id;
    const auto outcome = co_await dependencies_.netbird.write_account_settings(account_id, *text);
    record_settings_write(outcome);
}

/// Reads once more: what goes back are the settings of this moment, and they must be those of the plan.
asio::awaitable<Result<std::string>> Pass::settings_to_send()
{
    auto present = co_await dependencies_.netbird.account_settings();
    if (present.has_error())
        co_return present.error().with_context("nothing was sent, because the settings cannot be read again");
    if (const auto why = changed_since(settings_->value(), *present); !why.empty())
        co_return Error{ErrorKind::conflict, "nothing was sent: " + why + " since the plan was made",
                        "run " + input_.request.commands.pass() + " again"};
    const auto prepared = prepare_settings_write(*present);
    if (prepared.has_error())
        co_return prepared.error();
    co_return netbird::with_group_settings(present->text, *report_.plan.group_sync->want);
}

/// What was there before is kept, and the intent is on the disk, before anything leaves.
Result<void> Pass::prepare_settings_write(const netbird::AccountSettings& present)
{
    if (!input_.request.restore_settings)
    {
        const auto text =
            encode_kept_settings(present.facts.id, dependencies_.clock.wall_now(), present.text);
        if (const auto kept = dependencies_.ledger.keep_settings(text); kept.has_error())
            return kept.error().with_context("nothing was sent, because the settings cannot be kept");
    }
    if (!ledger_.group_sync)
        return {};
    ledger_.group_sync->intent = report_.plan.group_sync->want;
    if (const auto saved = save(); saved.has_error())
    {
        ledger_.group_sync->intent.reset();
        return saved.error().with_context("nothing was sent, because the ledger cannot be saved");
    }
    return {};
}

void Pass::record_settings_write(const Result<void>& outcome)
{
    if (outcome.has_value())
        return settings_written();
    const auto& error = outcome.error();
    if (error.kind == ErrorKind::unknown_outcome)
    {
        memory_.abandoned.note_settings(dependencies_.clock.now());
        return fail_group_sync(Outcome::unknown, error);
    }
    if (ledger_.group_sync)
        ledger_.group_sync->intent.reset();
    report_.partial = report_.partial || error.kind == ErrorKind::throttled;
    if (is_refusal(error.kind))
        hold_settings_write(error.text());
    fail_group_sync(Outcome::failed, error);
}

void Pass::hold_settings_write(const std::string& why)
{
    const auto& item = *report_.plan.group_sync;
    memory_.group_sync_hold =
        GroupSyncHold{Action::wait, Reason::not_due, "NetBird refused it: " + why, *item.want, *item.seen};
    memory_.group_sync_due = dependencies_.clock.now() + pause_after_refusal;
}

void Pass::settings_written()
{
    const auto& item = *report_.plan.group_sync;
    if (ledger_.group_sync)
        ledger_.group_sync = known_after_write(item, dependencies_.clock.wall_now());
    memory_.group_sync_hold.reset();
    memory_.abandoned.forget_settings();
    report_.group_sync = GroupSyncResult{.outcome = Outcome::updated};
    dependencies_.events.emit(event_of_group_sync_outcome(item, *report_.group_sync));
}

void Pass::fail_group_sync(Outcome outcome, Error error)
{
    report_.group_sync = GroupSyncResult{.outcome = outcome, .error = std::move(error)};
    dependencies_.events.emit(event_of_group_sync_outcome(*report_.plan.group_sync, *report_.group_sync));
}

asio::awaitable<void> Pass::confirm_group_sync()
{
    auto& result = report_.group_sync;
    if (!result || result->outcome == Outcome::untouched)
        co_return;
    if (result->outcome == Outcome::updated || result->outcome == Outcome::unknown)
    {
        report_.wrote = true;
        account_asked_ = false;
        co_await read_account();
        if (settings_->has_error())
            report_.confirmation_failed =
                settings_->error().with_context("the write of the settings could not be confirmed");
        else
            judge_settings((*settings_)->groups);
    }
    report_.intents_open = intents_open();
    const auto saved = save();
    if (saved.has_error())
        report_.confirmation_failed = unsaved(saved.error(), input_.request.commands);
}

void Pass::judge_settings(const GroupSettings& seen)
{
    const auto& item = *report_.plan.group_sync;
    if (seen == *item.want)
    {
        if (report_.group_sync->outcome == Outcome::unknown)
            settings_written();
        report_.group_sync->in_sync = true;
        return;
    }
    if (report_.group_sync->outcome == Outcome::unknown)
    {
        // NetBird's own 5xx, and nothing came of it: that was a refusal.
        if (report_.group_sync->error->cause == ErrorCause::netbird_failed)
            hold_settings_write(report_.group_sync->error->text());
        return;
    }
    const std::string why =
        "NetBird took the write, but reads back something else; it is not sent again until "
        "something changes";
    memory_.group_sync_hold = GroupSyncHold{Action::conflict, Reason::not_converging, why, *item.want, seen};
    memory_.group_sync_due = net::SteadyTime::max();
    fail_group_sync(Outcome::not_converging, {ErrorKind::conflict, why});
}

} // namespace idpsync::reconcile
