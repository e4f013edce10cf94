#include "config/issuer_hints.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace idpsync::config {
namespace {

/// An address in parts: "https://kc.example.com:8443", "/admin/master/console", "#/corp/clients".
struct Address
{
    std::string origin;
    std::string_view host;
    std::string path; ///< without slashes at the end
    std::string_view fragment;
};

Address split(std::string_view url)
{
    Address address;
    const auto scheme = url.find("://");
    const auto host = scheme == std::string_view::npos ? 0 : scheme + 3;
    const auto path = std::min(url.find_first_of("/?#", host), url.size());
    address.origin = url.substr(0, path);
    address.host = url.substr(host, path - host);
    address.host = address.host.substr(0, address.host.find(':'));
    const auto end = std::min(url.find_first_of("?#", path), url.size());
    address.path = url.substr(path, end - path);
    while (address.path.ends_with('/'))
        address.path.pop_back();
    const auto fragment = url.find('#', end);
    if (fragment != std::string_view::npos)
        address.fragment = url.substr(fragment + 1);
    return address;
}

std::vector<std::string> segments_of(std::string_view path)
{
    std::vector<std::string> segments;
    while (!path.empty())
    {
        path.remove_prefix(path.starts_with('/') ? 1 : 0);
        const auto end = std::min(path.find('/'), path.size());
        if (end != 0)
            segments.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

std::string is(std::string_view what, const std::string& issuer)
{
    return "is " + std::string(what) + "; write the issuer: " + quoted(issuer, 200);
}

constexpr std::string_view authentik_form =
    "/application/o/SLUG/, where SLUG is the one of the application in authentik";

/// "/a/.well-known/openid-configuration" -> "/a"; authentik's issuers end in a slash.
std::string discovery_document(const Address& address)
{
    const auto end = address.path.find("/.well-known");
    if (end == std::string::npos)
        return {};
    const auto base = address.path.substr(0, end);
    const bool slash = base.starts_with("/application/o/");
    return is("the address of a discovery document", address.origin + base + (slash ? "/" : ""));
}

std::string keycloak(const Address& address)
{
    if (const auto end = address.path.find("/protocol/openid-connect"); end != std::string::npos)
        return is("an endpoint of Keycloak", address.origin + address.path.substr(0, end));
    const auto realms = address.path.find("/realms/");
    if (realms != std::string::npos && address.path.ends_with("/account"))
        return is("a page of Keycloak",
                  address.origin +
                      address.path.substr(0, address.path.size() - std::string_view("/account").size()));
    const auto admin = address.path.find("/admin/");
    const auto realm = admin + std::string_view("/admin/").size();
    const auto console = admin == std::string::npos ? admin : address.path.find("/console", realm);
    if (console == std::string::npos)
        return {};
    // The console of one realm shows others, and names the one that is shown behind the #.
    const auto shown = segments_of(address.fragment);
    const auto opened = address.path.substr(realm, console - realm);
    return is("the address of Keycloak's console", address.origin + address.path.substr(0, admin) +
                                                       "/realms/" + (shown.empty() ? opened : shown[0]));
}

std::string entra(const Address& address)
{
    if (!address.host.starts_with("login.") ||
        address.host.find("microsoftonline.") == std::string_view::npos)
        return {};
    const auto parts = segments_of(address.path);
    if (parts.empty())
        return "names no tenant; write https://login.microsoftonline.com/TENANT/v2.0 with your tenant's id";
    constexpr std::array<std::string_view, 3> many{"common", "organizations", "consumers"};
    if (std::find(many.begin(), many.end(), parts[0]) != many.end())
        return "stands for many tenants and is no issuer; write your tenant's id in its place, or, for "
               "accounts of any tenant, type: microsoft without an issuer";
    if (parts.size() == 2 && parts[1] == "v2.0")
        return {};
    const auto issuer = address.origin + "/" + parts[0] + "/v2.0";
    return parts.size() > 1 ? is("an endpoint of Entra", issuer)
                            : "lacks /v2.0; write the issuer: " + quoted(issuer, 200);
}

std::string authentik(const Address& address)
{
    const auto parts = segments_of(address.path);
    const bool page = parts.size() > 1 && parts[0] == "if" &&
                      (parts[1] == "admin" || parts[1] == "user" || parts[1] == "flow");
    constexpr std::array<std::string_view, 6> endpoints{"authorize",  "token",  "userinfo",
                                                        "introspect", "revoke", "device"};
    const bool endpoint = parts.size() == 3 && parts[0] == "application" && parts[1] == "o" &&
                          std::find(endpoints.begin(), endpoints.end(), parts[2]) != endpoints.end();
    if (!page && !endpoint)
        return {};
    return std::string(page ? "is a page of authentik" : "is an endpoint of authentik") +
           "; write the issuer: " + escaped(address.origin) + std::string(authentik_form);
}

std::string okta(const Address& address)
{
    constexpr std::string_view console = "-admin.okta.com";
    if (address.host.ends_with(console))
        return is("the address of Okta's console",
                  address.origin.substr(0, address.origin.find(console)) + ".okta.com");
    const auto parts = segments_of(address.path);
    if (parts.size() < 3 || parts[0] != "oauth2" || address.host.find("okta") == std::string_view::npos)
        return {};
    // The server of the organization has no id: /oauth2/v1/token.
    if (parts[1] == "v1")
        return is("an endpoint of Okta", address.origin);
    return parts[2] == "v1" && parts.size() > 3
               ? is("an endpoint of Okta", address.origin + "/oauth2/" + parts[1])
               : std::string();
}

/// Endings that are no issuer's.
std::string known_ending(const Address& address)
{
    struct Place
    {
        std::string_view ending;
        std::string_view what;
        std::string_view below = {}; ///< only where the path begins so
    };
    static constexpr std::array<Place, 8> places{{
        {"/oauth/v2/authorize", "an endpoint of ZITADEL"},
        {"/oauth/v2/token", "an endpoint of ZITADEL"},
        {"/ui/console", "the address of ZITADEL's console"},
        {"/api/oidc/token", "an endpoint of Pocket ID"},
        {"/api/oidc/userinfo", "an endpoint of Pocket ID"},
        {"/api/oidc/authorization", "an endpoint of Authelia"},
        {"/oauth2/authorize", "an endpoint of AD FS", "/adfs/"},
        {"/oauth2/token", "an endpoint of AD FS", "/adfs/"},
    }};
    for (const auto& [ending, what, below] : places)
        if (address.path.ends_with(ending) && address.path.starts_with(below))
            return is(what, address.origin + address.path.substr(0, address.path.size() - ending.size()));
    return {};
}

/// The last name of a path, where nothing else in the path says that it may be a realm's or tenant's.
std::string likely_endpoint(const Address& address)
{
    const auto parts = segments_of(address.path);
    constexpr std::array<std::string_view, 4> endpoints{"authorize", "authorization", "token", "userinfo"};
    if (parts.empty() || std::find(endpoints.begin(), endpoints.end(), parts.back()) == endpoints.end())
        return {};
    if (parts.size() == 1)
        return is("an endpoint", address.origin);
    constexpr std::array<std::string_view, 5> parents{"oauth", "oauth2", "oidc", "connect", "openid"};
    const bool below = std::any_of(parts.begin(), parts.end() - 1, [&](const std::string& part) {
        return std::find(parents.begin(), parents.end(), part) != parents.end();
    });
    return below ? "is an endpoint; write the issuer, as the provider's discovery document states it"
                 : std::string();
}

} // namespace

std::string instead_of_issuer(std::string_view url)
{
    const auto address = split(url);
    for (const auto hint :
         {discovery_document, keycloak, entra, authentik, okta, known_ending, likely_endpoint})
        if (auto text = hint(address); !text.empty())
            return text;
    return {};
}

} // namespace idpsync::config
