#include "standalone/shell_cursor.hpp"

#include <algorithm>

namespace idpsync::standalone {
namespace {

bool begins_name(char letter)
{
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_';
}

bool continues_name(char letter)
{
    return begins_name(letter) || (letter >= '0' && letter <= '9');
}

} // namespace

std::string_view Cursor::identifier(std::size_t ahead) const
{
    const auto rest = text_.substr(std::min(at_ + ahead, text_.size()));
    if (rest.empty() || !begins_name(rest.front()))
        return {};
    const auto end = std::find_if_not(rest.begin(), rest.end(), continues_name);
    return rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
}

bool Cursor::ends_line() const
{
    return ended() || peek() == '\n';
}

bool Cursor::ends_word(std::size_t length) const
{
    if (at_ + length >= text_.size())
        return true;
    const char letter = peek(length);
    return letter == ' ' || letter == '\t' || letter == '\n';
}

bool Cursor::begins_operator() const
{
    return !ended() && std::string_view(";&|<>()").find(peek()) != std::string_view::npos;
}

void Cursor::advance(std::size_t count)
{
    for (; count != 0 && !ended(); --count)
        line_ += text_[at_++] == '\n' ? 1U : 0U;
}

void Cursor::skip_blanks()
{
    for (;;)
        if (peek() == ' ' || peek() == '\t')
            advance();
        else if (peek() == '\\' && peek(1) == '\n')
            advance(2);
        else
            return;
}

void Cursor::skip_line()
{
    while (!ends_line())
        advance();
    advance();
}

} // namespace idpsync::standalone
