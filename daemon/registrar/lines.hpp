#pragma once

// The lines of a sheet before they are filled in, as they stand in the tables of each type.

#include "registrar/sheet.hpp"

#include <span>
#include <string_view>

namespace idpsync::registrar {

/// What the value of a line is.
enum class Given
{
    text, ///< Line::value
    redirect_uri,
    logout_uri,
    client_id,
    slug, ///< of the application, as the issuer of authentik has it
    pkce, ///< whether the client may demand PKCE

    // Of a standalone NetBird.
    redirect_uris, ///< each of them, a step for itself
    launch_url,
    audience,
    manager_account
};

/// The setting that a copied text goes to.
enum class Setting
{
    client_id,
    client_secret,
    issuer,
    manager ///< the secret of a standalone NetBird's manager of users
};

/// Which clients a line is for.
enum class Client
{
    any,
    declared,
    undeclared
};

/// `{client_id}` in `where` is filled in.
struct Line
{
    Act act = Act::know;
    std::string_view field = {};
    std::string_view value = {};
    std::string_view why = {};
    std::string_view where = {};
    Given given = Given::text;
    Setting setting = Setting::client_id;
    Client client = Client::any;
    bool may_be_left_out = false;

    [[nodiscard]] constexpr Line at(std::string_view place) const
    {
        auto line = *this;
        line.where = place;
        return line;
    }
    [[nodiscard]] constexpr Line of(Client which) const
    {
        auto line = *this;
        line.client = which;
        return line;
    }
    [[nodiscard]] constexpr Line optional() const
    {
        auto line = *this;
        line.may_be_left_out = true;
        return line;
    }
};

constexpr Line go(std::string_view where)
{
    return {.act = Act::go, .where = where};
}

constexpr Line enter(std::string_view field, std::string_view value, std::string_view why = {})
{
    return {.act = Act::enter, .field = field, .value = value, .why = why};
}

constexpr Line enter(std::string_view field, Given given, std::string_view why = {})
{
    return {.act = Act::enter, .field = field, .why = why, .given = given};
}

constexpr Line choose(std::string_view field, std::string_view value, std::string_view why = {})
{
    return {.act = Act::choose, .field = field, .value = value, .why = why};
}

/// The switch that makes a client demand PKCE.
constexpr Line demand_of_pkce(std::string_view field)
{
    return {.act = Act::choose, .field = field, .given = Given::pkce};
}

constexpr Line copy(std::string_view field, Setting setting, std::string_view why = {})
{
    return {.act = Act::copy, .field = field, .why = why, .setting = setting};
}

constexpr Line know(std::string_view sentences)
{
    return {.act = Act::know, .why = sentences};
}

/// Everything that a type has.
struct Lines
{
    std::string_view product;
    std::string_view page;
    std::span<const Line> steps;
    std::span<const Line> groups;
};

/// The client of a standalone NetBird, and its manager of users; of any other type: what every provider has.
std::span<const Line> standalone_lines(ProviderType type);

Lines pocket_id_lines();
Lines authentik_lines();
Lines keycloak_lines();
Lines zitadel_lines();
Lines entra_lines();
Lines microsoft_lines();
Lines google_lines();
Lines okta_lines();
Lines adfs_lines();
Lines oidc_lines();

} // namespace idpsync::registrar
