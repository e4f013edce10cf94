#pragma once

// Text to JSON and back: what every reader and writer of it shares. Shapes are described in json/shape.hpp.

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync {

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

/// Overwrites every text in `value`, which may hold secrets.
void wipe_texts(boost::json::value& value) noexcept;

/// parse_json() where only an object will do.
std::optional<boost::json::object> parse_object(std::string_view text);

/// The string member of that name; nothing when there is none or it is not a string.
std::optional<std::string> text_member(const boost::json::object& object, std::string_view name);

/// The strings of an array member; nothing when there is none or it is not an array.
std::optional<std::vector<std::string>> words_member(const boost::json::object& object,
                                                     std::string_view name);

} // namespace idpsync
