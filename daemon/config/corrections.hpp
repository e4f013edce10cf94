#pragma once

// What somebody meant who wrote a name or a word that is none here: pure look-ups.

#include <span>
#include <string>
#include <string_view>

namespace idpsync::config {

/// What to write instead of an unknown setting.
struct Correction
{
    std::string_view meant; ///< one of the known names; empty when none is meant
    std::string advice;     ///< "did you mean issuer?", or where the thing is decided; never empty
    bool known = true;      ///< false: nothing is known of the name, and `advice` lists what is
};

/// For the name of a setting that is not among `known`: the same name in another spelling (clientID,
/// client-id), another tool's name for it (issuer_url), a setting of another section, one that is decided
/// elsewhere (scopes, redirect_uri), or the nearest by its letters.
Correction correct_setting(std::string_view name, std::span<const std::string_view> known);

/// For a word that is none of `words`: the one that is meant (PocketID, azure, dry-run); empty when none is.
std::string_view meant_word(std::string_view word, std::span<const std::string_view> words);

/// For a type that NetBird's API does not have: what to do instead; empty for others.
std::string_view other_protocol(std::string_view type);

} // namespace idpsync::config
