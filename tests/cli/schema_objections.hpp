#pragma once

// What the schemas in docs/ say of a document that the program printed.

#include "support/process.hpp"

#include <string>

namespace idpsync::test {

/// Nothing when `text` is as `definition` of docs/NAME.schema.json has it. `name`: "plan".
inline std::string schema_objections(const std::string& name, const std::string& definition,
                                     const std::string& text)
{
    const std::string source = IDPSYNC_SOURCE_DIR;
    const auto checked =
        run(IDPSYNC_PYTHON,
            {source + "/tests/cli/validate_json.py", source + "/docs/" + name + ".schema.json", definition},
            {}, text);
    return checked.exit == 0 ? std::string() : checked.out + checked.err;
}

} // namespace idpsync::test
