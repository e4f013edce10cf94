#include "config/simple_yaml.hpp"

#include "config/tree_builder.hpp"
#include "core/secret.hpp"

#include <algorithm>
#include <string>

namespace idpsync::config {
namespace {

constexpr std::size_t deepest_simple_level = 16;
constexpr std::size_t longest_simple_key = 100;

bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool may_begin_plain(char c)
{
    return is_word(c) || c == '/' || c == '.' || c == '_';
}

bool is_of_key(char c)
{
    return is_word(c) || c == '_' || c == '-';
}

/// Nothing that ends a plain scalar in braces, or means something there.
bool is_of_braced(char c)
{
    return is_of_key(c) || c == '.' || c == '/';
}

bool is_of_line(char c)
{
    return is_of_braced(c) || std::string_view(" :@+=~,()").find(c) != std::string_view::npos;
}

bool is_of_quoted(char c)
{
    return c >= ' ' && c <= '~' && c != '\\';
}

template <class Of>
std::string_view beginning(std::string_view text, Of of)
{
    const auto end = std::ranges::find_if_not(text, of);
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::size_t blanks(std::string_view text)
{
    return std::min(text.find_first_not_of(' '), text.size());
}

bool is_null(std::string_view plain)
{
    return plain == "null" || plain == "Null" || plain == "NULL" || plain == "~";
}

/// Nothing, or a comment.
bool ends_a_line(std::string_view rest)
{
    const auto begin = blanks(rest);
    return begin == rest.size() || (begin > 0 && rest[begin] == '#');
}

/// Tells a TreeBuilder what yaml-cpp would. Each step says false where the text is not simple.
class SimpleReader
{
public:
    explicit SimpleReader(std::string_view text) : text_(text), builder_(text.size()) { next_line(); }
    ~SimpleReader() { wipe(scalar_); }
    SimpleReader(const SimpleReader&) = delete;
    SimpleReader& operator=(const SimpleReader&) = delete;

    std::optional<Tree> read()
    {
        builder_.OnDocumentStart(mark());
        if (!has_line_ || at_ != begin_ || !read_mapping() || has_line_)
            return std::nullopt;
        builder_.OnDocumentEnd();
        return builder_.take();
    }

private:
    /// Goes to the first character of the next line that holds something.
    void next_line()
    {
        for (has_line_ = false; next_ < text_.size();)
        {
            begin_ = next_;
            end_ = std::min(text_.find('\n', begin_), text_.size());
            next_ = end_ + 1;
            ++number_;
            at_ = begin_;
            at_ += blanks(rest());
            has_line_ = at_ < end_ && text_[at_] != '#';
            if (has_line_)
                return;
        }
    }

    [[nodiscard]] std::string_view rest() const { return text_.substr(at_, end_ - at_); }
    [[nodiscard]] std::size_t column() const { return at_ - begin_; }
    [[nodiscard]] bool sees(char c) const { return at_ < end_ && text_[at_] == c; }

    [[nodiscard]] YAML::Mark mark() const
    {
        YAML::Mark mark;
        mark.pos = static_cast<int>(at_);
        mark.line = static_cast<int>(number_) - 1;
        mark.column = static_cast<int>(column());
        return mark;
    }

    void add_scalar(std::string_view text, const std::string& tag)
    {
        scalar_.assign(text);
        builder_.OnScalar(mark(), tag, YAML::NullAnchor, scalar_);
    }

    bool read_mapping()
    {
        const auto indent = column();
        if (++level_ > deepest_simple_level)
            return false;
        builder_.OnMapStart(mark(), plain_tag_, YAML::NullAnchor, YAML::EmitterStyle::Block);
        while (has_line_ && column() == indent)
            if (!read_entry())
                return false;
        builder_.OnMapEnd();
        --level_;
        return !has_line_ || column() < indent;
    }

    bool read_entry()
    {
        const auto indent = column();
        if (!read_key())
            return false;
        if (ends_a_line(rest()))
            return read_below(indent);
        const auto gap = blanks(rest());
        at_ += gap;
        if (gap == 0 || !read_value() || !ends_a_line(rest()))
            return false;
        next_line();
        return !has_line_ || column() <= indent;
    }

    /// With its colon.
    bool read_key()
    {
        const auto key = beginning(rest(), is_of_key);
        const bool simple = !key.empty() && is_word(key.front()) && key.size() <= longest_simple_key &&
                            rest().substr(key.size()).starts_with(':') && !is_null(key);
        if (!simple)
            return false;
        add_scalar(key, plain_tag_);
        at_ += key.size() + 1;
        return true;
    }

    /// The value of a key that stands alone in its line.
    bool read_below(std::size_t indent)
    {
        const auto behind_the_key = mark();
        next_line();
        if (has_line_ && column() > indent)
            return read_mapping();
        builder_.OnNull(behind_the_key, YAML::NullAnchor);
        return true;
    }

    bool read_value()
    {
        if (sees('{'))
            return read_braces();
        if (sees('"') || sees('\''))
            return read_quoted();
        auto plain = beginning(rest(), is_of_line);
        const bool before_comment = plain.size() < rest().size();
        if (before_comment && !(rest()[plain.size()] == '#' && plain.ends_with(' ')))
            return false;
        plain = plain.substr(0, plain.find_last_not_of(' ') + 1);
        const bool may_be_a_key = plain.ends_with(':') || plain.find(": ") != std::string_view::npos;
        return !may_be_a_key && plain.find("  ") == std::string_view::npos && add_plain(plain);
    }

    bool add_plain(std::string_view plain)
    {
        if (plain.empty() || !may_begin_plain(plain.front()) || is_null(plain))
            return false;
        add_scalar(plain, plain_tag_);
        at_ += plain.size();
        return true;
    }

    bool read_quoted()
    {
        const char quote = text_[at_];
        const auto inside =
            beginning(rest().substr(1), [quote](char c) { return is_of_quoted(c) && c != quote; });
        const auto behind = rest().substr(1 + inside.size());
        // Two single quotes are one.
        if (!behind.starts_with(quote) || behind.substr(1).starts_with(quote))
            return false;
        add_scalar(inside, quoted_tag_);
        at_ += inside.size() + 2;
        return true;
    }

    bool read_braces()
    {
        builder_.OnMapStart(mark(), plain_tag_, YAML::NullAnchor, YAML::EmitterStyle::Flow);
        do
        {
            ++at_;
            at_ += blanks(rest());
            if (!read_key() || !sees(' '))
                return false;
            at_ += blanks(rest());
            const bool quoted = sees('"') || sees('\'');
            if (!(quoted ? read_quoted() : add_plain(beginning(rest(), is_of_braced))))
                return false;
            at_ += blanks(rest());
        } while (sees(','));
        if (!sees('}'))
            return false;
        ++at_;
        builder_.OnMapEnd();
        return true;
    }

    const std::string plain_tag_ = "?"; ///< what yaml-cpp says of a scalar without a tag
    const std::string quoted_tag_ = "!";
    std::string_view text_;
    TreeBuilder builder_;
    std::string scalar_;
    std::size_t begin_ = 0; ///< of the line
    std::size_t end_ = 0;
    std::size_t next_ = 0;
    std::size_t at_ = 0;
    std::size_t number_ = 0;
    std::size_t level_ = 0;
    bool has_line_ = false;
};

} // namespace

std::optional<Tree> parse_simple_tree(std::string_view text)
{
    return SimpleReader(text).read();
}

} // namespace idpsync::config
