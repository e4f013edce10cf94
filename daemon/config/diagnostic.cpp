#include "config/diagnostic.hpp"

#include "core/text.hpp"

namespace idpsync::config {

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

} // namespace idpsync::config
