#pragma once

// What a text shows of how it got where it is: a template that was never filled in, a value that is still
// encrypted, characters that an editor or a web page put there. Pure. No answer quotes the text: it may be a
// secret. Every answer continues "the file …" or "the setting …", and is empty when there is nothing to say.

#include <string>
#include <string_view>

namespace idpsync::config {

inline constexpr std::string_view placeholder_left =
    "holds a placeholder that was never replaced, such as ${X} or {{ x }}; write the value itself";

/// A placeholder (${X}, {{ x }}, or nothing but $X in capitals), or a value encrypted by SOPS, Ansible Vault
/// or age: "holds a placeholder …; write the value itself".
std::string_view unfinished(std::string_view text);

/// <x>, and nothing else: a gap that somebody was to fill in. Names of people and groups may look like that.
bool is_left_open(std::string_view text);

/// The first character that cannot be seen, or that an editor makes of another one: no-break and zero-width
/// spaces, a byte order mark, curly quotes, long dashes. For URLs, ids, secrets and tokens, where none is
/// ever meant: "holds a no-break space (U+00A0) at character 5; remove it".
std::string stray_character(std::string_view text);

/// Quotes around the whole text, as one pair.
std::string_view quotes_around(std::string_view text);

/// What is wrong with a text from outside YAML (a file, a credential, a variable) that is a secret.
std::string objection_to_secret(std::string_view text);

/// What is odd about such a secret, and sent as it is: a placeholder of an example, a space at an end, a
/// comma at the end.
std::string_view remark_on_secret(std::string_view text);

/// What is wrong with NetBird's access token, beside what objection_to_secret() says: a word in front of it,
/// NAME= in front of it, a setup key, a browser's session.
std::string_view objection_to_token(std::string_view text);

} // namespace idpsync::config
