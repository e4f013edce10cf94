#include "support/condition_table.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace idpsync::test {
namespace {

std::vector<std::string> cells_of(const std::string& row)
{
    std::vector<std::string> cells;
    std::stringstream rest(row.substr(1));
    for (std::string cell; std::getline(rest, cell, '|');)
    {
        std::erase(cell, '`');
        const auto begin = cell.find_first_not_of(' ');
        const auto end = cell.find_last_not_of(' ');
        cells.push_back(begin == std::string::npos ? "" : cell.substr(begin, end - begin + 1));
    }
    return cells;
}

} // namespace

std::vector<PromisedCondition> promised_conditions()
{
    std::ifstream page(IDPSYNC_RECONCILING_PAGE);
    std::vector<PromisedCondition> promised;
    std::vector<std::string> headings;
    for (std::string line; std::getline(page, line);)
    {
        if (line.starts_with("| condition |"))
            headings = cells_of(line);
        else if (!line.starts_with('|'))
            headings.clear();
        else if (!headings.empty() && !line.starts_with("|---"))
        {
            const auto cells = cells_of(line);
            PromisedCondition row;
            for (std::size_t i = 0; i < std::min(headings.size(), cells.size()); ++i)
                row.emplace(headings[i], cells[i]);
            promised.push_back(std::move(row));
        }
    }
    if (promised.empty())
        throw std::runtime_error("docs/reconciling.md has no table of conditions");
    return promised;
}

} // namespace idpsync::test
