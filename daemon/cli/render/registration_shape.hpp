#pragma once

// What the document of `show registration` looks like.

#include "json/model.hpp"
#include "netbird/login_service.hpp"
#include "registrar/sheet.hpp"

#include <string>
#include <vector>

namespace idpsync::cli {

/// The sheet of one client.
struct ClientRegistration
{
    std::string key;         ///< empty: of a type, and not declared
    std::string declared_at; ///< "FILE:LINE"; empty with the key
    registrar::RegistrationSheet sheet;
};

/// Everything that `show registration` shows.
struct Registrations
{
    netbird::LoginDiscovery login;
    std::vector<ClientRegistration> clients;
};

} // namespace idpsync::cli

namespace idpsync::json {

template <>
inline constexpr auto shape<registrar::Step> = object(
    "registration_step", "One line of a sheet, in the order in which it is done.",
    member("do", &registrar::Step::act)
        .about("go: open `where`. enter: type `value` into `field`. choose: set `field` to `value`. copy: "
               "what stands in `field` goes to `to`. know: only read `why`."),
    member("where", &registrar::Step::where)
        .or_null()
        .about("The menu path; null: where the step before was."),
    member("field", &registrar::Step::field).or_null().about("As the provider's console names it."),
    member("value", &registrar::Step::value)
        .or_null()
        .about("Of copy: what is declared now; null: nothing is. Unescaped."),
    member("to", &registrar::Step::to).or_null().about("Of copy."),
    member("why", &registrar::Step::why).or_null(), member("optional", &registrar::Step::optional));

template <>
inline constexpr auto shape<cli::ClientRegistration> = object(
    "", "",
    member("key", &cli::ClientRegistration::key).or_null().about("null: the type was named, with --type."),
    member("declared_at", &cli::ClientRegistration::declared_at).or_null().about("FILE:LINE."),
    member("type", [](auto& client) -> auto& { return client.sheet.type; }),
    member("provider", [](auto& client) -> auto& { return client.sheet.product; }),
    member("page", [](auto& client) -> auto& { return client.sheet.page; })
        .about("Of the documentation: both sides, step by step."),
    member("steps", [](auto& client) -> auto& { return client.sheet.steps; }),
    member("groups", [](auto& client) -> auto& {
        return client.sheet.groups;
    }).about("Steps only for those who use the provider's groups."));

template <>
inline constexpr auto shape<cli::Registrations> =
    object("registration", "", constant("version", 1),
           member("redirect_uri", [](auto& shown) -> auto& { return shown.login.redirect_uri; }),
           member("logout_uri", [](auto& shown) -> auto& { return shown.login.logout_uri; }),
           member("providers", &cli::Registrations::clients));

} // namespace idpsync::json
