#include "core/decide_key.hpp"

#include "core/consents.hpp"
#include "core/contested.hpp"
#include "core/drift.hpp"
#include "core/joined.hpp"
#include "core/secret_decision.hpp"
#include "core/similar.hpp"
#include "core/text.hpp"

namespace idpsync {
namespace {

std::string id_text(const ConnectorId& id)
{
    return quoted(id.value);
}

std::string id_list(const std::vector<ConnectorId>& ids)
{
    return joined(ids, [](const auto& id) { return id_text(id); });
}

bool conflicts_over_identity(PlanItem& item, const Claim& claim)
{
    switch (claim.how)
    {
    case Claim::How::id_taken:
        item.conclude(Action::conflict, Reason::id_claimed,
                      "its connector " + id_text(item.entry->id) + " is declared as the id of " +
                          claim.taken_by,
                      "give " + item.key.str() + " its own `id`, or remove it from the files");
        return true;
    case Claim::How::several:
        item.conclude(Action::conflict, Reason::several_matches,
                      "several connectors in NetBird match it: " + id_list(claim.candidates),
                      "say which one is meant with `id: …`");
        return true;
    case Claim::How::other_type:
        item.conclude(Action::conflict, Reason::type_differs,
                      "connector " + id_text(*item.id) + " has the same issuer and client_id but type " +
                          std::string(to_string(item.seen->type)),
                      "write `type: " + std::string(to_string(item.seen->type)) +
                          "`; the type of a connector cannot change");
        return true;
    case Claim::How::unmanageable:
        item.conclude(Action::conflict, Reason::type_differs,
                      "connector " + id_text(claim.meant->id) + " is of type " +
                          quoted(claim.meant->type_name()) +
                          ", which this version of netbird-idp-sync cannot manage",
                      "remove " + item.key.str() +
                          " from the files, or change its `id`; change that connector in NetBird itself");
        return true;
    default: return false;
    }
}

void adopt(PlanItem& item, const ObservedProvider& connector, const PassView& pass)
{
    if (item.entry && item.entry->id == connector.id)
        return;

    LedgerEntry entry{.id = connector.id, .origin = Origin::adopted};
    if (const auto* former = pass.claims.undeclared_key_of(connector.id))
    {
        entry = *pass.ledger.remembered(*former);
        entry.omitted_since.reset();
        item.renamed_from = *former;
    }
    else
        item.adopted = true;
    item.entry = std::move(entry);
}

/// Consents that this key has use for: `needed` by its connector, and those of its client at the provider.
Consents useful(Consents needed, const PlanItem& item, const PassView& pass)
{
    const auto of_client = pass.context.needed_by_clients.find(item.key);
    if (of_client != pass.context.needed_by_clients.end())
        for (const auto consent : of_client->second.list())
            needed.add(consent);
    return needed;
}

void decide_create(PlanItem& item, const DesiredProvider& provider, Reason reason, PassView& pass)
{
    if (conflicts_with_similar(item, provider, pass))
        return;
    const auto& secret = pass.secret;
    if (secret.kind == SecretState::Kind::unreadable)
    {
        item.secret = SecretFate::unreadable;
        item.conclude(Action::block, Reason::secret_unreadable, secret.problem);
        return;
    }
    if (secret.kind == SecretState::Kind::not_declared)
    {
        item.conclude(Action::block, Reason::secret_missing,
                      "a new connector needs a client_secret: NetBird would accept it without a secret, and "
                      "every login would fail",
                      "add `client_secret: { file: … }`");
        return;
    }
    item.secret = SecretFate::written;
    item.conclude(Action::create, reason, {});
}

void decide_without_connector(PlanItem& item, const DesiredProvider& provider, const Claim& claim,
                              PassView& pass)
{
    if (claim.how == Claim::How::id_missing)
    {
        item.conclude(Action::conflict, Reason::id_not_listed,
                      "NetBird has no connector " + id_text(*provider.id),
                      "correct `id`, or remove it to have a new connector created");
        return;
    }
    if (claim.how == Claim::How::gone && !provider.allow.has(Consent::recreate))
    {
        item.conclude(
            Action::conflict, Reason::deleted_outside, deleted_in_netbird(item.entry->id, {}),
            "its users are bound to that id: restore it from a backup, or consent to a new one with `allow: "
            "[recreate]`");
        item.missing.add(Consent::recreate);
        return;
    }
    const bool gone = claim.how == Claim::How::gone;
    add_hints(item, useful(gone ? Consents{Consent::recreate} : Consents{}, item, pass));
    // A connector that is gone stays in the ledger until the new one is there: while the create is blocked or
    // refused, the key must not turn into one that is created without any consent.
    if (!gone)
        item.entry.reset();
    decide_create(item, provider, gone ? Reason::recreate : Reason::not_in_netbird, pass);
}

std::vector<FieldChange> changes_between(const ConnectorValues& seen, const ConnectorValues& want)
{
    std::vector<FieldChange> changes;
    if (seen.name != want.name)
        changes.push_back({Field::name, seen.name, want.name});
    if (seen.issuer != want.issuer)
        changes.push_back({Field::issuer, seen.issuer, want.issuer});
    if (seen.client_id != want.client_id)
        changes.push_back({Field::client_id, seen.client_id, want.client_id});
    return changes;
}

void decide_update(PlanItem& item, const DesiredProvider& provider, const PassView& pass)
{
    item.changes = changes_between(*item.seen, *item.want);
    const bool pair_changes = item.changes_field(Field::issuer) || item.changes_field(Field::client_id);
    const auto& secret = pass.secret;
    const auto decision = decide_secret({
        .declared = secret,
        .entry = *item.entry,
        .pair_changes = pair_changes,
        .may_overwrite = provider.allow.has(Consent::overwrite_secret),
    });
    item.secret = decision.fate;
    item.entry->held_back = decision.held_back;

    Consents needed = consents_for_changes(item);
    if (decision.needs_consent)
        needed.add(Consent::overwrite_secret);
    add_hints(item, useful(needed, item, pass));

    const bool forgiven = decision.declaration_changed ||
                          (item.entry->written && *item.entry->written != *item.want) ||
                          pass.context.forgive_contested || pass.context.named.contains(item.key);
    count_overturned(item, forgiven, item.entry->written && *item.entry->written != *item.seen,
                     pass.context.now);

    if (secret.kind == SecretState::Kind::unreadable)
        return item.conclude(Action::block, Reason::secret_unreadable, secret.problem);
    if (item.changes.empty() && decision.fate != SecretFate::written)
    {
        const bool unverified = decision.fate == SecretFate::unverified;
        item.entry->written = *item.seen;
        return item.conclude(
            Action::none, unverified ? Reason::secret_unverified : Reason::in_sync,
            unverified ? "the declared client_secret may be older than the one NetBird has" : "",
            unverified ? "to have it written, consent with `allow: [overwrite-secret]`" : "");
    }
    if (pair_changes && secret.kind == SecretState::Kind::not_declared)
        return item.conclude(
            Action::block, Reason::secret_missing,
            "a new issuer or client_id without a client_secret would send one provider's secret to another",
            "add `client_secret: { file: … }`");

    for (const auto consent : needed.list())
        if (!provider.allow.has(consent) && (consent != Consent::overwrite_secret || pair_changes))
            item.missing.add(consent);
    if (!item.missing.empty())
        return item.conclude(Action::refuse, Reason::consent_missing, explain(item),
                             "if that is meant, write `allow: [" + consent_list(item.missing) + "]`");
    if (is_contested(item))
        return conclude_contested(item, pass.context.commands);

    const bool repair = !item.changes.empty() && item.entry->written && *item.entry->written == *item.want &&
                        !decision.declaration_changed;
    item.conclude(Action::update, repair ? Reason::drifted : Reason::declaration_changed, {});
}

} // namespace

void decide_present(PlanItem& item, const DesiredProvider& provider, const Claim& claim, PassView& pass)
{
    item.want = provider.values;
    const auto& secret = pass.secret;
    if (secret.kind == SecretState::Kind::read)
        item.fingerprint = secret.fingerprint;

    if (pass.ledger.open_create(provider.key) != nullptr && claim.how != Claim::How::by_id)
        return item.conclude(
            Action::wait, Reason::intent_open,
            "an earlier create has no known outcome yet; a pass checks first whether it was carried out");
    if (conflicts_over_identity(item, claim))
        return;
    if (!claim.holds())
    {
        decide_without_connector(item, provider, claim, pass);
        return;
    }
    if (claim.connector->values.type != provider.values->type)
    {
        item.conclude(Action::conflict, Reason::type_differs,
                      "connector " + id_text(*item.id) + " is of type " +
                          std::string(to_string(item.seen->type)) + ", declared is " +
                          std::string(to_string(item.want->type)),
                      "write `type: " + std::string(to_string(item.seen->type)) +
                          "`; the type of a connector cannot change, and with a new connector its users "
                          "would lose their identity in NetBird");
        return;
    }
    adopt(item, *claim.connector, pass);
    decide_update(item, provider, pass);
}

void decide_absent(PlanItem& item, const DesiredProvider& provider, const Claim& claim, const PassView& pass)
{
    if (claim.how == Claim::How::several || claim.how == Claim::How::other_type ||
        claim.how == Claim::How::id_taken || claim.how == Claim::How::unmanageable)
    {
        conflicts_over_identity(item, claim);
        return;
    }
    if (claim.holds())
    {
        if (item.entry && item.entry->id != *item.id)
            item.entry.reset();
        if (pass.claims.undeclared_key_of(*item.id) != nullptr)
            adopt(item, *claim.connector, pass);
        item.made_by_hand = !item.entry;
        add_hints(item, {Consent::delete_last}); // the guard knows whether that one is needed
        item.conclude(Action::remove, Reason::declared_absent, {});
        return;
    }
    add_hints(item, {});
    const auto* of_the_ledger = item.entry ? pass.claims.listed(item.entry->id) : nullptr;
    if (claim.how == Claim::How::id_missing && of_the_ledger != nullptr)
        return item.conclude(Action::conflict, Reason::id_not_listed,
                             "NetBird has no connector " + id_text(*provider.id) + ", but still has " +
                                 id_text(item.entry->id) + ", which is known under this key",
                             "correct `id`, or leave it out to delete that one");
    const bool known = item.entry.has_value();
    item.entry.reset();
    if (!known && !provider.id && !provider.values)
        item.conclude(Action::none, Reason::in_sync,
                      "this key is not known here, so there is nothing to delete",
                      "to delete a connector made by hand, name it with `id: …`");
    else
        item.conclude(known ? Action::forget : Action::none, Reason::already_gone, {});
}

void decide_released(PlanItem& item, const Claim& claim, const PassView& pass)
{
    if (claim.how == Claim::How::several || claim.how == Claim::How::other_type)
    {
        conflicts_over_identity(item, claim);
        return;
    }
    add_hints(item, {});
    const bool known = item.entry.has_value() || (item.id && pass.claims.undeclared_key_of(*item.id));
    item.entry.reset();
    item.conclude(known ? Action::forget : Action::none, Reason::released, {});
}

} // namespace idpsync
