#pragma once

// The owner in the config.yaml of NetBird's combined server: `server.auth.owner`. Pure.

#include "core/declared_owner.hpp"
#include "core/error.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::config {

/// Nothing: it declares none. Error (rejected): it is no YAML, or not that server's.
Result<std::optional<DeclaredOwner>> owner_in_yaml(std::string_view text);

/// `text`, which declares none, with the owner as the first entry of `server.auth`. Every other byte stays.
/// Errors: as above; where it is written so that nothing can be put in, for example in brackets.
Result<std::string> with_owner_in_yaml(std::string_view text, const DeclaredOwner& owner);

/// The lines to put below `auth:`, each behind `indentation`.
std::string owner_lines(const DeclaredOwner& owner, std::string_view indentation);

} // namespace idpsync::config
