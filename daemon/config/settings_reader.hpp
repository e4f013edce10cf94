#pragma once

#include "config/reader.hpp"
#include "config/settings.hpp"

#include <array>

namespace idpsync::config {

/// What config.yaml may hold at its top level.
inline constexpr std::array<std::string_view, 11> settings_keys{
    "version", "management", "providers",   "reconcile", "group_sync", "providers_dir", "identity_providers",
    "log",     "metrics",    "attribution", "verify"};

/// `version`, which is 1.
void check_version(const Value& value);

/// The modes of a preflight, as the files spell them.
inline constexpr std::array preflight_modes{
    std::pair<std::string_view, PreflightMode>{"block", PreflightMode::block},
    std::pair<std::string_view, PreflightMode>{"warn", PreflightMode::warn}};

/// Everything in config.yaml but the providers. Complete only when nothing was reported.
Settings read_settings(const Mapping& top);

} // namespace idpsync::config
