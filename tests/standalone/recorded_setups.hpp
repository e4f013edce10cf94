#pragma once

// What configure.sh made of setup.env, as recorded: tests/data/configure.

#include "standalone/configured.hpp"

#include <boost/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace idpsync::standalone::test {

/// A file of tests/data/configure.
boost::json::value recorded(const std::string& name);

/// Values by "management.json PATH", "dashboard NAME" or "management --OPTION", each as JSON.
using Effects = std::map<std::string, std::string>;

struct Mutation
{
    std::string name;
    std::map<std::string, std::string> setup; ///< each value as it stands in the file
    int exit = 0;
    Effects effects;
};

std::vector<Mutation> recorded_mutations();

struct Guide
{
    std::map<std::string, std::string> setup;
    Endpoints provider;
    Effects effects;
};

/// "pocketid", "authentik" or "keycloak".
Guide recorded_guide(const std::string& provider);

std::string text_of(const std::map<std::string, std::string>& setup);

/// What the recordings call a place.
std::string name_of(const LoginPlace& place);

/// Every place of login_places(), with what `setup` makes of it.
Effects effects_of(const Variables& setup, const Endpoints& provider);

/// The recorded values of the places of login_places() alone.
Effects of_logins(const Effects& recorded);

/// What the recorded provider's discovery document says.
inline const Endpoints pocket_id{.issuer = "https://id.example.com",
                                 .keys = "https://id.example.com/.well-known/jwks.json",
                                 .token = "https://id.example.com/api/oidc/token",
                                 .authorization = "https://id.example.com/authorize",
                                 .device = "https://id.example.com/api/oidc/device/authorize"};

} // namespace idpsync::standalone::test
