#include "cli/keys.hpp"

#include "core/text.hpp"

#include <string_view>

namespace idpsync::cli {
namespace {

Error unknown_key(const std::string& word, const DesiredState& desired, const Ledger& ledger)
{
    std::vector<std::string_view> known;
    for (const auto& provider : desired.providers())
        known.emplace_back(provider.key.str());
    for (const auto& [key, entry] : ledger.entries)
        known.emplace_back(key.str());
    const auto meant = nearest(word, known.data(), known.size());
    return {ErrorKind::rejected,
            "no identity provider is declared as " + quoted(word) +
                (meant.empty() ? std::string("; the keys stand under identity_providers in the files")
                               : "; did you mean " + std::string(meant) + "?")};
}

} // namespace

Result<std::set<ProviderKey>> named_keys(const std::vector<std::string>& words, const DesiredState& desired,
                                         const Ledger& ledger)
{
    std::set<ProviderKey> keys;
    for (const auto& word : words)
    {
        auto key = ProviderKey::parse(word);
        if (!key || (desired.find(*key) == nullptr && ledger.find(*key) == nullptr))
            return unknown_key(word, desired, ledger);
        keys.insert(std::move(*key));
    }
    return keys;
}

} // namespace idpsync::cli
