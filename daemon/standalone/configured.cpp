#include "standalone/configured.hpp"

#include "core/joined.hpp"
#include "json/text.hpp"
#include "standalone/keys.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace idpsync::standalone {
namespace {

constexpr LoginPlace of_server(std::string_view path, std::string_view variable,
                               JsonForm form = JsonForm::text)
{
    return {.receiver = Receiver::management_json, .path = path, .variable = variable, .form = form};
}

constexpr LoginPlace secret_of_server(std::string_view path, std::string_view variable,
                                      JsonForm form = JsonForm::text)
{
    auto place = of_server(path, variable, form);
    place.secret = true;
    return place;
}

constexpr LoginPlace of_dashboard(std::string_view path, std::string_view variable)
{
    return {.receiver = Receiver::dashboard, .path = path, .variable = variable};
}

constexpr auto places = std::to_array<LoginPlace>({
    of_server("HttpConfig.AuthIssuer", "NETBIRD_AUTH_AUTHORITY"),
    of_server("HttpConfig.AuthAudience", "NETBIRD_AUTH_AUDIENCE"),
    of_server("HttpConfig.AuthKeysLocation", "NETBIRD_AUTH_JWT_CERTS"),
    of_server("HttpConfig.AuthUserIDClaim", "NETBIRD_AUTH_USER_ID_CLAIM"),
    of_server("HttpConfig.IdpSignKeyRefreshEnabled", "NETBIRD_MGMT_IDP_SIGNKEY_REFRESH", JsonForm::bare),
    of_server("HttpConfig.OIDCConfigEndpoint", "NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT"),
    of_server("IdpManagerConfig.ManagerType", "NETBIRD_MGMT_IDP"),
    of_server("IdpManagerConfig.ClientConfig.Issuer", "NETBIRD_AUTH_AUTHORITY"),
    of_server("IdpManagerConfig.ClientConfig.TokenEndpoint", "NETBIRD_AUTH_TOKEN_ENDPOINT"),
    of_server("IdpManagerConfig.ClientConfig.ClientID", "NETBIRD_IDP_MGMT_CLIENT_ID"),
    secret_of_server("IdpManagerConfig.ClientConfig.ClientSecret", "NETBIRD_IDP_MGMT_CLIENT_SECRET"),
    of_server("IdpManagerConfig.ClientConfig.GrantType", "client_credentials", JsonForm::constant),
    secret_of_server("IdpManagerConfig.ExtraConfig", extra_prefix, JsonForm::extra),
    of_server("DeviceAuthorizationFlow.Provider", "NETBIRD_AUTH_DEVICE_AUTH_PROVIDER"),
    of_server("DeviceAuthorizationFlow.ProviderConfig.Audience", "NETBIRD_AUTH_DEVICE_AUTH_AUDIENCE"),
    of_server("DeviceAuthorizationFlow.ProviderConfig.ClientID", "NETBIRD_AUTH_DEVICE_AUTH_CLIENT_ID"),
    of_server("DeviceAuthorizationFlow.ProviderConfig.TokenEndpoint", "NETBIRD_AUTH_TOKEN_ENDPOINT"),
    of_server("DeviceAuthorizationFlow.ProviderConfig.DeviceAuthEndpoint",
              "NETBIRD_AUTH_DEVICE_AUTH_ENDPOINT"),
    of_server("DeviceAuthorizationFlow.ProviderConfig.Scope", "NETBIRD_AUTH_DEVICE_AUTH_SCOPE"),
    of_server("DeviceAuthorizationFlow.ProviderConfig.UseIDToken", "NETBIRD_AUTH_DEVICE_AUTH_USE_ID_TOKEN",
              JsonForm::bare),
    of_server("PKCEAuthorizationFlow.ProviderConfig.Audience", "NETBIRD_AUTH_PKCE_AUDIENCE"),
    of_server("PKCEAuthorizationFlow.ProviderConfig.ClientID", "NETBIRD_AUTH_CLIENT_ID"),
    secret_of_server("PKCEAuthorizationFlow.ProviderConfig.ClientSecret", "NETBIRD_AUTH_CLIENT_SECRET"),
    of_server("PKCEAuthorizationFlow.ProviderConfig.AuthorizationEndpoint",
              "NETBIRD_AUTH_PKCE_AUTHORIZATION_ENDPOINT"),
    of_server("PKCEAuthorizationFlow.ProviderConfig.TokenEndpoint", "NETBIRD_AUTH_TOKEN_ENDPOINT"),
    of_server("PKCEAuthorizationFlow.ProviderConfig.Scope", "NETBIRD_AUTH_SUPPORTED_SCOPES"),
    of_server("PKCEAuthorizationFlow.ProviderConfig.RedirectURLs", "NETBIRD_AUTH_PKCE_REDIRECT_URL_PORTS",
              JsonForm::urls),
    of_server("PKCEAuthorizationFlow.ProviderConfig.UseIDToken", "NETBIRD_AUTH_PKCE_USE_ID_TOKEN",
              JsonForm::bare),
    of_server("PKCEAuthorizationFlow.ProviderConfig.DisablePromptLogin",
              "NETBIRD_AUTH_PKCE_DISABLE_PROMPT_LOGIN", JsonForm::bare),
    of_server("PKCEAuthorizationFlow.ProviderConfig.LoginFlag", "NETBIRD_AUTH_PKCE_LOGIN_FLAG",
              JsonForm::bare),
    of_dashboard("NETBIRD_MGMT_API_ENDPOINT", "NETBIRD_MGMT_API_ENDPOINT"),
    of_dashboard("NETBIRD_MGMT_GRPC_API_ENDPOINT", "NETBIRD_MGMT_API_ENDPOINT"),
    of_dashboard("AUTH_AUDIENCE", "NETBIRD_DASH_AUTH_AUDIENCE"),
    of_dashboard("AUTH_CLIENT_ID", "NETBIRD_AUTH_CLIENT_ID"),
    of_dashboard("AUTH_CLIENT_SECRET", "NETBIRD_AUTH_CLIENT_SECRET"),
    of_dashboard("AUTH_AUTHORITY", "NETBIRD_AUTH_AUTHORITY"),
    of_dashboard("USE_AUTH0", "NETBIRD_USE_AUTH0"),
    of_dashboard("AUTH_SUPPORTED_SCOPES", "NETBIRD_AUTH_SUPPORTED_SCOPES"),
    of_dashboard("AUTH_REDIRECT_URI", "NETBIRD_AUTH_REDIRECT_URI"),
    of_dashboard("AUTH_SILENT_REDIRECT_URI", "NETBIRD_AUTH_SILENT_REDIRECT_URI"),
    of_dashboard("NETBIRD_TOKEN_SOURCE", "NETBIRD_TOKEN_SOURCE"),
    {.receiver = Receiver::server_option,
     .path = "--single-account-mode-domain",
     .variable = "NETBIRD_MGMT_SINGLE_ACCOUNT_MODE_DOMAIN"},
});

/// The variables on their way through base.setup.env and configure.sh.
class Configuring
{
public:
    explicit Configuring(const Variables& setup) : setup_(setup) {}

