#include "config/diagnostic.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace idpsync::config {
namespace {

/// 240038 as "240,038".
std::string with_thousands(std::size_t number)
{
    auto digits = std::to_string(number);
    for (auto at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, ",");
    return digits;
}

} // namespace

std::string to_string(const SourceLocation& where)
{
    std::string out = escaped(where.file);
    if (where.line == 0)
        return out;
    out += ':' + std::to_string(where.line);
    if (where.column != 0)
        out += ':' + std::to_string(where.column);
    return out;
}

std::string to_string(const Diagnostic& diagnostic)
{
    std::string out = to_string(diagnostic.where);
    for (const auto* part : {&diagnostic.path, &diagnostic.message})
    {
        if (part->empty())
            continue;
        if (!out.empty())
            out += ": ";
        out += *part;
    }
    return out;
}

void keep_the_first(std::vector<Diagnostic>& diagnostics, std::size_t most, std::string_view what)
{
    std::vector<Diagnostic> kept;
    for (auto from = diagnostics.begin(); from != diagnostics.end();)
    {
        const auto of_another = [file = from->where.file](const Diagnostic& one) {
            return one.where.file != file;
        };
        const auto end = std::find_if(from, diagnostics.end(), of_another);
        const auto count = static_cast<std::size_t>(end - from);
        const auto shown =
            count > most + 1 ? most : count; // a line that says "1 more" says less than that one
        auto file = from->where.file;
        std::move(from, from + static_cast<std::ptrdiff_t>(shown), std::back_inserter(kept));
        if (shown < count)
            kept.push_back({{.file = std::move(file)},
                            {},
                            "… and " + with_thousands(count - shown) + " more " + std::string(what)});
        from = end;
    }
    diagnostics = std::move(kept);
}

} // namespace idpsync::config
