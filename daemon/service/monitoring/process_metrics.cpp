#include "service/monitoring/process_metrics.hpp"

#include "service/monitoring/exposition.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace idpsync::service {
namespace {

// Of the words behind the name in parentheses, counted from 0 (proc(5) counts from 1, and the name is 2).
constexpr std::size_t user_ticks = 11, system_ticks = 12, started_at = 19, virtual_size = 20, resident = 21;
constexpr std::size_t words_needed = 22;

std::optional<std::uint64_t> whole_number(std::string_view word)
{
    std::uint64_t value = 0;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), value);
    if (read.ec != std::errc() || read.ptr != word.data() + word.size())
        return std::nullopt;
    return value;
}

void add_family(std::string& out, Family::Kind kind, const char* name, const char* help, double value)
{
    Family family(kind, name, help);
    family.set(value);
    family.write(out);
}

} // namespace

std::optional<ProcessStat> process_stat(std::string_view line)
{
    const auto name_ends = line.rfind(')');
    if (name_ends == std::string_view::npos)
        return std::nullopt;
    line.remove_prefix(name_ends + 1);
    std::array<std::string_view, words_needed> words;
    for (auto& word : words)
    {
        line.remove_prefix(std::min(line.find_first_not_of(" \n"), line.size()));
        word = line.substr(0, line.find_first_of(" \n"));
        line.remove_prefix(word.size());
    }
    const auto user = whole_number(words[user_ticks]), system = whole_number(words[system_ticks]),
               start = whole_number(words[started_at]), bytes = whole_number(words[virtual_size]),
               pages = whole_number(words[resident]);
    if (!user || !system || !start || !bytes || !pages)
        return std::nullopt;
    return ProcessStat{.processor_ticks = *user + *system,
                       .start_ticks = *start,
                       .virtual_bytes = *bytes,
                       .resident_pages = *pages};
}

std::string process_metrics(const ProcessFacts& facts)
{
    constexpr auto gauge = Family::Kind::gauge;
    std::string out;
    add_family(out, Family::Kind::counter, "process_cpu_seconds_total",
               "Processor time that the process took, in seconds.", facts.processor_seconds);
    add_family(out, gauge, "process_start_time_seconds", "When the process started.", facts.started);
    add_family(out, gauge, "process_resident_memory_bytes", "Memory of the process that is in use.",
               static_cast<double>(facts.resident_bytes));
    add_family(out, gauge, "process_virtual_memory_bytes", "Addresses that the process has taken.",
               static_cast<double>(facts.virtual_bytes));
    if (facts.open_files)
        add_family(out, gauge, "process_open_fds", "Open file descriptors.",
                   static_cast<double>(*facts.open_files));
    if (facts.most_open_files)
        add_family(out, gauge, "process_max_fds", "How many file descriptors may be open.",
                   static_cast<double>(*facts.most_open_files));
    return out;
}

} // namespace idpsync::service
