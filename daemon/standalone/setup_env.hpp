#pragma once

// setup.env as data. NetBird's configure.sh has a shell run it, so that whatever stands there is carried out.
// Here nothing is: what is an assignment is read as the shell would read it, and what only a shell could tell
// is reported. Pure.

#include "core/enumerators.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::standalone {

/// Why a part of setup.env is not data.
BOOST_DEFINE_ENUM_CLASS(
    ShellTrouble,
    substitution,      ///< $(…), <(…) or backticks: the shell runs what is in there
    shell_operator,    ///< ; & | < > ( or ): another command, or a file that is read or written
    stray_word,        ///< a word behind a value, as after a blank without quotes: the shell runs it
    command,           ///< no assignment at all
    unknown_expansion, ///< of a variable that nothing above assigns, or in a form that is not read here
    compound,          ///< KEY=(…), KEY+=…, KEY[…]=…
    open_quote,        ///< a quote or bracket without its other end
    carriage_return,   ///< at the end of a line: the shell makes it a part of the value
    control_character, ///< outside of quotes; NUL anywhere
    too_long           ///< a value, by what it refers to
)

struct Trouble
{
    ShellTrouble what = ShellTrouble::command;
    unsigned line = 0; ///< from 1
    std::string key;   ///< whose value it is in or behind; empty: no key's

    bool operator==(const Trouble&) const = default;
};

/// One KEY=VALUE.
struct Assignment
{
    std::string key;
    std::optional<std::string> value; ///< as the shell would have it; nothing: only a shell could tell
    unsigned line = 0;                ///< from 1
    std::size_t begin = 0;            ///< of KEY=VALUE in the text, in bytes
    std::size_t end = 0;              ///< behind it
};

/// By key.
using Variables = std::map<std::string, std::string, std::less<>>;

struct SetupEnv
{
    std::vector<Assignment> assignments; ///< in their order; the last of a key counts
    std::vector<Trouble> troubles;       ///< in their order
    std::set<std::string, std::less<>> exported;
    std::set<std::string, std::less<>> referred; ///< whose value stands in another one

    /// The one that counts, or nothing.
    [[nodiscard]] const Assignment* find(std::string_view key) const;

    /// What each key is in the end, as far as it is known.
    [[nodiscard]] Variables variables() const;
};

/// A value is no longer; setup.env's are much shorter.
inline constexpr std::size_t longest_value = std::size_t{64} << 10U;

/// Reads all of it, whatever it holds. Known are quotes, escapes, comments, `export`, lines that go on on the
/// next, and $NAME and ${NAME} of what is assigned above.
SetupEnv parse_setup_env(std::string_view text);

/// `value` as one word that every shell takes for exactly these characters. Nothing: no word can hold them
/// (NUL), or no line should (a line break).
std::optional<std::string> shell_quoted(std::string_view value);

} // namespace idpsync::standalone
