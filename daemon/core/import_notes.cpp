#include "core/import_notes.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>

namespace idpsync {
namespace {

using Group = std::vector<std::size_t>;

constexpr std::size_t most_named = 3;

/// "corp", "corp and okta", "corp, okta, pocket-id and 4 more": the group without `self`.
std::string keys_of_others(const std::vector<ImportedProvider>& providers, const Group& group,
                           std::size_t self)
{
    std::vector<std::string> names;
    for (const auto index : group)
    {
        if (names.size() == most_named)
            break;
        if (index != self)
            names.push_back(providers[index].key.str());
    }
    const auto more = group.size() - 1 - names.size();
    if (more > 0)
        names.push_back(std::to_string(more) + " more");
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

void note_twins(std::vector<ImportedProvider>& providers)
{
    std::unordered_map<std::string, Group> groups;
    for (std::size_t i = 0; i < providers.size(); ++i)
        groups[match_key(providers[i].connector.values)].push_back(i);
    for (const auto& [match, group] : groups)
    {
        if (group.size() == 1)
            continue;
        for (const auto index : group)
        {
            const bool builtin = has_builtin_issuer(providers[index].connector.values.type);
            providers[index].notes.push_back(
                std::to_string(group.size()) + " connectors for one client: the same " +
                (builtin ? "client_id as " : "issuer and client_id as ") +
                keys_of_others(providers, group, index) + "; users are bound to the one they signed in with");
        }
    }
}

/// Issuers are almost the same when loose_match_key() says so for one client.
std::string loose_issuer_of(const ConnectorValues& values)
{
    return loose_match_key({.type = values.type, .issuer = values.issuer});
}

void note_similar_issuers(std::vector<ImportedProvider>& providers)
{
    using Spellings = std::map<std::string_view, std::size_t>; ///< each with the first that has it
    std::unordered_map<std::string, Spellings> groups;
    for (std::size_t i = 0; i < providers.size(); ++i)
        if (const auto& values = providers[i].connector.values; !has_builtin_issuer(values.type))
            groups[loose_issuer_of(values)].try_emplace(values.issuer, i);
    for (auto& provider : providers)
    {
        const auto group = groups.find(loose_issuer_of(provider.connector.values));
        if (group == groups.end())
            continue;
        std::size_t named = 0;
        for (const auto& [issuer, first] : group->second)
            if (issuer != provider.connector.values.issuer && named++ < most_named)
                provider.notes.push_back("the issuer is not byte for byte that of " +
                                         providers[first].key.str() + ", " + quoted(issuer) +
                                         "; a provider states only one, and NetBird compares bytes");
    }
}

/// The type that NetBird had in mind when it made the id ("<type>-" and 20 characters, or these alone for
/// oidc), or nothing for an id of another form.
std::optional<ProviderType> type_in(const ConnectorId& id)
{
    constexpr std::string_view base32 = "0123456789abcdefghijklmnopqrstuv";
    constexpr std::size_t made_length = 20;
    const std::string_view text = id.value;
    if (const auto dash = text.find('-'); dash != std::string_view::npos)
        return enumerator_of<ProviderType>(text.substr(0, dash));
    const bool is_made =
        text.size() == made_length && text.find_first_not_of(base32) == std::string_view::npos;
    return is_made ? std::optional(ProviderType::oidc) : std::nullopt;
}

void note_contradicted_type(ImportedProvider& provider)
{
    if (!provider.connector.manageable())
        return;
    const auto told = type_in(provider.connector.id);
    const auto listed = provider.connector.values.type;
    if (told && *told != listed)
        provider.notes.push_back("its id is that of type " + std::string(to_string(*told)) +
                                 ", but NetBird lists " + std::string(to_string(listed)) +
                                 ", which is written here: the type of a connector cannot change");
}

} // namespace

void add_notes(std::vector<ImportedProvider>& providers)
{
    note_twins(providers);
    note_similar_issuers(providers);
    for (auto& provider : providers)
        note_contradicted_type(provider);
}

} // namespace idpsync
