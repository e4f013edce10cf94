#include "core/nothing_declared.hpp"

#include <string>

namespace idpsync {

std::optional<Error> nothing_declared(const DesiredState& desired, const Ledger& ledger)
{
    if (!desired.providers().empty() || ledger.entries.empty())
        return std::nullopt;
    const auto number = ledger.entries.size();
    return Error{ErrorKind::bad_config,
                 "the files declare no identity provider, but " + std::to_string(number) +
                     (number == 1 ? " is" : " are") + " known from before",
                 "restore the files; or declare each with `state: absent` to delete it, or with `state: "
                 "released` to leave it in NetBird, unmanaged"};
}

} // namespace idpsync
