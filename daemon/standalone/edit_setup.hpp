#pragma once

// A setup.env with other values: every line that is not about them stays as it is. Pure.

#include "core/error.hpp"
#include "standalone/setup_env.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace idpsync::standalone {

struct SetupEdit
{
    std::string key;
    std::string value;     ///< empty: the key is taken out
    bool exported = false; ///< it must stand behind `export`
};

/// `present` with these edits: each value where the one stands that counts, new ones at the end in their
/// order. `read` is `present`, parsed. Error (rejected): a value that no line of it can hold.
Result<std::string> edited(std::string_view present, const SetupEnv& read,
                           const std::vector<SetupEdit>& edits);

} // namespace idpsync::standalone
