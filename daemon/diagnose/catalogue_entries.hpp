#pragma once

// The catalogue's parts, each in a file of its own.

#include "diagnose/catalogue.hpp"

#include <span>

namespace idpsync::diagnose {

std::span<const CatalogueEntry> netbird_entries();
std::span<const CatalogueEntry> host_entries();
std::span<const CatalogueEntry> provider_entries();
std::span<const CatalogueEntry> standalone_entries();
std::span<const CatalogueEntry> connector_entries();
std::span<const CatalogueEntry> login_entries();

} // namespace idpsync::diagnose
