#include "service/control/diagnostic_json.hpp"

#include "service/control/members.hpp"
#include "service/plan_json.hpp"

#include <boost/json/object.hpp>

namespace idpsync::service::control {

namespace json = boost::json;

json::array diagnostics_json(const std::vector<config::Diagnostic>& diagnostics)
{
    json::array out;
    for (const auto& one : diagnostics)
    {
        json::object object{{"file", nullptr},
                            {"line", nullptr},
                            {"column", nullptr},
                            {"path", nullptr},
                            {"message", json_text(one.message)}};
        if (!one.where.file.empty())
            object["file"] = json_text(one.where.file);
        if (one.where.line != 0)
            object["line"] = one.where.line;
        if (one.where.column != 0)
            object["column"] = one.where.column;
        if (!one.path.empty())
            object["path"] = json_text(one.path);
        out.emplace_back(std::move(object));
    }
    return out;
}

std::vector<config::Diagnostic> diagnostics_from_json(const json::array& list)
{
    std::vector<config::Diagnostic> out;
    for (const auto& one : list)
    {
        const Members members(one);
        out.push_back({.where = {members.text("file"), static_cast<unsigned>(members.number("line")),
                                 static_cast<unsigned>(members.number("column"))},
                       .path = members.text("path"),
                       .message = members.text("message")});
    }
    return out;
}

} // namespace idpsync::service::control
