#include "config/providers.hpp"

#include "config/examples.hpp"
#include "config/kinds.hpp"
#include "config/registration.hpp"
#include "config/settings_table.hpp"
#include "config/urls.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace idpsync::config {
namespace {

/// Not one state is suggested for a wrong one: a guess could delete a connector.
constexpr std::string_view what_states_do =
    "absent deletes the connector, released leaves it in NetBird as it is";

/// google and microsoft, as far as the type beside it is right.
bool has_builtin_issuer_beside(const Mapping& provider)
{
    const auto* value = provider.find("type");
    const auto type = value == nullptr ? std::nullopt : enumerator_of<ProviderType>(value->raw());
    return type && has_builtin_issuer(*type);
}

struct Issuer
{
    static constexpr Kind kind{"issuer", "URL"};
    static std::optional<std::string> read(const Value& value, const Mapping& provider)
    {
        if (has_builtin_issuer_beside(provider))
        {
            value.error("leave the issuer out: NetBird has the one of " +
                        std::string(provider.find("type")->raw()) + " built in");
            return std::nullopt;
        }
        return kinds::read_issuer(value, kinds::allows_http(provider));
    }
};

/// The id of one connector.
struct Connector
{
    static constexpr Kind kind{"connector_id", "text"};
    static std::optional<ConnectorId> read(const Value& value)
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
};

struct Day
{
    static constexpr Kind kind{"day", "day"};
    static std::optional<WallTime> read(const Value& value)
    {
        value.keep_place();
        return value.day();
    }
};

struct Allowed
{
    static constexpr Kind kind{"enums", "list"};
    static std::span<const std::string_view> words() { return spellings<Consent>(); }
    static std::optional<Consents> read(const Value& value)
    {
        Consents consents;
        const auto items = value.list();
        if (!items)
            return std::nullopt;
        for (const auto& item : *items)
        {
            const auto consent = item.choice<Consent>();
            if (consent && consents.has(*consent))
                item.error(std::string(to_string(*consent)) + " appears twice; remove one");
            if (consent)
                consents.add(*consent);
        }
        return consents;
    }
};

constexpr auto declaration = &ProviderDraft::declared;

constexpr auto provider_rows = std::to_array({
    row<kinds::Choice<ProviderType>, &ProviderDraft::type>(
        "type", "NetBird's type of the provider; it cannot be changed once the provider is in NetBird")
        .left_out("required")
        .as("pocketid"),
    row<kinds::Text, &ProviderDraft::name>("name", "shown on the login button")
        .left_out("the key")
        .as("Pocket ID"),
    row<Issuer, &ProviderDraft::issuer>(
        "issuer", "byte for byte what the provider's discovery document says, trailing slash included")
        .left_out("required, but not for `google` and `microsoft`")
        .as("https://id.example.com"),
    row<kinds::ClientId, &ProviderDraft::client_id>("client_id",
                                                    "the OAuth client that NetBird is at the provider")
        .left_out("required")
        .as("netbird"),
    row<kinds::SecretRef, declaration, &DesiredProvider::client_secret>("client_secret",
                                                                        "the secret of that client")
        .left_out("NetBird keeps the one it has")
        .as("{file: secrets/pocket-id}"),
    row<Day, declaration, &DesiredProvider::client_secret_expires>(
        "client_secret_expires",
        "the day on which the client secret expires, as the provider says: the daemon and `doctor` warn 30, "
        "14, 7 and 1 days before")
        .left_out("not known")
        .as("2027-01-31"),
    row<Connector, declaration, &DesiredProvider::id>("id", "adopt exactly the connector with this id")
        .left_out("the one with this issuer and client_id")
        .as("pocketid-d3k1v7qs2f6g8h9j0k1m"),
    section("registration",
            "lets `doctor` check the client at the provider itself, by the provider's own API",
            registration_settings, &read_registration)
        .left_out("it is checked from outside alone"),
    row<kinds::Choice<State>, declaration, &DesiredProvider::state>(
        "state", "`absent`: delete the connector. `released`: forget it; it stays in NetBird and is never "
                 "touched again")
        .advising(what_states_do),
    row<Allowed, declaration, &DesiredProvider::allow>("allow",
                                                       "consent to guarded changes; remove it afterwards")
        .left_out("`[]`")
        .as("[issuer-change]"),
    row<kinds::Boolean, declaration, &DesiredProvider::checks, &CheckSettings::allow_http>(
        "allow_http", "allow a plain http issuer on another host"),
    row<kinds::Choice<PreflightMode>, declaration, &DesiredProvider::preflight>("preflight",
                                                                                "the same for this provider")
        .left_out("as `reconcile.preflight`")
        .as("block"),
});

bool is_builtin(const ProviderDraft& draft)
{
    return draft.type && has_builtin_issuer(*draft.type);
}

/// What a provider needs and does not have, of type, issuer and client_id; "issuer and client_id".
std::string missing_parts(const Mapping& provider, const ProviderDraft& draft)
{
    std::vector<std::string_view> missing;
    if (!provider.has("type"))
        missing.emplace_back("type");
    if (!provider.has("issuer") && !is_builtin(draft))
        missing.emplace_back("issuer");
    if (!provider.has("client_id"))
        missing.emplace_back("client_id");
    std::string text;
    for (std::size_t i = 0; i < missing.size(); ++i)
        text += (i == 0 ? "" : i + 1 == missing.size() ? " and " : ", ") + std::string(missing[i]);
    return text;
}

void check_completeness(const Mapping& provider, const ProviderDraft& draft)
{
    const auto missing = missing_parts(provider, draft);
    if (missing.empty())
        return;
    if (draft.declared.state == State::present)
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

std::optional<ConnectorValues> to_values(const ProviderDraft& draft)
{
    if (!draft.type || !draft.client_id || !(draft.issuer || is_builtin(draft)))
        return std::nullopt;
    return ConnectorValues{.type = *draft.type,
                           .name = draft.name.value_or(draft.declared.key.str()),
                           .issuer = draft.issuer.value_or(std::string()),
                           .client_id = *draft.client_id};
}

DesiredProvider read_provider(const Mapping& provider, ProviderKey key, SourceLocation where)
{
    ProviderDraft draft{.declared = {.key = std::move(key), .where = std::move(where)}};
    read_rows(provider, provider_table(), draft);
    check_completeness(provider, draft);
    const auto* secret = provider.find("client_secret");
    if (secret != nullptr && draft.declared.state != State::present)
        secret->warn("is not used with state: " + std::string(to_string(draft.declared.state)) +
                     "; leave it out");
    draft.declared.values = to_values(draft);
    return std::move(draft.declared);
}

/// Reads the entry of one key.
void read_entry(const Entry& entry, std::vector<DesiredProvider>& into)
{
    auto key = ProviderKey::parse(entry.name);
    if (!key)
        entry.key.error("is not a key: write 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit");
    const auto provider = Mapping::open(entry.value, provider_table().names);
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
           std::ranges::find(provider_table().names, entry.name) != provider_table().names.end();
}

} // namespace

const Table<ProviderDraft>& provider_table()
{
    return table<provider_rows>;
}

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
