#include "oidc/redirect_variants.hpp"

#include "core/text.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include <algorithm>

namespace idpsync::oidc {
namespace {

namespace urls = boost::urls;

RedirectVariant with_other_end(const std::string& uri)
{
    if (uri.ends_with('/'))
        return {uri.substr(0, uri.size() - 1), "without the slash at its end"};
    return {uri + '/', "with a slash at its end"};
}

RedirectVariant with_other_port(urls::url url)
{
    const bool secure = url.scheme_id() == urls::scheme::https;
    if (url.has_port())
    {
        url.remove_port();
        return {url.buffer(), "without the port"};
    }
    url.set_port(secure ? "443" : "80");
    return {url.buffer(), secure ? "with the port 443" : "with the port 80"};
}

RedirectVariant with_other_scheme(urls::url url)
{
    const bool secure = url.scheme_id() == urls::scheme::https;
    url.set_scheme_id(secure ? urls::scheme::http : urls::scheme::https);
    return {url.buffer(), secure ? "with http" : "with https"};
}

/// Small letters; where it has no others, the word as people write it elsewhere.
RedirectVariant with_other_case(const std::string& uri)
{
    auto small = uri;
    std::ranges::transform(small, small.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    constexpr std::string_view word = "/oauth2/";
    if (const auto at = small.find(word); small == uri && at != std::string::npos)
        small.replace(at, word.size(), "/OAuth2/");
    return {small, "in other letter case"};
}

} // namespace

std::vector<RedirectVariant> redirect_variants(std::string_view redirect_uri)
{
    const std::string uri(redirect_uri);
    const auto url = urls::parse_uri(uri);
    if (!url)
        return {};
    std::vector<RedirectVariant> variants{with_other_end(uri), with_other_port(urls::url(*url)),
                                          with_other_scheme(urls::url(*url)), with_other_case(uri)};
    std::erase_if(variants, [&](const RedirectVariant& variant) { return variant.uri == uri; });
    return variants;
}

Finding refusal_beside(Finding refusal, const RedirectVariant& accepted)
{
    const auto uri = escaped(accepted.uri);
    refusal.evidence += "; it accepts " + uri + ", " + std::string(accepted.difference);
    refusal.next += ", in place of " + uri;
    return refusal;
}

} // namespace idpsync::oidc
