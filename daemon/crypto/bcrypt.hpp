#pragma once

// Hashes of passwords as NetBird's login service keeps them.

#include "core/error.hpp"
#include "core/secret.hpp"

#include <array>
#include <cstddef>
#include <string>

namespace idpsync::crypto {

using BcryptSalt = std::array<std::byte, 16>;

/// One hash takes 2 to the power of this rounds; 4 to 31. NetBird's own hashes have 10; 12 takes about 0.3 s.
inline constexpr unsigned long usual_bcrypt_cost = 12;

/// "$2b$12$…", 60 characters. Errors (rejected): a password that bcrypt would cut, of more than 72 bytes or
/// with a NUL in it. Throws std::runtime_error when libcrypt cannot do it: that build is broken.
Result<std::string> bcrypt(const Secret& password, const BcryptSalt& salt,
                           unsigned long cost = usual_bcrypt_cost);

/// Whether `hash` has the form of one. Those of "$2a$", "$2b$" and "$2y$" count.
bool is_bcrypt(const std::string& hash);

/// False as well for what is no hash.
bool bcrypt_matches(const Secret& password, const std::string& hash);

} // namespace idpsync::crypto
