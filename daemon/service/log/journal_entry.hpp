#pragma once

// An event as an entry of systemd's journal. Pure.

#include "core/event.hpp"

#include <string>

namespace idpsync::service {

/// The fields of an entry, one on each line, as systemd's Native Journal Protocol has them:
///
///     MESSAGE=event=created provider=pocket-id id=pocketid-d3k1
///     PRIORITY=6
///     SYSLOG_IDENTIFIER=netbird-idp-sync
///     IDPSYNC_EVENT=created
///     IDPSYNC_PROVIDER=pocket-id
///     IDPSYNC_ID=pocketid-d3k1
///
/// Values are escaped: one value is one line. The journal adds the time.
std::string journal_entry(const Event& event);

} // namespace idpsync::service
