#include "config/hints.hpp"

#include "core/secret.hpp"

#include <algorithm>
#include <array>

namespace idpsync::config {
namespace {

bool is_upper_name(std::string_view text)
{
    return !text.empty() && text.front() >= 'A' && text.front() <= 'Z' &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

/// True when `close` stands somewhere behind `open`.
bool has_pair(std::string_view text, std::string_view open, std::string_view close)
{
    const auto begin = text.find(open);
    return begin != std::string_view::npos && text.find(close, begin + open.size()) != std::string_view::npos;
}

bool is_placeholder(std::string_view text)
{
    if (has_pair(text, "${", "}") || has_pair(text, "{{", "}}"))
        return true;
    return text.starts_with('$') && is_upper_name(text.substr(1));
}

struct Stray
{
    std::string_view utf8;
    std::string_view name;
    std::string_view code;
    std::string_view instead;
};

constexpr std::array<Stray, 27> strays{{
    {"\xC2\xA0", "a no-break space", "U+00A0", "remove it"},
    {"\xC2\xAD", "a soft hyphen, which cannot be seen", "U+00AD", "remove it"},
    {"\xE2\x80\x8B", "a zero-width space, which cannot be seen", "U+200B", "remove it"},
    {"\xE2\x80\x8C", "a zero-width character, which cannot be seen", "U+200C", "remove it"},
    {"\xE2\x80\x8D", "a zero-width character, which cannot be seen", "U+200D", "remove it"},
    {"\xE2\x80\x8E", "a direction mark, which cannot be seen", "U+200E", "remove it"},
    {"\xE2\x80\x8F", "a direction mark, which cannot be seen", "U+200F", "remove it"},
    {"\xE2\x80\xA8", "a line separator", "U+2028", "remove it"},
    {"\xE2\x80\xA9", "a paragraph separator", "U+2029", "remove it"},
    {"\xE2\x80\xAA", "a direction mark, which cannot be seen", "U+202A", "remove it"},
    {"\xE2\x80\xAB", "a direction mark, which cannot be seen", "U+202B", "remove it"},
    {"\xE2\x80\xAC", "a direction mark, which cannot be seen", "U+202C", "remove it"},
    {"\xE2\x80\xAD", "a direction mark, which cannot be seen", "U+202D", "remove it"},
    {"\xE2\x80\xAE", "a direction mark, which cannot be seen", "U+202E", "remove it"},
    {"\xE2\x80\xAF", "a narrow no-break space", "U+202F", "remove it"},
    {"\xE2\x81\xA0", "a word joiner, which cannot be seen", "U+2060", "remove it"},
    {"\xEF\xBB\xBF", "a byte order mark, which cannot be seen", "U+FEFF", "save it as UTF-8 without one"},
    {"\xE2\x80\x98", "a curly quote", "U+2018", "write ' if a quote is meant, or remove it"},
    {"\xE2\x80\x99", "a curly quote", "U+2019", "write ' if a quote is meant, or remove it"},
    {"\xE2\x80\x9C", "a curly quote", "U+201C", "write \" if a quote is meant, or remove it"},
    {"\xE2\x80\x9D", "a curly quote", "U+201D", "write \" if a quote is meant, or remove it"},
    {"\xE2\x80\x9E", "a curly quote", "U+201E", "write \" if a quote is meant, or remove it"},
    {"\xC2\xAB", "a curly quote", "U+00AB", "write \" if a quote is meant, or remove it"},
    {"\xC2\xBB", "a curly quote", "U+00BB", "write \" if a quote is meant, or remove it"},
    {"\xE2\x80\x93", "a long dash", "U+2013", "write - instead"},
    {"\xE2\x80\x94", "a long dash", "U+2014", "write - instead"},
    {"\xE2\x80\xA6", "the one character …", "U+2026", "write the whole value"},
}};

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// True when `text` begins with `word` in any case and a blank, colon or = follows.
bool begins_with_word(std::string_view text, std::string_view word)
{
    return text.size() > word.size() &&
           std::equal(word.begin(), word.end(), text.begin(), [](char l, char r) { return l == lower(r); }) &&
           (text[word.size()] == ' ' || text[word.size()] == ':');
}

/// NAME=…, with a name of letters, digits and _ that has a letter. A token of NetBird has none.
bool begins_with_assignment(std::string_view text)
{
    if (text.starts_with("export "))
        text.remove_prefix(7);
    const auto name = text.substr(0, text.find('='));
    return name.size() < text.size() && !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
           std::all_of(
               name.begin(), name.end(),
               [](char c) {
                   return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_';
               });
}

bool is_uuid(std::string_view text)
{
    if (text.size() != 36)
        return false;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool digit =
            (text[i] >= '0' && text[i] <= '9') || (lower(text[i]) >= 'a' && lower(text[i]) <= 'f');
        if (dash ? text[i] != '-' : !digit)
            return false;
    }
    return true;
}

/// "changeme", "CHANGE-ME", "your_client_secret", "xxxxxxxx": what examples have in place of a secret.
bool is_filler(std::string_view text)
{
    constexpr std::array<std::string_view, 14> fillers{
        "changeme",     "changeit",         "changethis", "replaceme", "replacethis", "replacewithsecret",
        "clientsecret", "yourclientsecret", "yoursecret", "mysecret",  "fillmein",    "placeholder",
        "todo",         "secrethere"};
    std::string word;
    for (const char c : text)
        if (lower(c) >= 'a' && lower(c) <= 'z')
            word += lower(c);
        else if (c != '-' && c != '_' && c != ' ' && c != '.' && c != '!')
            return false;
    const bool crosses = !word.empty() && word.find_first_not_of('x') == std::string::npos;
    const bool known = std::find(fillers.begin(), fillers.end(), word) != fillers.end();
    wipe(word);
    return crosses || known;
}

} // namespace

std::string_view unfinished(std::string_view text)
{
    if (text.find("ENC[AES256_GCM,") != std::string_view::npos || text.starts_with("ENC["))
        return "is encrypted with SOPS; decrypt it first: sops --decrypt";
    if (text.starts_with("$ANSIBLE_VAULT;"))
        return "is encrypted with Ansible Vault; decrypt it first: ansible-vault decrypt";
    if (text.starts_with("-----BEGIN AGE ENCRYPTED FILE-----") || text.starts_with("age-encryption.org/"))
        return "is encrypted with age; decrypt it first: age --decrypt";
    return is_placeholder(text) ? placeholder_left : std::string_view();
}

bool is_left_open(std::string_view text)
{
    return text.size() > 2 && text.starts_with('<') && text.ends_with('>') &&
           text.find_first_of("<>", 1) == text.size() - 1;
}

std::string stray_character(std::string_view text)
{
    std::size_t character = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) != 0x80U)
            ++character;
        if (byte < 0xC2)
            continue;
        const auto rest = text.substr(i);
        const auto found = std::find_if(strays.begin(), strays.end(),
                                        [&](const Stray& stray) { return rest.starts_with(stray.utf8); });
        if (found != strays.end())
            return "holds " + std::string(found->name) + " (" + std::string(found->code) +
                   "), as character " + std::to_string(character) + "; " + std::string(found->instead);
    }
    return {};
}

