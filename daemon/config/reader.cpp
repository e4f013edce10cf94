#include "config/reader.hpp"

#include "config/corrections.hpp"
#include "config/durations.hpp"
#include "config/hints.hpp"
#include "config/plain_scalar.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <charconv>

namespace idpsync::config {
namespace {

/// A value for a message.
std::string shown_as(std::string_view text, Shown shown)
{
    return shown == Shown::yes ? quoted(text, 80) : "the value";
}

std::size_t characters_in(std::string_view utf8)
{
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Nothing in it to escape or to cut, as in nearly every name.
bool is_plain_name(std::string_view name)
{
    return name.size() <= 80 && std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
           });
}

constexpr std::string_view empty_value =
    "is empty (null); write a value, in quotes if it begins with # or is the word null, or leave the setting "
    "out";

} // namespace

Value::Value(const Document& document, NodeIndex node, std::string path)
    : document_(&document), node_(node), path_(std::move(path))
{}

SourceLocation Value::where() const
{
    const auto mark = document_->tree.mark(node_);
    return {document_->file, mark.line, mark.column};
}

Value Value::child(NodeIndex node, std::string_view name) const
{
    std::string path;
    path.reserve(path_.size() + 1 + name.size());
    path += path_;
    if (!path.empty() && !name.starts_with('['))
        path += '.';
    if (is_plain_name(name))
        path += name;
    else
        path += excerpt(name, 80);
    return {*document_, node, std::move(path)};
}

void Value::error(std::string message) const
{
    document_->found.errors.push_back({where(), path_, std::move(message)});
}

void Value::warn(std::string message) const
{
    document_->found.warnings.push_back({where(), path_, std::move(message)});
}

void Value::leftover(std::string message) const
{
    document_->found.leftovers.push_back({where(), path_, std::move(message)});
}

void Value::keep_place() const
{
    document_->found.places.insert_or_assign(path_, where());
}

void Value::keep_secret(const SecretSource& source) const
{
    document_->found.secrets.insert_or_assign(path_, source);
}

bool Value::is_placeholder() const
{
    const auto nodes = children();
    return kind() == NodeKind::mapping && nodes.size() == 2 &&
           document_->tree.kind(nodes[0]) == NodeKind::mapping;
}

std::optional<std::string> Value::text(Shown shown) const
{
    const auto why = is_placeholder() ? placeholder_left : unfinished(raw());
    if (!why.empty())
    {
        error(std::string(why));
        return std::nullopt;
    }
    switch (kind())
    {
    case NodeKind::quoted: return std::string(raw());
    case NodeKind::null: error(std::string(empty_value)); return std::nullopt;
    case NodeKind::sequence: error("must be a text, not a list"); return std::nullopt;
    case NodeKind::mapping: error("must be a text, not a mapping"); return std::nullopt;
    case NodeKind::plain: break;
    }
    const auto meaning = meaning_of_plain(raw());
    if (meaning == PlainMeaning::text)
        return std::string(raw());
    if (shown == Shown::yes)
        error(excerpt(raw(), 80) + " is " + std::string(to_string(meaning)) +
              " in YAML, but a text is needed; write " + quoted(raw(), 80) + " in quotes");
    else
        error("this is not a text in YAML, but a boolean, a number or a date; write it in quotes");
    return std::nullopt;
}

std::optional<std::string> Value::clean_text(std::size_t limit, Shown shown) const
{
    auto value = text(shown);
    if (!value)
        return std::nullopt;
    if (value->empty())
        error("is empty; write a value, or leave the setting out");
    else if (is_blank(value->front()) || is_blank(value->back()))
        error(shown_as(*value, shown) +
              " has white space around it, which would be taken as it is; remove it");
    else if (has_control_characters(*value))
        error(shown_as(*value, shown) + " holds a control character; remove it");
    else if (characters_in(*value) > limit)
        error("is longer than " + std::to_string(limit) + " characters; is this the right value?");
    else
        return value;
    return std::nullopt;
}

std::optional<std::string> Value::plain_text(std::size_t limit, Shown shown) const
{
    auto value = clean_text(limit, shown);
    if (!value)
        return std::nullopt;
    auto why = stray_character(*value);
    if (why.empty())
        why = is_left_open(*value) ? placeholder_left : quotes_around(*value);
    if (why.empty() && value->ends_with(','))
        why = "ends with a comma; remove it";
    if (why.empty())
        return value;
    error(std::move(why));
    return std::nullopt;
}

