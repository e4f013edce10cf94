#include "standalone/edit_setup.hpp"

#include <algorithm>

namespace idpsync::standalone {
namespace {

constexpr std::string_view heading = "# Written by netbird-idp-sync, as declared:\n";

/// A part of the text, and what takes its place.
struct Splice
{
    std::size_t begin;
    std::size_t end;
    std::string text;
};

bool is_blank_letter(char letter)
{
    return letter == ' ' || letter == '\t';
}

/// The lines of an assignment where nothing but a comment stands beside it, else the assignment alone.
Splice without(std::string_view text, const Assignment& one)
{
    constexpr std::string_view export_word = "export";
    auto begin = one.begin;
    while (begin > 0 && is_blank_letter(text[begin - 1]))
        --begin;
    if (begin != one.begin && text.substr(0, begin).ends_with(export_word))
        for (begin -= export_word.size(); begin > 0 && is_blank_letter(text[begin - 1]);)
            --begin;
    auto end = one.end;
    while (end < text.size() && is_blank_letter(text[end]))
        ++end;
    // Not where the line before goes on here.
    const bool begins_line =
        begin == 0 || (text[begin - 1] == '\n' && !text.substr(0, begin - 1).ends_with('\\'));
    const bool ends_line = end == text.size() || text[end] == '\n' || (text[end] == '#' && end != one.end);
    if (!begins_line || !ends_line)
        return {one.begin, one.end, one.key + "="};
    const auto line_end = text.find('\n', end);
    return {begin, line_end == std::string_view::npos ? text.size() : line_end + 1, {}};
}

std::string apply_splices(std::string_view text, std::vector<Splice> splices)
{
    std::ranges::sort(splices, {}, &Splice::begin);
    std::string out;
    std::size_t at = 0;
    for (const auto& [begin, end, with] : splices)
    {
        out += text.substr(at, begin - at);
        out += with;
        at = end;
    }
    out += text.substr(at);
    return out;
}

void append_new(std::string& text, const std::string& lines)
{
    if (lines.empty())
        return;
    if (!text.empty() && !text.ends_with('\n'))
        text += '\n';
    if (text.find(heading) == std::string::npos)
        text += (text.empty() ? "" : "\n") + std::string(heading);
    text += lines;
}

} // namespace

Result<std::string> edited(std::string_view present, const SetupEnv& read,
                           const std::vector<SetupEdit>& edits)
{
    std::vector<Splice> splices;
    std::string lines;
    for (const auto& [key, value, exported] : edits)
    {
        if (value.empty())
        {
            for (const auto& one : read.assignments)
                if (one.key == key)
                    splices.push_back(without(present, one));
            continue;
        }
        const auto word = shell_quoted(value);
        if (!word)
            return Error{ErrorKind::rejected, key + " cannot hold a value with a line break"};
        const auto assignment = key + "=" + *word;
        const auto* found = read.find(key);
        if (found != nullptr && (!exported || read.exported.contains(key)))
            splices.push_back({found->begin, found->end, assignment});
        else
            lines += (exported ? "export " : "") + assignment + "\n";
    }
    auto text = apply_splices(present, std::move(splices));
    append_new(text, lines);
    return text;
}

} // namespace idpsync::standalone
