#pragma once

#include "config/reader.hpp"
#include "config/settings.hpp"

#include <array>

namespace idpsync::config {

/// What config.yaml may hold at its top level.
inline constexpr std::array<std::string_view, 8> settings_keys{
    "version",       "management",         "reconcile", "group_sync",
    "providers_dir", "identity_providers", "log",       "metrics"};

/// `version`, which is 1.
void check_version(const Value& value);

/// Everything in config.yaml but the providers. Complete only when nothing was reported.
Settings read_settings(const Mapping& top);

} // namespace idpsync::config
