#include "oidc/redirect_words.hpp"

#include "json/text.hpp"
#include "oidc/page.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace idpsync::oidc {
namespace {

using Pattern = std::pair<std::string_view, Refused>;

/// In lower case. Keycloak, oidc-provider, Pocket ID and Dex say these.
constexpr std::array patterns{
    Pattern{"client disabled", Refused::client_disabled},
    Pattern{"bearer-only applications", Refused::flow},
    Pattern{"client not found", Refused::client},
    Pattern{"invalid_client_metadata", Refused::settings},
    Pattern{"invalid_client", Refused::client},
    Pattern{"invalid client_id", Refused::client},
    Pattern{"client does not exist", Refused::client},
    Pattern{"realm not enabled", Refused::realm},
    Pattern{"realm does not exist", Refused::realm},
    Pattern{"we are sorry... page not found", Refused::realm},
    Pattern{"redirect_uri", Refused::redirect_uri},
    Pattern{"redirect uri", Refused::redirect_uri},
};

std::string lower(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(
        out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

} // namespace

Refused meaning_of(std::string_view words)
{
    const auto text = lower(words);
    const auto* found = std::ranges::find_if(
        patterns, [&](const Pattern& pattern) { return text.find(pattern.first) != std::string::npos; });
    return found == patterns.end() ? Refused::something : found->second;
}

bool is_known_refusal(std::string_view words)
{
    return meaning_of(words) != Refused::something;
}

bool mentions_pushed_requests(std::string_view words)
{
    return lower(words).find("pushed authorization request") != std::string::npos;
}

bool mentions_challenge(std::string_view words)
{
    const auto text = lower(words);
    return text.find("pkce") != std::string::npos || text.find("code_challenge") != std::string::npos;
}

std::string words_of_page(std::string_view body)
{
    if (const auto object = parse_object(body))
        return text_member(*object, "error").value_or("");
    return visible_text(body);
}

} // namespace idpsync::oidc
