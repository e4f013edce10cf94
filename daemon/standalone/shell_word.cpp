#include "standalone/shell_word.hpp"

namespace idpsync::standalone {
namespace {

bool is_control(char letter)
{
    return (letter >= '\0' && letter < ' ') || letter == '\x7F';
}

/// Puts the value of one word together.
class WordReader
{
public:
    WordReader(Cursor& at, const KnownValues& known, bool exported)
        : at_(at), known_(known), exported_(exported)
    {}

    Word read();

private:
    void read_plain();
    void read_tilde();
    void read_escape();
    void read_single_quotes();
    void read_double_quotes();
    void read_escape_in_quotes();
    void read_dollar(bool in_quotes);
    void read_braces();
    void read_reference(std::string_view name);
    [[nodiscard]] bool is_windows_line_end() const;
    void skip_until(char end);
    void skip_brackets(char open, char close);
    void add(std::string_view part);
    void report(ShellTrouble what);

    Cursor& at_;
    const KnownValues& known_;
    bool exported_;
    Word word_{.value = std::string(), .referred = {}, .troubles = {}};
};

Word WordReader::read()
{
    if (at_.peek() == '(')
    {
        report(ShellTrouble::compound);
        skip_brackets('(', ')');
    }
    while (!at_.ends_line() && !at_.ends_word(0) && !at_.begins_operator())
        read_plain();
    return std::move(word_);
}

void WordReader::read_plain()
{
    switch (const char letter = at_.peek(); letter)
    {
    case '\'': return read_single_quotes();
    case '"': return read_double_quotes();
    case '\\': return read_escape();
    case '$': return read_dollar(false);
    case '`': report(ShellTrouble::substitution); return skip_until('`');
    case '~': return read_tilde();
    case '{':
        if (exported_)
            report(ShellTrouble::unknown_expansion);
        [[fallthrough]];
    default:
        if (is_control(letter))
            report(is_windows_line_end() ? ShellTrouble::carriage_return : ShellTrouble::control_character);
        add({&letter, 1});
        at_.advance();
    }
}

/// A home directory, where the shell expands it.
void WordReader::read_tilde()
{
    if (word_.value && (word_.value->empty() || word_.value->ends_with(':')))
        report(ShellTrouble::unknown_expansion);
    add("~");
    at_.advance();
}

/// A line break behind a backslash is nothing; any other character is itself.
void WordReader::read_escape()
{
    at_.advance();
    if (at_.ended())
        return add("\\");
    const char letter = at_.peek();
    if (letter == '\0')
        report(ShellTrouble::control_character);
    if (letter != '\n')
        add({&letter, 1});
    at_.advance();
}

void WordReader::read_single_quotes()
{
    const auto begin = at_.place() + 1;
    skip_until('\'');
    auto text = at_.since(begin);
    if (text.ends_with('\''))
        text.remove_suffix(1);
    if (text.find('\0') != std::string_view::npos)
        report(ShellTrouble::control_character);
    add(text);
}

void WordReader::read_double_quotes()
{
    const auto line = at_.line();
    for (at_.advance(); !at_.ended() && at_.peek() != '"';)
        switch (const char letter = at_.peek(); letter)
        {
        case '\\': read_escape_in_quotes(); break;
        case '$': read_dollar(true); break;
        case '`':
            report(ShellTrouble::substitution);
            skip_until('`');
            break;
        default:
            if (letter == '\0')
                report(ShellTrouble::control_character);
            add({&letter, 1});
            at_.advance();
        }
    if (at_.ended())
    {
        word_.value.reset();
        word_.troubles.push_back({ShellTrouble::open_quote, line});
    }
    at_.advance();
}

/// The backslash stays in front of what needs none.
void WordReader::read_escape_in_quotes()
{
    const char next = at_.peek(1);
    const bool escapes = next == '$' || next == '`' || next == '"' || next == '\\' || next == '\n';
    if (!escapes)
        add("\\");
    else if (next != '\n')
        add({&next, 1});
    at_.advance(escapes ? 2 : 1);
}

void WordReader::read_dollar(bool in_quotes)
{
    const char next = at_.peek(1);
    if (const auto name = at_.identifier(1); !name.empty())
    {
        at_.advance(1 + name.size());
        return read_reference(name);
    }
    if (next == '{')
        return read_braces();
    if (next == '(')
    {
        report(ShellTrouble::substitution);
        at_.advance();
        return skip_brackets('(', ')');
    }
    constexpr std::string_view special = "?!#*@-$0123456789[";
    const bool quote = !in_quotes && (next == '\'' || next == '"');
    if (quote || (next != '\0' && special.find(next) != std::string_view::npos))
        report(ShellTrouble::unknown_expansion);
    else
        add("$");
    at_.advance();
}

/// ${NAME}; nothing else in braces is read.
void WordReader::read_braces()
{
    const auto name = at_.identifier(2);
    if (!name.empty() && at_.peek(2 + name.size()) == '}')
    {
        at_.advance(3 + name.size());
        return read_reference(name);
    }
    report(ShellTrouble::unknown_expansion);
    at_.advance();
    skip_brackets('{', '}');
}

/// What nothing above assigns, the shell takes from its environment.
void WordReader::read_reference(std::string_view name)
{
    word_.referred.emplace_back(name);
    const auto found = known_.find(name);
    if (found == known_.end())
        report(ShellTrouble::unknown_expansion);
    else if (found->second)
        add(*found->second);
    else
        word_.value.reset();
}

bool WordReader::is_windows_line_end() const
{
    return at_.peek() == '\r' && (at_.peek(1) == '\n' || at_.peek(1) == '\0');
}

/// From one quote past the next of its kind.
void WordReader::skip_until(char end)
{
    const auto line = at_.line();
    for (at_.advance(); !at_.ended() && at_.peek() != end;)
        at_.advance(end == '`' && at_.peek() == '\\' && at_.peek(1) != '\0' ? 2 : 1);
    if (at_.ended())
    {
        word_.value.reset();
        word_.troubles.push_back({ShellTrouble::open_quote, line});
    }
    at_.advance();
}

/// Past the bracket that closes the one here. Quotes in between are not heeded: nothing of it is used.
void WordReader::skip_brackets(char open, char close)
{
    std::size_t depth = 0;
    const auto line = at_.line();
    do
    {
        if (at_.peek() == open)
            ++depth;
        else if (at_.peek() == close)
            --depth;
        at_.advance();
    } while (depth != 0 && !at_.ended());
    if (depth != 0)
        word_.troubles.push_back({ShellTrouble::open_quote, line});
}

void WordReader::add(std::string_view part)
{
    if (!word_.value)
        return;
    if (word_.value->size() + part.size() > longest_value)
        return report(ShellTrouble::too_long);
    word_.value->append(part);
}

void WordReader::report(ShellTrouble what)
{
    word_.value.reset();
    word_.troubles.push_back({what, at_.line()});
}

} // namespace

Word read_word(Cursor& at, const KnownValues& known, bool exported)
{
    return WordReader(at, known, exported).read();
}

} // namespace idpsync::standalone
