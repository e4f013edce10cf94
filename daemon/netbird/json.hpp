#pragma once

// What reading and writing JSON have in common here.

#include <boost/json/value.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::netbird {

/// What a document may take in memory. One of many short values takes a dozen times its text; NetBird's own
/// lists, two to three times.
inline constexpr std::size_t json_memory = std::size_t{24} << 20U;

/// `text` as JSON, or nothing when it is not JSON, not UTF-8, nested deeper than 32, or takes more than
/// `json_memory`. It lies in one arena of its own, which is fast; or in `storage`, which is not counted then.
std::optional<boost::json::value> parse_json(std::string_view text, boost::json::storage_ptr storage = {});

/// The member of that name, or null when `value` is not an object or has none.
const boost::json::value* find_member(const boost::json::value& value, std::string_view name);

/// The text of that member, or an empty one.
std::string text_member(const boost::json::value& value, std::string_view name);

/// Appends `text` as a JSON string, in quotes. Writes straight into `out`: no copy stays elsewhere in memory.
void append_json_string(std::string& out, std::string_view text);

} // namespace idpsync::netbird
