#include "cli/render/check_place.hpp"
#include "core/redaction.hpp"
#include "json/write.hpp"
#include "service/version.hpp"

#include <string_view>
#include <vector>

namespace idpsync::cli {
namespace {

constexpr std::string_view error_rule = "wrong-file";
constexpr std::string_view warning_rule = "remark";

// As the standard calls them.

struct SarifText
{
    std::string text;
};
BOOST_DESCRIBE_STRUCT(SarifText, (), (text))

struct SarifFile
{
    std::string uri;
};
BOOST_DESCRIBE_STRUCT(SarifFile, (), (uri))

struct SarifRegion
{
    std::size_t startLine = 0;
    std::optional<std::size_t> startColumn;
};
BOOST_DESCRIBE_STRUCT(SarifRegion, (), (startLine, startColumn))

struct SarifPlace
{
    SarifFile artifactLocation;
    std::optional<SarifRegion> region;
};
BOOST_DESCRIBE_STRUCT(SarifPlace, (), (artifactLocation, region))

struct SarifLocation
{
    SarifPlace physicalLocation;
};
BOOST_DESCRIBE_STRUCT(SarifLocation, (), (physicalLocation))

struct SarifResult
{
    std::string_view ruleId;
    std::string_view level;
    SarifText message;
    std::vector<SarifLocation> locations;
};
BOOST_DESCRIBE_STRUCT(SarifResult, (), (ruleId, level, message, locations))

struct SarifRule
{
    std::string_view id;
    SarifText shortDescription;
};
BOOST_DESCRIBE_STRUCT(SarifRule, (), (id, shortDescription))

struct SarifDriver
{
    std::string_view name = "netbird-idp-sync";
    std::string_view semanticVersion = service::version();
    std::vector<SarifRule> rules = {
        {error_rule, {"What is wrong with a file."}},
        {warning_rule, {"What is not wrong, and should be checked all the same."}}};
};
BOOST_DESCRIBE_STRUCT(SarifDriver, (), (name, semanticVersion, rules))

struct SarifTool
{
    SarifDriver driver;
};
BOOST_DESCRIBE_STRUCT(SarifTool, (), (driver))

struct SarifRun
{
    SarifTool tool;
    std::vector<SarifResult> results;
};
BOOST_DESCRIBE_STRUCT(SarifRun, (), (tool, results))

struct SarifLog
{
    std::vector<SarifRun> runs;
};

/// A path as a URI; absolute ones as file URIs.
std::string uri_of(const std::string& file)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "-._~/";
    std::string out = file.starts_with('/') ? "file://" : "";
    for (const char c : file)
    {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || plain.find(c) != std::string_view::npos)
            out += c;
        else
            out += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return out;
}

/// A message may hold links: "[text](target)". There are none of ours, and none from outside get through.
std::string without_links(const std::string& text)
{
    const auto shown = redacted(text);
    if (shown.find("](") == std::string::npos)
        return shown;
    std::string out;
    for (const char c : shown)
    {
        if (c == '[' || c == ']')
            out += '\\';
        out += c;
    }
    return out;
}

SarifResult sarif_result(const config::Diagnostic& diagnostic, bool error, const CheckedPlace& place)
{
    const auto where = place_in(place, diagnostic.where);
    std::optional<SarifRegion> region;
    if (where.line != 0)
        region = {where.line, where.column == 0 ? std::nullopt : std::optional(where.column)};
    const auto message = (diagnostic.path.empty() ? "" : diagnostic.path + ": ") + diagnostic.message;
    return {.ruleId = error ? error_rule : warning_rule,
            .level = error ? "error" : "warning",
            .message = {without_links(message)},
            .locations = {{{{uri_of(redacted(where.file))}, region}}}};
}

} // namespace
} // namespace idpsync::cli

namespace idpsync::json {

template <>
inline constexpr auto shape<cli::SarifLog> = object(
    "", "",
    constant(
        "$schema",
        std::string_view(
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json")),
    constant("version", std::string_view("2.1.0")), member("runs", &cli::SarifLog::runs));

} // namespace idpsync::json

namespace idpsync::cli {

std::string check_sarif(const CheckResult& result, const CheckedPlace& place)
{
    SarifRun run;
    for (const auto& one : result.errors)
        run.results.push_back(sarif_result(one, true, place));
    for (const auto& one : result.warnings)
        run.results.push_back(sarif_result(one, false, place));
    return json::text_of(SarifLog{{std::move(run)}});
}

} // namespace idpsync::cli
