#include "oidc/page.hpp"

#include "core/redaction.hpp"

#include <algorithm>
#include <array>

namespace idpsync::oidc {
namespace {

char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool begins_with(std::string_view text, std::string_view word)
{
    return text.size() >= word.size() &&
           std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

bool is_space(char letter)
{
    return letter == ' ' || (letter >= '\t' && letter <= '\r');
}

std::size_t find_word(std::string_view text, std::string_view word, std::size_t from)
{
    for (; from < text.size(); ++from)
        if (begins_with(text.substr(from), word))
            return from;
    return text.size();
}

/// Where the element that begins at `at` with a `<` is over: its tag, or all of a script or style.
std::size_t end_of_element(std::string_view html, std::size_t at)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> unseen{
        {{"<script", "</script"}, {"<style", "</style"}, {"<!--", "-->"}}};
    for (const auto& [begin, end] : unseen)
        if (begins_with(html.substr(at), begin))
            at = find_word(html, end, at);
    const auto close = html.find('>', at);
    return close == std::string_view::npos ? html.size() : close + 1;
}

/// The character that `html` begins with, and how much of it that takes.
std::pair<char, std::size_t> character(std::string_view html)
{
    constexpr std::array<std::pair<std::string_view, char>, 8> entities{{{"&lt;", '<'},
                                                                         {"&gt;", '>'},
                                                                         {"&quot;", '"'},
                                                                         {"&#34;", '"'},
                                                                         {"&#39;", '\''},
                                                                         {"&#x27;", '\''},
                                                                         {"&nbsp;", ' '},
                                                                         {"&amp;", '&'}}};
    for (const auto& [entity, meaning] : entities)
        if (begins_with(html, entity))
            return {meaning, entity.size()};
    return {html.front(), 1};
}

} // namespace

bool looks_like_html(std::string_view body)
{
    while (!body.empty() && is_space(body.front()))
        body.remove_prefix(1);
    return begins_with(body, "<!doctype") || begins_with(body, "<html") || begins_with(body, "<?xml") ||
           begins_with(body, "<a ") || begins_with(body, "<head");
}

std::string visible_text(std::string_view page, std::size_t limit)
{
    // A secret with '<' in it would lose a part with what looks like an element, and the rest be found by
    // nobody.
    const auto html_without_secrets = redacted(std::string(page));
    const std::string_view html = html_without_secrets;
    std::string text;
    bool blank = false;
    for (std::size_t at = 0; at < html.size() && text.size() < limit;)
    {
        if (html[at] == '<')
        {
            at = end_of_element(html, at);
            blank = true;
            continue;
        }
        const auto [letter, length] = character(html.substr(at));
        at += length;
        if (is_space(letter))
        {
            blank = true;
            continue;
        }
        if (blank && !text.empty())
            text += ' ';
        blank = false;
        text += letter;
    }
    return text;
}

} // namespace idpsync::oidc