std::optional<std::string> Value::url_text() const
{
    constexpr std::size_t longest_url = 2048; // longer than any; a pasted file is longer still
    // In quotes it would be no URL either.
    if (kind() != NodeKind::plain || meaning_of_plain(raw()) == PlainMeaning::text)
        return plain_text(longest_url, Shown::no);
    error("must be a whole URL, such as https://host.example.com");
    return std::nullopt;
}

std::optional<bool> Value::boolean() const
{
    if (kind() == NodeKind::plain && raw() == "true")
        return true;
    if (kind() == NodeKind::plain && raw() == "false")
        return false;
    if (kind() == NodeKind::null)
        error(std::string(empty_value));
    else if (kind() == NodeKind::quoted && (raw() == "true" || raw() == "false"))
        error("must be true or false without quotes");
    else
        error("must be true or false");
    return std::nullopt;
}

std::optional<unsigned> Value::whole_number(unsigned least, unsigned most) const
{
    if (kind() == NodeKind::null)
    {
        error(std::string(empty_value));
        return std::nullopt;
    }
    const auto digits = raw();
    unsigned number = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool has_form = failure != std::errc::invalid_argument && end == digits.data() + digits.size() &&
                          (digits.size() == 1 || !digits.starts_with('0'));
    if (kind() == NodeKind::plain && has_form && failure == std::errc() && number >= least && number <= most)
        return number;
    const std::string range = std::to_string(least) + " to " + std::to_string(most);
    if (kind() == NodeKind::quoted && has_form)
        error("must be a number without quotes");
    else
        error("must be a whole number from " + range + ", in plain decimal digits");
    return std::nullopt;
}

std::optional<std::chrono::milliseconds> Value::duration() const
{
    if (kind() == NodeKind::plain && meaning_of_plain(raw()) != PlainMeaning::text)
    {
        const auto without_unit = parse_duration(raw());
        error(without_unit.has_error() ? without_unit.error().text() : "must be a duration");
        return std::nullopt;
    }
    const auto written = text();
    if (!written)
        return std::nullopt;
    const auto parsed = parse_duration(*written);
    if (parsed.has_error())
    {
        error(parsed.error().text());
        return std::nullopt;
    }
    return *parsed;
}

std::optional<std::chrono::sys_days> Value::day() const
{
    const bool scalar = kind() == NodeKind::plain || kind() == NodeKind::quoted;
    const auto day = scalar ? parse_day(raw()) : std::nullopt;
    if (!day)
        error("must be a day, as 2027-01-31");
    return day;
}

std::optional<std::vector<Value>> Value::list() const
{
    if (kind() != NodeKind::sequence)
    {
        error("must be a list: [one, two], or lines that begin with a dash");
        return std::nullopt;
    }
    std::vector<Value> items;
    const auto nodes = children();
    items.reserve(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i)
        items.push_back(child(nodes[i], "[" + std::to_string(i) + "]"));
    return items;
}

std::optional<std::string> Value::file_path(Shown shown) const
{
    auto path = plain_text(4095, shown);
    if (!path || path->starts_with('/'))
        return path;
    if (path->starts_with("~/"))
    {
        error("~ is not expanded; write the whole path");
        return std::nullopt;
    }
    while (path->starts_with("./"))
        path->erase(0, 2);
    return document_->directory + "/" + *path;
}

std::optional<std::size_t> Value::one_of(std::span<const std::string_view> words,
                                         std::string_view advice) const
{
    // What YAML takes for a number or a boolean would be none of the words in quotes either.
    const bool no_text = kind() == NodeKind::plain && meaning_of_plain(raw()) != PlainMeaning::text;
    const auto written = no_text ? std::optional<std::string>(raw()) : text();
    if (!written)
        return std::nullopt;
    const auto found = std::find(words.begin(), words.end(), *written);
    if (found != words.end())
        return static_cast<std::size_t>(found - words.begin());
    auto all = joined(words);
    const auto meant = meant_word(*written, words);
    const auto other = other_protocol(*written);
    error(quoted(*written, 80) + " is not one of " + all +
          (!advice.empty()  ? ": " + std::string(advice)
           : !meant.empty() ? "; did you mean " + std::string(meant) + "?"
           : !other.empty() ? "; " + std::string(other)
                            : std::string()));
    return std::nullopt;
}

} // namespace idpsync::config
