#include "sandbox/message.hpp"

#include <algorithm>
#include <cctype>

namespace idpsync::sandbox {

std::string_view header_of(const Headers& headers, std::string_view name)
{
    const auto same_letter = [](unsigned char left, unsigned char right) {
        return std::tolower(left) == std::tolower(right);
    };
    for (const auto& [key, value] : headers)
        if (std::equal(key.begin(), key.end(), name.begin(), name.end(), same_letter))
            return value;
    return {};
}

std::string_view Request::path() const
{
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view Request::query() const
{
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
}

} // namespace idpsync::sandbox
