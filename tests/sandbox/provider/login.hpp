#pragma once

// A whole login at a provider: from a person who is signed in to the tokens. No recording shows one: the
// answers are as RFC 6749 4.1 and OpenID Connect Core 3.1.3 ask.

#include "sandbox/provider/site.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::sandbox {

/// The cookie of a browser in which somebody signed in. Whoever sends it to an authorization endpoint that
/// accepts the request is sent on with a code at once, as at any provider that knows the person; what a real
/// login page asks first is left out.
inline constexpr std::string_view session_cookie = "sandbox_session";

bool is_signed_in(const Visitor& visitor);

/// The redirect with a code, for an authorization request that the provider accepts; `issuer` is added as
/// `iss` unless it is empty.
Answer redirect_with_code(Site& site, const Parameters& asked, std::string_view issuer);

/// The body of the token endpoint's success, or nothing when the code is not good for this client. The code
/// is used up.
std::optional<boost::json::object> redeem(Site& site, const Visitor& visitor, const ProviderClient& client,
                                          std::string_view issuer);

/// GET of UserInfo with an access token, 401 without a good one.
Answer userinfo(const Site& site, const Visitor& visitor);

/// The challenge that belongs to a verifier (RFC 7636, S256).
std::string challenge_of(std::string_view verifier);

} // namespace idpsync::sandbox
