#include "net/route.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"

#include <boost/url/parse.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <charconv>

namespace idpsync::net {
namespace {

constexpr std::uint16_t default_port(bool tls)
{
    return tls ? 443 : 80;
}

std::string bracketed(const std::string& host)
{
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

/// A host that can stand in a request as it is; percent-encoding can hide anything else in a URL.
bool is_plain_host(std::string_view host)
{
    return !host.empty() && std::ranges::all_of(host, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

std::string lower(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    return text;
}

Error bad_url(std::string_view what, std::string_view why)
{
    return {ErrorKind::bad_config, std::string(what) + " cannot be used: " + std::string(why)};
}

Result<std::uint16_t> parse_port(const boost::urls::url_view& url, bool tls, std::string_view what)
{
    if (!url.has_port() || url.port().empty())
        return default_port(tls);
    const std::string digits(url.port());
    std::uint16_t port = 0; // Boost.URL's own port_number() takes 99999 too
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size() || port == 0)
        return bad_url(what, "its port is not between 1 and 65535");
    return port;
}

/// Peers of URLs and of proxies differ in one point: a proxy's URL may carry credentials.
Result<Peer> parse_end(const boost::urls::url_view& url, std::string_view what)
{
    const auto scheme = url.scheme_id();
    if (scheme != boost::urls::scheme::http && scheme != boost::urls::scheme::https)
        return bad_url(what, "it must begin with http:// or https://");
    Peer peer;
    peer.tls = scheme == boost::urls::scheme::https;
    peer.host = lower(url.host_address());
    if (!is_plain_host(peer.host))
        return bad_url(what, peer.host.empty() ? "it names no host"
                                               : "its host " + quoted(peer.host) +
                                                     " holds characters that no host name has (international "
                                                     "names are written as xn--…)");
    const auto port = parse_port(url, peer.tls, what);
    if (!port)
        return port.error();
    peer.port = *port;
    return peer;
}

Secret basic_credentials(const boost::urls::url_view& url)
{
    const Secret user(url.user());
    const Secret password(url.password());
    std::string joined;
    joined.reserve(user.reveal().size() + 1 + password.reveal().size());
    joined.append(user.reveal()).append(":").append(password.reveal());
    living_secrets().learn(password);
    living_secrets().learn_pair(user.reveal(), password);
    const Secret clear(std::move(joined));
    const std::string_view prefix = "Basic ";
    const auto& text = clear.reveal();
    std::string value(prefix.size() + (text.size() + 2) / 3 * 4 + 1, '\0');
    std::ranges::copy(prefix, value.begin());
    const auto written =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(value.data() + prefix.size()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    value.resize(prefix.size() + static_cast<std::size_t>(written));
    return Secret(std::move(value));
}

} // namespace

std::string Peer::name() const
{
    return bracketed(host) + ":" + std::to_string(port);
}

std::string Peer::authority() const
{
    return port == default_port(tls) ? bracketed(host) : name();
}

std::string Peer::tls_name() const
{
    return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

Result<Peer> parse_peer(const boost::urls::url_view& url, std::string_view what)
{
    if (url.has_userinfo())
        return bad_url(what, "it carries a user name or password, which belong into settings of their own");
    return parse_end(url, what);
}

Result<Proxy> parse_proxy(std::string_view text)
{
    constexpr std::string_view what = "the proxy URL";
    const std::string_view prefix = text.find("://") == std::string_view::npos ? "http://" : "";
    std::string written;
    written.reserve(prefix.size() + text.size());
    written.append(prefix).append(text);
    const Secret whole(std::move(written)); // may hold a password
    const auto url = boost::urls::parse_uri(whole.reveal());
    if (!url)
        return bad_url(what, "it must look like http://user:password@host:port (user and password are "
                             "optional; special characters in them are written as %XX)");
    auto peer = parse_end(*url, what);
    if (!peer)
        return peer.error();
    Proxy proxy{std::move(*peer), std::nullopt};
    if (url->has_userinfo())
        proxy.credentials = basic_credentials(*url);
    return proxy;
}

std::string Route::key() const
{
    const std::string first = (first_hop().tls ? "https://" : "http://") + first_hop().name();
    return tunnelled() ? first + " > https://" + server.name() : first;
}

std::string Route::name() const
{
    return proxy == nullptr ? server.name() : server.name() + " through the proxy " + proxy->peer.name();
}

} // namespace idpsync::net
