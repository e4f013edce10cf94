#pragma once

// Users who come to the API with a token of the login service, and what the account makes of them (seen on
// v0.77.1):
//
// - the account's domain decides whether somebody new joins it as a plain user, or gets an account of their
//   own, as its owner;
// - while settings.extra.user_approval_required is true, whoever joins is stored as pending and refused with
//   403 `user is blocked` until POST /api/users/{id}/approve;
// - with settings.jwt_groups_enabled and the claim name `groups`, the token's groups are made, and the user
// is
//   in them;
// - settings.jwt_allow_groups that the user misses answer 401.
//
// Not from a recording: the words of that 401, the members of a plain user's /api/users/current, the answers
// to GET /api/users and to the approval.

#include "core/policy.hpp"
#include "sandbox/api.hpp"
#include "sandbox/message.hpp"

#include <string_view>
#include <variant>

namespace idpsync::sandbox {

/// Whether this is no personal access token but a JWT.
bool is_jwt(std::string_view token);

/// Whose it is, stored at the first time, or the refusal.
std::variant<User*, Answer> authenticate_jwt(World& world, std::string_view token);

/// Whether users who sign in join the account of this domain.
bool joins_account(std::string_view domain);

} // namespace idpsync::sandbox
