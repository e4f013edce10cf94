#pragma once

#include <string>
#include <string_view>

namespace idpsync {

/// The words of `text` as part of a key: letters of ASCII in lower case and digits, one dash between words,
/// none around them, at most `limit` characters. Latin letters lose their accents ("Société" is "societe");
/// everything else separates words. Empty when nothing is left.
std::string slug(std::string_view text, std::size_t limit);

} // namespace idpsync