    Variables with(const Endpoints& provider) &&;

private:
    void take_what_counts();
    void take_extras();
    void work_out_server();
    void work_out_login();

    std::string& operator[](const char* key) { return made_[key]; }

    const Variables& setup_;
    Variables made_;
};

Variables Configuring::with(const Endpoints& provider) &&
{
    take_what_counts();
    take_extras();
    work_out_server();
    work_out_login();
    auto& made = *this;
    made["NETBIRD_AUTH_AUTHORITY"] = provider.issuer;
    made["NETBIRD_AUTH_JWT_CERTS"] = provider.keys;
    made["NETBIRD_AUTH_TOKEN_ENDPOINT"] = provider.token;
    made["NETBIRD_AUTH_DEVICE_AUTH_ENDPOINT"] = provider.device;
    made["NETBIRD_AUTH_PKCE_AUTHORIZATION_ENDPOINT"] = provider.authorization;
    return std::move(made_);
}

/// An empty value is what it stands for. What that refers to comes before it in the table.
void Configuring::take_what_counts()
{
    for (const auto& key : setup_keys())
    {
        if (key.effect != KeyEffect::counts || key.name.starts_with(extra_prefix))
            continue;
        const auto found = setup_.find(key.name);
        auto& value = made_[std::string(key.name)];
        if (found != setup_.end() && !found->second.empty())
            value = found->second;
        else if (key.otherwise.starts_with('$'))
            value = made_[std::string(key.otherwise.substr(1))];
        else
            value = key.otherwise;
    }
}

/// Without a manager of users, nothing about one is handed on.
void Configuring::take_extras()
{
    auto& made = *this;
    if (made["NETBIRD_MGMT_IDP"].empty())
    {
        made["NETBIRD_IDP_MGMT_CLIENT_ID"].clear();
        made["NETBIRD_IDP_MGMT_CLIENT_SECRET"].clear();
        return;
    }
    for (auto one = setup_.lower_bound(extra_prefix); one != setup_.end(); ++one)
        if (one->first.starts_with(extra_prefix))
            made_.insert(*one);
}

void Configuring::work_out_server()
{
    auto& made = *this;
    const auto& domain = made["NETBIRD_DOMAIN"];
    const bool here = domain == "localhost" || domain == "127.0.0.1";
    made["NETBIRD_MGMT_API_ENDPOINT"] =
        (here ? "http://" : "https://") + domain + ":" + made["NETBIRD_MGMT_API_PORT"];
    made["NETBIRD_MGMT_SINGLE_ACCOUNT_MODE_DOMAIN"] = here ? "netbird.selfhosted" : domain;
}

void Configuring::work_out_login()
{
    auto& made = *this;
    const auto& audience = made["NETBIRD_AUTH_AUDIENCE"];
    const bool sent = made["NETBIRD_DASH_AUTH_USE_AUDIENCE"] != "false";
    made["NETBIRD_DASH_AUTH_AUDIENCE"] = sent ? audience : "none";
    made["NETBIRD_AUTH_PKCE_AUDIENCE"] = sent ? audience : "";
    made["NETBIRD_AUTH_DEVICE_AUTH_PROVIDER"] =
        made["NETBIRD_AUTH_DEVICE_AUTH_CLIENT_ID"].empty() ? "none" : "hosted";
    if (made["NETBIRD_TOKEN_SOURCE"] == "idToken")
        made["NETBIRD_AUTH_PKCE_USE_ID_TOKEN"] = "true";
}

std::string quoted_json(std::string_view text)
{
    std::string out;
    append_json_string(out, text);
    return out;
}

std::vector<std::string> split_ports(std::string_view ports)
{
    std::vector<std::string> all;
    while (!ports.empty())
    {
        const auto comma = std::min(ports.find(','), ports.size());
        all.emplace_back(ports.substr(0, comma));
        ports.remove_prefix(std::min(comma + 1, ports.size()));
    }
    return all;
}

std::string extras_of(const Variables& configured)
{
    std::string members;
    for (auto one = configured.lower_bound(extra_prefix); one != configured.end(); ++one)
        if (one->first.starts_with(extra_prefix))
            append_part(members, quoted_json(extra_name(one->first)) + ": " + quoted_json(one->second));
    return "{" + members + "}";
}

} // namespace

Variables configured(const Variables& setup, const Endpoints& provider)
{
    return Configuring(setup).with(provider);
}

std::span<const LoginPlace> login_places()
{
    return places;
}

std::string json_at(const LoginPlace& place, const Variables& configured)
{
    const auto found = configured.find(place.variable);
    const auto value = found == configured.end() ? std::string() : found->second;
    switch (place.form)
    {
    case JsonForm::text: return quoted_json(value);
    case JsonForm::bare: return value;
    case JsonForm::constant: return quoted_json(place.variable);
    case JsonForm::extra: return extras_of(configured);
    case JsonForm::urls: break;
    }
    return "[" +
           joined(split_ports(value),
                  [](const std::string& port) { return quoted_json("http://localhost:" + port); }) +
           "]";
}

std::string extra_name(std::string_view key)
{
    std::string name;
    bool first = true;
    for (const char letter : key.substr(std::min(extra_prefix.size(), key.size())))
    {
        if (letter == '_')
            first = true;
        else
        {
            const bool upper = letter >= 'A' && letter <= 'Z';
            name += upper && !first ? static_cast<char>(letter - 'A' + 'a') : letter;
            first = false;
        }
    }
    return name;
}

} // namespace idpsync::standalone
