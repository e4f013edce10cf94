#pragma once

// Which programs may print a secret, and what came of one that did. Pure.

#include "core/error.hpp"
#include "reconcile/secret_reader.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::service {

/// A program that runs longer is ended.
inline constexpr std::chrono::seconds longest_run{10};

/// Why no command is run here: IDPSYNC_COMMANDS is set, and not to "on". The packaged units set it to "off".
std::optional<Error> commands_are_off(const reconcile::Environment& environment);

/// A program, or a directory on the way to it.
struct ProgramPart
{
    std::string path; ///< without links
    bool directory = false;
    bool regular = false;
    std::uint32_t owner = 0;
    std::uint32_t mode = 0; ///< permission bits
};

/// Why others than root and `user`, who runs the program, could put something else in its place: the first
/// part that they own or may write, from the root to the program itself. Nothing: they cannot.
std::optional<Error> objection_to_program(const std::vector<ProgramPart>& parts, std::uint32_t user);

/// The environment of a program: `declared` (NAME=VALUE each), and what is not in it of PATH, LANG, HOME and
/// CREDENTIALS_DIRECTORY.
std::vector<std::string> program_environment(const std::vector<std::string>& declared,
                                             const std::string& home, const std::string& credentials);

/// How a program ended.
struct ProgramEnd
{
    enum class Kind
    {
        exited,
        signalled,
        timed_out, ///< it was ended after longest_run
        too_long   ///< it was ended when it had printed more than reconcile::longest_output
    };

    Kind kind = Kind::exited;
    int number = 0; ///< exit code, or signal
};

/// Why the output of such a program is no secret; nothing: it ended well. `user`: who ran it, by name.
std::optional<Error> objection_to_end(const ProgramEnd& end, const std::string& user);

} // namespace idpsync::service
