#pragma once

// What the error pages of authorization endpoints say, as far as it was recorded from real servers.

#include <string>
#include <string_view>

namespace idpsync::oidc {

/// What an authorization endpoint refuses.
enum class Refused
{
    something, ///< its words do not tell
    redirect_uri,
    client,
    client_disabled,
    flow,     ///< the client may not sign anybody in
    settings, ///< what the provider itself has of the client is not allowed
    realm
};

Refused meaning_of(std::string_view words);

/// Words that mean a refusal even with a status that may mean anything (403, 404).
bool is_known_refusal(std::string_view words);

/// The words of an error at the redirect URI say that the login must begin with a pushed request.
bool mentions_pushed_requests(std::string_view words);

/// The same, that a PKCE challenge is missing.
bool mentions_challenge(std::string_view words);

/// What a person reads of a body: the text of a page, or `error` of a JSON object. Raw.
std::string words_of_page(std::string_view body);

} // namespace idpsync::oidc
