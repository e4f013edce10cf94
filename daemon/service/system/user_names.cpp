#include "service/system/user_names.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace idpsync::service {
namespace {

constexpr std::size_t longest_name = 64;

bool is_name(std::string_view text)
{
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-' || c == '.' || c == '@';
    };
    return !text.empty() && text.size() <= longest_name && std::ranges::all_of(text, fits);
}

std::string_view next_part(std::string_view& text, char end)
{
    const auto part = text.substr(0, text.find(end));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    return part;
}

} // namespace

std::string user_named(std::string_view passwd, uid_t user)
{
    const auto number = std::to_string(user);
    while (!passwd.empty())
    {
        auto line = next_part(passwd, '\n');
        const auto name = next_part(line, ':');
        next_part(line, ':');
        if (next_part(line, ':') == number && is_name(name))
            return std::string(name);
    }
    return "uid " + number;
}

std::string user_named(uid_t user)
{
    std::ifstream file("/etc/passwd");
    const std::string passwd{std::istreambuf_iterator<char>(file), {}};
    return user_named(passwd, user);
}

std::string with_sudo(std::string name, std::string_view sudo_user)
{
    const bool adds = name == "root" && is_name(sudo_user) && sudo_user != name;
    return adds ? name + " (sudo " + std::string(sudo_user) + ')' : name;
}

} // namespace idpsync::service
