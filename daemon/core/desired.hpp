#pragma once

// What the operator declared, read and validated. config/ makes it from YAML.

#include "core/enumerators.hpp"
#include "core/error.hpp"
#include "core/group_settings.hpp"
#include "core/policy.hpp"
#include "core/provider.hpp"
#include "core/secret.hpp"
#include "core/weekly_window.hpp"

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace idpsync {

/// Where a declaration stands: for messages.
struct SourceLocation
{
    std::string file;
    unsigned line = 0;   ///< 1-based; 0 when unknown
    unsigned column = 0; ///< 1-based; 0 when unknown

    bool operator==(const SourceLocation&) const = default;
};

/// Where a secret is to be found. Reading it is reconcile/secret_reader's.
struct SecretSource
{
    struct File
    {
        std::string path;
    }; ///< absolute
    struct Credential
    {
        std::string name;
    }; ///< a systemd credential: a file in $CREDENTIALS_DIRECTORY
    struct Environment
    {
        std::string variable;
    };
    struct Plain
    {
        std::shared_ptr<const Secret> text;
    }; ///< written in the YAML itself, with a warning
    struct Command
    {
        std::vector<std::string> variables; ///< of its environment, NAME=VALUE each
        std::vector<std::string> words;     ///< the program, by its absolute path, and its arguments
        std::string directory;              ///< that it runs in

        bool operator==(const Command&) const = default;
    }; ///< what a program prints

    std::variant<File, Credential, Environment, Plain, Command> where;
};

/// "file PATH", "credential NAME", "environment variable NAME", "plain text" or "command PROGRAM": never the
/// secret, and of a command no argument, as there may be one among them.
std::string describe(const SecretSource& source);

/// What is to become of a declared provider.
BOOST_DEFINE_ENUM_CLASS(State,
                        present, ///< NetBird shall have it, exactly so
                        absent,  ///< NetBird shall not have it: delete the connector
                        released ///< forget it: the connector stays and is never touched again
)

/// The operator's word, in the file, for one change that is refused without it (docs/reconciling.md 4, 10,
/// 14, 15).
BOOST_DEFINE_ENUM_CLASS(Consent, issuer_change, client_change, recreate, overwrite_secret, delete_last)

std::string_view to_string(Consent consent); ///< as in the file: "issuer-change"

/// A set of consents.
class Consents
{
public:
    Consents() = default;
    Consents(std::initializer_list<Consent> consents);

    void add(Consent consent);
    [[nodiscard]] bool has(Consent consent) const;
    [[nodiscard]] bool empty() const { return bits_ == 0; }
    [[nodiscard]] std::vector<Consent> list() const; ///< in the order of the enumerators
    bool operator==(const Consents&) const = default;

private:
    std::uint8_t bits_ = 0;
};

/// What an entry says of how its provider is checked.
struct CheckSettings
{
    bool allow_http = false; ///< a plain http issuer beyond loopback is meant

    bool operator==(const CheckSettings&) const = default;
};

/// Where the secret of a client comes from, when not from the operator.
BOOST_DEFINE_ENUM_CLASS(SecretOrigin, generated)

/// `registration:` of a provider: its client is kept at the provider, too.
struct DesiredRegistration
{
    SecretSource secret; ///< the token, or the secret of the service account
    std::string account; ///< the service account's client id; empty where a token is enough
    std::string url;     ///< where the server is; empty: at the issuer
    /// Who may sign in, by name, sorted; nothing: as it is at the provider.
    std::optional<GroupNames> allowed_groups;
    bool groups = false;            ///< the user's groups must arrive, as `groups`
    bool generated_secret = false;  ///< the client secret is made here; else `client_secret` says where it is
    std::chrono::seconds rotate{0}; ///< a new secret after so long; 0: never by itself
    /// A new secret by itself only then; nothing: at any time, where that costs no login.
    std::optional<WeeklyWindow> rotate_window{};
    std::chrono::seconds secret_lifetime{0}; ///< after so long the provider ends a secret; 0: never
};

/// One entry of `identity_providers`.
struct DesiredProvider
{
    ProviderKey key;
    State state = State::present;
    /// Always there when `state` is present. For absent and released it may be missing: then `id` or the
    /// ledger names the connector.
    std::optional<ConnectorValues> values;
    std::optional<SecretSource> client_secret; ///< left out: NetBird keeps the secret it has
    /// The day on which the client secret stops working, at its beginning in UTC; nothing: not known.
    std::optional<WallTime> client_secret_expires;
    std::optional<ConnectorId> id; ///< adopt exactly this one
    std::optional<DesiredRegistration> registration;
    Consents allow;
    CheckSettings checks;
    std::optional<PreflightMode> preflight; ///< nothing: as `reconcile.preflight` says
    SourceLocation where;
};

/// The setting that says where the secret of its `registration` is:
/// "identity_providers.KEY.registration.token".
std::string registration_secret_path(const DesiredProvider& provider);

/// `group_sync:`; without it the account's settings are never touched.
struct DesiredGroupSync
{
    GroupSyncDeclaration declared;
    /// Consent to an allow list that nothing shows to let anybody in (docs/reconciling.md 29).
    bool allow_lockout = false;
    SourceLocation where;
};

/// Every declared provider, by key. Cannot hold a key or an id twice, nor a present provider without values.
class DesiredState
{
public:
    DesiredState() = default;

    /// Takes the providers in any order. Errors (bad_config) name the key: a key or an `id` declared twice,
    /// a present provider without values, the same family, issuer and client id twice unless each has its own
    /// `id`.
    static Result<DesiredState> make(std::vector<DesiredProvider> providers,
                                     std::optional<DesiredGroupSync> group_sync = {});

    [[nodiscard]] const std::vector<DesiredProvider>& providers() const
    {
        return providers_;
    } ///< sorted by key
    [[nodiscard]] const DesiredProvider* find(const ProviderKey& key) const;
    [[nodiscard]] const std::optional<DesiredGroupSync>& group_sync() const { return group_sync_; }

private:
    std::vector<DesiredProvider> providers_;
    std::optional<DesiredGroupSync> group_sync_;
};

} // namespace idpsync
