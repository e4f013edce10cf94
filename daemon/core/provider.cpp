#include "core/provider.hpp"

#include <algorithm>
#include <cctype>

namespace idpsync {
namespace {

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n\v\f";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// An issuer without scheme, default port and trailing slashes, in lower case.
std::string loose_issuer(std::string_view issuer)
{
    std::string text = lowered(trimmed(issuer));
    std::string_view default_port;
    for (const auto& [scheme, port] : {std::pair{"https://", ":443"}, std::pair{"http://", ":80"}})
    {
        if (!text.starts_with(scheme))
            continue;
        text.erase(0, std::string_view(scheme).size());
        default_port = port;
        break;
    }
    const auto host_end = std::min(text.find('/'), text.size());
    if (!default_port.empty() && std::string_view(text).substr(0, host_end).ends_with(default_port))
        text.erase(host_end - default_port.size(), default_port.size());
    while (text.ends_with('/'))
        text.pop_back();
    return text;
}

std::string match_text(Family family, std::string_view issuer, std::string_view client_id)
{
    // The length in front keeps "a" + "b c" and "a b" + "c" apart, whatever characters they hold.
    return std::to_string(static_cast<int>(family)) + ' ' + std::to_string(issuer.size()) + ' ' +
           std::string(issuer) + ' ' + std::string(client_id);
}

} // namespace

Family family_of(ProviderType type)
{
    switch (type)
    {
    case ProviderType::google: return Family::google;
    case ProviderType::microsoft: return Family::microsoft;
    default: return Family::oidc;
    }
}

bool has_builtin_issuer(ProviderType type)
{
    return family_of(type) != Family::oidc;
}

Entrance entrance_of(ProviderType type)
{
    switch (type)
    {
    case ProviderType::pocketid:
    case ProviderType::authentik: return Entrance::token;
    case ProviderType::entra:
    case ProviderType::keycloak: return Entrance::service_account;
    default: return Entrance::none;
    }
}

std::optional<ProviderKey> ProviderKey::parse(std::string_view text)
{
    const auto alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (text.empty() || text.size() > 63 || !alphanumeric(text.front()))
        return std::nullopt;
    if (!std::all_of(text.begin(), text.end(), [&](char c) { return alphanumeric(c) || c == '-'; }))
        return std::nullopt;
    return ProviderKey(std::string(text));
}

bool same_match(const ConnectorValues& left, const ConnectorValues& right)
{
    return family_of(left.type) == family_of(right.type) && left.client_id == right.client_id &&
           (has_builtin_issuer(left.type) || left.issuer == right.issuer);
}

std::string match_key(const ConnectorValues& values)
{
    const std::string_view issuer = has_builtin_issuer(values.type) ? std::string_view() : values.issuer;
    return match_text(family_of(values.type), issuer, values.client_id);
}

std::string loose_match_key(const ConnectorValues& values)
{
    const std::string issuer = has_builtin_issuer(values.type) ? std::string() : loose_issuer(values.issuer);
    return match_text(family_of(values.type), issuer, lowered(trimmed(values.client_id)));
}

} // namespace idpsync
