#pragma once

// A password of the operator's: out of a file, or typed at the terminal where nobody sees it.

#include "cli/console.hpp"
#include "core/error.hpp"
#include "core/secret.hpp"

#include <string>

namespace idpsync::cli {

/// The first line of `path`. Errors (bad_config): it cannot be read, is empty, or others may read it.
Result<Secret> password_from_file(const std::string& path);

/// Asks on standard error, and reads a line of standard input without showing it; both must be terminals.
/// ^C ends the program as it does elsewhere, once the terminal is as it was. Error (rejected): ^D, or the end
/// of the input.
Result<Secret> ask_for_password(const std::string& question, Console& console);

} // namespace idpsync::cli
