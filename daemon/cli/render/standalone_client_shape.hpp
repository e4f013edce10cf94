#pragma once

// What the document of `standalone client` looks like; docs/plan-json.md says what it means.

#include "json/model.hpp"
#include "service/plan_shape.hpp"
#include "service/standalone_client.hpp"

#include <string>

namespace idpsync::cli {

struct StandaloneClientDocument
{
    std::string issuer;
    const service::StandaloneClient& client;
};

} // namespace idpsync::cli

namespace idpsync::json {

constexpr auto of_visit(auto service::StandaloneClient::* part)
{
    return [part](const cli::StandaloneClientDocument& document) -> const auto& {
        return document.client.*part;
    };
}

template <>
inline constexpr auto shape<service::StandaloneManager> =
    object("", "", member("client", &service::StandaloneManager::item).about("As it was found."),
           member("unseen", &service::StandaloneManager::unseen).about("What could not be tried."),
           member("written", &service::StandaloneManager::written)
               .about("It was changed, and reads back as NetBird needs it."),
           member("error", &service::StandaloneManager::failed).or_null().about("Why it was not."));

template <>
struct Blank<service::StandaloneManager>
{
    static service::StandaloneManager make() { return {.item = Blank<ClientItem>::make()}; }
};

template <>
inline constexpr auto shape<cli::StandaloneClientDocument> =
    object("standalone_client", "What `standalone client` shows.", constant("version", 1),
           member("issuer", &cli::StandaloneClientDocument::issuer),
           member("client", of_visit(&service::StandaloneClient::item)).about("As it was found."),
           member("unseen", of_visit(&service::StandaloneClient::unseen))
               .about("What NetBird needs of the client, and could not be seen."),
           member("written", of_visit(&service::StandaloneClient::written))
               .about("It was changed, and reads back as NetBird needs it."),
           member("error", of_visit(&service::StandaloneClient::failed)).or_null().about("Why it was not."),
           member("manager", of_visit(&service::StandaloneClient::manager))
               .or_null()
               .about("Keycloak: the client of NetBird's manager of users. Its parts are enabled, "
                      "confidential, service_account, client_secret and view_users."));

} // namespace idpsync::json
