#include "standalone/change_words.hpp"

#include "core/text.hpp"

namespace idpsync::standalone {
namespace {

constexpr std::size_t longest_shown = 160;

std::string value_words(const Change& change, const std::string& value)
{
    if (value.empty())
        return "nothing";
    return change.secret ? std::string("(secret)") : quoted(value, longest_shown);
}

} // namespace

std::string seen_words(const Change& change)
{
    return change.seen ? value_words(change, *change.seen) : std::string("(only a shell could tell)");
}

std::string wanted_words(const Change& change)
{
    const bool replaces = change.secret && change.seen && !change.seen->empty() && !change.wanted.empty();
    return replaces ? std::string("(another secret)") : value_words(change, change.wanted);
}

} // namespace idpsync::standalone
