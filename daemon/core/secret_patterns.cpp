#include "core/secret_patterns.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace idpsync {
namespace {

/// Fewer characters than these are found in ordinary text by chance.
constexpr std::size_t ordinary_length = 8;
constexpr std::size_t least_length = 4;
constexpr std::size_t longest_word = 12;

enum class Class
{
    small,
    capital,
    digit,
    separator,
    mark
};

Class class_of(char c)
{
    if (c >= 'a' && c <= 'z')
        return Class::small;
    if (c >= 'A' && c <= 'Z')
        return Class::capital;
    if (c >= '0' && c <= '9')
        return Class::digit;
    if (std::string_view("-_.: /").find(c) != std::string_view::npos)
        return Class::separator;
    return static_cast<unsigned char>(c) >= 0x80 ? Class::small : Class::mark;
}

/// How often letters change case or meet digits or marks in the first `size` characters, but for the capital
/// that a word begins with: words hardly ever do.
int changes_in(std::string_view text)
{
    int changes = 0;
    auto last = Class::separator;
    std::size_t capitals = 0;
    for (const char c : text)
    {
        const auto now = class_of(c);
        const bool first_letter = last == Class::capital && capitals == 1 && now == Class::small;
        const bool from_nothing = last == Class::separator && now != Class::mark;
        if (now != Class::separator && now != last && !first_letter && !from_nothing)
            ++changes;
        if (now == Class::capital)
            capitals = last == Class::capital ? capitals + 1 : 1;
        if (now != Class::separator)
            last = now;
    }
    return changes;
}

constexpr int changes_of_no_word = 2;

/// A name, a word or a number: it may stand in any message.
bool is_common(std::string_view secret)
{
    const bool letters = std::ranges::all_of(
        secret, [](char c) { return class_of(c) == Class::small || class_of(c) == Class::capital; });
    const bool digits = std::ranges::all_of(secret, [](char c) { return class_of(c) == Class::digit; });
    return secret.size() < least_length ||
           (letters && secret.size() <= longest_word && changes_in(secret) < changes_of_no_word) ||
           (digits && secret.size() < ordinary_length);
}

/// How much of a secret, cut off by `part`, is the secret rather than a word in it.
template <class Part>
std::size_t distinctive_length(std::string_view secret, Part part)
{
    for (auto length = ordinary_length; length < secret.size(); ++length)
        if (changes_in(part(length)) >= changes_of_no_word)
            return length;
    const bool at_the_end = changes_in(secret) >= changes_of_no_word;
    return at_the_end ? std::max(ordinary_length, secret.size())
                      : std::max(ordinary_length, secret.size() - secret.size() / 4);
}

/// So many of its first and of its last characters tell enough of it.
struct Distinctive
{
    std::size_t beginning;
    std::size_t end;
};

Distinctive distinctive_parts(std::string_view secret)
{
    return {
        .beginning = distinctive_length(secret, [&](std::size_t length) { return secret.substr(0, length); }),
        .end = distinctive_length(secret,
                                  [&](std::size_t length) { return secret.substr(secret.size() - length); })};
}

std::string fully_unescaped(std::string_view text)
{
    std::string out(text);
    if (!has_escape_marks(text))
        return out;
    for (int layer = 0; layer < most_escape_layers; ++layer)
    {
        auto next = unescaped(out);
        std::swap(out, next.text);
        wipe(next.text);
        if (!next.changed)
            break;
    }
    return out;
}

/// As somebody has it who took its bytes of UTF-8 for characters.
std::string misread(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes)
    {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80)
            out += static_cast<char>(0xc0U | (byte >> 6U));
        out += byte >= 0x80 ? static_cast<char>(0x80U | (byte & 0x3fU)) : c;
    }
    return out;
}

std::string hex_of(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes)
    {
        out += digits[static_cast<unsigned char>(c) >> 4U];
        out += digits[static_cast<unsigned char>(c) & 0xfU];
    }
    return out;
}

constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What each character of both alphabets stands for.
constexpr auto base64_values = [] {
    std::array<std::uint8_t, 256> values{};
    for (std::uint8_t i = 0; i < base64_alphabet.size(); ++i)
        values[static_cast<unsigned char>(base64_alphabet[i])] = i;
    values['-'] = 62;
    values['_'] = 63;
    return values;
}();

std::uint8_t value_in_base64(char c)
{
    return base64_values[static_cast<unsigned char>(c)];
}

