#pragma once

// The owner in management.json of a NetBird with its embedded login service: `EmbeddedIdP.Owner`. Pure.

#include "core/declared_owner.hpp"
#include "core/error.hpp"

#include <optional>
#include <string>

namespace idpsync::bootstrap {

/// Nothing: it declares none. Error (rejected): it is no JSON, or its embedded login service is off.
Result<std::optional<DeclaredOwner>> owner_in_json(const std::string& text);

/// `text` with the owner; every other byte stays. Errors: as above; an owner whose name or address the server
/// would read as a variable.
Result<std::string> with_owner_in_json(const std::string& text, const DeclaredOwner& owner);

} // namespace idpsync::bootstrap
