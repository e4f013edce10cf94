#pragma once

// Where the parts of a JSON text stand, so that some can be replaced while every other byte stays.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync {

/// One member of an object.
struct JsonMember
{
    std::string name;
    std::string_view value; ///< as it is written, a part of the text it was found in
};

/// The members of `object`, in their order, also those whose name is there twice. `object` must be one JSON
/// object, and must have been parsed as JSON before: of anything else what this returns means nothing.
std::vector<JsonMember> json_members(std::string_view object);

/// The elements of a JSON array, as they are written; under the same condition.
std::vector<std::string_view> json_elements(std::string_view array);

} // namespace idpsync
