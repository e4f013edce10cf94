#include "core/account_domain.hpp"

#include <algorithm>

namespace idpsync {
namespace {

bool is_domain_label(std::string_view label)
{
    const auto plain = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
    };
    return !label.empty() && std::all_of(label.begin(), label.end(), plain) && label.front() != '-' &&
           label.back() != '-' && label.find("--") == std::string_view::npos;
}

} // namespace

bool is_joined_domain(std::string_view domain)
{
    // ^([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}$
    const auto dot = domain.rfind('.');
    if (dot == std::string_view::npos)
        return false;
    const auto top = domain.substr(dot + 1);
    if (top.size() < 2 || top.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string_view::npos)
        return false;
    auto labels = domain.substr(0, dot);
    for (auto end = labels.find('.'); end != std::string_view::npos; end = labels.find('.'))
    {
        if (!is_domain_label(labels.substr(0, end)))
            return false;
        labels.remove_prefix(end + 1);
    }
    return is_domain_label(labels);
}

} // namespace idpsync
