#pragma once

// The names of what is written beside a file before it takes the file's place.

#include <string>
#include <string_view>

namespace idpsync {

/// ".NAME.PID.tmp": what Files::replace() of process `pid` writes for `name`.
std::string temporary_name(std::string_view name, long pid);

/// The NAME of ".NAME.PID.tmp"; empty: `file` is named otherwise.
std::string_view target_of_temporary(std::string_view file);

} // namespace idpsync
