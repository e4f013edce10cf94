#pragma once

// The owner through NetBird's own configuration: what is decided before and when it is put there.

#include "bootstrap/owner_file.hpp"
#include "bootstrap/wish.hpp"
#include "core/declared_owner.hpp"
#include "core/error.hpp"
#include "core/seams.hpp"
#include "core/secret.hpp"

#include <optional>

namespace idpsync::bootstrap {

/// Why the owner that is declared already cannot be the one that is wished for; nothing: it is, or none is
/// declared. Nothing of the hash is in the message.
std::optional<Error> objection_to_declared(const std::optional<DeclaredOwner>& declared, const Wish& wish);

/// What to put into NetBird's configuration; nothing: it is there, with this password. Errors: conflict for
/// another password; crypto::bcrypt()'s.
Result<std::optional<DeclaredOwner>> owner_to_declare(const std::optional<DeclaredOwner>& declared,
                                                      const Wish& wish, const Secret& password,
                                                      Random& random);

} // namespace idpsync::bootstrap
