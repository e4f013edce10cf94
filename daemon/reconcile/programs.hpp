#pragma once

// The programs whose output is a secret: `{command: […]}` (docs/configuration.md, Secrets).

#include "core/desired.hpp"
#include "core/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace idpsync::reconcile {

/// The longest output of a program, a line end aside.
inline constexpr std::size_t longest_output = 4096;

class Programs
{
public:
    virtual ~Programs() = default;

    /// Runs the program to its end and gives what it printed, at most longest_output bytes and a line end.
    /// Nothing of it goes on running. Errors (bad_config) say what was seen and the next step, and nothing of
    /// what the program printed; the command is named by the caller.
    virtual boost::asio::awaitable<Result<std::string>> output_of(const SecretSource::Command& command) = 0;
};

} // namespace idpsync::reconcile
