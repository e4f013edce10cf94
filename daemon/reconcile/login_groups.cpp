#include "reconcile/login_groups.hpp"

namespace idpsync::reconcile {

std::vector<LoginGroups> logins_in(const Checks& checks, const ObservedState& listed)
{
    std::vector<LoginGroups> logins;
    for (const auto& [key, evidence] : checks.providers)
    {
        const auto& login = evidence.login;
        if (login && login->group_claim == passed_on_claim && listed.find(login->connector) != nullptr)
            logins.push_back({login->at, login->groups});
    }
    return logins;
}

} // namespace idpsync::reconcile
