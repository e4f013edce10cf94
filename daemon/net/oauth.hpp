#pragma once

// How a query or a form spells the parameters of a login: RFC 6749 (OAuth 2.0), RFC 7636 (PKCE) and OpenID
// Connect Core.

#include <string_view>

namespace idpsync::net::oauth {

inline constexpr std::string_view client_id = "client_id";
inline constexpr std::string_view code = "code";
inline constexpr std::string_view code_challenge = "code_challenge";
inline constexpr std::string_view code_challenge_method = "code_challenge_method";
inline constexpr std::string_view code_verifier = "code_verifier";
inline constexpr std::string_view grant_type = "grant_type";
inline constexpr std::string_view nonce = "nonce";
inline constexpr std::string_view prompt = "prompt";
inline constexpr std::string_view redirect_uri = "redirect_uri";
inline constexpr std::string_view response_type = "response_type";
inline constexpr std::string_view scope = "scope";
inline constexpr std::string_view state = "state";

} // namespace idpsync::net::oauth
