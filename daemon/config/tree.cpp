#include "config/tree.hpp"

#include "config/tree_builder.hpp"
#include "config/yaml_hints.hpp"
#include "core/secret.hpp"

#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <istream>
#include <streambuf>

namespace idpsync::config {
namespace {

constexpr std::size_t furthest_look_ahead = 256U * 1024U;

/// Feeds the parser without a copy of the whole text, and stops it when it has read far beyond its last
/// event.
class TextBuffer final : public std::streambuf
{
public:
    TextBuffer(std::string_view text, const TreeBuilder& builder) : rest_(text), builder_(builder) {}

protected:
    int_type underflow() override
    {
        check_distance();
        if (rest_.empty())
            return traits_type::eof();
        const auto size = std::min(rest_.size(), chunk_.size());
        std::copy_n(rest_.begin(), size, chunk_.begin());
        rest_.remove_prefix(size);
        for (std::size_t i = 0; i < size; ++i)
            count(chunk_[i]);
        setg(chunk_.data(), chunk_.data(), chunk_.data() + size);
        return traits_type::to_int_type(chunk_.front());
    }

private:
    void check_distance()
    {
        const auto& event = builder_.last_event();
        if (event.pos != counted_from_)
        {
            counted_from_ = event.pos;
            since_event_ = 0;
        }
        if (since_event_ > furthest_look_ahead)
            throw ParseStopped{{to_mark(event),
                                "more than 256 KiB without an end start here; close the bracket or "
                                "quote, or write one setting per line without brackets"}};
    }

    /// Lines that are a comment do not count, however many there are.
    void count(char c)
    {
        if (c == '\n')
            line_ = Line::blank;
        else if (line_ == Line::blank && c != ' ')
            line_ = c == '#' ? Line::comment : Line::content;
        if (line_ == Line::content)
            ++since_event_;
    }

    enum class Line
    {
        blank,
        comment,
        content
    };

    std::string_view rest_;
    const TreeBuilder& builder_;
    Line line_ = Line::blank;
    int counted_from_ = 0;
    std::size_t since_event_ = 0;
    std::array<char, 4096> chunk_{};
};

/// True when the scalar at `offset` is in quotes, and they are not closed before the end of `text`.
bool is_left_open(std::string_view text, std::size_t offset)
{
    text = text.substr(std::min(offset, text.size()));
    while (text.starts_with('&') || text.starts_with('!'))
    {
        text.remove_prefix(std::min(text.find_first_of(" \t\r\n"), text.size()));
        text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    }
    if (!text.starts_with('"') && !text.starts_with('\''))
        return false;
    const char quote = text.front();
    for (std::size_t i = 1; i < text.size(); ++i)
    {
        if (text[i] == '\\' && quote == '"')
            ++i;
        else if (text[i] == quote && quote == '\'' && text.substr(i).starts_with("''"))
            ++i;
        else if (text[i] == quote)
            return false;
    }
    return true;
}

std::optional<TextProblem> run_parser(std::string_view text, TreeBuilder& builder)
{
    TextBuffer buffer(text, builder);
    std::istream stream(&buffer);
    try
    {
        YAML::Parser parser(stream);
        for (bool more = true; more;)
            more = parser.HandleNextDocument(builder);
    }
    catch (const ParseStopped& stopped)
    {
        return stopped.problem;
    }
    catch (const YAML::Exception& exception)
    {
        const auto mark = exception.mark.is_null() ? Mark() : to_mark(exception.mark);
        if (const auto bracket = builder.open_bracket(); bracket && bracket->line < mark.line)
            return TextProblem{*bracket,
                               "the bracket that opens here is not closed, or a comma is missing in it"};
        return explained(mark, exception.msg, text);
    }
    return std::nullopt;
}

/// What is wrong with `text`, after `builder` has seen it.
std::vector<TextProblem> build(std::string_view text, TreeBuilder& builder)
{
    std::vector<TextProblem> problems;
    const auto stop = run_parser(text, builder);
    problems = builder.problems();
    if (stop)
        problems.push_back(*stop);
    if (!problems.empty())
    {
        if (auto conflict = merge_conflict(text))
            return {std::move(*conflict)};
    }
    else if (!builder.has_document())
        problems.push_back({{}, "the file is empty"});
    else if (builder.last_quoted() && is_left_open(text, *builder.last_quoted()))
        problems.push_back({to_mark(builder.last_event()),
                            "the quote that is opened here is never closed; is the file complete?"});
    return problems;
}

} // namespace

Tree::~Tree()
{
    wipe(scalars_);
}

std::string_view Tree::text(NodeIndex node) const
{
    const auto& [line, column, begin, size, kind] = nodes_[node];
    if (kind != NodeKind::plain && kind != NodeKind::quoted)
        return {};
    return std::string_view(scalars_).substr(begin, size);
}

std::span<const NodeIndex> Tree::children(NodeIndex node) const
{
    const auto& [line, column, begin, size, kind] = nodes_[node];
    if (kind != NodeKind::sequence && kind != NodeKind::mapping)
        return {};
    return std::span(children_).subspan(begin, size);
}

std::optional<Tree> parse_tree(std::string_view text, const std::string& file,
                               std::vector<Diagnostic>& errors)
{
    const auto report = [&](TextProblem problem) {
        errors.push_back({{file, problem.mark.line, problem.mark.column}, {}, std::move(problem.message)});
    };
    text = without_byte_order_mark(text);
    if (auto problem = find_text_problem(text))
    {
        report(std::move(*problem));
        return std::nullopt;
    }
    TreeBuilder builder(text.size());
    auto problems = build(text, builder);
    std::ranges::for_each(problems, report);
    if (!problems.empty())
        return std::nullopt;
    return builder.take();
}

} // namespace idpsync::config
