#pragma once

// Runs a program to its end, without a shell.

#include <sys/types.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::test {

struct ProcessResult
{
    int exit = 0;   ///< exit status; -1 when a signal ended it
    int signal = 0; ///< the signal that ended it, else 0
    std::string out;
    std::string err;
};

/// A program that runs beside the test. None of its streams is a terminal.
class Process
{
public:
    /// Starts `program` (a path) with `arguments` and exactly `environment`. Throws std::system_error when it
    /// cannot be started. `standard_error`: a descriptor in place of the one that finish() reads.
    Process(const std::string& program, const std::vector<std::string>& arguments,
            const std::map<std::string, std::string>& environment = {},
            std::optional<int> standard_error = std::nullopt);

    /// Kills it when nobody has waited for its end.
    ~Process();

    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    [[nodiscard]] pid_t pid() const { return child_; }

    /// Sends a signal.
    void signal(int number) const;

    /// Writes `input` to its standard input and closes that, reads all it says, and waits for its end.
    ProcessResult finish(const std::string& input = {});

private:
    struct Streams;

    std::unique_ptr<Streams> streams_;
    pid_t child_ = 0;
};

/// Runs a program to its end.
ProcessResult run(const std::string& program, const std::vector<std::string>& arguments,
                  const std::map<std::string, std::string>& environment = {}, const std::string& input = {});

} // namespace idpsync::test
