#pragma once

// `registration` of a standalone NetBird: as whom `doctor` looks at its client in the provider's own API.

#include "config/setting.hpp"
#include "config/standalone.hpp"

namespace idpsync::config {

extern const Table<StandaloneFile> standalone_registration_settings;

/// Reads it, after the provider was. It must say what a provider's registration must, and generic has none.
void read_standalone_registration(const Value& value, const Row<StandaloneFile>& row,
                                  const Mapping& standalone, StandaloneFile& into);

} // namespace idpsync::config
