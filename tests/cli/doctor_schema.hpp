#pragma once

#include "support/process.hpp"

#include <string>

namespace idpsync::test {

/// What docs/doctor.schema.json has to say against `text`; nothing when it is valid. `definition`: "doctor"
/// or "redirect_uri".
inline std::string objections_to(const std::string& text, const std::string& definition)
{
    const auto checked = run(IDPSYNC_PYTHON,
                             {std::string(IDPSYNC_SOURCE_DIR) + "/tests/cli/validate_json.py",
                              std::string(IDPSYNC_SOURCE_DIR) + "/docs/doctor.schema.json", definition},
                             {}, text);
    return checked.exit == 0 ? std::string() : checked.out + checked.err;
}

} // namespace idpsync::test
