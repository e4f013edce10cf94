#pragma once

// What `check` found, as values, and its two ways to say it.

#include "config/load.hpp"

#include <optional>
#include <string>
#include <vector>

namespace idpsync::cli {

struct CheckResult
{
    std::vector<config::Diagnostic> errors;
    std::vector<config::Diagnostic> warnings;
    /// Nothing when the configuration cannot be read as one.
    struct Declared
    {
        std::size_t present = 0;
        std::size_t absent = 0;
        std::size_t released = 0;
        Mode mode = Mode::enforce;
        std::string management_url;

        [[nodiscard]] std::size_t all() const { return present + absent + released; }
    };
    std::optional<Declared> declared;
    std::string standalone{}; ///< the domain of a standalone NetBird, in place of those
};

CheckResult::Declared declared_in(const config::Configuration& configuration);

/// "ok: 3 providers declared (1 absent) for https://netbird.example.com\n"
std::string ok_line(const CheckResult::Declared& declared);

/// The same of a standalone NetBird.
std::string standalone_ok_line(const std::string& domain);

/// The document of `check --json`.
std::string check_json(const CheckResult& result);

} // namespace idpsync::cli
