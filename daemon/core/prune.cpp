#include "core/prune.hpp"

#include "core/duration_text.hpp"

#include <algorithm>

namespace idpsync {
namespace {

std::string with_family(ProviderType type, const std::string& text)
{
    return std::to_string(static_cast<int>(family_of(type))) + ' ' + text;
}

} // namespace

OmittedWords words_for_omitted(const Unmanaged& connector)
{
    const auto key = connector.omitted ? connector.omitted->str() : std::string();
    return {.why = connector.note.empty()
                       ? "no longer declared: its connector stays in NetBird, and logins through it go on"
                       : connector.note,
            .next = "to delete it, declare " + key +
                    " with `state: absent`; to leave it in NetBird, unmanaged, with `state: released`; to "
                    "manage it again, restore its declaration"};
}

PruneRules::PruneRules(const DesiredState& desired, const PassContext& context, const Plan& plan)
    : context_(context), conflict_(plan.count(Action::conflict) != 0)
{
    if (context.policy.prune == Prune::off)
        return;
    for (const auto& provider : desired.providers())
    {
        if (!provider.values)
            continue;
        declared_issuers_.insert(with_family(provider.values->type, provider.values->issuer));
        declared_clients_.insert(with_family(provider.values->type, provider.values->client_id));
    }
}

std::optional<std::string> PruneRules::too_early(const ProviderKey& key, const LedgerEntry& entry) const
{
    if (context_.prune_now)
        return std::nullopt;
    if (!entry.omitted_since || *entry.omitted_since > context_.now)
        return "no longer declared since this pass; it is deleted when that lasts for prune_grace";
    const std::chrono::seconds by_the_wall = context_.now - *entry.omitted_since;
    const auto measured = context_.omitted_for.find(key);
    const auto lasted = measured == context_.omitted_for.end() ? by_the_wall : measured->second;
    const auto left = context_.policy.prune_grace - lasted;
    if (left <= std::chrono::seconds(0))
        return std::nullopt;
    const auto deleted_in = "it is deleted in " + duration_text(left) + " unless it is declared again";
    if (context_.clock_doubt.empty() || by_the_wall < context_.policy.prune_grace)
        return "no longer declared; " + deleted_in;
    return "no longer declared; " + context_.clock_doubt +
           ", so only the time that this process has seen counts: " + deleted_in +
           "; correct the clock, or skip the wait with --prune-now";
}

std::optional<std::string> PruneRules::objection(const ProviderKey& key, const LedgerEntry& entry,
                                                 const ConnectorValues& seen) const
{
    if (context_.policy.prune == Prune::off)
        return "";
    if (entry.origin == Origin::adopted && context_.policy.prune != Prune::created_and_adopted)
        return "no longer declared; kept, because it was adopted and not created: `prune: all` would delete "
               "it";
    if (conflict_)
        return "no longer declared; kept, because nothing is deleted while there is a conflict";
    if (declared_issuers_.contains(with_family(seen.type, seen.issuer)))
        return "no longer declared; kept, because a declared provider has the same issuer";
    if (declared_clients_.contains(with_family(seen.type, seen.client_id)))
        return "no longer declared; kept, because a declared provider has the same client_id";
    return too_early(key, entry);
}

} // namespace idpsync
