#include "config/registration.hpp"

#include "config/registration_kinds.hpp"
#include "config/settings_table.hpp"
#include "config/urls.hpp"
#include "core/plan.hpp"
#include "core/text.hpp"

namespace idpsync::config {
namespace {

constexpr auto part = &ProviderDraft::registration;

constexpr auto registration_rows = std::to_array({
    row<kinds::SecretRef, part, &RegistrationDraft::token>(
        "token", "pocketid: an administrator's API key; authentik: an API token that may change providers")
        .left_out("required for `pocketid` and `authentik`")
        .as("{file: secrets/pocket-id-api}"),
    row<kinds::AccountId, part, &RegistrationDraft::account>(
        to_string(Field::client_id),
        "keycloak: a client of the realm whose service account has the role `manage-clients`; entra: an "
        "application with the right `Application.ReadWrite.OwnedBy` that owns this one")
        .left_out("required for `keycloak` and `entra`"),
    row<kinds::SecretRef, part, &RegistrationDraft::account_secret>("client_secret",
                                                                    "the secret of that client")
        .left_out("required for `keycloak` and `entra`"),
    row<kinds::ServerAddress, part, &RegistrationDraft::url>("url",
                                                             "where the provider's API is, without its path")
        .left_out("at the issuer; entra: `https://graph.microsoft.com`")
        .as("https://id.internal.example.com"),
    row<kinds::Groups, part, &RegistrationDraft::allowed_groups>(
        "allowed_groups", "pocketid: who may sign in through the client")
        .left_out("as it is there")
        .as("[netbird-users]"),
    row<kinds::Boolean, part, &RegistrationDraft::groups>(
        "groups",
        "`true`: the user's groups arrive in the ID token, as `groups`; authentik: the entitlements of "
        "the application")
        .left_out("as it is there")
        .as("true"),
    row<kinds::Choice<SecretOrigin>, part, &RegistrationDraft::secret>(
        "secret", "`generated`: the client secret is made by itself and kept in the state directory")
        .left_out("`client_secret` says where it is"),
    row<kinds::Period, part, &RegistrationDraft::rotate>(
        "rotate", "a generated secret is replaced after so long; `rotate KEY` does it at once")
        .left_out("never by itself")
        .at_least(std::chrono::hours(24), "NetBird must be restarted each time"),
    row<kinds::Window, part, &RegistrationDraft::rotate_window>(
        "rotate_window", "as in `Sun 03:00-05:00`: a secret is replaced by itself only then; where the "
                         "provider knows one of a "
                         "client, logins fail until NetBird was restarted")
        .left_out("where no login fails: at any time; else never by itself"),
    row<kinds::Period, part, &RegistrationDraft::secret_lifetime>(
        "secret_lifetime", "pocketid from 2.14 on, entra: it ends a secret after so long")
        .left_out("pocketid: never; entra: two years")
        .at_least(std::chrono::hours(96), "it is replaced in its last quarter"),
});

/// What is not used with this type.
void refuse(const Mapping& section, std::string_view name, const std::string& why)
{
    if (const auto* value = section.find(name))
        value->error(why);
}

bool check_token(const Mapping& section, const std::string& type, const RegistrationDraft& read)
{
    const auto why = "is not used with " + type + "; write token alone";
    refuse(section, to_string(Field::client_id), why);
    refuse(section, "client_secret", why);
    const bool by_account = section.has(to_string(Field::client_id)) || section.has("client_secret");
    if (!section.has("token") && !by_account)
        section.self().error("lacks token: write where the API token of " + type +
                             " is, as {file: PATH}, {credential: NAME} or {env: NAME}");
    return read.token.has_value();
}

bool check_account(const Mapping& section, const std::string& type, const RegistrationDraft& read)
{
    const bool is_entra = type == to_string(ProviderType::entra);
    refuse(section, "token",
           "is not used with " + type + "; write client_id and client_secret of " +
               (is_entra ? "an application that may manage this one" : "a client with a service account"));
    const bool complete = section.has(to_string(Field::client_id)) && section.has("client_secret");
    if (!complete && !section.has("token"))
        section.self().error("lacks client_id or client_secret of the " +
                             std::string(is_entra ? "managing application" : "service account") + "; " +
                             type + " needs both");
    return read.account && read.account_secret;
}

std::chrono::seconds in_seconds(const std::optional<std::chrono::milliseconds>& duration)
{
    return std::chrono::duration_cast<std::chrono::seconds>(duration.value_or(std::chrono::milliseconds(0)));
}

/// What is of use with a generated secret alone.
void check_rotation(const Mapping& section, ProviderType type, const RegistrationDraft& read)
{
    for (const std::string_view name : {"rotate", "rotate_window", "secret_lifetime"})
        if (const auto* value = section.find(name); value != nullptr && !section.has("secret"))
            value->error("is of use with `secret: generated` alone; add that, or leave it out");
    if (type != ProviderType::pocketid && type != ProviderType::entra)
        refuse(section, "secret_lifetime", "is there for pocketid and entra alone; leave it out");
    const auto* window = section.find("rotate_window");
    if (window != nullptr && section.has("secret") && !section.has("rotate") &&
        !section.has("secret_lifetime"))
        window->error(
            "says when a secret is replaced by itself, and nothing says how often: add `rotate: 90d`");
    const auto* rotate = section.find("rotate");
    const bool ends_first = rotate != nullptr && read.rotate && read.secret_lifetime &&
                            read.secret_lifetime->count() != 0 && *read.rotate > *read.secret_lifetime;
    if (ends_first)
        rotate->error("must not be longer than secret_lifetime");
}

void check_rest(const Mapping& section, const Mapping& provider, ProviderType type,
                const RegistrationDraft& read)
{
    if (type != ProviderType::pocketid)
        refuse(section, "allowed_groups", "is there for pocketid alone; leave it out");
    check_rotation(section, type, read);
    const auto* secret = section.find("secret");
    if (secret != nullptr && provider.has("client_secret"))
        secret->error("and client_secret exclude each other; remove one of them");
    const auto* url = section.find("url");
    if (url == nullptr || !read.url || kinds::allows_http(provider))
        return;
    const auto checked = parse_registration_url(read.url->buffer(), false);
    if (checked.has_error())
        url->error(checked.error().text());
}

} // namespace

bool has_entrance(const Mapping& section, ProviderType type, const RegistrationDraft& read)
{
    const std::string name(to_string(type));
    switch (entrance_of(type))
    {
    case Entrance::token: return check_token(section, name, read);
    case Entrance::service_account: return check_account(section, name, read);
    case Entrance::none: break;
    }
    section.self().error("is not there for " + name +
                         " yet; leave it out: `show registration` says what to enter by hand");
    return false;
}

constinit const Table<ProviderDraft> registration_settings = table<registration_rows>;

void read_registration(const Value& value, const Row<ProviderDraft>& row, const Mapping& provider,
                       ProviderDraft& into)
{
    const auto section = Mapping::open(value, row.inner->names);
    if (!section)
        return;
    read_rows(*section, *row.inner, into);
    auto& read = into.registration;
    // A missing or wrong type is reported where it stands.
    if (!into.type || !has_entrance(*section, *into.type, read))
        return;
    check_rest(*section, provider, *into.type, read);
    into.declared.registration =
        DesiredRegistration{.secret = read.token ? *read.token : *read.account_secret,
                            .account = read.account.value_or(std::string()),
                            .url = read.url ? std::string(read.url->buffer()) : std::string(),
                            .allowed_groups = read.allowed_groups,
                            .groups = read.groups.value_or(false),
                            .generated_secret = read.secret.has_value(),
                            .rotate = in_seconds(read.rotate),
                            .rotate_window = read.rotate_window,
                            .secret_lifetime = in_seconds(read.secret_lifetime)};
}

} // namespace idpsync::config
