#include "cli/render/render_standalone.hpp"

#include "cli/render/paint.hpp"
#include "core/text.hpp"
#include "json/write.hpp"
#include "standalone/change_words.hpp"

#include <string_view>

namespace idpsync::cli {
namespace {

using standalone::Change;
using standalone::RenderedFile;
using standalone::SetupFinding;

std::string change_lines(const Change& change, const Painter& paint)
{
    auto out = "  " + paint(Colour::bold, escaped(change.key)) + "\n      " +
               paint(Colour::red, standalone::seen_words(change)) + " → " +
               paint(Colour::green, standalone::wanted_words(change)) + "\n";
    out +=
        "      " + escaped(change.why) + (change.consequence.empty() ? "" : ": " + change.consequence) + "\n";
    return out;
}

std::string file_lines(const RenderedFile& file, const std::string& directory, const Painter& paint)
{
    const auto* sign = file.exists ? "~ " : "+ ";
    auto out =
        paint(file.exists ? Colour::yellow : Colour::green, sign + escaped(directory + "/" + file.name)) +
        (file.exists ? "" : "  (new)") + "\n";
    for (const auto& change : file.changes)
        out += change_lines(change, paint);
    return out + "\n";
}

Colour colour_of_finding(Severity severity)
{
    return severity == Severity::error     ? Colour::red
           : severity == Severity::warning ? Colour::yellow
                                           : Colour::faint;
}

std::string finding_line(const SetupFinding& finding, const std::string& directory, const Painter& paint)
{
    return escaped(directory) + "/setup.env:" + std::to_string(finding.line) + ": " +
           paint(colour_of_finding(finding.severity), std::string(to_string(finding.severity))) + ": " +
           (finding.key.empty() ? "" : finding.key + ": ") + finding.what +
           (finding.next.empty() ? "" : "; " + finding.next) + "\n";
}

} // namespace

std::string render_differences(const StandaloneDocument& document, bool colour)
{
    const Painter paint(colour);
    const auto& rendering = document.rendering;
    std::string out;
    for (const auto& file : rendering.files)
        out += file_lines(file, document.directory, paint);
    for (const auto& finding : rendering.findings)
        out += finding_line(finding, document.directory, paint);
    if (!rendering.findings.empty())
        out += "\n";
    for (const auto& note : rendering.notes)
        out += "note: " + note + "\n";
    if (rendering.files.empty() && rendering.refused.empty())
        out += "the files in " + escaped(document.directory) + " are as declared\n";
    return out;
}

std::string standalone_json(const StandaloneDocument& document)
{
    return json::text_of(document);
}

} // namespace idpsync::cli
