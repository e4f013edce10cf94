#pragma once

// How peers repeat what they were sent. Written here once more, as others write it: a mistake in the code
// that looks for it must not hide itself.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::test {

struct Encoding
{
    std::string name;
    std::function<std::string(std::string_view)> encode;
};

/// Each as a peer of some make writes it.
std::vector<Encoding> encodings();

/// The inside of a string of JSON.
std::string json_string(std::string_view text);

std::string base64(std::string_view bytes, std::string_view last_two = "+/", bool padded = true);

} // namespace idpsync::test
