#include "core/drift.hpp"

#include "core/joined.hpp"
#include "core/plan.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace idpsync {
namespace {

/// NetBird took what was written and reads back something else: nobody changed it.
bool changed_by_nobody(Reason reason)
{
    return reason == Reason::not_converging;
}

const std::string& value_of(const ConnectorValues& values, Field field)
{
    switch (field)
    {
    case Field::issuer: return values.issuer;
    case Field::client_id: return values.client_id;
    case Field::type:
    case Field::name: break;
    }
    return values.name;
}

std::optional<AuditTouch> touch_of(const PlanItem& item, const AuditState& audit)
{
    // One that was deleted has an id in the ledger alone.
    const auto id = item.entry ? item.entry->id : item.id.value_or(ConnectorId{});
    const auto found = audit.touches.find(id);
    if (found == audit.touches.end() || found->second.users.empty())
        return std::nullopt;
    auto touch = found->second;
    // Until a write of ours shows who we are, we may be among the others.
    if (audit.user.empty())
        touch.users.resize(1);
    return touch;
}

bool was_answered(const PlanItem& item, const AuditTouch& touch, const AuditState& audit)
{
    const auto answered = audit.answered.find(item.entry ? item.entry->id : ConnectorId{});
    return answered != audit.answered.end() && answered->second.first == item.fingerprint &&
           answered->second.second.contains(touch.users.front().id);
}

/// Its secret is held back, or goes, because others may have changed it.
void note_touch(PlanItem& item, const Authors& by)
{
    const bool concerned = item.secret == SecretFate::unverified || item.secret == SecretFate::written;
    if (!concerned || !by.known())
        return;
    item.touched = by;
    if (item.reason == Reason::secret_unverified)
        item.why = "updated by " + escaped(by.by) + " at " + escaped(by.at) +
                   "; its secret may have changed, too: " + item.why;
}

/// Files and NetBird both changed: what is not written yet is told apart from what others did. Empty: only
/// one.
std::string changed_on_both_sides(const Decision& item)
{
    if (item.reason != Reason::declaration_changed || item.drift.empty())
        return {};
    auto fields = joined(item.drift, [](const auto& one) { return one.field; });
    return "the declaration changed, and NetBird was changed, too, since it was last written: " + fields;
}

/// As declared, as far as NetBird shows, and another than we wrote it last: a secret is never shown.
bool may_have_another_secret(const PlanItem& item, const AuditTouch& touch, const AuditState& audit)
{
    const bool by_others = !audit.user.empty() && touch.users.front().id != audit.user;
    return by_others && !touch.deleted && item.action == Action::none && item.secret == SecretFate::unchanged;
}

/// Nothing is written for it: it was answered before, or is not to be (rules 9 and 14).
void doubt_secret(PlanItem& item, const Authors& by)
{
    item.touched = by;
    item.conclude(Action::none, Reason::secret_unverified,
                  "updated by " + escaped(by.by) + " at " + escaped(by.at) +
                      " after the last write from here; its secret may have changed, too",
                  "find out what was changed; to overwrite the secret, declare a new client_secret");
}

bool is_missing(const PlanItem& item)
{
    return item.reason == Reason::deleted_outside || item.reason == Reason::recreate;
}

} // namespace

Authors authors_of(const AuditTouch& touch)
{
    if (touch.users.empty())
        return {};
    Authors authors{.by = to_string(touch.users.front()), .at = to_string(touch.at), .others = {}};
    for (std::size_t i = 1; i < touch.users.size(); ++i)
        append_part(authors.others, to_string(touch.users[i]));
    return authors;
}

void find_drift(PlanItem& item, const AuditState& audit)
{
    const auto touch = touch_of(item, audit);
    const bool missing = is_missing(item);
    // Somebody who changed a connector before it was deleted is not who deleted it.
    const auto authors = touch && touch->deleted == missing ? authors_of(*touch) : Authors();
    item.drift.clear();
    item.touched.reset();
    if (touch && was_answered(item, *touch, audit))
        note_touch(item, authors_of(*touch));
    if (touch && may_have_another_secret(item, *touch, audit))
        doubt_secret(item, authors_of(*touch));
    if (missing)
        item.drift.push_back({.kind = Drift::Kind::missing, .authors = authors});
    if (item.reason == Reason::deleted_outside)
        item.why = deleted_in_netbird(item.entry->id, authors);
    const bool comparable = item.want && item.entry && item.entry->written;
    if (missing || !comparable || changed_by_nobody(item.reason))
        return;
    for (const auto& change : item.changes)
        if (value_of(*item.entry->written, change.field) == change.desired)
            item.drift.push_back({.kind = Drift::Kind::changed,
                                  .field = std::string(to_string(change.field)),
                                  .observed = change.observed,
                                  .desired = change.desired,
                                  .authors = authors});
    if (auto both = changed_on_both_sides(item); !both.empty())
        item.why = std::move(both);
}

void find_drift(GroupSyncItem& item)
{
    item.drift.clear();
    // Settings that could not be read differ from nothing.
    const bool comparable = item.want && item.seen && item.entry && item.entry->written;
    if (!comparable || changed_by_nobody(item.reason))
        return;
    const auto declared_anew = differences(*item.entry->written, *item.want);
    for (const auto field : item.changes)
        if (std::find(declared_anew.begin(), declared_anew.end(), field) == declared_anew.end())
            item.drift.push_back({.kind = Drift::Kind::changed,
                                  .field = std::string(to_string(field)),
                                  .observed = text_of(field, *item.seen),
                                  .desired = text_of(field, *item.want),
                                  .authors = {}});
    if (auto both = changed_on_both_sides(item); !both.empty())
        item.why = std::move(both);
}

void find_drift(ClientItem& item)
{
    item.drift.clear();
    const bool was_right = item.entry && item.entry->seen_as == item.target;
    if (!was_right || changed_by_nobody(item.reason) || item.reason == Reason::client_unchecked)
        return;
    if (item.action == Action::create)
        item.drift.push_back({.kind = Drift::Kind::missing, .authors = {}, .client = item.product});
    else
        for (const auto& change : item.changes)
            if (change.part != client_secret_part)
                item.drift.push_back({.kind = Drift::Kind::changed,
                                      .field = change.part,
                                      .observed = change.seen,
                                      .desired = change.wanted,
                                      .authors = {},
                                      .client = item.product});
}

Authors authors_behind(const PlanItem& item)
{
    if (!item.drift.empty())
        return item.drift.front().authors;
    return item.touched.value_or(Authors());
}

std::string deleted_in_netbird(const ConnectorId& connector, const Authors& by)
{
    return "its connector " + quoted(connector.value) + " was deleted in NetBird by " +
           (by.known() ? escaped(by.by) + " at " + escaped(by.at) : "someone else");
}

} // namespace idpsync
