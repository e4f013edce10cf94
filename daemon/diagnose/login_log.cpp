#include "diagnose/login_log.hpp"

#include <algorithm>

namespace idpsync::diagnose {
namespace {

constexpr std::size_t longest_line = 64U << 10U;
constexpr std::size_t longest_name = 40;

bool is_name(std::string_view text)
{
    const auto plain = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '_';
    };
    return !text.empty() && text.size() <= longest_name && std::all_of(text.begin(), text.end(), plain);
}

/// The NAME of `before "NAME" claim`.
std::optional<std::string> claim_after(const std::string& line, std::string_view before)
{
    constexpr std::string_view end = "\" claim";
    const auto begin = std::string(before) + " \"";
    for (auto at = line.find(begin); at != std::string::npos; at = line.find(begin, at + 1))
    {
        const auto name = at + begin.size();
        const auto stop = line.find(end, name);
        if (stop != std::string::npos && is_name(std::string_view(line).substr(name, stop - name)))
            return line.substr(name, stop - name);
    }
    return std::nullopt;
}

} // namespace

std::optional<LoggedFailure> logged_failure(std::string_view text)
{
    std::string line(text);
    std::erase(line, '\\');
    if (claim_after(line, "malformed") == "groups")
        return LoggedFailure{FindingId::login_groups_malformed, "malformed \"groups\" claim"};
    if (const auto name = claim_after(line, "missing"))
        return LoggedFailure{FindingId::login_claim_missing, "missing \"" + *name + "\" claim"};
    return std::nullopt;
}

void LogReader::read(std::string_view piece)
{
    for (auto end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n'))
    {
        if (!too_long_)
            line_ += piece.substr(0, end);
        end_line();
        piece.remove_prefix(end + 1);
    }
    if (!too_long_)
        line_ += piece;
    too_long_ = too_long_ || line_.size() > longest_line;
    if (too_long_)
        line_.clear();
}

void LogReader::end_line()
{
    if (!failure_ && line_.size() <= longest_line)
        failure_ = logged_failure(line_);
    line_.clear();
    too_long_ = false;
}

} // namespace idpsync::diagnose
