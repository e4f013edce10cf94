#pragma once

// What to enter where at a provider, so that NetBird can be its client: for whoever sits in front of the
// provider's console. Pure. The facts are those of docs/providers/, whose lists are generated from here.

#include "core/provider.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::registrar {

/// What somebody does with one line of a sheet.
BOOST_DEFINE_ENUM_CLASS(Act,
                        go,     ///< open `where`
                        enter,  ///< type `value` into `field`
                        choose, ///< set `field` to `value`
                        copy, ///< what stands in `field` goes to `to`; `value` is what is declared there now
                        know  ///< nothing: `why` says what is good to know
)

/// Texts are raw where they hold declared values: escape them before showing them.
struct Step
{
    Act act = Act::know;
    std::string where; ///< the menu path, with " > " between; empty: where the step before was
    std::string field; ///< as the provider's console names it
    std::string value;
    std::string to;
    std::string why; ///< sentences; empty: it is a matter of course
    bool optional = false;

    bool operator==(const Step&) const = default;
};

/// What a sheet is filled with. What is empty is not known.
struct RegistrationValues
{
    std::string redirect_uri; ///< NetBird's
    std::string logout_uri;
    std::string issuer; ///< as declared; the next one, too
    std::string client_id;
    std::string declared_at;       ///< "FILE:LINE" of the declaration
    std::string secret_at;         ///< where the declared secret is read: "file PATH"
    std::optional<bool> challenge; ///< whether logins that this NetBird begins carry a PKCE challenge

    // Of a standalone NetBird.
    std::vector<std::string> redirect_uris{};
    std::string launch_url{};
    std::string audience{};
    std::string manager_account{}; ///< of its manager of users
    std::string manager_at{};      ///< where the manager's secret is read
};

struct RegistrationSheet
{
    ProviderType type = ProviderType::oidc;
    std::string product; ///< "Pocket ID"
    std::string page;    ///< of the documentation: "docs/providers/pocket-id.md"
    std::vector<Step> steps;
    std::vector<Step> groups; ///< needed only where groups of the provider are used

    bool operator==(const RegistrationSheet&) const = default;
};

/// The public client of a standalone NetBird, and its manager of users.
RegistrationSheet standalone_sheet(ProviderType type, const RegistrationValues& values);

/// A client that is not declared yet gets the id "netbird" where somebody has to choose one.
RegistrationSheet registration_sheet(ProviderType type, const RegistrationValues& values);

} // namespace idpsync::registrar
