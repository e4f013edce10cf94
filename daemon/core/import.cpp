#include "core/import.hpp"

#include "core/claims.hpp"
#include "core/import_notes.hpp"
#include "core/slug.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

namespace idpsync {
namespace {

constexpr std::size_t longest_key = 63;

/// Gives out keys that nobody has.
class FreeKeys
{
public:
    FreeKeys(const DesiredState& declared, const Ledger& ledger)
    {
        for (const auto& provider : declared.providers())
            taken_.insert(provider.key.str());
        for (const auto& [key, entry] : ledger.entries)
            taken_.insert(key.str());
        for (const auto& intent : ledger.intents)
            taken_.insert(intent.key.str());
    }

    ProviderKey take(std::string_view name, std::string_view type)
    {
        auto base = slug(name, longest_key);
        if (base.empty())
            base = slug(type, longest_key);
        if (base.empty())
            base = "provider";
        for (auto& number = last_number_[base];;)
        {
            ++number;
            const auto suffix = number == 1 ? std::string() : "-" + std::to_string(number);
            const auto key = ProviderKey::parse(slug(base, longest_key - suffix.size()) + suffix);
            if (taken_.insert(key->str()).second)
                return *key;
        }
    }

private:
    std::set<std::string> taken_;
    std::unordered_map<std::string, unsigned> last_number_; ///< by what the key begins with
};

/// Oldest first as far as the ids tell: what stands behind the type begins with the time of creation.
std::vector<const ObservedProvider*> by_age(const ObservedState& observed)
{
    std::vector<const ObservedProvider*> connectors;
    connectors.reserve(observed.providers.size());
    for (const auto& connector : observed.providers)
        connectors.push_back(&connector);
    const auto age = [](const ObservedProvider* connector) {
        const std::string_view id = connector->id.value;
        return std::tuple(id.substr(id.find('-') + 1), id);
    };
    std::sort(connectors.begin(), connectors.end(),
              [&](const auto* left, const auto* right) { return age(left) < age(right); });
    return connectors;
}

std::string declared_already(const DesiredProvider& provider)
{
    std::string note = "declared already";
    if (provider.where.line != 0)
        note += " at " + escaped(provider.where.file) + ":" + std::to_string(provider.where.line);
    if (provider.state != State::present)
        note += ", as `state: " + std::string(to_string(provider.state)) + "`";
    return note;
}

} // namespace

Import make_import(const ObservedState& observed, const DesiredState& declared, const Ledger& ledger,
                   bool all)
{
    const Claims claims(declared, observed, ledger);
    FreeKeys free_keys(declared, ledger);
    std::vector<ImportedProvider> connectors;
    connectors.reserve(observed.providers.size());
    for (const auto* connector : by_age(observed))
    {
        const auto* claimer = claims.claimer(connector->id);
        const auto* former = claims.undeclared_key_of(connector->id);
        const auto key = claimer != nullptr  ? *claimer
                         : former != nullptr ? *former
                                             : free_keys.take(connector->values.name, connector->type_name());
        const auto* entry = ledger.find(key);
        connectors.push_back(
            {.key = key, .connector = *connector, .known = entry != nullptr && entry->id == connector->id});
        if (!connector->manageable())
            connectors.back().refused.push_back("NetBird lists it with type " +
                                                quoted(connector->type_name()) +
                                                ", which this version of netbird-idp-sync cannot manage");
        if (claimer != nullptr)
            connectors.back().notes.push_back(declared_already(*declared.find(key)));
    }
    std::sort(connectors.begin(), connectors.end(),
              [](const auto& left, const auto& right) { return left.key < right.key; });
    add_notes(connectors);

    Import result;
    for (auto& connector : connectors)
        if (all || claims.claimer(connector.connector.id) == nullptr)
            result.providers.push_back(std::move(connector));
        else
            result.left_out.push_back(connector.key);
    return result;
}

} // namespace idpsync
