#include "service/system/this_process.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <string>

namespace idpsync::service {
namespace {

double seconds_by(clockid_t clock)
{
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// Of /proc/self/stat, whose one line the kernel writes whole; empty when it cannot be read.
std::string stat_line()
{
    std::array<char, 1024> text{};
    const int file = ::open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return {};
    const auto read = ::read(file, text.data(), text.size());
    ::close(file);
    return {text.data(), static_cast<std::size_t>(std::max<::ssize_t>(read, 0))};
}

std::optional<std::uint64_t> count_open_files()
{
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir("/proc/self/fd"), ::closedir);
    if (!directory)
        return std::nullopt;
    constexpr std::uint64_t not_counted = 3; // ".", ".." and the directory itself
    std::uint64_t entries = 0;
    while (::readdir(directory.get()) != nullptr)
        ++entries;
    return entries - std::min(entries, not_counted);
}

std::optional<std::uint64_t> most_open_files()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return std::nullopt;
    return limit.rlim_cur;
}

} // namespace

std::optional<ProcessFacts> ThisProcess::look()
{
    const auto stat = process_stat(stat_line());
    if (!stat)
        return std::nullopt;
    const auto ticks_per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
    if (!started_)
        started_ = seconds_by(CLOCK_REALTIME) - seconds_by(CLOCK_BOOTTIME) +
                   static_cast<double>(stat->start_ticks) / ticks_per_second;
    return ProcessFacts{.processor_seconds = static_cast<double>(stat->processor_ticks) / ticks_per_second,
                        .started = *started_,
                        .virtual_bytes = stat->virtual_bytes,
                        .resident_bytes =
                            stat->resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)),
                        .open_files = count_open_files(),
                        .most_open_files = most_open_files()};
}

} // namespace idpsync::service
