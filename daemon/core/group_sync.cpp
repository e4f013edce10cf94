#include "core/group_sync.hpp"

#include "core/joined.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace idpsync {
namespace {

using namespace std::chrono_literals;

constexpr unsigned writes_until_contested = 3;
constexpr auto a_login_counts_for = 24h;

std::string in_words(const GroupNames& names)
{
    return joined(names, [](const auto& name) { return quoted(name, 80); });
}

bool was_met(const GroupSettings& want, const std::vector<LoginGroups>& logins, WallTime now)
{
    // A login shows what is in the claim `groups`, and nothing of any other.
    if (want.claim != passed_on_claim)
        return false;
    const auto is_allowed = [&](const std::string& name) {
        return std::binary_search(want.allowed_groups.begin(), want.allowed_groups.end(), name);
    };
    return std::any_of(logins.begin(), logins.end(), [&](const LoginGroups& login) {
        const bool recent = login.at <= now && now - login.at <= a_login_counts_for;
        return recent && std::any_of(login.groups.begin(), login.groups.end(), is_allowed);
    });
}

/// One decision, from the view to the item.
class GroupSyncDecision
{
public:
    explicit GroupSyncDecision(const GroupSyncView& view) : view_(view), declared_(view.desired.declared) {}

    GroupSyncItem decide();

private:
    void settle_intent();
    void count_overturned();
    void decide_update();
    void refuse_lockout();
    [[nodiscard]] bool held() const;

    /// What we wrote last, with what is not declared as it is now: only the declared settings are compared.
    [[nodiscard]] std::optional<GroupSettings> written() const
    {
        const auto& entry = *item_.entry;
        if (!entry.written)
            return std::nullopt;
        return GroupSettings{
            entry.written->enabled, declared_.claim ? entry.written->claim : view_.seen.claim,
            declared_.allowed_groups ? entry.written->allowed_groups : view_.seen.allowed_groups};
    }

    const GroupSyncView& view_;
    const GroupSyncDeclaration& declared_;
    GroupSyncItem item_;
    bool needs_consent_ = false;
    bool hits_local_users_ = false;
};

GroupSyncItem GroupSyncDecision::decide()
{
    item_.want = declared_.over(view_.seen);
    item_.seen = view_.seen;
    item_.changes = differences(view_.seen, *item_.want);
    hits_local_users_ = view_.local_users_hit && begins_an_allow_list(view_.seen, *item_.want);
    needs_consent_ = hits_local_users_ || (may_lock_out(view_.seen, *item_.want) &&
                                           !was_met(*item_.want, view_.logins, view_.now));
    item_.where = view_.desired.where;
    item_.entry = view_.known.value_or(LedgerGroupSync());
    if (view_.unsettled && item_.entry->intent != view_.seen)
    {
        // What is seen now may not stay, and what is sent now could be overtaken.
        item_.conclude(Action::wait, Reason::intent_open,
                       "an earlier update of the settings got no answer, and NetBird may still carry it out; "
                       "nothing else is sent before that is settled");
        return std::move(item_);
    }
    settle_intent();
    if (view_.named || item_.entry->taken_back != declared_)
        item_.entry->taken_back.reset();
    count_overturned();
    if (item_.changes.empty())
    {
        item_.entry->written = view_.seen;
        item_.conclude(Action::none, Reason::in_sync);
    }
    else
        decide_update();
    if (view_.desired.allow_lockout && !needs_consent_)
        item_.hints.emplace_back("`allow_lockout: true` is not needed; remove it");
    return std::move(item_);
}

/// A write that lost its answer was carried out if NetBird has what it carried; else it is simply due again.
void GroupSyncDecision::settle_intent()
{
    auto& entry = *item_.entry;
    if (entry.intent == view_.seen)
    {
        entry.written = view_.seen;
        entry.written_at = view_.now;
    }
    entry.intent.reset();
}

void GroupSyncDecision::count_overturned()
{
    auto& entry = *item_.entry;
    const bool declaration_changed = entry.written && *written() != *item_.want;
    if (declaration_changed || view_.forgive_contested || view_.named)
    {
        entry.overturned_writes = 0;
        return;
    }
    const bool changed_by_others = entry.written && *written() != view_.seen;
    if (!changed_by_others || !entry.written_at || entry.overturned_writes >= writes_until_contested)
        return;
    const bool soon = view_.now < *entry.written_at + 24h;
    entry.overturned_writes = soon ? entry.overturned_writes + 1 : 0;
    entry.written_at.reset(); // one write is overturned once, however many passes see it
}

bool GroupSyncDecision::held() const
{
    return view_.hold != nullptr && view_.hold->want == *item_.want && view_.hold->seen == view_.seen;
}

void GroupSyncDecision::refuse_lockout()
{
    if (hits_local_users_)
        return item_.conclude(Action::refuse, Reason::lockout,
                              "NetBird before v0.73.0 applies allowed_groups to local users, too, and " +
                                  (view_.netbird_version.empty()
                                       ? std::string("this NetBird does not say which version it is")
                                       : "this is NetBird " + quoted(view_.netbird_version, 60)) +
                                  ": every local user, the owner included, would be locked out",
                              "update NetBird to v0.73.0 or later; or, if no local user needs to sign in, "
                              "consent with `allow_lockout: true`");
    item_.conclude(Action::refuse, Reason::lockout,
                   "no login of the last 24 hours had one of the allowed groups (" +
                       in_words(item_.want->allowed_groups) + "): everybody might be locked out",
                   item_.want->claim == passed_on_claim
                       ? "sign in as a member of one of them with " +
                             view_.commands.command("doctor", "--login KEY") +
                             ", which shows the groups; or consent with `allow_lockout: true`"
                       : "write `claim: groups`, the only one that reaches NetBird, or consent with "
                         "`allow_lockout: true`");
}

void GroupSyncDecision::decide_update()
{
    const auto& entry = *item_.entry;
    if (entry.taken_back)
    {
        auto words = taken_back_words(view_.commands);
        return item_.conclude(Action::refuse, Reason::taken_back, std::move(words.why),
                              std::move(words.next));
    }
    if (needs_consent_ && !view_.desired.allow_lockout)
        return refuse_lockout();
    if (entry.overturned_writes >= writes_until_contested)
        return item_.conclude(Action::conflict, Reason::contested,
                              "someone else has changed it back " + std::to_string(entry.overturned_writes) +
                                  " times",
                              "find out who writes it too; then run " + view_.commands.pass("group_sync"));
    if (held())
        return item_.conclude(view_.hold->action, view_.hold->reason, view_.hold->why);
    const bool repair = entry.written && *written() == *item_.want;
    item_.conclude(Action::update, repair ? Reason::drifted : Reason::declaration_changed);
}

} // namespace

