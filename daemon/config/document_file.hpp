#pragma once

// A file of the configuration, from the disk to the value at its top. Used by load.cpp and
// load_standalone.cpp.

#include "config/reader.hpp"
#include "core/seams.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::config {

struct DocumentFile
{
    std::string path;
    std::string name;              ///< what places call it
    std::string directory;         ///< what relative paths in it are relative to
    bool is_configuration = false; ///< and not a file that one names
};

using UseDocument = std::function<void(const Value& top)>;

/// Reads `file` and hands over what is at its top, unless that is reported: unreadable, no YAML, empty,
/// encrypted.
void read_document(Files& files, const DocumentFile& file, Diagnostics& found, const UseDocument& use);

/// The key of that name at the top, as a value with its place; nothing: there is none.
std::optional<Value> key_at_top(const Value& top, std::string_view name);

std::string directory_of(const std::string& file);

/// By file, line, column.
void sort_by_place(std::vector<Diagnostic>& diagnostics);

} // namespace idpsync::config
