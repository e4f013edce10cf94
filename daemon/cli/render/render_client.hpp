#pragma once

#include "cli/render/paint.hpp"
#include "core/client_item.hpp"

#include <string>

namespace idpsync::cli {

/// The lines about the client at the provider, under those of its connector. `brief`: the first alone, unless
/// something is wrong with it.
std::string render_client(const ClientItem& item, bool brief, const Painter& paint);

} // namespace idpsync::cli
