#include "json/raw_members.hpp"

#include "json/text.hpp"

#include <algorithm>

namespace idpsync {
namespace {

/// Walks over a text that is known to be JSON.
class Walker
{
public:
    explicit Walker(std::string_view text) : text_(text) {}

    /// Past white space, and past `delimiter` when that comes next.
    bool pass(char delimiter)
    {
        skip_space();
        if (at_ == text_.size() || text_[at_] != delimiter)
            return false;
        ++at_;
        return true;
    }

    [[nodiscard]] bool ended()
    {
        skip_space();
        return at_ == text_.size();
    }

    /// The value that comes next, as it is written.
    std::string_view value()
    {
        skip_space();
        const auto begin = at_;
        std::size_t depth = 0;
        while (at_ < text_.size())
        {
            const char letter = text_[at_];
            if (letter == '"')
                skip_string();
            else if (depth == 0 && ends_scalar(letter))
                break;
            else
                ++at_;
            if (letter == '{' || letter == '[')
                ++depth;
            else if (letter == '}' || letter == ']')
                --depth;
            if (depth == 0 && (letter == '"' || letter == '}' || letter == ']'))
                break;
        }
        return text_.substr(begin, at_ - begin);
    }

private:
    static bool is_space(char letter)
    {
        return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
    }

    static bool ends_scalar(char letter)
    {
        return is_space(letter) || letter == ',' || letter == '}' || letter == ']';
    }

    void skip_space()
    {
        while (at_ < text_.size() && is_space(text_[at_]))
            ++at_;
    }

    void skip_string()
    {
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
            if (text_[at_] == '\\')
                ++at_;
        at_ = std::min(at_ + 1, text_.size());
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

std::string decoded(std::string_view written)
{
    const auto value = parse_json(written);
    const auto* text = value ? value->if_string() : nullptr;
    return text == nullptr ? std::string() : std::string(*text);
}

} // namespace

std::vector<JsonMember> json_members(std::string_view object)
{
    std::vector<JsonMember> members;
    Walker walker(object);
    walker.pass('{');
    while (!walker.pass('}') && !walker.ended())
    {
        auto name = decoded(walker.value());
        walker.pass(':');
        members.push_back({std::move(name), walker.value()});
        walker.pass(',');
    }
    return members;
}

std::vector<std::string_view> json_elements(std::string_view array)
{
    std::vector<std::string_view> elements;
    Walker walker(array);
    walker.pass('[');
    while (!walker.pass(']') && !walker.ended())
    {
        elements.push_back(walker.value());
        walker.pass(',');
    }
    return elements;
}

} // namespace idpsync
