#include "cli/render/render_import.hpp"

#include "config/write.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"

#include <vector>

namespace idpsync::cli {
namespace {

constexpr std::string_view indent = "  ";

/// What to know of the settings that are not there.
constexpr std::string_view about_secrets =
    "No client_secret is declared: NetBird keeps the one it has. To manage one too, put it into a file and\n"
    "uncomment the line; until something shows that it is newer than NetBird's it is written only with\n"
    "`allow: [overwrite-secret]`.\n";

std::string providers_in_words(std::size_t count)
{
    return std::to_string(count) + (count == 1 ? " identity provider" : " identity providers");
}

std::string keys_in_words(const std::vector<ProviderKey>& keys)
{
    return joined(keys, [](const auto& key) { return key.str(); });
}

std::string head(const Import& import, const std::string& management_url)
{
    std::vector<ProviderKey> refused;
    for (const auto& provider : import.providers)
        if (!provider.refused.empty())
            refused.push_back(provider.key);
    std::string text = providers_in_words(import.providers.size() + import.left_out.size()) +
                       " in NetBird at " + escaped(management_url) + "\n";
    if (!import.left_out.empty())
        text +=
            "Declared already, so not here (--all prints them too): " + keys_in_words(import.left_out) + "\n";
    if (!refused.empty())
        text += "Refused by `check`, so commented out and left unmanaged: " + keys_in_words(refused) + "\n";
    if (refused.size() < import.providers.size())
        text += about_secrets;
    return text;
}

/// Each of them a line that begins with the word.
std::string lines(std::string_view word, const std::vector<std::string>& sentences)
{
    std::string text;
    for (const auto& one : sentences)
        text += std::string(word) + ": " + one + "\n";
    return text;
}

std::string reasons_of(const ImportedProvider& provider)
{
    auto text = lines("Refused", provider.refused);
    if (provider.known)
        text += "It was managed until now: with `reconcile.prune`, what is no longer declared is deleted\n";
    return text;
}

std::string render(const ImportedProvider& provider)
{
    auto comments = lines("Attention", provider.notes);
    auto entry = config::provider_entry(provider.key, provider.connector);
    if (!provider.refused.empty())
    {
        comments += reasons_of(provider);
        entry = config::with_prefix(entry, "# ");
    }
    return config::with_prefix(config::with_prefix(comments, "# ") + entry, indent);
}

/// All of it in comments: a file of providers_dir, which the rest is, does not take the section.
std::string render(const ImportedGroupSync& group_sync)
{
    if (!group_sync.problem.empty())
        return "Group sync could not be read: " + group_sync.problem + "\n";
    return "Group sync, as a section of config.yaml:\n" + lines("Attention", group_sync.notes) +
           lines("Refused", group_sync.refused) + config::group_sync_section(group_sync.settings);
}

} // namespace

std::string render_import(const Import& import, const std::string& management_url)
{
    auto text = config::with_prefix(head(import, management_url), "# ") + "identity_providers:\n";
    for (const auto& provider : import.providers)
        text += render(provider);
    if (import.group_sync)
        text += config::with_prefix(render(*import.group_sync), "# ");
    return text;
}

std::string render_import_file(const ImportedProvider& provider, const std::string& management_url)
{
    return "# Imported from NetBird at " + escaped(management_url) + "\n" +
           config::with_prefix(about_secrets, "# ") + "identity_providers:\n" + render(provider);
}

} // namespace idpsync::cli
