#include "core/claims.hpp"

#include "core/sorted_walk.hpp"

#include <algorithm>

namespace idpsync {
namespace {

/// What a person tells a connector by on the login page, with its type.
std::string button_key(const ConnectorValues& values)
{
    constexpr std::string_view white = " \t\r\n";
    std::string_view name = values.name;
    name.remove_prefix(std::min(name.find_first_not_of(white), name.size()));
    name = name.substr(0, name.find_last_not_of(white) + 1);
    auto key = std::string(to_string(values.type)) + ' ';
    for (const char one : name)
        key += one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
    return key;
}

} // namespace

Claims::Claims(const DesiredState& desired, const ObservedState& observed, const Ledger& ledger)
    : desired_(desired),
      observed_(observed),
      ledger_(ledger),
      claims_(desired.providers().size()),
      claimers_(observed.providers.size())
{
    by_id_.reserve(observed.providers.size());
    for (const auto& connector : observed.providers)
        by_id_.emplace(connector.id.value, index_of(connector));
    find_undeclared();
    claim_declared_ids();
    claim_ledger_ids();
    claim_matches(State::present);
    claim_matches(State::released);
    claim_matches(State::absent);
}

void Claims::find_undeclared()
{
    const auto& providers = desired_.providers();
    auto declared = providers.begin();
    for (auto known = ledger_.entries.begin(); known != ledger_.entries.end(); ++known)
    {
        while (declared != providers.end() && declared->key < known->first)
            ++declared;
        if (declared != providers.end() && declared->key == known->first)
            continue;
        undeclared_.push_back(known);
        undeclared_ids_.emplace(known->second.id.value, &known->first);
    }
}

void Claims::take(std::size_t index, Claim::How how, const ObservedProvider& connector)
{
    claims_[index].how = how;
    claims_[index].connector = &connector;
    claimers_[index_of(connector)] = &desired_.providers()[index].key;
}

void Claims::take_if_manageable(std::size_t index, Claim::How how, const ObservedProvider& connector)
{
    if (connector.manageable())
        return take(index, how, connector);
    claims_[index].how = Claim::How::unmanageable;
    claims_[index].meant = &connector;
}

void Claims::claim_declared_ids()
{
    for (std::size_t i = 0; i < claims_.size(); ++i)
    {
        const auto& id = desired_.providers()[i].id;
        if (!id)
            continue;
        if (const auto* connector = listed(*id))
            take_if_manageable(i, Claim::How::by_id, *connector);
        else
            claims_[i].how = Claim::How::id_missing;
    }
}

void Claims::claim_ledger_ids()
{
    SortedWalk entries(ledger_.entries);
    for (std::size_t i = 0; i < claims_.size(); ++i)
    {
        const auto& provider = desired_.providers()[i];
        const auto* entry = entries.find(provider.key);
        if (provider.id || entry == nullptr)
            continue;

        // We deleted it ourselves and only missed the answer: that is not "gone".
        const auto* intent = ledger_.open_write(entry->id);
        const bool removed_by_us = intent != nullptr && intent->verb == Verb::remove;

        const auto* connector = listed(entry->id);
        if (connector == nullptr)
            claims_[i].how = removed_by_us ? Claim::How::none : Claim::How::gone;
        else if (const auto* other = claimer(*connector))
        {
            claims_[i].how = Claim::How::id_taken;
            claims_[i].taken_by = other->str();
        }
        else
            take_if_manageable(i, Claim::How::by_ledger, *connector);
    }
}

void Claims::claim_matches(State state)
{
    for (std::size_t i = 0; i < claims_.size(); ++i)
    {
        const auto& provider = desired_.providers()[i];
        const bool unclaimed = claims_[i].how == Claim::How::none;
        const bool replaceable = claims_[i].how == Claim::How::gone && provider.state == State::present;
        if (provider.state == state && provider.values && (unclaimed || replaceable))
            claim_match(i);
    }
}

void Claims::claim_match(std::size_t index)
{
    if (by_match_.empty())
        for (const auto& connector : observed_.providers)
            if (connector.manageable())
                by_match_[match_key(connector.values)].push_back(&connector);

    const auto& values = *desired_.providers()[index].values;
    const auto found = by_match_.find(match_key(values));
    if (found == by_match_.end())
        return;

    std::vector<const ObservedProvider*> candidates;
    for (const auto* connector : found->second)
        if (claimer(*connector) == nullptr)
            candidates.push_back(connector);

    auto& claim = claims_[index];
    if (candidates.size() > 1)
    {
        claim.how = Claim::How::several;
        for (const auto* connector : candidates)
            claim.candidates.push_back(connector->id);
    }
    else if (candidates.size() == 1 && candidates.front()->values.type != values.type)
    {
        claim.how = Claim::How::other_type;
        claim.connector = candidates.front();
    }
    else if (candidates.size() == 1)
        take(index, Claim::How::by_match, *candidates.front());
}

const ObservedProvider* Claims::listed(const ConnectorId& id) const
{
    const auto found = by_id_.find(id.value);
    return found == by_id_.end() ? nullptr : &observed_.providers[found->second];
}

const ProviderKey* Claims::claimer(const ConnectorId& id) const
{
    const auto* connector = listed(id);
    return connector == nullptr ? nullptr : claimer(*connector);
}

const ProviderKey* Claims::undeclared_key_of(const ConnectorId& id) const
{
    const auto found = undeclared_ids_.find(id.value);
    return found == undeclared_ids_.end() ? nullptr : found->second;
}

const ObservedProvider* Claims::twin_of(const ConnectorValues& values) const
{
    if (!by_loose_match_)
    {
        by_loose_match_.emplace();
        by_loose_match_->reserve(observed_.providers.size());
        for (const auto& connector : observed_.providers)
            by_loose_match_->emplace(loose_match_key(connector.values), &connector);
    }
    const auto found = by_loose_match_->find(loose_match_key(values));
    return found == by_loose_match_->end() ? nullptr : found->second;
}

const ObservedProvider* Claims::namesake_of(const ConnectorValues& values) const
{
    if (!unclaimed_by_name_)
    {
        unclaimed_by_name_.emplace();
        for (const auto& connector : observed_.providers)
            if (claimer(connector) == nullptr && undeclared_key_of(connector.id) == nullptr)
                unclaimed_by_name_->emplace(button_key(connector.values), &connector);
    }
    const auto found = unclaimed_by_name_->find(button_key(values));
    return found == unclaimed_by_name_->end() ? nullptr : found->second;
}

} // namespace idpsync
