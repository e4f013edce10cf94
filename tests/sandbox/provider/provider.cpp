#include "sandbox/provider/provider.hpp"

#include "sandbox/provider/pages.hpp"
#include "sandbox/provider/profiles.hpp"
#include "sandbox/query.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <stdexcept>

namespace idpsync::sandbox {
namespace {

constexpr std::size_t signing_keys = 3; // of SigningKey::shared(); 0 is NetBird's own

bool stands_below(std::string_view url, std::string_view base)
{
    return url.starts_with(base) &&
           (url.size() == base.size() || url[base.size()] == '/' || url[base.size()] == '?');
}

/// `base` with the host and port of a Host header.
std::string at_host(const std::string& base, std::string_view host)
{
    const auto begin = base.find("://") + 3;
    const auto end = std::min(base.find('/', begin), base.size());
    return host.empty() ? base : base.substr(0, begin) + std::string(host) + base.substr(end);
}

bool is_dated(Profile profile)
{
    return profile != Profile::keycloak && profile != Profile::keycloak_hostname;
}

} // namespace

Provider::Provider(std::string base, ProviderSetup setup, std::uint64_t seed)
    : site_(std::move(base), std::move(setup), seed)
{
    while (site_.base.ends_with('/'))
        site_.base.pop_back();
    site_.key = 1;
}

std::string Provider::issuer() const
{
    return issuer_of(site_, site_.setup.seen_as.empty() ? site_.base : site_.setup.seen_as);
}

ProviderClient& Provider::client(std::string_view id)
{
    auto& clients = site_.setup.clients;
    const auto found = std::find_if(clients.begin(), clients.end(),
                                    [id](const ProviderClient& one) { return one.id == id; });
    if (found == clients.end())
        throw std::out_of_range("the provider has no client " + std::string(id));
    return *found;
}

void Provider::rotate_key()
{
    site_.key = site_.key % (signing_keys - 1) + 1;
}

std::optional<std::string> Provider::base_of(std::string_view url) const
{
    if (stands_below(url, site_.base))
        return site_.base;
    const auto& others = site_.setup.also_at;
    const auto found = std::find_if(others.begin(), others.end(),
                                    [url](const std::string& one) { return stands_below(url, one); });
    if (found != others.end())
        return *found;
    const auto& back = site_.setup.backchannel;
    return !back.empty() && stands_below(url, back) ? std::optional(back) : std::nullopt;
}

bool Provider::refuses(std::string_view url) const
{
    if (site_.setup.keys != PublishedKeys::unreachable)
        return false;
    const auto document = document_of(site_, site_.base);
    const auto* address = document.if_contains("jwks_uri");
    return address != nullptr && address->is_string() && url == std::string_view(address->get_string());
}

Answer Provider::answer(const Request& request, WallTime now)
{
    const auto& setup = site_.setup;
    const auto found = base_of(request.target);
    if (!found)
        return text_page(404, "404 page not found\n"); // on its host, outside of its prefix: dex 04
    const auto& base = *found;
    const auto below = std::string_view(request.target).substr(base.size());
    if (!setup.moved_to.empty())
        return {.status = 301, .headers = {{"location", setup.moved_to + std::string(below)}}};
    if (setup.guarded_by != 0)
        return {.status = setup.guarded_by,
                .headers = {{"content-type", "text/html"}},
                .body = "<!DOCTYPE html><title>Just a moment...</title>"};
    if (setup.answers_html)
        return html_page(200, "text/html; charset=utf-8", "<!DOCTYPE html><title>Sign in</title>");

    const auto host = header_of(request.headers, "host");
    const auto is_form = header_of(request.headers, "content-type") == "application/x-www-form-urlencoded";
    const Visitor visitor{.request = request,
                          .path = std::string(below.substr(0, below.find('?'))),
                          .base = setup.seen_as.empty() ? at_host(base, host) : setup.seen_as,
                          .query = parse_query(request.query()),
                          .form = is_form ? parse_query(request.body) : Parameters(),
                          .now = now};
    auto answer = answer_of_profile(visitor);
    answer.dated = is_dated(setup.profile);
    answer.clock_error = setup.clock_error;
    return answer;
}

Answer Provider::answer_of_profile(const Visitor& visitor)
{
    switch (site_.setup.profile)
    {
    case Profile::pocketid_2_9: return pocket_id_answer(site_, visitor);
    case Profile::pocketid_2_10:
    case Profile::pocketid_2_12:
    case Profile::pocketid_2_13:
    case Profile::pocketid_2_14: return pocket_id_dev_answer(site_, visitor);
    case Profile::keycloak:
    case Profile::keycloak_hostname: return keycloak_answer(site_, visitor);
    case Profile::dex:
    case Profile::dex_dev: return dex_answer(site_, visitor);
    case Profile::oidc_provider: return oidc_provider_answer(site_, visitor);
    case Profile::authentik_unrecorded:
    case Profile::authentik_2026_5_unrecorded: return authentik_answer(site_, visitor);
    case Profile::entra_unrecorded: return entra_answer(site_, visitor);
    }
    return {};
}

} // namespace idpsync::sandbox
