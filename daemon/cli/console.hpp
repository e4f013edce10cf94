#pragma once

// Standard input, output and error of a command. No living secret goes out here (core/redaction.hpp).

#include "cli/exit_code.hpp"
#include "reconcile/secret_reader.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace idpsync::cli {

/// Which of the three are terminals, and how many columns those for output have; 0: not known.
struct Terminals
{
    bool input = false;
    bool output = false;
    bool errors = false;
    std::size_t width = 0;
};

/// True unless NO_COLOR is set to something, or TERM is "dumb".
bool environment_allows_colour(const reconcile::Environment& environment);

class Console
{
public:
    Console(reconcile::Environment environment, Terminals terminals);

    /// The process's own.
    static Console standard();

    /// Writes `text` to standard output; on a terminal, long lines are wrapped. A failure is kept for
    /// finish().
    void print(std::string_view text);

    /// The same for what somebody takes over into a file: as it is.
    void print_exactly(std::string_view text);

    /// Writes a JSON document on one line to standard output, with nothing in it that steers a terminal.
    void print_json(std::string_view document);

    /// One line each on standard error: "netbird-idp-sync: error: …".
    void error(std::string_view message);
    void warning(std::string_view message);

    /// A line without the word error, for what only explains.
    void note(std::string_view message);

    /// Writes to standard error; on a terminal, long lines are wrapped.
    void print_error(std::string_view text);

    /// Asks on standard error and reads a line of standard input: true only for "y" and "yes".
    bool confirms(std::string_view question);

    /// `code`, or failure when standard output could not be written.
    ExitCode finish(ExitCode code);

    /// False once standard output could not be written.
    [[nodiscard]] bool can_print() const { return output_failure_ == 0; }

    [[nodiscard]] bool colours_output() const { return colour_ && terminals_.output; }
    [[nodiscard]] bool colours_errors() const { return colour_ && terminals_.errors; }
    [[nodiscard]] bool can_ask() const { return terminals_.input && terminals_.errors; }
    [[nodiscard]] const Terminals& terminals() const { return terminals_; }
    [[nodiscard]] const reconcile::Environment& environment() const { return environment_; }

private:
    reconcile::Environment environment_;
    Terminals terminals_;
    bool colour_;
    int output_failure_ = 0; ///< errno of the first write that failed
};

} // namespace idpsync::cli
