#include "support/event_catalogue.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

namespace idpsync::test {
namespace {

constexpr std::array levels{"debug", "info", "warning", "error"};

/// What tells one lasting thing from another, in the line that says that it is over.
const std::set<std::string> fields_at_the_end{"setting", "client", "kind", "field", "other", "over"};

/// An event as the catalogue sees it, from wherever it came.
struct Seen
{
    std::string name;
    std::string level;
    std::set<std::string> fields;
};

std::vector<std::string> cells_of(const std::string& row)
{
    std::vector<std::string> cells;
    std::stringstream rest(row.substr(1));
    for (std::string cell; std::getline(rest, cell, '|');)
        cells.push_back(cell);
    return cells;
}

/// The words in `back quotes`, with the character before each; what stands in parentheses explains.
std::vector<std::pair<char, std::string>> quoted_words(const std::string& cell)
{
    std::vector<std::pair<char, std::string>> words;
    unsigned depth = 0;
    for (std::size_t at = 0; at < cell.size(); ++at)
    {
        depth += cell[at] == '(' ? 1U : 0U;
        depth -= cell[at] == ')' ? 1U : 0U;
        if (depth != 0 || cell[at] != '`')
            continue;
        const auto end = cell.find('`', at + 1);
        if (end == std::string::npos)
            throw std::runtime_error("docs/events.md: a back quote is missing in: " + cell);
        words.emplace_back(at == 0 ? ' ' : cell[at - 1], cell.substr(at + 1, end - at - 1));
        at = end;
    }
    return words;
}

std::vector<std::string> levels_in(const std::string& cell)
{
    std::vector<std::string> found;
    for (const char* const level : levels)
        if (cell.find(level) != std::string::npos)
            found.emplace_back(level);
    if (found.empty())
        throw std::runtime_error("docs/events.md: no level in: " + cell);
    return found;
}

PromisedEvent read_row(const std::string& row, const std::string& name_above)
{
    const auto cells = cells_of(row);
    if (cells.size() < 4)
        throw std::runtime_error("docs/events.md: a row needs event, level, fields and when: " + row);
    const auto names = quoted_words(cells[0]);
    PromisedEvent promised{.name = names.empty() ? name_above : names.front().second,
                           .levels = levels_in(cells[1])};
    for (const auto& [before, field] : quoted_words(cells[2]))
        (before == '[' ? promised.optional : promised.required).push_back(field);
    return promised;
}

bool holds(const std::vector<std::string>& words, const std::string& word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool keeps(const PromisedEvent& promised, const Seen& seen)
{
    const auto is_there = [&](const std::string& field) { return seen.fields.contains(field); };
    const auto is_promised = [&](const std::string& field) {
        return holds(promised.required, field) || holds(promised.optional, field);
    };
    return promised.name == seen.name && holds(promised.levels, seen.level) &&
           std::all_of(promised.required.begin(), promised.required.end(), is_there) &&
           std::all_of(seen.fields.begin(), seen.fields.end(), is_promised);
}

bool says_that_it_is_over(const Seen& seen)
{
    return seen.fields.contains("over") && seen.level == "info" &&
           std::includes(fields_at_the_end.begin(), fields_at_the_end.end(), seen.fields.begin(),
                         seen.fields.end());
}

std::string violation(const Seen& seen, const std::vector<PromisedEvent>& catalogue)
{
    const auto is_kept = [&](const PromisedEvent& promised) { return keeps(promised, seen); };
    const auto is_named = [&](const PromisedEvent& promised) { return promised.name == seen.name; };
    const bool known = std::any_of(catalogue.begin(), catalogue.end(), is_named);
    if (std::any_of(catalogue.begin(), catalogue.end(), is_kept) || (known && says_that_it_is_over(seen)))
        return {};
    std::string fields;
    for (const auto& field : seen.fields)
        fields += " " + field;
    return "docs/events.md has no row for this event: add or correct one (fields that may be missing stand "
           "in "
           "[brackets]): " +
           seen.name + ", level " + seen.level + ", fields" + (fields.empty() ? " none" : fields);
}

} // namespace

std::vector<PromisedEvent> read_event_catalogue(std::string_view markdown)
{
    std::vector<PromisedEvent> catalogue;
    std::stringstream lines{std::string(markdown)};
    bool in_table = false;
    std::string name;
    for (std::string line; std::getline(lines, line);)
    {
        if (line.starts_with("| event |"))
            in_table = true;
        else if (in_table && !line.starts_with('|'))
            break;
        else if (in_table && !line.starts_with("|---"))
        {
            catalogue.push_back(read_row(line, name));
            name = catalogue.back().name;
        }
    }
    return catalogue;
}

const std::vector<PromisedEvent>& event_catalogue()
{
    static const auto catalogue = [] {
        std::stringstream text;
        text << std::ifstream(IDPSYNC_EVENTS_PAGE).rdbuf();
        return read_event_catalogue(text.str());
    }();
    return catalogue;
}

std::string violation(const Event& event, const std::vector<PromisedEvent>& catalogue)
{
    Seen seen{.name = std::string(to_string(event.name)),
              .level = levels.at(static_cast<std::size_t>(event.level)),
              .fields = {}};
    for (const auto& [field, value] : event.fields)
        seen.fields.insert(field);
    return violation(seen, catalogue);
}

std::string violation_of_line(const std::string& json)
{
    const auto line = boost::json::parse(json).as_object();
    Seen seen{.name = std::string(line.at("event").as_string()),
              .level = std::string(line.at("level").as_string()),
              .fields = {}};
    for (const auto& [field, value] : line)
        if (field != "time" && field != "level" && field != "event" && field != "provider")
            seen.fields.insert(std::string(field));
    return violation(seen, event_catalogue());
}

} // namespace idpsync::test