/// The characters of base64 that `bytes` alone decide when `before` bytes (at most 2) stand before them.
std::string base64_inside(std::string_view bytes, std::size_t before)
{
    std::string out;
    out.reserve(bytes.size() * 4 / 3 + 1);
    // What stood before leaves bits in a character that is not of `bytes` alone: 2 of its bits, or 4.
    unsigned bits = 0;
    unsigned count = 0;
    unsigned skip = before == 0 ? 0 : before == 1 ? 4 : 2;
    for (const char c : bytes)
    {
        bits = ((bits << 8U) | static_cast<unsigned char>(c)) & 0xffffU;
        count += 8;
        count -= std::exchange(skip, 0U);
        for (; count >= 6; count -= 6)
            out += base64_alphabet[(bits >> (count - 6)) & 0x3fU];
    }
    return out;
}

/// Collects patterns, each once.
class Patterns
{
public:
    void add(std::string text, std::size_t shortest, bool stands_alone = false, bool is_base64 = false)
    {
        add(std::move(text), Distinctive{shortest, shortest}, stands_alone, is_base64);
    }

    void add(std::string text, Distinctive shortest, bool stands_alone = false, bool is_base64 = false)
    {
        text = folded(std::move(text));
        const bool usable = text.size() >= shortest.beginning && text.size() >= shortest.end &&
                            (stands_alone || shortest.beginning >= ordinary_length);
        const bool is_new = std::ranges::none_of(
            patterns_, [&](const SecretPattern& one) { return one.text.reveal() == text; });
        if (usable && is_new)
            patterns_.push_back(
                {Secret(std::move(text)), shortest.beginning, shortest.end, stands_alone, is_base64});
        else
            wipe(text);
    }

    void add_base64(std::string_view secret, bool whole)
    {
        for (std::size_t before = 0; before < 3; ++before)
        {
            auto text = base64_inside(secret, before);
            const auto shortest = whole ? std::max(text.size(), ordinary_length) : ordinary_length;
            add(std::move(text), shortest, false, true);
        }
    }

    void add_hex(std::string_view form, bool whole)
    {
        add(hex_of(form), whole ? std::max(form.size() * 2, ordinary_length) : ordinary_length);
    }

    std::vector<SecretPattern> take() && { return std::move(patterns_); }

private:
    std::vector<SecretPattern> patterns_;
};

void add_encodings(Patterns& patterns, std::string_view secret, bool whole)
{
    patterns.add_base64(secret, whole);
    patterns.add_hex(secret, whole);
}

} // namespace

std::string folded(std::string text)
{
    for (auto& c : text)
        if (c == '+' || c == ' ')
            c = '-';
        else if (c == '/')
            c = '_';
        else if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c | 0x20);
    return text;
}

bool is_found_anywhere(std::string_view secret)
{
    return secret.size() >= ordinary_length && !is_common(secret);
}

std::vector<SecretPattern> patterns_of(std::string_view secret)
{
    Patterns patterns;
    if (is_common(secret))
        return {};
    auto plain = fully_unescaped(secret);
    if (secret.size() < ordinary_length)
    {
        patterns.add(std::string(secret), secret.size(), true);
        add_encodings(patterns, secret, true);
        wipe(plain);
        return std::move(patterns).take();
    }
    patterns.add(std::string(secret), distinctive_parts(secret));
    if (plain.size() >= ordinary_length)
        patterns.add(plain, distinctive_parts(plain));
    patterns.add(misread(secret), distinctive_parts(secret));
    // The beginning of every access token of NetBird is public; what is behind it is the secret.
    constexpr std::string_view public_beginning = "nbp_";
    if (secret.starts_with(public_beginning))
    {
        const auto rest = secret.substr(public_beginning.size());
        patterns.add(std::string(rest), distinctive_parts(rest));
    }
    add_encodings(patterns, secret, false);
    wipe(plain);
    return std::move(patterns).take();
}

SecretPattern pair_pattern_of(std::string_view pair)
{
    return {.text = Secret(folded(std::string(pair))),
            .shortest = pair.size(),
            .shortest_end = pair.size(),
            .only_in_base64 = true};
}

void append_base64_content(std::string& out, std::string_view text)
{
    unsigned bits = 0;
    unsigned count = 0;
    for (const char c : text)
    {
        bits = (bits << 6U) | value_in_base64(c);
        count += 6;
        if (count < 8)
            continue;
        count -= 8;
        out += static_cast<char>(static_cast<unsigned char>(bits >> count));
    }
}

void append_hex_content(std::string& out, std::string_view text)
{
    const auto value = [](char c) {
        return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    };
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out += static_cast<char>(static_cast<unsigned char>(value(text[i]) * 16 + value(text[i + 1])));
}

} // namespace idpsync
