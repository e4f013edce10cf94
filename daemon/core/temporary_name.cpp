#include "core/temporary_name.hpp"

#include <algorithm>

namespace idpsync {
namespace {

constexpr std::string_view ending = ".tmp";

}

std::string temporary_name(std::string_view name, long pid)
{
    std::string out = ".";
    out.append(name).append(".").append(std::to_string(pid)).append(ending);
    return out;
}

std::string_view target_of_temporary(std::string_view file)
{
    if (!file.starts_with('.') || !file.ends_with(ending))
        return {};
    file = file.substr(1, file.size() - 1 - ending.size());
    const auto dot = file.rfind('.');
    const auto pid = dot == std::string_view::npos ? std::string_view() : file.substr(dot + 1);
    const bool is_pid = !pid.empty() && std::ranges::all_of(pid, [](char c) { return c >= '0' && c <= '9'; });
    return is_pid ? file.substr(0, dot) : std::string_view();
}

} // namespace idpsync
