#pragma once

// Files that hold what the program writes, byte for byte.

#include <fstream>
#include <iterator>
#include <string>

namespace idpsync::test {

/// The file `name` below tests/; empty when there is none.
inline std::string golden(const std::string& name)
{
    std::ifstream file(IDPSYNC_SOURCE_DIR "/tests/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace idpsync::test
