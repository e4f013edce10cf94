#include "sandbox/issuers.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;
using Kind = IssuerBehaviour::Kind;

constexpr std::string_view well_known = "/.well-known/openid-configuration";

std::string_view without_trailing_slashes(std::string_view url)
{
    while (url.ends_with('/'))
        url.remove_suffix(1);
    return url;
}

/// Scheme and authority of a URL, taken apart just far enough to say why nobody answers there.
struct Origin
{
    std::string host;
    std::string port;
};

Origin origin_of(std::string_view url)
{
    const auto secure = url.starts_with("https://");
    auto authority = url.substr(std::min(url.size(), url.find("://") + 3));
    authority = authority.substr(0, authority.find_first_of("/?#"));
    if (const auto at = authority.rfind('@'); at != std::string_view::npos)
        authority.remove_prefix(at + 1);
    const auto colon = authority.rfind(':');
    const auto has_port =
        colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
    return {.host = std::string(authority.substr(0, has_port ? colon : authority.size())),
            .port = has_port ? std::string(authority.substr(colon + 1)) : (secure ? "443" : "80")};
}

/// Scheme, host and port.
std::string_view site_of(std::string_view url)
{
    return url.substr(0, url.find_first_of("/?#", url.find("://") + 3));
}

bool is_address(std::string_view host)
{
    return host.starts_with('[') || host.find_first_not_of("0123456789.") == std::string_view::npos;
}

Visit::Refused connection_refused(std::string_view url)
{
    const auto [host, port] = origin_of(url);
    return {"dial tcp " + (is_address(host) ? host : "192.0.2.80") + ":" + port +
            ": connect: connection refused"};
}

Visit::Refused no_such_host(std::string_view url)
{
    return {"dial tcp: lookup " + origin_of(url).host + " on 192.0.2.53:53: no such host"};
}

json::object complete_document(const std::string& issuer, const std::string& authorization_endpoint)
{
    const std::string base(without_trailing_slashes(issuer));
    return {
        {"issuer", issuer},
        {"authorization_endpoint",
         authorization_endpoint.empty() ? base + "/authorize" : authorization_endpoint},
        {"token_endpoint", base + "/token"},
        {"jwks_uri", base + "/keys"},
        {"userinfo_endpoint", base + "/userinfo"},
        {"end_session_endpoint", base + "/logout"},
        {"response_types_supported", json::array{"code"}},
        {"grant_types_supported", json::array{"authorization_code", "refresh_token"}},
        {"subject_types_supported", json::array{"public"}},
        {"id_token_signing_alg_values_supported", json::array{"RS256"}},
        {"scopes_supported", {"openid", "profile", "email", "groups"}},
        {"token_endpoint_auth_methods_supported", json::array{"client_secret_basic", "client_secret_post"}},
        {"claims_supported", {"sub", "name", "email", "groups"}}};
}

Answer document(const json::object& content)
{
    return {
        .status = 200, .headers = {{"content-type", "application/json"}}, .body = json::serialize(content)};
}

Answer text(unsigned status, std::string type, std::string body)
{
    return {.status = status, .headers = {{"content-type", std::move(type)}}, .body = std::move(body)};
}

std::variant<Answer, Visit::Refused, Visit::Silence>
discovery(const std::string& issuer, const IssuerBehaviour& behaviour, std::string_view url)
{
    auto complete = complete_document(issuer, behaviour.authorization_endpoint);
    switch (behaviour.kind)
    {
    case Kind::ok: break;
    case Kind::says: complete["issuer"] = behaviour.text; break;
    case Kind::no_issuer: complete.erase("issuer"); break;
    case Kind::minimal: complete = {{"issuer", issuer}}; break;
    case Kind::bad_logout: complete["end_session_endpoint"] = "not a url"; break;
    case Kind::status: return text(behaviour.status, "text/plain; charset=utf-8", behaviour.text);
    case Kind::html: return text(200, "text/html; charset=utf-8", "<!DOCTYPE html><title>Sign in</title>");
    case Kind::redirect: {
        auto answer = text(302, "text/plain; charset=utf-8", "");
        answer.headers.emplace_back("location", std::string(without_trailing_slashes(behaviour.text)) +
                                                    std::string(well_known));
        return answer;
    }
    case Kind::hang: return Visit::Silence{};
    case Kind::unreachable: return connection_refused(url);
    case Kind::dns: return no_such_host(url);
    }
    return document(complete);
}

} // namespace

