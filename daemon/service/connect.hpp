#pragma once

// How the configuration and what its files hold become connections to NetBird.

#include "config/settings.hpp"
#include "core/event.hpp"
#include "core/secret.hpp"
#include "net/client.hpp"
#include "netbird/client.hpp"
#include "reconcile/report.hpp"

#include <optional>
#include <string>

namespace idpsync::service {

/// `ca_pem` is the content of management.ca_file. The proxy of the environment counts when the file names
/// none.
net::ClientOptions http_options(const config::Settings& settings, std::optional<std::string> ca_pem);

/// `periodic`: also looks where nothing differs. Nothing: the audit log is not to be read.
std::optional<reconcile::AttributionRules> attribution_rules(const config::Settings& settings, bool periodic);

/// `events` is told when NetBird limits requests; it must outlive the client.
netbird::ClientOptions netbird_options(const config::Management& management, Secret token, EventSink& events);

} // namespace idpsync::service
