#include "core/duration_text.hpp"

#include <algorithm>
#include <cstdint>

namespace idpsync {
namespace {

std::string unit(std::int64_t count, char name)
{
    return count == 0 ? std::string() : std::to_string(count) + name;
}

} // namespace

std::string duration_text(std::chrono::nanoseconds duration)
{
    using namespace std::chrono;
    const auto all = std::max<std::int64_t>(0, round<seconds>(duration).count());
    if (all >= 86'400)
    {
        const auto hours_in_all = (all + 1'800) / 3'600;
        return unit(hours_in_all / 24, 'd') + unit(hours_in_all % 24, 'h');
    }
    if (all >= 3600)
    {
        const auto minutes_in_all = (all + 30) / 60;
        return unit(minutes_in_all / 60, 'h') + unit(minutes_in_all % 60, 'm');
    }
    const auto text = unit(all / 60, 'm') + unit(all % 60, 's');
    return text.empty() ? "0s" : text;
}

} // namespace idpsync