void Issuers::set(const std::string& url, IssuerBehaviour behaviour)
{
    issuers_.insert_or_assign(url, std::move(behaviour));
}

void Issuers::remove(const std::string& url)
{
    issuers_.erase(url);
}

const IssuerBehaviour* Issuers::find(std::string_view url) const
{
    const auto found = issuers_.find(std::string(url));
    return found == issuers_.end() ? nullptr : &found->second;
}

Provider& Issuers::add_provider(const std::string& base, ProviderSetup setup)
{
    auto provider = std::make_unique<Provider>(base, std::move(setup), providers_.size() + 1);
    const auto name = provider->base();
    issuers_.erase(name);
    return *providers_.insert_or_assign(name, std::move(provider)).first->second;
}

Provider* Issuers::provider(std::string_view base) const
{
    const auto found = providers_.find(std::string(without_trailing_slashes(base)));
    return found == providers_.end() ? nullptr : found->second.get();
}

Provider* Issuers::provider_for(std::string_view url) const
{
    Provider* same_host = nullptr;
    Provider* nearest = nullptr;
    std::size_t length = 0;
    for (const auto& [name, provider] : providers_)
    {
        if (const auto base = provider->base_of(url); base && base->size() > length)
        {
            nearest = provider.get();
            length = base->size();
        }
        if (site_of(url) == site_of(name))
            same_host = provider.get();
    }
    return nearest != nullptr ? nearest : same_host;
}

Visit Issuers::visit(const Request& request, Asker asker) const
{
    const std::string_view url = request.target;
    auto* provider = serves_issuer(url) ? nullptr : provider_for(url);
    if (elsewhere_ && asker == Asker::netbird && !serves(url))
        if (auto answer = elsewhere_(request))
            return {.delay = {}, .outcome = std::move(*answer)};
    if (provider == nullptr && request.method != "GET")
        return {.delay = {}, .outcome = text(404, "text/plain; charset=utf-8", "404 page not found\n")};
    if (provider == nullptr)
        return visit_issuer(url);
    const auto& setup = provider->setup();
    if (provider->refuses(url) || (asker == Asker::netbird && setup.hidden_from_netbird))
        return {.delay = {}, .outcome = connection_refused(url)};
    return {.delay = setup.delay, .outcome = provider->answer(request, clock_.wall_now())};
}

Visit Issuers::visit_issuer(std::string_view url) const
{
    for (const auto& [issuer, behaviour] : issuers_)
    {
        const auto base = without_trailing_slashes(issuer);
        if (url == std::string(base) + std::string(well_known))
            return {.delay = behaviour.delay, .outcome = discovery(issuer, behaviour, url)};
        if (url.substr(0, url.find('?')) == std::string(base) + "/authorize")
            return {.delay = behaviour.delay,
                    .outcome =
                        text(200, "text/html; charset=utf-8", "<!DOCTYPE html><title>Sign in</title>")};
    }
    if (serves_issuer(url))
        return {.delay = {}, .outcome = text(404, "text/plain; charset=utf-8", "not found\n")};
    if (is_address(origin_of(url).host))
        return {.delay = {}, .outcome = connection_refused(url)};
    return {.delay = {}, .outcome = no_such_host(url)};
}

bool Issuers::serves(std::string_view url) const
{
    return serves_issuer(url) || provider_for(url) != nullptr;
}

bool Issuers::serves_issuer(std::string_view url) const
{
    for (const auto& [issuer, behaviour] : issuers_)
    {
        const auto base = without_trailing_slashes(issuer);
        if (url.starts_with(base) && (url.size() == base.size() || url[base.size()] == '/'))
            return true;
    }
    return false;
}

} // namespace idpsync::sandbox
