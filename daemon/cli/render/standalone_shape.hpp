#pragma once

// What the document of `standalone render` looks like; docs/plan-json.md says what it means.

#include "json/model.hpp"
#include "standalone/render.hpp"

#include <string>
#include <vector>

namespace idpsync::cli {

struct StandaloneDocument
{
    std::string directory;
    const standalone::Rendering& rendering;
    bool written = false;
};

} // namespace idpsync::cli

namespace idpsync::json {

template <>
inline constexpr auto shape<standalone::SetupFinding> =
    object("setup_finding", "", member("fault", &standalone::SetupFinding::fault),
           member("severity", &standalone::SetupFinding::severity),
           member("line", &standalone::SetupFinding::line),
           member("key", &standalone::SetupFinding::key).or_null().about("Null: the line is about no key."),
           member("what", &standalone::SetupFinding::what),
           member("next", &standalone::SetupFinding::next).or_null());

/// A value that may be shown; null where it is a secret, or only a shell could tell.
constexpr auto shown_value(const standalone::Change& change, const std::string& value)
{
    return change.secret ? std::optional<std::string>() : std::optional<std::string>(value);
}

template <>
inline constexpr auto shape<standalone::Change> = object(
    "setup_change", "",
    member("key", &standalone::Change::key).about("Of setup.env, or a path of management.json."),
    member("seen",
           [](const standalone::Change& change) {
               return change.seen ? shown_value(change, *change.seen) : std::optional<std::string>();
           })
        .or_null()
        .about("Null: a secret, or what only a shell could read."),
    member("wanted", [](const standalone::Change& change) { return shown_value(change, change.wanted); })
        .or_null()
        .about("Null: a secret."),
    member("secret", &standalone::Change::secret),
    member("why", &standalone::Change::why).about("The setting of the declaration that asks for it."),
    member("consequence", &standalone::Change::consequence).or_null(),
    member("strands_users", &standalone::Change::strands_users)
        .about("Users would get other ids, and each would be a new one."));

template <>
inline constexpr auto shape<standalone::RenderedFile> =
    object("rendered_file", "", member("file", &standalone::RenderedFile::name),
           member("exists", &standalone::RenderedFile::exists),
           member("changes", &standalone::RenderedFile::changes));

constexpr auto of_rendering(auto standalone::Rendering::* part)
{
    return
        [part](const cli::StandaloneDocument& document) -> const auto& { return document.rendering.*part; };
}

template <>
inline constexpr auto shape<cli::StandaloneDocument> = object(
    "standalone", "What `standalone render` shows.", constant("version", 1),
    member("directory", &cli::StandaloneDocument::directory),
    member("written", &cli::StandaloneDocument::written),
    member("files", of_rendering(&standalone::Rendering::files)).about("Only those that differ."),
    member("findings", of_rendering(&standalone::Rendering::findings))
        .about("Of the setup.env that is there."),
    member("refused", of_rendering(&standalone::Rendering::refused)).about("Why nothing may be written."),
    member("notes", of_rendering(&standalone::Rendering::notes)).about("What to do beside."));

} // namespace idpsync::json
