#pragma once

// Runs a program to its end, without a shell.

#include <map>
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

/// Runs `program` (a path) with `arguments` and exactly `environment`, writes `input` to its standard input
/// and closes that, and waits until it has ended. None of its streams is a terminal. Throws
/// std::system_error when it cannot be started.
ProcessResult run(const std::string& program, const std::vector<std::string>& arguments,
                  const std::map<std::string, std::string>& environment = {}, const std::string& input = {});

} // namespace idpsync::test
