#include "config/examples.hpp"

#include <algorithm>
#include <array>

namespace idpsync::config {
namespace {

constexpr std::string_view no_tenant = "00000000-0000-0000-0000-000000000000";

bool is_or_is_below(std::string_view host, std::string_view domain)
{
    return host == domain || (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.');
}

} // namespace

bool is_example_host(std::string_view host)
{
    constexpr std::array<std::string_view, 5> domains{"example.com", "example.org", "example.net", "example",
                                                      "example.okta.com"};
    return std::any_of(domains.begin(), domains.end(),
                       [&](std::string_view domain) { return is_or_is_below(host, domain); });
}

bool is_example_id(std::string_view id)
{
    constexpr std::array<std::string_view, 11> ids{no_tenant,
                                                   "not-a-real-client-id",
                                                   "not-a-real-client-id.apps.googleusercontent.com",
                                                   "278162637461000001",
                                                   "pocketid-d3k1v7qs2f6g8h9j0k1m",
                                                   "YOUR_CLIENT_ID",
                                                   "your-client-id",
                                                   "your_client_id",
                                                   "CLIENT_ID",
                                                   "changeme",
                                                   "xxx"};
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool is_example_issuer(std::string_view issuer)
{
    const auto scheme = issuer.find("://");
    if (scheme == std::string_view::npos)
        return false;
    const auto host = issuer.substr(scheme + 3);
    return is_example_host(host.substr(0, host.find_first_of(":/"))) ||
           issuer.find(no_tenant) != std::string_view::npos;
}

} // namespace idpsync::config
