#include "oidc/registration.hpp"

#include "core/place.hpp"

#include <boost/url/parse.hpp>

#include <utility>

namespace idpsync::oidc {

namespace urls = boost::urls;

std::string issuer_of(const ConnectorValues& values)
{
    switch (values.type)
    {
    case ProviderType::google: return "https://accounts.google.com";
    case ProviderType::microsoft: return {};
    default: return values.issuer;
    }
}

Registration registration_of(const ConnectorValues& values, const CheckSettings& checks,
                             std::string redirect_uri)
{
    return {.type = values.type,
            .issuer = issuer_of(values),
            .client_id = values.client_id,
            .redirect_uri = std::move(redirect_uri),
            .checks = checks};
}

std::string_view scopes_of(ProviderType type)
{
    const bool groups = type == ProviderType::okta || type == ProviderType::pocketid;
    return groups ? "openid profile email groups" : "openid profile email";
}

std::string_view scopes_of(const Registration& registration)
{
    return registration.scopes.empty() ? scopes_of(registration.type) : std::string_view(registration.scopes);
}

std::optional<urls::url> parse_endpoint(std::string_view text)
{
    const auto parsed = urls::parse_uri(text);
    if (parsed.has_error())
        return std::nullopt;
    const bool http = parsed->scheme_id() == urls::scheme::http || parsed->scheme_id() == urls::scheme::https;
    if (!http || parsed->host().empty() || parsed->has_userinfo())
        return std::nullopt;
    urls::url url(*parsed);
    url.remove_fragment();
    return url;
}

bool names_loopback(const urls::url_view_base& url)
{
    return place_named(url.host_address()) == Place::loopback;
}

bool http_is_fine(const urls::url_view_base& url, const Registration& registration)
{
    return registration.checks.allow_http || names_loopback(url);
}

bool same_origin(const urls::url_view_base& left, const urls::url_view_base& right)
{
    const auto port = [](const urls::url_view_base& url) {
        const auto number = url.port_number();
        return number != 0 ? number : url.scheme_id() == urls::scheme::https ? 443 : 80;
    };
    const auto lower = [](std::string text) {
        for (auto& letter : text)
            if (letter >= 'A' && letter <= 'Z')
                letter = static_cast<char>(letter - 'A' + 'a');
        return text;
    };
    return left.scheme_id() == right.scheme_id() && port(left) == port(right) &&
           lower(left.host()) == lower(right.host());
}

} // namespace idpsync::oidc
