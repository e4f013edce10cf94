#include "cli/render/render_token.hpp"

#include "core/duration_text.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"
#include "json/model.hpp"
#include "json/write.hpp"

namespace idpsync::json {

using bootstrap::Renewed;
using cli::TokenPage;

template <>
inline constexpr auto shape<Renewed> =
    object("", "", member("url", &Renewed::url), member("file", &Renewed::file),
           member("user", &Renewed::user), member("token", &Renewed::token),
           member("expires", &Renewed::expires), member("former", &Renewed::former).or_null(),
           member("former_revoked", &Renewed::former_revoked), member("lost_revoked", &Renewed::lost_revoked),
           member("left", &Renewed::left).or_null());

template <>
inline constexpr auto shape<TokenPage> = object(
    "", "", member("url", [](auto& page) -> auto& { return page.sight.url; }),
    member("file", [](auto& page) -> auto& { return page.sight.file; }),
    member("user", [](auto& page) -> auto& { return page.sight.user; }),
    member("role", [](auto& page) -> auto& { return page.sight.role; }),
    member("token",
           [](const auto& page) { return page.sight.token ? page.sight.token->name : std::string(); })
        .or_null(),
    member("expires",
           [](const auto& page) {
               return page.sight.token ? std::optional(page.sight.token->expires) : std::nullopt;
           })
        .or_null(),
    member("renewable", [](const auto& page) { return !page.obstacle; }),
    member("obstacle", [](const auto& page) { return page.obstacle ? page.obstacle->text() : std::string(); })
        .or_null(),
    member("token_renew", [](const auto& page) {
        return page.renewed_within.count() == 0 ? std::string() : duration_text(page.renewed_within);
    }).or_null());

} // namespace idpsync::json

namespace idpsync::cli {
namespace {

std::string token_line(std::string_view name, const std::string& value)
{
    constexpr std::size_t column = 10;
    std::string line = "  ";
    line += name;
    line.append(column - name.size(), ' ');
    return line + value + '\n';
}

std::string day_of(WallTime when)
{
    return format_timestamp(when).substr(0, 10);
}

std::string shown_token(const TokenPage& page)
{
    const auto& token = page.sight.token;
    if (!token)
        return "it is not clear which of the user's tokens it is";
    const auto left = token->expires - page.now;
    return idpsync::quoted(token->name) + ", expires " + day_of(token->expires) +
           (left > std::chrono::seconds::zero() ? " (in " + duration_text(left) + ")" : "");
}

std::string shown_renewal(const TokenPage& page)
{
    if (page.renewed_within.count() == 0)
        return "by `token renew` alone; management.token_renew has the daemon do it";
    return "by the daemon, " + duration_text(page.renewed_within) + " before it expires";
}

} // namespace

std::string render_token(const TokenPage& page)
{
    const auto& sight = page.sight;
    auto text = "NetBird " + escaped(sight.url) + "\n" +
                token_line("user", escaped(sight.user) + ", role " + escaped(sight.role)) +
                token_line("token", shown_token(page)) + token_line("file", escaped(sight.file)) +
                token_line("renewed", shown_renewal(page));
    if (page.obstacle)
        text += "\n" + page.obstacle->text() + "\n";
    return text;
}

std::string token_json(const TokenPage& page)
{
    return json::text_of(page);
}

std::string render_renewal(const bootstrap::Renewed& renewed)
{
    auto text = "The token of " + escaped(renewed.user) + " at " + escaped(renewed.url) + " is renewed\n" +
                token_line("token", idpsync::quoted(renewed.token) + ", expires " + day_of(renewed.expires)) +
                token_line("file", escaped(renewed.file));
    if (renewed.former_revoked)
        text += token_line("before", idpsync::quoted(renewed.former) + ", revoked");
    if (renewed.lost_revoked != 0)
        text += "Revoked " + std::to_string(renewed.lost_revoked) +
                (renewed.lost_revoked == 1 ? " token" : " tokens") + " that an earlier renewal had left.\n";
    return text;
}

std::string renewal_json(const bootstrap::Renewed& renewed)
{
    return json::text_of(renewed);
}

} // namespace idpsync::cli
