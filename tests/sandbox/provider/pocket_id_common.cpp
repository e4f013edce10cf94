#include "sandbox/provider/pocket_id_common.hpp"

#include "sandbox/login_pages.hpp"
#include "sandbox/provider/login.hpp"
#include "sandbox/provider/pages.hpp"
#include "sandbox/provider/profiles.hpp"

namespace idpsync::sandbox {
namespace {

constexpr std::string_view html_type = "text/html; charset=utf-8";
constexpr std::string_view json_type = "application/json; charset=utf-8";
constexpr std::string_view well_known = "/.well-known/openid-configuration";

Answer uncached(Answer answer)
{
    return with_header(std::move(answer), "cache-control", "private, no-store");
}

} // namespace

Answer pocket_id_json(unsigned status, const boost::json::object& body)
{
    return uncached(json_page(status, json_type, body));
}

Answer pocket_id_json(const boost::json::array& body)
{
    return uncached(json_page(json_type, body));
}

Answer pocket_id_page()
{
    return with_header(html_page(200, html_type,
                                 "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n"
                                 "<meta name=\"robots\" content=\"noindex\" />\n<script>/* application */"
                                 "</script>\n</head>\n<body data-sveltekit-preload-data=\"hover\">\n"
                                 "<div style=\"display: contents\"></div>\n</body>\n</html>\n"),
                       "cache-control", "no-store");
}

Answer pocket_id_redirect(unsigned status, const std::string& location)
{
    const auto* const text = status == 301 ? "Moved Permanently" : "Found";
    auto answer =
        html_page(status, html_type, "<a href=\"" + escaped_html(location) + "\">" + text + "</a>.\n\n");
    answer.headers.emplace_back("location", location);
    return status == 301 ? answer : uncached(std::move(answer));
}

std::optional<Answer> pocket_id_common(Site& site, const Visitor& visitor, const PocketIdWays& ways)
{
    const auto& path = visitor.path;
    if (auto managed = pocket_id_admin(site, visitor))
        return managed;
    if (path == "/api/oidc/userinfo")
        return userinfo(site, visitor);
    if (visitor.request.method != "GET")
        return path == "/api/oidc/token" ? std::optional(ways.token(site, visitor)) : std::nullopt;
    if (path == well_known)
        return pocket_id_json(200, document_of(site, visitor.base));
    if (path == std::string(well_known) + "/")
        return pocket_id_redirect(301, site.path_prefix() + std::string(well_known));
    if (path == "/.well-known/jwks.json")
        return pocket_id_json(200, keys_of(site));
    if (path == "/healthz")
        return uncached({.status = 204});
    if (path == "/api/oidc/end-session")
        return pocket_id_redirect(302, site.base + "/logout");
    if (path == "/authorize")
        return ways.authorize(site, visitor);
    return std::nullopt;
}

} // namespace idpsync::sandbox