std::string_view quotes_around(std::string_view text)
{
    const bool quoted = text.size() > 1 && text.front() == text.back() &&
                        (text.front() == '"' || text.front() == '\'' || text.front() == '`');
    return quoted ? "has quotes around it, which would be sent with it; remove them" : std::string_view();
}

std::string objection_to_secret(std::string_view text)
{
    if (const auto why = is_left_open(text) ? placeholder_left : unfinished(text); !why.empty())
        return std::string(why);
    if (auto why = stray_character(text); !why.empty())
        return why;
    return std::string(quotes_around(text));
}

std::string_view remark_on_secret(std::string_view text)
{
    if (is_filler(text))
        return "looks like a placeholder that nobody replaced; put the provider's client secret there";
    if (text.starts_with(' '))
        return "begins with a space, which is sent as part of the secret; remove it unless it belongs there";
    if (text.ends_with(' '))
        return "ends with a space, which is sent as part of the secret; remove it unless it belongs there";
    if (text.ends_with(','))
        return "ends with a comma, which is sent as part of the secret; remove it unless it belongs there";
    return {};
}

std::string_view objection_to_token(std::string_view text)
{
    for (const std::string_view word : {"bearer", "token", "authorization"})
        if (begins_with_word(text, word))
            return "has a word in front of the token; write the token alone: a token begins with nbp_";
    if (begins_with_assignment(text))
        return "has NAME= in front of the token; write the token alone: a token begins with nbp_";
    if (is_uuid(text))
        return "holds a setup key, which adds peers; create an access token instead: a token begins with "
               "nbp_";
    if (text.starts_with("eyJ"))
        return "holds the session of a browser, which soon expires; create an access token instead: a token "
               "begins with nbp_";
    if (text.ends_with(',') || text.find(' ') != std::string_view::npos)
        return "holds a space or a comma, and no token does; write the token alone: a token begins with nbp_";
    return {};
}

} // namespace idpsync::config
