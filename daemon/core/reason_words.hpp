#pragma once

// The reasons of a plan, as a person reads them.

#include "core/plan.hpp"

#include <string_view>

namespace idpsync {

/// The reason in a few words, for where a plan has no sentence of its own.
std::string_view words_for(Reason reason);

} // namespace idpsync
