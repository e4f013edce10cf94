#pragma once

// What Prometheus' clients tell of every process, under their names: processor time, memory, open files.

#include "core/policy.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::service {

/// What the kernel says of a process in /proc/PID/stat, in its own units.
struct ProcessStat
{
    std::uint64_t processor_ticks = 0; ///< in user mode and in the kernel
    std::uint64_t start_ticks = 0;     ///< from the machine's start to the process'
    std::uint64_t virtual_bytes = 0;
    std::uint64_t resident_pages = 0;

    bool operator==(const ProcessStat&) const = default;
};

/// Nothing: that is no such line. The program's name in it may hold anything, parentheses and blanks too.
std::optional<ProcessStat> process_stat(std::string_view line);

/// A process at one moment. What could not be seen is not there.
struct ProcessFacts
{
    double processor_seconds = 0;
    double started = 0; ///< seconds since 1970
    std::uint64_t virtual_bytes = 0;
    std::uint64_t resident_bytes = 0;
    std::optional<std::uint64_t> open_files;
    std::optional<std::uint64_t> most_open_files; ///< that it may have; nothing: there is no limit
};

/// What looks at the own process; nothing when it cannot be seen.
using LookAtProcess = std::function<std::optional<ProcessFacts>()>;

/// For a scraper.
std::string process_metrics(const ProcessFacts& facts);

} // namespace idpsync::service
