#include "config/write.hpp"

#include "config/group_sync.hpp"
#include "config/plain_scalar.hpp"
#include "config/providers.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace idpsync::config {
namespace {

bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Narrower than YAML: what is left out is only written in quotes.
bool may_stand_plain(std::string_view text)
{
    constexpr std::string_view harmless = " ._/+@()-:";
    return !text.empty() && is_alphanumeric(text.front()) && text.back() != ' ' && text.back() != ':' &&
           text.find(": ") == std::string_view::npos &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return is_alphanumeric(c) || harmless.find(c) != harmless.npos; }) &&
           meaning_of_plain(text) == PlainMeaning::text;
}

/// The providers that a file of providers_dir with this text would declare.
std::vector<DesiredProvider> read_fragment(std::string_view text, Diagnostics& found)
{
    std::vector<DesiredProvider> providers;
    const auto tree = parse_tree(text, {}, found.errors);
    if (!tree)
        return providers;
    const Document document{*tree, {}, "/", 0600, found};
    if (const auto top = Mapping::open(Value(document, tree->root(), {}), fragment_keys))
        if (const auto* declared = top->find("identity_providers"))
            read_providers(*declared, providers);
    return providers;
}

bool declares(const std::vector<DesiredProvider>& providers, const ProviderKey& key,
              const ObservedProvider& connector)
{
    return providers.size() == 1 && providers.front().key == key && providers.front().id == connector.id &&
           providers.front().values == connector.values;
}

} // namespace

std::string yaml_scalar(std::string_view text)
{
    if (may_stand_plain(text))
        return std::string(text);
    const auto visible = quoted(text);
    std::string out;
    for (std::size_t i = 0; i < visible.size(); ++i)
    {
        out += visible[i];
        if (visible[i] != '\\')
            continue;
        if (visible[++i] != 'u')
        {
            out += visible[i];
            continue;
        }
        // \u{200b} and \u{0e0001} are \u200b and \U000e0001 in YAML; all other escapes are YAML's own.
        const auto end = visible.find('}', i);
        const auto digits = visible.substr(i + 2, end - i - 2);
        out += (digits.size() == 4 ? "u" : "U00") + digits;
        i = end;
    }
    return out;
}

std::string provider_entry(const ProviderKey& key, const ObservedProvider& connector)
{
    const auto& values = connector.values;
    std::string entry = yaml_scalar(key.str()) + ":\n  type: " + yaml_scalar(connector.type_name()) +
                        "\n  name: " + yaml_scalar(values.name);
    if (!has_builtin_issuer(values.type))
        entry += "\n  issuer: " + yaml_scalar(values.issuer);
    return entry + "\n  client_id: " + yaml_scalar(values.client_id) +
           "\n  id: " + yaml_scalar(connector.id.value) + "\n  # client_secret: { file: secrets/" +
           key.str() + " }\n";
}

std::string group_sync_section(const GroupSettings& settings)
{
    std::string section =
        "group_sync:\n  enabled: " + std::string(settings.enabled ? "true" : "false") + "\n";
    if (settings.enabled || !settings.claim.empty())
        section += "  claim: " + yaml_scalar(settings.claim) + "\n";
    section += settings.allowed_groups.empty() ? "  allowed_groups: []\n" : "  allowed_groups:\n";
    for (const auto& name : settings.allowed_groups)
        section += "    - " + yaml_scalar(name) + "\n";
    return section;
}

SectionVerdict verdict_on(const GroupSettings& settings)
{
    Diagnostics found;
    if (const auto tree = parse_tree(group_sync_section(settings), {}, found.errors))
    {
        constexpr std::array<std::string_view, 1> known{"group_sync"};
        const Document document{*tree, {}, "/", 0600, found};
        const auto top = Mapping::open(Value(document, tree->root(), {}), known);
        if (const auto section = read_group_sync(*top.value().find("group_sync")))
            check_group_sync(*section, {}, found);
    }
    const auto lines = [](std::vector<Diagnostic>& diagnostics) {
        std::vector<std::string> out;
        for (auto& one : diagnostics)
        {
            // Lines and columns of a text that nobody sees.
            one.where = {};
            out.push_back(to_string(one));
        }
        return out;
    };
    return {lines(found.errors), lines(found.warnings)};
}

std::string with_prefix(std::string_view text, std::string_view prefix)
{
    std::string out;
    while (!text.empty())
    {
        const auto end = std::min(text.find('\n'), text.size() - 1) + 1;
        out += prefix;
        out += text.substr(0, end);
        text.remove_prefix(end);
    }
    return out;
}

std::vector<std::string> objections(const ProviderKey& key, const ObservedProvider& connector,
                                    const DesiredState& declared)
{
    Diagnostics found;
    auto providers =
        read_fragment("identity_providers:\n" + with_prefix(provider_entry(key, connector), "  "), found);
    if (found.errors.empty() && !declares(providers, key, connector))
        return {"identity_providers." + key.str() + ": YAML has no form for bytes that are not UTF-8"};

    for (auto& provider : providers)
        provider.where = {.file = "this import"};
    providers.insert(providers.end(), declared.providers().begin(), declared.providers().end());
    check_providers(providers, found);

    std::vector<std::string> reasons;
    for (auto& error : found.errors)
    {
        // Lines and columns of a text that nobody sees.
        error.where = {};
        reasons.push_back(to_string(error));
    }
    return reasons;
}

} // namespace idpsync::config
