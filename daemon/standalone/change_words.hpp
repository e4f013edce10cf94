#pragma once

// A change of the files in words. No secret is in them.

#include "standalone/compare.hpp"

#include <string>

namespace idpsync::standalone {

/// What stands there: "\"netbird\"", "nothing", "(secret)"; escaped.
std::string seen_words(const Change& change);

/// What shall stand there. Two secrets that differ do not look the same.
std::string wanted_words(const Change& change);

} // namespace idpsync::standalone
