#include "bootstrap/declare_owner.hpp"

#include "core/text.hpp"
#include "crypto/bcrypt.hpp"

namespace idpsync::bootstrap {

std::optional<Error> objection_to_declared(const std::optional<DeclaredOwner>& declared, const Wish& wish)
{
    if (!declared)
        return std::nullopt;
    if (declared->email != wish.owner_email)
        return Error{ErrorKind::conflict,
                     "NetBird's configuration has the owner " + quoted(declared->email) + " already",
                     declared->email.empty() ? "remove that entry, and run the command again"
                                             : "name that one with --owner-email"};
    if (!crypto::is_bcrypt(declared->hash))
        return Error{ErrorKind::rejected,
                     "the owner's password in NetBird's configuration is no bcrypt hash: each login with it "
                     "would end in a server error",
                     "remove that entry, and run the command again: it writes the hash"};
    return std::nullopt;
}

Result<std::optional<DeclaredOwner>> owner_to_declare(const std::optional<DeclaredOwner>& declared,
                                                      const Wish& wish, const Secret& password,
                                                      Random& random)
{
    if (declared && crypto::bcrypt_matches(password, declared->hash))
        return std::optional<DeclaredOwner>();
    if (declared)
        return Error{ErrorKind::conflict,
                     "NetBird's configuration has the owner " + quoted(declared->email) +
                         " with another password",
                     "give that password; or remove the entry, and run the command again"};
    crypto::BcryptSalt salt{};
    random.fill(salt);
    auto hash = crypto::bcrypt(password, salt, wish.bcrypt_cost);
    if (hash.has_error())
        return hash.error();
    return std::optional(
        DeclaredOwner{.email = wish.owner_email, .hash = std::move(*hash), .name = wish.owner_name});
}

} // namespace idpsync::bootstrap
