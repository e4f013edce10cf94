// The names of enumerators that are called otherwise in the code.

#include "core/desired.hpp"
#include "core/plan.hpp"

namespace idpsync {

std::string_view to_string(Consent consent)
{
    switch (consent)
    {
    case Consent::issuer_change: return "issuer-change";
    case Consent::client_change: return "client-change";
    case Consent::recreate: return "recreate";
    case Consent::overwrite_secret: return "overwrite-secret";
    case Consent::delete_last: return "delete-last";
    }
    return {};
}

std::string_view to_string(Action action)
{
    return action == Action::remove ? "delete" : enumerator_name(action);
}

std::string_view to_string(SecretFate fate)
{
    return fate == SecretFate::written ? "changed" : enumerator_name(fate);
}

} // namespace idpsync
