#include "netbird/authorization.hpp"

#include <string>
#include <string_view>

namespace idpsync::netbird {

Secret authorization_for(const Secret& token)
{
    constexpr std::string_view scheme = "Token ";
    std::string value;
    value.reserve(scheme.size() + token.reveal().size());
    value += scheme;
    value += token.reveal();
    return Secret(std::move(value));
}

} // namespace idpsync::netbird
