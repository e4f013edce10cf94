#pragma once

// What a plan says of a client that is not as it must be, part by part.

#include "core/client_item.hpp"
#include "registrar/client_needs.hpp"
#include "registrar/provider_client.hpp"

#include <string>
#include <vector>

namespace idpsync::registrar {

/// Of a trait that is not as needed.
ClientChange change_of(ClientTrait trait, ProviderType type, const ProviderClient& client,
                       const ClientNeeds& needs);

/// What is declared of a client that is to be made.
std::vector<ClientChange> changes_of_new(ProviderType type, const ClientNeeds& needs);

/// ClientItem::target
std::string target_of(ProviderType type, const ClientNeeds& needs);

} // namespace idpsync::registrar
