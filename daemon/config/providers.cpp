#include "config/providers.hpp"

#include "config/examples.hpp"
#include "config/secret_source.hpp"
#include "config/settings_reader.hpp"
#include "config/urls.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace idpsync::config {
namespace {

/// NetBird takes longer ones; nothing that is meant is longer, but a pasted file is.
constexpr std::size_t longest_text = 1024;

/// Not one state is suggested for a wrong one: a guess could delete a connector.
constexpr std::string_view what_states_do =
    "absent deletes the connector, released leaves it in NetBird as it is";

constexpr std::array<std::string_view, 11> known_keys{
    "type", "name",  "issuer", "client_id",  "client_secret", "client_secret_expires",
    "id",   "state", "allow",  "allow_http", "preflight"};

template <class Choice, std::size_t size>
auto words_for(const std::array<Choice, size>& all)
{
    std::array<std::pair<std::string_view, Choice>, size> words;
    for (std::size_t i = 0; i < size; ++i)
        words[i] = {to_string(all[i]), all[i]};
    return words;
}

/// The parts of ConnectorValues, each as far as it is declared and right.
struct Parts
{
    std::optional<ProviderType> type;
    std::optional<std::string> name;
    std::optional<std::string> issuer;
    std::optional<std::string> client_id;
    bool allow_http = false;
};

bool is_builtin(const Parts& parts)
{
    return parts.type && has_builtin_issuer(*parts.type);
}

std::optional<std::string> read_issuer(const Value& value, const Parts& parts)
{
    if (is_builtin(parts))
    {
        value.error("leave the issuer out: NetBird has the one of " + std::string(to_string(*parts.type)) +
                    " built in");
        return std::nullopt;
    }
    auto issuer = value.url_text();
    if (!issuer)
        return std::nullopt;
    const auto checked = check_issuer(*issuer, parts.allow_http);
    if (checked.has_error())
    {
        value.error(checked.error().text());
        return std::nullopt;
    }
    if (is_example_issuer(*issuer))
        value.leftover("is a placeholder of the examples; write the issuer of your provider");
    return issuer;
}

std::optional<std::string> read_client_id(const Value& value)
{
    auto id = value.plain_text(longest_text);
    if (id && is_example_id(*id))
        value.leftover("is a placeholder of the examples; write the client id that your provider shows");
    return id;
}

Parts read_parts(const Mapping& provider)
{
    static const auto types = words_for(enumerators<ProviderType>());
    Parts parts;
    if (const auto* type = provider.find("type"))
        parts.type = type->choice<ProviderType>(types);
    if (const auto* allow_http = provider.find("allow_http"))
        parts.allow_http = allow_http->boolean().value_or(true);
    if (const auto* name = provider.find("name"))
        parts.name = name->clean_text(longest_text);
    if (const auto* issuer = provider.find("issuer"))
        parts.issuer = read_issuer(*issuer, parts);
    if (const auto* client_id = provider.find("client_id"))
        parts.client_id = read_client_id(*client_id);
    return parts;
}

/// What a provider needs and does not have, of type, issuer and client_id; "issuer and client_id".
std::string missing_parts(const Mapping& provider, const Parts& parts)
{
    std::vector<std::string_view> missing;
    if (!provider.has("type"))
        missing.emplace_back("type");
    if (!provider.has("issuer") && !is_builtin(parts))
        missing.emplace_back("issuer");
    if (!provider.has("client_id"))
        missing.emplace_back("client_id");
    std::string text;
    for (std::size_t i = 0; i < missing.size(); ++i)
        text += (i == 0 ? "" : i + 1 == missing.size() ? " and " : ", ") + std::string(missing[i]);
    return text;
}

void check_completeness(const Mapping& provider, const Parts& parts, const DesiredProvider& declared)
{
    const auto missing = missing_parts(provider, parts);
    if (missing.empty())
        return;
    if (declared.state == State::present)
    {
        provider.self().error("lacks " + missing +
                              "; a provider needs type, issuer (not for google and microsoft) and "
                              "client_id");
        return;
    }
    const bool names_some = provider.find("type") != nullptr || provider.find("issuer") != nullptr ||
                            provider.find("client_id") != nullptr;
    if (names_some && provider.find("id") == nullptr)
        provider.self().error("lacks " + missing +
                              " to name the connector; write id, or type, issuer and client_id, or "
                              "none of them for one that is known by its key");
}

std::optional<ConnectorValues> to_values(const Parts& parts, const ProviderKey& key)
{
    if (!parts.type || !parts.client_id || !(parts.issuer || is_builtin(parts)))
        return std::nullopt;
    return ConnectorValues{.type = *parts.type,
                           .name = parts.name.value_or(key.str()),
                           .issuer = parts.issuer.value_or(std::string()),
                           .client_id = *parts.client_id};
}

Consents read_consents(const Value& value)
{
    static const auto words = words_for(enumerators<Consent>());
    Consents consents;
    const auto items = value.list();
    if (!items)
        return consents;
    for (const auto& item : *items)
    {
        const auto consent = item.choice<Consent>(words);
        if (consent && consents.has(*consent))
            item.error(std::string(to_string(*consent)) + " appears twice; remove one");
        if (consent)
            consents.add(*consent);
    }
    return consents;
}

std::optional<ConnectorId> read_id(const Value& value)
{
    auto id = value.plain_text(255);
    if (!id)
        return std::nullopt;
    if (is_example_id(*id))
        value.leftover("is the connector id of the examples; copy yours from NetBird, or leave id out");
    if (id->find_first_of(" /?#%") == std::string::npos)
        return ConnectorId{std::move(*id)};
    value.error(quoted(*id) + " is not a connector's id; copy it from NetBird, as pocketid-d3k1…");
    return std::nullopt;
}

DesiredProvider read_provider(const Mapping& provider, ProviderKey key, SourceLocation where)
{
    constexpr std::array states{std::pair<std::string_view, State>{"present", State::present},
                                std::pair<std::string_view, State>{"absent", State::absent},
                                std::pair<std::string_view, State>{"released", State::released}};
    DesiredProvider declared{.key = std::move(key),
                             .state = State::present,
                             .values = std::nullopt,
                             .client_secret = std::nullopt,
                             .client_secret_expires = std::nullopt,
                             .id = std::nullopt,
                             .allow = {},
                             .allow_http = false,
                             .preflight = std::nullopt,
                             .where = std::move(where)};
    if (const auto* state = provider.find("state"))
        declared.state = state->choice<State>(states, what_states_do).value_or(State::present);
    const auto parts = read_parts(provider);
    declared.values = to_values(parts, declared.key);
    declared.allow_http = parts.allow_http;
    if (const auto* id = provider.find("id"))
        declared.id = read_id(*id);
    if (const auto* allow = provider.find("allow"))
        declared.allow = read_consents(*allow);
    if (const auto* preflight = provider.find("preflight"))
        declared.preflight = preflight->choice<PreflightMode>(preflight_modes);
    if (const auto* secret = provider.find("client_secret"))
    {
        declared.client_secret = read_secret_source(*secret);
        if (declared.state != State::present)
            secret->warn("is not used with state: " + std::string(to_string(declared.state)) +
                         "; leave it out");
    }
    if (const auto* expires = provider.find("client_secret_expires"))
    {
        declared.client_secret_expires = expires->day();
        expires->keep_place();
    }
    check_completeness(provider, parts, declared);
    return declared;
}

/// Reads the entry of one key.
void read_entry(const Entry& entry, std::vector<DesiredProvider>& into)
{
    auto key = ProviderKey::parse(entry.name);
    if (!key)
        entry.key.error("is not a key: write 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit");
    const auto provider = Mapping::open(entry.value, known_keys);
    if (!provider)
        return;
    // One whose key is wrong is read all the same, under another, for the errors in it.
    auto declared = read_provider(*provider, key ? *key : *ProviderKey::parse("unnamed"), entry.key.where());
    if (key)
        into.push_back(std::move(declared));
}

/// True when `entry` is a setting of a provider and stands on the level of the keys.
bool is_not_indented(const Entry& entry)
{
    return entry.value.kind() != NodeKind::mapping &&
           std::find(known_keys.begin(), known_keys.end(), entry.name) != known_keys.end();
}

} // namespace

void read_providers(const Value& value, std::vector<DesiredProvider>& into)
{
    const auto entries = entries_of(value, {.may_be_null = true});
    if (!entries)
        return;
    into.reserve(into.size() + entries->size());
    for (std::size_t i = 0; i < entries->size(); ++i)
    {
        const auto& entry = (*entries)[i];
        const bool is_bare = entry.value.kind() == NodeKind::null;
        auto next = i + 1;
        while (is_bare && next < entries->size() && is_not_indented((*entries)[next]))
            ++next;
        if (next == i + 1)
        {
            read_entry(entry, into);
            continue;
        }
        // The settings of this key, in the column of the key itself: one mistake, one error.
        (*entries)[i + 1].key.error(
            "belongs to " + escaped(entry.name) +
            " above; indent this line and those that belong to it by two more blanks");
        i = next - 1;
    }
}

} // namespace idpsync::config
