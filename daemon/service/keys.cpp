#include "service/keys.hpp"

#include "core/text.hpp"

#include <string_view>

namespace idpsync::service {
namespace {

constexpr std::string_view group_sync_word = "group_sync";

Error unknown_key(const std::string& word, const DesiredState& desired, const Ledger& ledger)
{
    if (word == group_sync_word)
        return {ErrorKind::rejected, "group_sync is not declared",
                "add the section group_sync to config.yaml"};
    std::vector<std::string_view> known;
    for (const auto& provider : desired.providers())
        known.emplace_back(provider.key.str());
    for (const auto& [key, entry] : ledger.entries)
        known.emplace_back(key.str());
    if (desired.group_sync())
        known.push_back(group_sync_word);
    const auto meant = nearest(word, known.data(), known.size());
    return {ErrorKind::rejected, "no identity provider is declared as " + quoted(word),
            meant.empty() ? std::string("the keys stand under identity_providers in the files")
                          : "did you mean " + std::string(meant) + "?"};
}

} // namespace

Result<Named> named_keys(const std::vector<std::string>& words, const DesiredState& desired,
                         const Ledger& ledger)
{
    Named named;
    for (const auto& word : words)
    {
        if (word == group_sync_word && desired.group_sync())
        {
            named.group_sync = true;
            continue;
        }
        auto key = ProviderKey::parse(word);
        if (!key || (desired.find(*key) == nullptr && ledger.find(*key) == nullptr))
            return unknown_key(word, desired, ledger);
        named.keys.insert(std::move(*key));
    }
    return named;
}

Result<std::set<ProviderKey>> forced_keys(const std::vector<std::string>& words, const DesiredState& desired,
                                          const Ledger& ledger)
{
    auto named = named_keys(words, desired, ledger);
    if (named.has_error())
        return named.error().with_context("--force-preflight");
    return std::move(named->keys);
}

} // namespace idpsync::service