GroupSyncItem decide_group_sync(const GroupSyncView& view)
{
    return GroupSyncDecision(view).decide();
}

GroupSyncItem unreadable_group_sync(const DesiredGroupSync& desired,
                                    const std::optional<LedgerGroupSync>& known, const std::string& problem)
{
    GroupSyncItem item{.entry = known};
    item.where = desired.where;
    item.conclude(Action::block, Reason::settings_unreadable,
                  "the account's settings cannot be read: " + problem);
    return item;
}

GroupSyncItem restore_group_sync(const GroupSettings& kept, const GroupSettings& seen,
                                 const std::optional<DesiredGroupSync>& desired)
{
    GroupSyncItem item{.want = kept, .seen = seen, .changes = differences(seen, kept)};
    if (desired)
    {
        item.where = desired->where;
        item.entry = LedgerGroupSync{.written = seen, .taken_back = desired->declared};
    }
    item.conclude(item.changes.empty() ? Action::none : Action::update, Reason::restored);
    return item;
}

TakenBackWords taken_back_words(const NextCommand& commands)
{
    return {.why = "what is declared was undone with --restore-settings",
            .next = "correct group_sync in the file, or run " + commands.pass("group_sync") +
                    " to write it anyway"};
}

bool may_lock_out(const GroupSettings& before, const GroupSettings& after)
{
    if (after.allowed_groups.empty() || before == after)
        return false;
    const bool same_otherwise = before.enabled == after.enabled && before.claim == after.claim;
    // From the empty list, which lets everybody in, no list is an addition.
    const bool only_grows = !before.allowed_groups.empty() &&
                            std::includes(after.allowed_groups.begin(), after.allowed_groups.end(),
                                          before.allowed_groups.begin(), before.allowed_groups.end());
    return !(same_otherwise && only_grows);
}

bool begins_an_allow_list(const GroupSettings& before, const GroupSettings& after)
{
    const bool was_in_force = !before.allowed_groups.empty() && before.enabled == after.enabled;
    return !after.allowed_groups.empty() && !was_in_force;
}

LedgerGroupSync known_after_write(const GroupSyncItem& item, WallTime now)
{
    auto known = item.entry.value_or(LedgerGroupSync());
    known.written = item.want;
    known.written_at = now;
    known.intent.reset();
    return known;
}

} // namespace idpsync
