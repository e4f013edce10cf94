#include "sandbox/provider/site.hpp"

#include <algorithm>
#include <array>

namespace idpsync::sandbox {
namespace {

constexpr std::array<std::pair<Profile, std::string_view>, 13> names{
    {{Profile::pocketid_2_9, "pocketid-2.9"},
     {Profile::pocketid_2_10, "pocketid-2.10"},
     {Profile::pocketid_2_12, "pocketid-2.12"},
     {Profile::pocketid_2_13, "pocketid-2.13"},
     {Profile::pocketid_2_14, "pocketid-2.14"},
     {Profile::keycloak, "keycloak"},
     {Profile::keycloak_hostname, "keycloak-hostname"},
     {Profile::dex, "dex"},
     {Profile::dex_dev, "dex-dev"},
     {Profile::oidc_provider, "oidc-provider"},
     {Profile::authentik_unrecorded, "authentik-unrecorded"},
     {Profile::authentik_2026_5_unrecorded, "authentik-2026.5-unrecorded"},
     {Profile::entra_unrecorded, "entra-unrecorded"}}};

template <class Clients>
auto* client_in(Clients& clients, std::string_view id)
{
    const auto found =
        std::find_if(clients.begin(), clients.end(), [id](const auto& one) { return one.id == id; });
    return found == clients.end() ? nullptr : &*found;
}

} // namespace

std::string_view to_string(Profile profile)
{
    return std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.first == profile; })
        ->second;
}

std::optional<Profile> parse_profile(std::string_view text)
{
    for (const auto& [profile, name] : names)
        if (name == text)
            return profile;
    return std::nullopt;
}

std::vector<std::string> profile_names()
{
    std::vector<std::string> all;
    for (const auto& [profile, name] : names)
        all.emplace_back(name);
    return all;
}

int pocket_id_minor(Profile profile)
{
    switch (profile)
    {
    case Profile::pocketid_2_9: return 9;
    case Profile::pocketid_2_10: return 10;
    case Profile::pocketid_2_12: return 12;
    case Profile::pocketid_2_13: return 13;
    case Profile::pocketid_2_14: return 14;
    default: return 0;
    }
}

ProviderUser ProviderUser::complete()
{
    const boost::json::object claims{{"name", "Alice Example"},
                                     {"preferred_username", "alice"},
                                     {"email", "alice@example.com"},
                                     {"email_verified", true},
                                     {"groups", boost::json::array{boost::json::value("netbird-admins")}}};
    ProviderUser user;
    user.id_token = claims;
    user.userinfo = claims;
    return user;
}

bool Visitor::wants_json() const
{
    return header_of(request.headers, "accept").find("application/json") != std::string_view::npos;
}

ProviderClient* Site::client(std::string_view id)
{
    return client_in(setup.clients, id);
}

const ProviderClient* Site::client(std::string_view id) const
{
    return client_in(setup.clients, id);
}

std::string Site::path_prefix() const
{
    const auto slash = base.find('/', base.find("://") + 3);
    return slash == std::string::npos ? std::string() : base.substr(slash);
}

bool is_registered(const std::vector<std::string>& registered, std::string_view uri)
{
    // A wildcard stands for a path, never for a query: keycloak 066.
    return std::any_of(registered.begin(), registered.end(), [uri](std::string_view one) {
        return one == uri || (one.ends_with('*') && uri.starts_with(one.substr(0, one.size() - 1)) &&
                              uri.find('?') == std::string_view::npos);
    });
}

} // namespace idpsync::sandbox
