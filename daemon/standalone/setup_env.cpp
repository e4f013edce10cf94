#include "standalone/setup_env.hpp"

#include "standalone/shell_word.hpp"

#include <algorithm>

namespace idpsync::standalone {
namespace {

/// Reads statements, one after the other. All words of one are read before any of it counts: a word behind
/// an assignment makes it one for that command alone.
class Statements
{
public:
    explicit Statements(std::string_view text) : at_{text} {}

    SetupEnv read()
    {
        while (!at_.ended())
            read_line();
        return std::move(found_);
    }

private:
    void read_line();
    void read_statement();
    bool read_assignment();
    void read_other_word();
    void report(ShellTrouble what);
    void keep();

    Cursor at_;
    SetupEnv found_;
    KnownValues known_;
    // Of the statement that is being read.
    std::vector<Assignment> assigned_;
    std::vector<std::string> named_; ///< behind `export`, without a value
    bool exports_ = false;
    bool is_data_ = true;
};

void Statements::read_line()
{
    at_.skip_blanks();
    if (at_.peek() == '#')
        at_.skip_line();
    else if (at_.ends_line())
        at_.advance();
    else
        read_statement();
}

/// Up to the line's end or a comment; the rest behind something that is no data is passed over unread.
void Statements::read_statement()
{
    assigned_.clear();
    named_.clear();
    exports_ = false;
    is_data_ = true;
    while (is_data_ && !at_.ends_line() && at_.peek() != '#')
    {
        if (!read_assignment())
            read_other_word();
        at_.skip_blanks();
    }
    keep();
    at_.skip_line();
}

bool Statements::read_assignment()
{
    const auto name = at_.identifier();
    if (name.empty() || at_.peek(name.size()) != '=')
        return false;
    Assignment one{.key = std::string(name), .value = {}, .line = at_.line(), .begin = at_.place()};
    at_.advance(name.size() + 1);
    auto word = read_word(at_, known_, exports_);
    one.end = at_.place();
    one.value = std::move(word.value);
    found_.referred.insert(word.referred.begin(), word.referred.end());
    for (const auto& [what, line] : word.troubles)
        found_.troubles.push_back({what, line, one.key});
    // `export` has all of its words expanded before it assigns any.
    if (!exports_)
        known_.insert_or_assign(one.key, one.value);
    assigned_.push_back(std::move(one));
    if (at_.begins_operator())
        report(ShellTrouble::shell_operator);
    return true;
}

void Statements::read_other_word()
{
    const auto name = at_.identifier();
    const bool whole = at_.ends_word(name.size());
    if (name == "export" && whole && assigned_.empty() && !exports_)
        exports_ = true;
    else if (exports_ && !name.empty() && whole)
        named_.emplace_back(name);
    else if (!name.empty() && (at_.peek(name.size()) == '[' || at_.peek(name.size()) == '+'))
        report(ShellTrouble::compound);
    else if (at_.peek() == '`')
        report(ShellTrouble::substitution);
    else if (at_.peek() == '\r')
        report(ShellTrouble::carriage_return);
    else if (at_.begins_operator())
        report(ShellTrouble::shell_operator);
    else
        report(assigned_.empty() ? ShellTrouble::command : ShellTrouble::stray_word);
    if (is_data_)
        at_.advance(name.size());
}

void Statements::report(ShellTrouble what)
{
    found_.troubles.push_back({what, at_.line(), assigned_.empty() ? std::string() : assigned_.back().key});
    is_data_ = false;
}

void Statements::keep()
{
    for (auto& one : assigned_)
    {
        if (!is_data_)
            one.value.reset();
        known_.insert_or_assign(one.key, one.value);
        if (exports_)
            found_.exported.insert(one.key);
        found_.assignments.push_back(std::move(one));
    }
    if (is_data_)
        found_.exported.insert(named_.begin(), named_.end());
}

} // namespace

const Assignment* SetupEnv::find(std::string_view key) const
{
    const auto last = std::find_if(assignments.rbegin(), assignments.rend(),
                                   [&](const Assignment& one) { return one.key == key; });
    return last == assignments.rend() ? nullptr : &*last;
}

Variables SetupEnv::variables() const
{
    Variables values;
    for (const auto& one : assignments)
        if (one.value)
            values.insert_or_assign(one.key, *one.value);
        else
            values.erase(one.key);
    return values;
}

SetupEnv parse_setup_env(std::string_view text)
{
    return Statements(text).read();
}

std::optional<std::string> shell_quoted(std::string_view value)
{
    constexpr std::string_view no_line_holds{"\0\n\r", 3};
    if (value.find_first_of(no_line_holds) != std::string_view::npos)
        return std::nullopt;
    std::string word = "'";
    for (const char letter : value)
        word += letter == '\'' ? std::string_view(R"('\'')") : std::string_view(&letter, 1);
    return word + '\'';
}

} // namespace idpsync::standalone
