#include "standalone/login_addresses.hpp"

#include "standalone/wanted.hpp"

#include <algorithm>
#include <string_view>

namespace idpsync::standalone {
namespace {

std::string value_of_variable(const Variables& variables, std::string_view name)
{
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
}

} // namespace

std::vector<std::string> redirect_uris(const Standalone& declared, const Variables& configured)
{
    std::vector<std::string> uris;
    const auto listed = value_of_variable(configured, "NETBIRD_AUTH_PKCE_REDIRECT_URL_PORTS");
    for (std::string_view ports = listed; !ports.empty();)
    {
        const auto comma = std::min(ports.find(','), ports.size());
        uris.push_back("http://localhost:" + std::string(ports.substr(0, comma)));
        ports.remove_prefix(std::min(comma + 1, ports.size()));
    }
    for (const auto path : {redirect_path, silent_redirect_path})
        uris.push_back("https://" + declared.domain + std::string(path));
    return uris;
}

std::string logout_uri(const Standalone& declared)
{
    return "https://" + declared.domain + "/";
}

std::string api_port(const Standalone& declared, const Variables& configured)
{
    return declared.reverse_proxy.value_or(false) ? "443"
                                                  : value_of_variable(configured, "NETBIRD_MGMT_API_PORT");
}

} // namespace idpsync::standalone
