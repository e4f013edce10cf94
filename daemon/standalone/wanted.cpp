#include "standalone/wanted.hpp"

#include <utility>

namespace idpsync::standalone {
namespace {

/// What NetBird's guide for a provider says beside the values of the declaration.
struct GuideValues
{
    std::string_view scopes;
    TokenSource token = TokenSource::access_token;
    bool same_scopes_for_devices = false; ///< else NetBird's own
    bool without_prompt = false;          ///< netbirdio/netbird#3654
};

GuideValues guide_of(StandaloneProvider provider)
{
    switch (provider)
    {
    case StandaloneProvider::pocketid:
        return {"openid profile email groups", TokenSource::id_token, true, false};
    case StandaloneProvider::authentik:
        return {"openid profile email offline_access entitlements goauthentik.io/api",
                TokenSource::access_token, false, true};
    case StandaloneProvider::keycloak:
        return {"openid profile email offline_access api", TokenSource::access_token, false, false};
    case StandaloneProvider::generic: break;
    }
    return {"openid profile email", TokenSource::id_token, true, false};
}

std::string_view without_slash(std::string_view address)
{
    return address.ends_with('/') ? address.substr(0, address.size() - 1) : address;
}

/// ".../realms/corp" -> ".../admin/realms/corp"
std::string keycloak_api(std::string_view issuer)
{
    std::string api(without_slash(issuer));
    if (const auto realms = api.rfind("/realms/"); realms != std::string::npos)
        api.insert(realms, "/admin");
    return api;
}

/// Collects the keys, in order.
class Wanting
{
public:
    Wanting(const Standalone& declared, const Endpoints& provider, std::string_view secret)
        : declared_(declared), guide_(guide_of(declared.provider)), provider_(provider), secret_(secret)
    {}

    std::vector<WantedKey> keys() &&;

private:
    void add_login();
    void add_device_login();
    void add_manager();
    void add_ports();
    void add(std::string_view key, std::string_view value, std::string_view why)
    {
        keys_.push_back({std::string(key), std::string(value), std::string(why)});
    }

    [[nodiscard]] std::string audience() const { return wanted_audience(declared_); }
    [[nodiscard]] std::string scopes() const { return wanted_scopes(declared_); }
    [[nodiscard]] bool by_id_token() const { return wanted_token_source(declared_) == TokenSource::id_token; }

