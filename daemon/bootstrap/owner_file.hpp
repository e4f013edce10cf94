#pragma once

// NetBird's own configuration, as far as it declares the owner.

#include "core/declared_owner.hpp"
#include "core/error.hpp"

#include <optional>
#include <string>

namespace idpsync::bootstrap {

class OwnerFile
{
public:
    virtual ~OwnerFile() = default;

    /// Its path; empty: nobody here can write it, and the owner is printed, to be pasted.
    [[nodiscard]] virtual std::string path() const = 0;

    /// Nothing: it declares none, or cannot be read here. Errors: storage; rejected for what is no
    /// configuration of NetBird's.
    virtual Result<std::optional<DeclaredOwner>> read() = 0;

    /// Puts the owner in, whole or not at all, with a copy of what was there beside it. Errors as above.
    virtual Result<void> write(const DeclaredOwner& owner) = 0;
};

} // namespace idpsync::bootstrap
