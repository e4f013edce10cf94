#pragma once

// Every setting there is.

#include "config/group_sync.hpp"
#include "config/providers.hpp"
#include "config/setting.hpp"
#include "config/settings.hpp"

namespace idpsync::config {

/// Of config.yaml, in the order of docs/configuration.md. What is below group_sync and a key of
/// identity_providers has tables of its own.
const Table<Settings>& settings_table();

/// Below group_sync.
const Table<GroupSyncSection>& group_sync_table();

/// Below a key of identity_providers.
const Table<ProviderDraft>& provider_table();

/// `version`, which is 1.
void check_version(const Value& value);

/// Everything in config.yaml but the providers and group sync. Complete only when nothing was reported.
Settings read_settings(const Mapping& top);

} // namespace idpsync::config
