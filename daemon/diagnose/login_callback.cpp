#include "diagnose/login_callback.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "oidc/form.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <boost/url/url_view.hpp>

#include <charconv>

namespace idpsync::diagnose {
namespace {

constexpr std::uint16_t http_port = 80;

/// Narrower than loopback (core/place.hpp): where this program itself serves pages (net/loopback_server.hpp).
bool is_where_we_serve(std::string_view host)
{
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

/// Nothing when it is none.
std::optional<std::uint16_t> port_of(const boost::urls::url_view& url)
{
    const std::string text(url.port());
    if (text.empty())
        return http_port;
    std::uint16_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failed == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

} // namespace

Result<LoopbackRedirect> LoopbackRedirect::parse(const std::string& text)
{
    const auto url = boost::urls::parse_uri(text);
    const bool fits = url.has_value() && url->scheme() == "http" && is_where_we_serve(url->encoded_host()) &&
                      !url->has_query() && !url->has_fragment() && !url->has_userinfo();
    const auto port = fits ? port_of(*url) : std::nullopt;
    if (!port)
        return Error{ErrorKind::bad_config, quoted(text) +
                                                " is no redirect URI for this host: expected one such as " +
                                                std::string(usual_redirect) +
                                                ", http to localhost, 127.0.0.1 or [::1], without a query"};
    const std::string path(url->encoded_path());
    return LoopbackRedirect{.uri = text, .port = *port, .path = path.empty() ? "/" : path};
}

LoopbackRedirect LoopbackRedirect::at(std::uint16_t other) const
{
    boost::urls::url url(uri);
    url.set_port_number(other);
    return {.uri = url.buffer(), .port = other, .path = path};
}

std::optional<LoginReturn> read_callback(const net::PageRequest& request, const std::string& path,
                                         const std::string& state)
{
    if (request.path != path || state.empty())
        return std::nullopt;
    auto parameters = oidc::form_parameters(request.query);
    auto& code = parameters["code"];
    LoginReturn back{
        .code = std::nullopt, .error = parameters["error"], .description = parameters["error_description"]};
    const bool fits = parameters["state"] == state && (!code.empty() || !back.error.empty());
    if (fits && back.error.empty())
    {
        living_secrets().learn(code);
        back.code = Secret(std::move(code));
    }
    for (auto& [name, value] : parameters)
        wipe(value);
    return fits ? std::optional(std::move(back)) : std::nullopt;
}

net::Page page_after(const LoginReturn& back)
{
    net::Page page;
    page.body = back.code ? "You are back. The terminal shows what NetBird sees of you.\n"
                            "You may close this window.\n"
                          : "The login failed. The terminal shows why.\nYou may close this window.\n";
    return page;
}

} // namespace idpsync::diagnose
