#include "cli/diagnostics.hpp"

#include "config/load.hpp"
#include "core/text.hpp"
#include "service/system/posix_files.hpp"

#include <algorithm>
#include <array>

namespace idpsync::cli {
namespace {

constexpr std::size_t longest_line = 200;
/// So much of a longer one is shown, and so much of that in front of the place.
constexpr std::size_t window_size = 120;
constexpr std::size_t window_before = 60;

std::vector<std::string_view> lines_of(std::string_view source)
{
    std::vector<std::string_view> lines;
    while (!source.empty())
    {
        auto line = source.substr(0, source.find('\n'));
        source.remove_prefix(std::min(source.size(), line.size() + 1));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        lines.push_back(line);
    }
    return lines;
}

std::size_t indentation(std::string_view line)
{
    return std::min(line.find_first_not_of(" -"), line.size());
}

bool is_about_a_secret(std::string_view line)
{
    constexpr std::array<std::string_view, 4> words{"secret", "token", "password", "proxy"};
    std::string small(line);
    std::ranges::transform(small, small.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    const bool found = std::ranges::any_of(
        words, [&](std::string_view word) { return small.find(word) != std::string::npos; });
    wipe(small);
    return found;
}

/// "key:" alone or with a value, the key a plain word.
bool is_entry(std::string_view line)
{
    const auto key = line.substr(indentation(line));
    const auto colon = key.find(':');
    const bool ends_well =
        colon != std::string_view::npos && (colon + 1 == key.size() || key[colon + 1] == ' ');
    return ends_well && colon != 0 && std::ranges::all_of(key.substr(0, colon), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-';
           });
}

/// The nearest line above that the line `number` (from 0) belongs to; empty: none.
std::string_view parent_of(const std::vector<std::string_view>& lines, std::size_t number)
{
    const auto inner = indentation(lines[number]);
    while (number-- > 0)
        if (!lines[number].empty() && indentation(lines[number]) < inner)
            return lines[number];
    return {};
}

/// The files that diagnostics are about, each read once, and overwritten: secrets may stand in them.
class Sources
{
public:
    explicit Sources(const std::map<std::string, std::string>& texts) : texts_(texts) {}
    ~Sources() { wipe(text_); }
    Sources(const Sources&) = delete;
    Sources& operator=(const Sources&) = delete;

    std::optional<ShownLine> line(const SourceLocation& where)
    {
        if (where.line == 0 || where.file.empty())
            return std::nullopt;
        if (const auto known = texts_.find(where.file); known != texts_.end())
            return line_to_show(known->second, where);
        if (where.file != file_)
        {
            wipe(text_);
            file_ = where.file;
            if (auto content = files_.read(file_, config::largest_file); content.has_value())
                text_ = std::move(content->text);
        }
        return line_to_show(text_, where);
    }

private:
    const std::map<std::string, std::string>& texts_;
    service::PosixFiles files_;
    std::string file_;
    std::string text_;
};

std::size_t characters_in(std::string_view utf8)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// `at`, or the begin of the character that it is in.
std::size_t begin_of_character(std::string_view utf8, std::size_t at)
{
    while (at > 0 && at < utf8.size() && (static_cast<unsigned char>(utf8[at]) & 0xC0U) == 0x80U)
        --at;
    return at;
}

/// `line`, or what is around its byte `column`, from 1; 0: none.
ShownLine window_of(std::string_view line, std::size_t column)
{
    const auto place = begin_of_character(line, std::min(column == 0 ? 0 : column - 1, line.size()));
    std::size_t begin = 0;
    std::size_t end = line.size();
    if (line.size() > longest_line)
    {
        begin = begin_of_character(line, place > window_before ? place - window_before : 0);
        end = begin_of_character(line, std::min(line.size(), begin + window_size));
    }
    const auto before = (begin > 0 ? "…" : "") + escaped(line.substr(begin, place - begin));
    return {.text = before + escaped(line.substr(place, end - place)) + (end < line.size() ? "…" : ""),
            .caret = column == 0 ? 0 : characters_in(before) + 1};
}

} // namespace

std::optional<ShownLine> line_to_show(std::string_view source, const SourceLocation& where)
{
    const auto lines = lines_of(source);
    if (where.line == 0 || where.line > lines.size())
        return std::nullopt;
    const auto line = lines[where.line - 1];
    const bool may_be_shown = is_entry(line) && is_utf8(line) && !is_about_a_secret(line) &&
                              !is_about_a_secret(parent_of(lines, where.line - 1));
    return may_be_shown ? std::optional(window_of(line, where.column)) : std::nullopt;
}

std::string diagnostic_text(std::string_view severity, const config::Diagnostic& diagnostic,
                            const std::optional<ShownLine>& line)
{
    auto out = config::to_string(diagnostic.where);
    out += (out.empty() ? "netbird-idp-sync: " : ": ") + std::string(severity) + ": ";
    if (!diagnostic.path.empty())
        out += diagnostic.path + ": ";
    out += diagnostic.message + '\n';
    if (!line)
        return out;
    const auto number = std::to_string(diagnostic.where.line);
    out += "  " + number + " | " + line->text + '\n';
    if (line->caret != 0)
        out += std::string(2 + number.size(), ' ') + " | " + std::string(line->caret - 1, ' ') + "^\n";
    return out;
}

void print_diagnostics(std::string_view severity, const std::vector<config::Diagnostic>& diagnostics,
                       Console& console, const std::map<std::string, std::string>& texts)
{
    Sources sources(texts);
    for (const auto& one : diagnostics)
    {
        const auto line = console.terminals().errors ? sources.line(one.where) : std::nullopt;
        console.print_error(diagnostic_text(severity, one, line));
    }
}

} // namespace idpsync::cli
