#include "sandbox/local_users.hpp"

#include "sandbox/users.hpp"

#include <algorithm>

namespace idpsync::sandbox {

LocalUsers::LocalUsers(const Options& options, Ids& ids) : ids_(ids)
{
    for (const auto& login : options.local_users)
        add(login);
    if (!options.fresh)
        for (auto& user : users_)
            if (user.email == owner_email)
                user.subject = owner_subject;
}

const LocalUser& LocalUsers::add(const LocalLogin& login)
{
    return users_.emplace_back(LocalUser{login.email, login.password, login.name, ids_.uuid()});
}

const LocalUser* LocalUsers::find(std::string_view email, std::string_view password) const
{
    const auto found = std::find_if(users_.begin(), users_.end(), [&](const LocalUser& user) {
        return user.email == email && user.password == password;
    });
    return found == users_.end() ? nullptr : &*found;
}

} // namespace idpsync::sandbox
