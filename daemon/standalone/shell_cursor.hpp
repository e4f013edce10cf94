#pragma once

// A place in the text of a shell script. Used by setup_env.cpp and shell_word.cpp.

#include <cstddef>
#include <string_view>

namespace idpsync::standalone {

/// Where reading is in a text.
class Cursor
{
public:
    explicit Cursor(std::string_view text) : text_(text) {}

    [[nodiscard]] bool ended() const { return at_ == text_.size(); }
    [[nodiscard]] std::size_t place() const { return at_; }
    [[nodiscard]] unsigned line() const { return line_; }

    /// The character so far ahead; '\0' behind the end.
    [[nodiscard]] char peek(std::size_t ahead = 0) const
    {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }

    /// The name of a variable that begins `ahead` from here; empty: none does.
    [[nodiscard]] std::string_view identifier(std::size_t ahead = 0) const;

    /// A line break, or the end, comes next.
    [[nodiscard]] bool ends_line() const;

    /// A word that is so long ends here.
    [[nodiscard]] bool ends_word(std::size_t length) const;

    /// ; & | < > ( or )
    [[nodiscard]] bool begins_operator() const;

    void advance(std::size_t count = 1);
    void skip_blanks(); ///< also line breaks behind a backslash
    void skip_line();   ///< with its break

    /// The text from `begin` to here.
    [[nodiscard]] std::string_view since(std::size_t begin) const { return text_.substr(begin, at_ - begin); }

private:
    std::string_view text_;
    std::size_t at_ = 0;
    unsigned line_ = 1;
};

} // namespace idpsync::standalone
