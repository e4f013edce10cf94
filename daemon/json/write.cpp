#include "json/write.hpp"

namespace idpsync::json::detail {

void separate(std::string& out, bool first, bool in_lines)
{
    if (!first)
        out += ',';
    if (in_lines)
        out += '\n';
}

void begin_member(std::string& out, std::string_view name, bool& first, bool in_lines)
{
    separate(out, first, in_lines && !first);
    first = false;
    append_text(out, name);
    out += ':';
}

} // namespace idpsync::json::detail
