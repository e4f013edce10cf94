#pragma once

// One value of a shell assignment: quotes, escapes and references, read without a shell. Used by
// setup_env.cpp.

#include "standalone/setup_env.hpp"
#include "standalone/shell_cursor.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::standalone {

/// What each key is so far; nothing: only a shell could tell.
using KnownValues = std::map<std::string, std::optional<std::string>, std::less<>>;

struct Word
{
    struct Problem
    {
        ShellTrouble what;
        unsigned line;
    };

    std::optional<std::string> value;
    std::vector<std::string> referred; ///< the names of $NAME and ${NAME}
    std::vector<Problem> troubles;
};

/// The word that comes next, up to a blank, a line's end or an operator outside of quotes. `exported`: it
/// stands behind `export`, where the shell expands {a,b}, too.
Word read_word(Cursor& at, const KnownValues& known, bool exported);

} // namespace idpsync::standalone
