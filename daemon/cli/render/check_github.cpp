#include "cli/render/check_place.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"

#include <filesystem>
#include <string_view>

namespace idpsync::cli {
namespace {

/// The rules of workflow commands: percent and line ends everywhere, and in a property what ends it.
std::string command_escaped(const std::string& text, bool property)
{
    std::string out;
    for (const char c : redacted(text))
        switch (c)
        {
        case '%': out += "%25"; break;
        case '\r': out += "%0D"; break;
        case '\n': out += "%0A"; break;
        case ':': out += property ? "%3A" : ":"; break;
        case ',': out += property ? "%2C" : ","; break;
        default: out += c;
        }
    return out;
}

std::string workflow_command(std::string_view severity, const config::Diagnostic& diagnostic,
                             const CheckedPlace& place)
{
    const auto where = place_in(place, diagnostic.where);
    auto out = "::" + std::string(severity) + " file=" + command_escaped(escaped(where.file), true);
    if (where.line != 0)
        out += ",line=" + std::to_string(where.line);
    if (where.line != 0 && where.column != 0)
        out += ",col=" + std::to_string(where.column);
    if (!diagnostic.path.empty())
        out += ",title=" + command_escaped(diagnostic.path, true);
    return out + "::" + command_escaped(diagnostic.message, false) + '\n';
}

} // namespace

SourceLocation place_in(const CheckedPlace& place, SourceLocation where)
{
    if (where.file.empty())
        where.file = place.configuration;
    const auto file = std::filesystem::path(where.file).lexically_normal();
    const auto inside = file.is_absolute() ? file.lexically_relative(place.directory) : file;
    const bool below = !inside.empty() && *inside.begin() != "..";
    where.file = below ? inside.string() : file.string();
    return where;
}

std::string check_github(const CheckResult& result, const CheckedPlace& place)
{
    std::string out;
    for (const auto& one : result.errors)
        out += workflow_command("error", one, place);
    for (const auto& one : result.warnings)
        out += workflow_command("warning", one, place);
    return out;
}

} // namespace idpsync::cli
