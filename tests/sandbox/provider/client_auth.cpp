#include "sandbox/provider/client_auth.hpp"

#include "sandbox/provider/signing_key.hpp"
#include "sandbox/query.hpp"

#include <algorithm>
#include <cctype>

namespace idpsync::sandbox {
namespace {

constexpr std::string_view scheme = "Basic ";

bool is_badly_encoded(std::string_view text)
{
    const auto is_digit = [&](std::size_t at) {
        return at < text.size() && std::isxdigit(static_cast<unsigned char>(text[at])) != 0;
    };
    for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1))
        if (!is_digit(at + 1) || !is_digit(at + 2))
            return true;
    return false;
}

std::string_view basic_of(const Visitor& visitor)
{
    const auto header = header_of(visitor.request.headers, "authorization");
    return header.starts_with(scheme) ? header.substr(scheme.size()) : std::string_view();
}

} // namespace

Credentials credentials_of(const Visitor& visitor, Preferred preferred)
{
    using Method = Credentials::Method;
    const auto basic = basic_of(visitor);
    const auto has_post = visitor.form.contains("client_secret");
    if (basic.empty() || (has_post && preferred == Preferred::post))
        return {.method = has_post ? Method::post : Method::none,
                .id = parameter(visitor.form, "client_id"),
                .secret = parameter(visitor.form, "client_secret")};
    const auto plain = from_base64(basic);
    const auto colon = plain.find(':');
    const auto id = plain.substr(0, colon);
    const auto secret = colon == std::string::npos ? std::string() : plain.substr(colon + 1);
    return {.method = Method::basic,
            .id = decoded(id),
            .secret = decoded(secret),
            .badly_encoded = is_badly_encoded(id) || is_badly_encoded(secret)};
}

bool has_secret(const ProviderClient& client, std::string_view shown, WallTime now)
{
    if (shown.empty())
        return false;
    const bool ended = client.secret_expired || (client.secret_expires && *client.secret_expires <= now);
    return (shown == client.secret && !ended) ||
           std::any_of(client.more_secrets.begin(), client.more_secrets.end(), [&](const ClientSecret& one) {
               return shown == one.secret && (!one.expires || now < *one.expires);
           });
}

bool shows_both(const Visitor& visitor)
{
    return !basic_of(visitor).empty() && visitor.form.contains("client_secret");
}

} // namespace idpsync::sandbox
