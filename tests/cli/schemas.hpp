#pragma once

// The JSON Schemas of docs/ that follow from the shapes of the documents.

#include <map>
#include <string>

namespace idpsync::test {

/// By the name of the file.
std::map<std::string, std::string> schemas();

} // namespace idpsync::test