    const Standalone& declared_;
    GuideValues guide_;
    const Endpoints& provider_;
    std::string_view secret_;
    std::vector<WantedKey> keys_;
};

std::vector<WantedKey> Wanting::keys() &&
{
    add_login();
    add_device_login();
    add_manager();
    add_ports();
    return std::move(keys_);
}

void Wanting::add_login()
{
    const bool generic = declared_.provider == StandaloneProvider::generic;
    add("NETBIRD_DOMAIN", declared_.domain, "domain");
    add("NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT", discovery_address(declared_.issuer), "issuer");
    add("NETBIRD_USE_AUTH0", "false", "provider");
    add("NETBIRD_AUTH_CLIENT_ID", declared_.client_id, "client_id");
    add("NETBIRD_AUTH_AUDIENCE", audience(), declared_.audience.empty() ? "client_id" : "audience");
    add("NETBIRD_AUTH_SUPPORTED_SCOPES", scopes(), declared_.scopes.empty() ? "provider" : "scopes");
    add("NETBIRD_AUTH_REDIRECT_URI", redirect_path, "provider");
    add("NETBIRD_AUTH_SILENT_REDIRECT_URI", silent_redirect_path, "provider");
    add("NETBIRD_TOKEN_SOURCE", by_id_token() ? "idToken" : "",
        declared_.token_source ? "token_source" : "provider");
    // Another provider may take no audience: that is for whoever set it up.
    if (!generic)
        add("NETBIRD_DASH_AUTH_USE_AUDIENCE", "", "provider");
    if (guide_.without_prompt)
        add("NETBIRD_AUTH_PKCE_DISABLE_PROMPT_LOGIN", "true", "provider");
}

/// A client id switches them on, whatever else is written.
void Wanting::add_device_login()
{
    const bool on = declared_.device_login && !provider_.device.empty();
    const bool by_hand = on && guide_.same_scopes_for_devices;
    add("NETBIRD_AUTH_DEVICE_AUTH_CLIENT_ID", on ? std::string_view(declared_.client_id) : "",
        "device_login");
    add("NETBIRD_AUTH_DEVICE_AUTH_AUDIENCE", on ? audience() : std::string(), "device_login");
    add("NETBIRD_AUTH_DEVICE_AUTH_SCOPE", by_hand ? scopes() : std::string(), "device_login");
    add("NETBIRD_AUTH_DEVICE_AUTH_USE_ID_TOKEN", on && by_id_token() ? "true" : "", "device_login");
}

void Wanting::add_manager()
{
    const std::string_view why = "manager";
    const auto provider = declared_.manager ? declared_.provider : StandaloneProvider::generic;
    const auto account = declared_.manager ? declared_.manager->account : std::string();
    const auto url = declared_.manager ? declared_.manager->url : std::string();
    const bool keycloak = provider == StandaloneProvider::keycloak;
    add("NETBIRD_MGMT_IDP", provider == StandaloneProvider::generic ? "none" : to_string(provider), why);
    add("NETBIRD_IDP_MGMT_CLIENT_ID",
        provider == StandaloneProvider::pocketid    ? "netbird" // NetBird wants one, and does not use it
        : provider == StandaloneProvider::authentik ? declared_.client_id
                                                    : account,
        why);
    add("NETBIRD_IDP_MGMT_CLIENT_SECRET", keycloak ? secret_ : std::string_view(), why);
    switch (provider)
    {
    case StandaloneProvider::pocketid:
        add("NETBIRD_IDP_MGMT_EXTRA_MANAGEMENT_ENDPOINT",
            url.empty() ? without_slash(declared_.issuer) : without_slash(url), why);
        return add("NETBIRD_IDP_MGMT_EXTRA_API_TOKEN", secret_, why);
    case StandaloneProvider::authentik:
        add("NETBIRD_IDP_MGMT_EXTRA_USERNAME", account, why);
        return add("NETBIRD_IDP_MGMT_EXTRA_PASSWORD", secret_, why);
    case StandaloneProvider::keycloak:
        return add("NETBIRD_IDP_MGMT_EXTRA_ADMIN_ENDPOINT",
                   url.empty() ? keycloak_api(declared_.issuer) : std::string(without_slash(url)), why);
    case StandaloneProvider::generic: return;
    }
}

void Wanting::add_ports()
{
    if (!declared_.reverse_proxy)
        return;
    const std::string_view port = *declared_.reverse_proxy ? "443" : "";
    add("NETBIRD_MGMT_API_PORT", port, "reverse_proxy");
    add("NETBIRD_SIGNAL_PORT", port, "reverse_proxy");
}

} // namespace

std::vector<WantedKey> wanted_keys(const Standalone& declared, const Endpoints& provider,
                                   std::string_view secret)
{
    return Wanting(declared, provider, secret).keys();
}

std::string wanted_scopes(const Standalone& declared)
{
    return declared.scopes.empty() ? std::string(guide_of(declared.provider).scopes) : declared.scopes;
}

std::string wanted_audience(const Standalone& declared)
{
    return declared.audience.empty() ? declared.client_id : declared.audience;
}

TokenSource wanted_token_source(const Standalone& declared)
{
    return declared.token_source.value_or(guide_of(declared.provider).token);
}

std::string discovery_address(std::string_view issuer)
{
    return std::string(without_slash(issuer)) + "/.well-known/openid-configuration";
}

} // namespace idpsync::standalone
