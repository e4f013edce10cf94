#include "registrar/registered_uri.hpp"

namespace idpsync::registrar {
namespace {

/// Tries every length that a star can stand for: patterns are short, and hold few of them.
bool glob_matches(std::string_view pattern, std::string_view text)
{
    if (pattern.empty())
        return text.empty();
    if (!pattern.starts_with('*'))
        return !text.empty() && pattern.front() == text.front() &&
               glob_matches(pattern.substr(1), text.substr(1));
    const bool any_path = pattern.starts_with("**");
    const auto rest = pattern.substr(any_path ? 2 : 1);
    for (std::size_t length = 0; length <= text.size(); ++length)
    {
        if (glob_matches(rest, text.substr(length)))
            return true;
        if (!any_path && length < text.size() && text[length] == '/')
            return false;
    }
    return false;
}

/// An expression of letters, escaped dots and dots, with nothing else than ".*" at its end, is the kind that
/// people write: whatever matches it whole matches it on every server. Of another one nobody here can tell.
bool surely_matches(std::string_view pattern, std::string_view text)
{
    constexpr std::string_view special = "\\^$*+?{}[]|()";
    const bool open_end = pattern.ends_with(".*") && !pattern.ends_with("\\.*");
    if (open_end)
        pattern.remove_suffix(2);
    for (; !pattern.empty() && !text.empty(); text.remove_prefix(1))
    {
        const bool is_escaped = pattern.starts_with("\\.");
        if (!is_escaped && special.find(pattern.front()) != std::string_view::npos)
            return false;
        const bool is_any = !is_escaped && pattern.front() == '.';
        if (!is_any && text.front() != pattern[is_escaped ? 1 : 0])
            return false;
        pattern.remove_prefix(is_escaped ? 2 : 1);
    }
    return pattern.empty() && (open_end || text.empty());
}

/// More stars than that are not meant, and would take long.
constexpr std::size_t most_stars = 4;

bool has_few_stars(std::string_view pattern)
{
    std::size_t stars = 0;
    for (std::size_t at = pattern.find('*'); at != std::string_view::npos; at = pattern.find('*', at + 1))
        ++stars;
    return stars <= most_stars;
}

Covers of(bool matches)
{
    return matches ? Covers::yes : Covers::no;
}

} // namespace

Covers covers(const RegisteredUri& registered, std::string_view uri)
{
    const std::string_view text = registered.text;
    if (text == uri)
        return Covers::yes;
    switch (registered.match)
    {
    case UriMatch::exact: return Covers::no;
    case UriMatch::prefix: return of(text.ends_with('*') && uri.starts_with(text.substr(0, text.size() - 1)));
    case UriMatch::glob: return has_few_stars(text) ? of(glob_matches(text, uri)) : Covers::unknown;
    case UriMatch::regex: break;
    }
    return surely_matches(text, uri) ? Covers::yes : Covers::unknown;
}

Covers covers(const std::vector<RegisteredUri>& registered, std::string_view uri)
{
    auto all = Covers::no;
    for (const auto& one : registered)
    {
        const auto covered = covers(one, uri);
        if (covered == Covers::yes)
            return Covers::yes;
        if (covered == Covers::unknown)
            all = Covers::unknown;
    }
    return all;
}

} // namespace idpsync::registrar
