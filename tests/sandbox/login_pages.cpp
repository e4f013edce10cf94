#include "sandbox/login_pages.hpp"

#include <algorithm>
#include <tuple>

namespace idpsync::sandbox {
namespace {

/// Of the form for a password.
constexpr std::string_view password_script =
    "<script>\ndocument.querySelector('form').onsubmit = function() {\n"
    "    document.getElementById('submit-login').disabled = true;\n};\n</script>\n";

std::string page(std::string_view favicon, std::string_view card, std::string_view script = {})
{
    std::string html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
                       "    <meta charset=\"utf-8\">\n"
                       "    <meta http-equiv=\"X-UA-Compatible\" content=\"IE=edge,chrome=1\">\n"
                       "    <title>NetBird</title>\n"
                       "    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1.0\">\n"
                       "    <link rel=\"icon\" type=\"image/x-icon\" href=\"";
    html += favicon;
    html += "\">\n    <style></style>\n</head>\n<body>\n<div class=\"nb-container\">\n"
            "    <div class=\"nb-logo\">\n        <svg/>\n    </div>\n<div class=\"nb-card\">\n";
    html += card;
    html += "</div>\n";
    html += script;
    html += "</div>\n</body>\n</html>";
    return html;
}

Answer html(unsigned status, std::string body)
{
    return {
        .status = status, .headers = {{"content-type", "text/html; charset=utf-8"}}, .body = std::move(body)};
}

std::string icon_of(const Connector& connector)
{
    const auto type = type_of_id(connector.id);
    return type == "oidc" || type == "adfs" ? "default" : type;
}

std::string button(const Connector& connector, std::string_view query)
{
    return "<a href=\"/oauth2/auth/" + escaped_html(connector.id) + "?" + escaped_html(query) +
           "\" class=\"nb-btn-connector\"><span class=\"nb-icon nb-icon-" + icon_of(connector) +
           "\"></span>\n        <span>Continue with " + escaped_html(connector.name) + "</span>\n    </a>";
}

/// One field of a form; newer pages tell browsers what it holds.
struct Field
{
    std::string type;
    std::string name;
    std::string label;
    std::string autocomplete; ///< empty: not told
    std::string placeholder;
    std::string state; ///< what stands between its last words
};

std::string shown(const Field& field)
{
    const std::string line = "\n                ";
    return "        <div class=\"nb-form-group\">\n            <label class=\"nb-label\" for=\"" +
           field.name + "\">" + field.label + "</label>\n            <input" + line + "type=\"" + field.type +
           "\"" + line + "id=\"" + field.name + "\"" + line + "name=\"" + field.name + "\"" + line +
           "class=\"nb-input\"" +
           (field.autocomplete.empty() ? "" : line + "autocomplete=\"" + field.autocomplete + "\"") + line +
           "placeholder=\"" + field.placeholder + "\"" + line + field.state + line +
           "required\n            >\n        </div>\n\n";
}

} // namespace

std::string escaped_html(std::string_view text)
{
    std::string result;
    for (const char character : text)
        switch (character)
        {
        case '&': result += "&amp;"; break;
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '"': result += "&#34;"; break;
        case '\'': result += "&#39;"; break;
        case '+': result += "&#43;"; break;
        default: result += character;
        }
    return result;
}

Answer login_error_page(unsigned status, std::string_view heading, std::string_view message)
{
    const auto card = "    <div style=\"text-align:center;margin-bottom:24px\">\n        <svg/>\n    </div>\n"
                      "    <h1 class=\"nb-heading\">" +
                      std::string(heading) + "</h1>\n    <div class=\"nb-error\">\n        " +
                      escaped_html(message) + "\n    </div>\n";
    return html(status, page("../theme/favicon.ico", card));
}

Answer password_form(unsigned status, std::string_view action, const std::optional<std::string>& refused,
                     Generation generation)
{
    const std::string error =
        "        <div class=\"nb-error\">\n            Invalid Email Address or password.\n        </div>\n";
    const auto hints = generation >= Generation::v0_77;
    const auto card =
        "    <h1 class=\"nb-heading\">Sign in</h1>\n    <p class=\"nb-subheading\">Enter your "
        "credentials</p>\n\n"
        "    <form method=\"post\" action=\"" +
        escaped_html(action) + "\">\n" + (refused ? error : std::string()) +
        shown({.type = "text",
               .name = "login",
               .label = "Email Address",
               .autocomplete = hints ? "username" : "",
               .placeholder = "Enter your email address",
               .state = refused ? "value=\"" + escaped_html(*refused) + "\"" : "autofocus"}) +
        shown({.type = "password",
               .name = "password",
               .label = "Password",
               .autocomplete = hints ? "current-password" : "",
               .placeholder = "Enter your password",
               .state = refused ? "autofocus" : ""}) +
        "        <button type=\"submit\" id=\"submit-login\" class=\"nb-btn\">\n            Sign in\n"
        "        </button>\n    </form>\n";
    return html(status, page("../../theme/favicon.ico", card, password_script));
}

Answer login_selector_page(std::vector<Connector> connectors, bool local_login, std::string_view query)
{
    std::sort(connectors.begin(), connectors.end(), [](const Connector& left, const Connector& right) {
        return std::tie(left.name, left.id) < std::tie(right.name, right.id);
    });
    std::string card = "    <h1 class=\"nb-heading\">Sign in</h1>\n"
                       "    <p class=\"nb-subheading\">Choose your login method</p>\n    ";
    if (local_login)
        card += "<a href=\"/oauth2/auth/local?" + escaped_html(query) +
                "\" class=\"nb-btn-connector\">\n        <span class=\"nb-icon nb-icon-email\"></span>\n"
                "        <span>Continue with Email</span>\n    </a>\n    ";
    for (const auto& connector : connectors)
        card += button(connector, query);
    return html(200, page("theme/favicon.ico", card + "\n"));
}

Answer redirect_to(unsigned status, std::string_view location)
{
    std::string link;
    for (const char character : location)
        link += character == '&' ? "&amp;" : std::string(1, character);
    auto answer =
        html(status, "<a href=\"" + link + "\">" + (status == 303 ? "See Other" : "Found") + "</a>.\n\n");
    answer.headers.emplace_back("location", location);
    return answer;
}

} // namespace idpsync::sandbox
