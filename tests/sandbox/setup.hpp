#pragma once

// The first steps of an instance, which need no token: whether somebody has set it up, and who does.

#include "sandbox/api.hpp"
#include "sandbox/message.hpp"

#include <boost/json/object.hpp>

#include <optional>

namespace idpsync::sandbox {

/// The answer to a request that needs no token; nothing: it needs one.
std::optional<Answer> answer_without_token(World& world, const Request& request);

/// The account, made by the first who signs in: its owner.
User& make_account(World& world, User owner, std::string domain);

} // namespace idpsync::sandbox
