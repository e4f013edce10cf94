#include "config/urls.hpp"

#include "config/issuer_hints.hpp"
#include "config/punycode.hpp"
#include "core/place.hpp"
#include "core/text.hpp"

#include <boost/url/parse.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace idpsync::config {
namespace {

namespace urls = boost::urls;

Error bad(std::string message)
{
    return {ErrorKind::bad_config, std::move(message)};
}

/// The URL for a message; what may hold a password is not shown.
std::string shown(std::string_view text)
{
    return text.find('@') == std::string_view::npos ? quoted(text, 200) : "the URL";
}

/// urls::parse_uri(), of Boost 1.81, made strict. That one ends a host where it could be an IPv4 address and
/// takes the rest for a path without a slash: of http://127.0.0.1.example.com, 127.0.0.1 would be the host. A
/// letter in front makes it read a name.
std::optional<urls::url> parse_strictly(std::string_view text)
{
    const auto has_path_of_its_own = [](const urls::url_view& url) {
        return url.encoded_path().empty() || url.encoded_path().starts_with('/');
    };
    const auto parsed = urls::parse_uri(text);
    if (!parsed)
        return std::nullopt;
    if (has_path_of_its_own(*parsed))
        return urls::url(*parsed);
    const auto authority = text.find("//");
    if (parsed->host_type() != urls::host_type::ipv4 || parsed->has_userinfo() || authority == text.npos)
        return std::nullopt;
    const auto with_letter =
        std::string(text.substr(0, authority + 2)) + "x" + std::string(text.substr(authority + 2));
    const auto again = urls::parse_uri(with_letter);
    if (!again || !has_path_of_its_own(*again))
        return std::nullopt;
    urls::url url(*again);
    url.set_host_name(again->host().substr(1));
    return url;
}

/// Boost's port_number() wraps around.
bool is_port(std::string_view text)
{
    unsigned number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size() && number >= 1 && number <= 65535;
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// What to write instead of a URL with letters that no URL has.
std::string other_letters(std::string_view text)
{
    const auto scheme = text.find("://");
    if (scheme != std::string_view::npos && text.find('@') == std::string_view::npos)
    {
        const auto begin = scheme + 3;
        const auto end = std::min(text.find_first_of(":/?#", begin), text.size());
        const auto host = ascii_host(text.substr(begin, end - begin));
        if (is_ascii(text.substr(end)) && !host.empty())
            return "the host has letters that no URL can hold; write " +
                   quoted(std::string(text.substr(0, begin)) + host + std::string(text.substr(end)), 200);
    }
    return "holds letters that no URL can hold; write them as %XX, and a host as xn--…";
}

/// Pages that a browser shows when somebody copies its address.
std::string_view page_of_the_dashboard(std::string_view path)
{
    constexpr std::array<std::string_view, 12> pages{
        "/dashboard", "/peers", "/peer", "/setup-keys", "/settings", "/access-control",
        "/networks",  "/team",  "/dns",  "/activity",   "/nb-auth",  "/identity-providers"};
    for (const auto page : pages)
        if (path == page || (path.starts_with(page) && path[page.size()] == '/'))
            return page;
    return {};
}

/// What to write for a URL whose scheme is missing or misspelt: `text` with that of `example`, where that
/// makes one.
std::string with_scheme(std::string_view text, std::string_view example)
{
    const auto scheme = text.find("://");
    auto rest = scheme == std::string_view::npos ? text : text.substr(scheme + 3);
    for (const std::string_view prefix : {"https", "http"})
        if (scheme == std::string_view::npos && rest.starts_with(prefix) &&
            rest.find_first_of(":/") == prefix.size())
            rest.remove_prefix(std::min(rest.find_first_not_of(":/", prefix.size()), rest.size()));
    const auto url = std::string(example.substr(0, example.find("://") + 3)) + std::string(rest);
    const bool usable = rest.find('@') == std::string_view::npos &&
                        rest.find('.') != std::string_view::npos && parse_strictly(url);
    return usable ? quoted(url, 200) : std::string(example);
}

/// An absolute http or https URL with a host.
Result<urls::url> parse_http(std::string_view text, std::string_view example)
{
    if (text.find_first_of(" \t\r\n") != std::string_view::npos)
        return bad("contains white space; write it as " + std::string(example));
    auto url = parse_strictly(text);
    if (!url && !is_ascii(text))
        return bad(other_letters(text));
    if (!url)
        return bad(shown(text) + " is not an absolute URL; write " + with_scheme(text, example));
    if (url->scheme_id() != urls::scheme::http && url->scheme_id() != urls::scheme::https)
        return bad("the scheme of " + shown(text) + " is not https; write " + with_scheme(text, example));
    if (url->encoded_host().empty())
        return bad(shown(text) + " names no host; write " + with_scheme(text, example));
    if (url->has_port() && !is_port(std::string_view(url->port())))
        return bad("the port of " + shown(text) +
                   " is not a port; write 1 to 65535, or leave it out with its colon");
    return std::move(*url);
}

Result<urls::url> parse_endpoint(std::string_view text, bool allow_http, std::string_view example)
{
    auto parsed = parse_http(text, example);
    if (parsed.has_error())
        return parsed.error();
    const auto& url = *parsed;
    if (url.has_userinfo())
        return bad("holds a user or password in front of the host; leave that part out");
    if (url.has_query() || url.has_fragment())
        return bad(shown(text) + " has a query or fragment; leave out the ? or # and what follows");
    if (url.scheme_id() == urls::scheme::http && !allow_http && place_named(url.host()) != Place::loopback)
        return bad("plain http is allowed to loopback only; write https, or, if you want plain http to " +
                   escaped(std::string_view(url.encoded_host())) + ", set allow_http: true beside it");
    return url;
}

} // namespace

Result<urls::url> parse_management_url(std::string_view text, bool allow_http)
{
    auto url = parse_endpoint(text, allow_http, "https://netbird.example.com");
    if (url.has_error())
        return url;
    std::string path(std::string_view(url->encoded_path()));
    while (path.ends_with('/'))
        path.pop_back();
    if (path == "/api" || path.ends_with("/api"))
        return bad(shown(text) + " ends in /api; leave that out, it is appended");
    if (!page_of_the_dashboard(path).empty())
        return bad(shown(text) + " is a page of the dashboard; write " +
                   quoted(std::string(std::string_view(url->encoded_origin())), 200));
    url->set_encoded_path(path);
    return url;
}

Result<urls::url> parse_metrics_url(std::string_view text)
{
    // Nothing secret is sent there: plain http is as good anywhere.
    return parse_endpoint(text, true, "http://127.0.0.1:9090/metrics");
}

Result<void> check_issuer(std::string_view text, bool allow_http)
{
    if (text.find('@') == std::string_view::npos)
        if (auto why = instead_of_issuer(text); !why.empty())
            return bad(std::move(why));
    const auto parsed = parse_endpoint(text, allow_http, "https://id.example.com");
    if (parsed.has_error())
        return parsed.error();
    return {};
}

Result<std::string> parse_proxy(std::string_view text)
{
    const auto parsed = parse_http(text, "http://proxy.example.com:3128");
    if (parsed.has_error())
        return parsed.error();
    const auto& url = *parsed;
    if (url.has_query() || url.has_fragment() || (url.encoded_path() != "" && url.encoded_path() != "/"))
        return bad("a proxy is a scheme, a host and a port; leave out what follows them");
    return std::string(text);
}

} // namespace idpsync::config
