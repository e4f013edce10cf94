#pragma once

// People who sign in with a password that NetBird's login service keeps.

#include "sandbox/ids.hpp"
#include "sandbox/options.hpp"

#include <deque>
#include <string>
#include <string_view>

namespace idpsync::sandbox {

struct LocalUser
{
    std::string email;
    std::string password;
    std::string name;
    std::string subject; ///< of the user's id
};

class LocalUsers
{
public:
    /// Begins with those of the options.
    LocalUsers(const Options& options, Ids& ids);

    [[nodiscard]] bool empty() const { return users_.empty(); }
    const LocalUser& add(const LocalLogin& login);
    /// Null unless both are right.
    [[nodiscard]] const LocalUser* find(std::string_view email, std::string_view password) const;

private:
    Ids& ids_;
    std::deque<LocalUser> users_; ///< references stay valid
};

} // namespace idpsync::sandbox
