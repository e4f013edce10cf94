#include "standalone/keys.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace idpsync::standalone {
namespace {

constexpr SetupKey counts(std::string_view name, KeyForm form, std::string_view reader, std::string_view note,
                          std::string_view otherwise = {})
{
    return {.name = name,
            .effect = KeyEffect::counts,
            .form = form,
            .reader = reader,
            .otherwise = otherwise,
            .note = note};
}

constexpr SetupKey secret(std::string_view name, KeyForm form, std::string_view reader, std::string_view note)
{
    auto key = counts(name, form, reader, note);
    key.secret = true;
    return key;
}

constexpr SetupKey idle(std::string_view name, KeyEffect effect, std::string_view note)
{
    return {.name = name, .effect = effect, .note = note};
}

constexpr SetupKey idle_secret(std::string_view name, KeyEffect effect, std::string_view note)
{
    auto key = idle(name, effect, note);
    key.secret = true;
    return key;
}

constexpr std::string_view dashboard = "dashboard";
constexpr std::string_view server = "management";
constexpr std::string_view both = "dashboard, management";
constexpr std::string_view manager_of_users = "management, for its list of users";
constexpr std::string_view containers = "docker-compose.yml";
constexpr std::string_view coturn = "coturn";

constexpr auto assigned_again = KeyEffect::overwritten;
constexpr auto worked_out = KeyEffect::computed;
constexpr auto of_old = KeyEffect::outdated;

constexpr std::string_view of_discovery = "configure.sh takes it from the provider's discovery document";
constexpr std::string_view of_auth0 = "write NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT instead";
constexpr std::string_view new_each_time =
    "configure.sh makes a new one each time; management.json keeps the one that is in force";
constexpr std::string_view fixed = "change it in base.setup.env";

constexpr auto table = std::to_array<SetupKey>({
    counts("NETBIRD_DOMAIN", KeyForm::domain, both, "where NetBird is, and the domain of its account"),
    counts("NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT", KeyForm::text, both,
           "the provider's discovery document: who signs people in"),
    counts("NETBIRD_USE_AUTH0", KeyForm::boolean, dashboard, "the dashboard does not start without it"),
    counts("NETBIRD_AUTH_CLIENT_ID", KeyForm::text, both, "the client of the dashboard and of `netbird up`"),
    counts("NETBIRD_AUTH_AUDIENCE", KeyForm::text, both, "tokens for another audience are refused: 401"),
    counts("NETBIRD_AUTH_SUPPORTED_SCOPES", KeyForm::text, both,
           "what a login asks for: names, emails, groups"),
    secret("NETBIRD_AUTH_CLIENT_SECRET", KeyForm::text, both,
           "the management server hands it to everybody who asks"),
    counts("NETBIRD_AUTH_USER_ID_CLAIM", KeyForm::text, server,
           "the claim that users are known by; left out: sub"),
    counts("NETBIRD_AUTH_REDIRECT_URI", KeyForm::text, dashboard,
           "where a login comes back; known at the provider"),
    counts("NETBIRD_AUTH_SILENT_REDIRECT_URI", KeyForm::text, dashboard,
           "where a renewed login comes back; known at the provider"),
    counts("NETBIRD_TOKEN_SOURCE", KeyForm::token_source, both,
           "which token goes to the API; only idToken, spelt so, is one", "accessToken"),
    counts("NETBIRD_DASH_AUTH_USE_AUDIENCE", KeyForm::boolean, both, "whether a login asks for the audience",
           "true"),
    counts("NETBIRD_AUTH_DEVICE_AUTH_CLIENT_ID", KeyForm::text, server,
           "the client of logins without a browser; left out: there are none"),
    counts("NETBIRD_AUTH_DEVICE_AUTH_AUDIENCE", KeyForm::text, server, "an audience that is accepted, too",
           "$NETBIRD_AUTH_AUDIENCE"),
    counts("NETBIRD_AUTH_DEVICE_AUTH_SCOPE", KeyForm::text, server, "what a login without a browser asks for",
           "openid"),
    counts("NETBIRD_AUTH_DEVICE_AUTH_USE_ID_TOKEN", KeyForm::boolean, server,
           "which token a login without a browser brings", "false"),
    counts("NETBIRD_AUTH_PKCE_REDIRECT_URL_PORTS", KeyForm::ports, server,
           "where `netbird up` waits; http://localhost:PORT is known at the provider", "53000"),
    counts("NETBIRD_AUTH_PKCE_USE_ID_TOKEN", KeyForm::boolean, server, "which token `netbird up` brings",
           "false"),
    counts("NETBIRD_AUTH_PKCE_DISABLE_PROMPT_LOGIN", KeyForm::boolean, server,
           "whether `netbird up` goes without prompt=login", "false"),
    counts("NETBIRD_AUTH_PKCE_LOGIN_FLAG", KeyForm::login_flag, server,
           "0: prompt=login, 1: max_age=0, 2: neither, for `netbird up`", "0"),
    counts("NETBIRD_MGMT_IDP", KeyForm::manager, manager_of_users,
           "the server does not start with one that it lacks"),
    counts("NETBIRD_IDP_MGMT_CLIENT_ID", KeyForm::text, manager_of_users,
           "who asks the provider for its users"),
    secret("NETBIRD_IDP_MGMT_CLIENT_SECRET", KeyForm::text, manager_of_users, "that one's secret"),
    counts("NETBIRD_IDP_MGMT_EXTRA_MANAGEMENT_ENDPOINT", KeyForm::anything, manager_of_users,
           "where the provider's API is"),
    secret("NETBIRD_IDP_MGMT_EXTRA_API_TOKEN", KeyForm::anything, manager_of_users,
           "without a valid one nobody can sign in"),
    counts("NETBIRD_IDP_MGMT_EXTRA_USERNAME", KeyForm::anything, manager_of_users, "the service account"),
    secret("NETBIRD_IDP_MGMT_EXTRA_PASSWORD", KeyForm::anything, manager_of_users,
           "without a valid one nobody can sign in"),
    counts("NETBIRD_IDP_MGMT_EXTRA_ADMIN_ENDPOINT", KeyForm::anything, manager_of_users,
           "where the realm's API is"),
    counts("NETBIRD_IDP_MGMT_EXTRA_AUDIENCE", KeyForm::anything, manager_of_users, "of auth0"),
    counts("NETBIRD_IDP_MGMT_EXTRA_OBJECT_ID", KeyForm::anything, manager_of_users, "of azure"),
    counts("NETBIRD_IDP_MGMT_EXTRA_GRAPH_API_ENDPOINT", KeyForm::anything, manager_of_users, "of azure"),
    secret("NETBIRD_IDP_MGMT_EXTRA_SERVICE_ACCOUNT_KEY", KeyForm::anything, manager_of_users, "of google"),
    counts("NETBIRD_IDP_MGMT_EXTRA_CUSTOMER_ID", KeyForm::anything, manager_of_users, "of google"),
    counts("NETBIRD_IDP_MGMT_EXTRA_API_URL", KeyForm::anything, manager_of_users, "of jumpcloud"),
    counts("NETBIRD_MGMT_IDP_SIGNKEY_REFRESH", KeyForm::boolean, server,
           "whether new signing keys of the provider are noticed", "false"),
    counts("NETBIRD_MGMT_API_PORT", KeyForm::port, both, "where browsers and clients reach the API", "33073"),
    counts("NETBIRD_SIGNAL_PORT", KeyForm::port, server, "where clients reach signal", "10000"),
    {.name = "NETBIRD_DATASTORE_ENC_KEY",
     .effect = KeyEffect::if_exported,
     .form = KeyForm::text,
     .reader = server,
     .note = "what the users in the data store are encrypted with; with another one nobody can sign in",
     .secret = true},

    // What has nothing to do with the login.
    counts("NETBIRD_DISABLE_LETSENCRYPT", KeyForm::boolean, "configure.sh",
           "a reverse proxy has the certificate"),
    counts("NETBIRD_LETSENCRYPT_EMAIL", KeyForm::text, dashboard, "of the certificate"),
    counts("NETBIRD_DISABLE_ANONYMOUS_METRICS", KeyForm::boolean, server, "whether it reports to NetBird",
           "false"),
    counts("NETBIRD_MGMT_DNS_DOMAIN", KeyForm::text, server, "the domain of peers' names",
           "netbird.selfhosted"),
    counts("NETBIRD_MGMT_DISABLE_DEFAULT_POLICY", KeyForm::boolean, server, "of new accounts", "false"),
    counts("NETBIRD_STORE_CONFIG_ENGINE", KeyForm::text, server,
           "where the data is: sqlite, postgres or mysql", "sqlite"),
    secret("NETBIRD_STORE_ENGINE_POSTGRES_DSN", KeyForm::text, server, "how postgres is reached"),
    secret("NETBIRD_STORE_ENGINE_MYSQL_DSN", KeyForm::text, server, "how mysql is reached"),
    counts("NETBIRD_RELAY_DOMAIN", KeyForm::text, server, "where the relay is", "$NETBIRD_DOMAIN"),
    counts("NETBIRD_RELAY_PORT", KeyForm::port, server, "where the relay is", "33080"),
    counts("NETBIRD_RELAY_ENDPOINT", KeyForm::text, server, "where the relay is"),
    counts("NETBIRD_TURN_DOMAIN", KeyForm::text, server, "where coturn is", "$NETBIRD_DOMAIN"),
    counts("NETBIRD_TURN_EXTERNAL_IP", KeyForm::text, coturn, "left out: configure.sh asks the internet"),
    counts("TURN_MIN_PORT", KeyForm::port, coturn, "of relayed connections", "49152"),
    counts("TURN_MAX_PORT", KeyForm::port, coturn, "of relayed connections", "65535"),
    counts("NETBIRD_DASHBOARD_TAG", KeyForm::text, containers, "the version", "latest"),
    counts("NETBIRD_SIGNAL_TAG", KeyForm::text, containers, "the version", "latest"),
    counts("NETBIRD_MANAGEMENT_TAG", KeyForm::text, containers, "the version", "latest"),
    counts("NETBIRD_RELAY_TAG", KeyForm::text, containers, "the version", "latest"),
    counts("COTURN_TAG", KeyForm::text, containers, "the version", "latest"),

    // Without effect.
    idle("NETBIRD_AUTH_DEVICE_AUTH_PROVIDER", assigned_again,
         "logins without a browser are off while NETBIRD_AUTH_DEVICE_AUTH_CLIENT_ID is left out"),
    idle("NETBIRD_DASH_AUTH_AUDIENCE", assigned_again, "it is NETBIRD_AUTH_AUDIENCE"),
    idle("NETBIRD_AUTH_PKCE_AUDIENCE", assigned_again, "it is NETBIRD_AUTH_AUDIENCE"),
    idle("NETBIRD_MGMT_API_ENDPOINT", assigned_again,
         "it is made of NETBIRD_DOMAIN and NETBIRD_MGMT_API_PORT: write these"),
    idle("NETBIRD_MGMT_SINGLE_ACCOUNT_MODE_DOMAIN", assigned_again, "it is NETBIRD_DOMAIN"),
    idle("NETBIRD_SIGNAL_PROTOCOL", assigned_again,
         "it is https while there is a certificate of Let's Encrypt"),
    idle_secret("NETBIRD_RELAY_AUTH_SECRET", assigned_again, new_each_time),
    idle("NETBIRD_LETSENCRYPT_DOMAIN", assigned_again, "it is NETBIRD_DOMAIN"),
    idle("NETBIRD_MGMT_API_CERT_FILE", assigned_again, "it is the one of Let's Encrypt"),
    idle("NETBIRD_MGMT_API_CERT_KEY_FILE", assigned_again, "it is the one of Let's Encrypt"),
    idle("TURN_DOMAIN", assigned_again, "write NETBIRD_TURN_DOMAIN instead"),
    idle("TURN_USER", assigned_again, fixed),
    idle_secret("TURN_PASSWORD", assigned_again, new_each_time),
    idle("VOLUME_PREFIX", assigned_again, fixed),
    idle("MGMT_VOLUMESUFFIX", assigned_again, fixed),
    idle("SIGNAL_VOLUMESUFFIX", assigned_again, fixed),
    idle("LETSENCRYPT_VOLUMESUFFIX", assigned_again, fixed),
    idle("NETBIRD_AUTH_AUTHORITY", worked_out, of_discovery),
    idle("NETBIRD_AUTH_JWT_CERTS", worked_out, of_discovery),
    idle("NETBIRD_AUTH_TOKEN_ENDPOINT", worked_out, of_discovery),
    idle("NETBIRD_AUTH_DEVICE_AUTH_ENDPOINT", worked_out, of_discovery),
    idle("NETBIRD_AUTH_PKCE_AUTHORIZATION_ENDPOINT", worked_out, of_discovery),
    idle("NETBIRD_AUTH_PKCE_REDIRECT_URLS", worked_out, "write NETBIRD_AUTH_PKCE_REDIRECT_URL_PORTS instead"),
    idle("NETBIRD_IDP_MGMT_EXTRA_CONFIG", worked_out,
         "write a key NETBIRD_IDP_MGMT_EXTRA_… for each of its members"),
    idle("NETBIRD_AUTH0_DOMAIN", of_old, of_auth0),
    idle("NETBIRD_AUTH0_AUDIENCE", of_old, of_auth0),
    idle("NETBIRD_AUTH0_CLIENT_ID", of_old, of_auth0),
});

constexpr std::array<std::string_view, 11> managers{"none", "auth0",    "authentik", "azure",
                                                    "dex",  "google",   "jumpcloud", "keycloak",
                                                    "okta", "pocketid", "zitadel"};

std::string_view without_prefix(std::string_view name)
{
    constexpr std::string_view prefix = "NETBIRD_";
    return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

std::string lower_case(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(
        out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

} // namespace

std::span<const SetupKey> setup_keys()
{
    return table;
}

const SetupKey* setup_key(std::string_view name)
{
    const auto found = std::ranges::find(table, name, &SetupKey::name);
    return found == table.end() ? nullptr : &*found;
}

std::string_view nearest_setup_key(std::string_view name)
{
    // What nearly all begin with would make them near to each other.
    static const auto names = [] {
        std::vector<std::string_view> all;
        for (const auto& key : table)
            if (key.effect == KeyEffect::counts)
                all.push_back(without_prefix(key.name));
        return all;
    }();
    const auto meant = nearest(without_prefix(name), names.data(), names.size());
    const auto found =
        std::ranges::find_if(table, [&](const SetupKey& key) { return without_prefix(key.name) == meant; });
    return found == table.end() ? std::string_view() : found->name;
}

bool may_be_secret(std::string_view name)
{
    if (const auto* key = setup_key(name))
        return key->secret;
    constexpr std::array<std::string_view, 6> telling{"SECRET", "TOKEN", "PASS", "KEY", "PAT", "DSN"};
    return std::ranges::any_of(telling, [&](std::string_view word) { return name.find(word) != name.npos; });
}

bool is_manager(std::string_view name)
{
    return std::ranges::find(managers, lower_case(name)) != managers.end();
}

} // namespace idpsync::standalone
