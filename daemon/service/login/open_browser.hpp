#pragma once

// Shows somebody a page in their own browser.

#include "reconcile/secret_reader.hpp"

#include <string>
#include <vector>

namespace idpsync::service {

/// True when a browser can be opened here: on a desktop, and not as root.
bool has_browser(const reconcile::Environment& environment, bool is_root);

/// What of `environment` (as environ: lines NAME=VALUE, then null) a browser is given: how to reach the
/// desktop, and the user's language, home and programs. Secrets may stand in the rest.
std::vector<std::string> browser_environment(const char* const* environment);

/// Opens `url` with xdg-open, which goes on by itself: in a session of its own, where no ^C of the terminal
/// reaches it, and without a descriptor of this program. False when that is not there.
bool open_browser(const std::string& url);

} // namespace idpsync::service
