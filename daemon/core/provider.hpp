#pragma once

// What an identity provider is, in the words of NetBird's API.

#include "core/enumerators.hpp"
#include "core/error.hpp"

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync {

/// The types of NetBird's identity-provider API.
BOOST_DEFINE_ENUM_CLASS(ProviderType, oidc, zitadel, entra, google, okta, pocketid, microsoft, authentik,
                        keycloak, adfs)

/// Types that can stand for the same provider: NetBird treats google and microsoft as connectors of their
/// own kind, everything else as OIDC.
enum class Family
{
    google,
    microsoft,
    oidc
};

Family family_of(ProviderType type);

/// google and microsoft have a built-in issuer; NetBird reads theirs back as "".
bool has_builtin_issuer(ProviderType type);

/// How a provider's own management API is entered.
enum class Entrance
{
    none,           ///< this program has no way in: the client there is made by hand
    token,          ///< Pocket ID: an administrator's API key; authentik: an API token
    service_account ///< Keycloak, Entra: id and secret of a client that gets tokens for itself
};

Entrance entrance_of(ProviderType type);

/// The name of a provider in the files, the logs, the ledger and the commands: [a-z0-9][a-z0-9-]{0,62}.
class ProviderKey
{
public:
    /// The key, or nothing when `text` does not have a key's form.
    static std::optional<ProviderKey> parse(std::string_view text);

    [[nodiscard]] const std::string& str() const { return text_; }
    auto operator<=>(const ProviderKey&) const = default;

private:
    explicit ProviderKey(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

/// The id that NetBird gives a connector. Users are bound to it; it is never made up here.
/// It comes from outside: escape it (core/text.hpp) before showing it.
struct ConnectorId
{
    std::string value;

    auto operator<=>(const ConnectorId&) const = default;
};

/// The part of a connector that NetBird shows: everything but its id and its secret.
/// Canonical: `issuer` is empty for google and microsoft, so that equal things compare equal.
struct ConnectorValues
{
    ProviderType type = ProviderType::oidc;
    std::string name;
    std::string issuer;
    std::string client_id;

    bool operator==(const ConnectorValues&) const = default;
};

/// One connector as NetBird lists it.
struct ObservedProvider
{
    ConnectorId id;
    ConnectorValues values;
    /// Its type as NetBird lists it, when this program does not know that type (ldap, github, saml: NetBird
    /// may be configured with such connectors of its own); raw. Empty: `values.type` is it.
    std::string unknown_type = {};
    /// Members of its list entry that this program does not know, as NetBird wrote them: `"a":1,"b":[2]`.
    /// They go back with an update, which would clear them otherwise. Empty: there are none. Never shown.
    std::string unknown_members = {};

    /// False: it is shown, and never matched, adopted, written or deleted.
    [[nodiscard]] bool manageable() const { return unknown_type.empty(); }
    /// Its type as NetBird calls it; raw.
    [[nodiscard]] std::string_view type_name() const
    {
        return manageable() ? to_string(values.type) : std::string_view(unknown_type);
    }

    bool operator==(const ObservedProvider&) const = default;
};

/// Same family, same issuer (none for google and microsoft), same client id: both would sign in the same
/// users through the same client.
bool same_match(const ConnectorValues& left, const ConnectorValues& right);

/// What same_match() compares, as one text that can be a key of a map.
std::string match_key(const ConnectorValues& values);

/// match_key() after trimming white space and ignoring case, scheme, default port and trailing slash: two
/// connectors with the same loose key are most likely meant to be one.
std::string loose_match_key(const ConnectorValues& values);

} // namespace idpsync
