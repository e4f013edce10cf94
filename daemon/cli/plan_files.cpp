#include "cli/plan_files.hpp"

#include "cli/diagnostics.hpp"
#include "cli/plan.hpp"
#include "cli/prepare.hpp"
#include "cli/which_daemon.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"
#include "service/candidate_files.hpp"
#include "service/system/posix_files.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace idpsync::cli {
namespace {

using service::CandidateTexts;
using service::ReloadOutcome;

constexpr std::string_view name_of_standard_input = "standard input";

/// The files, and what they declare as they stand there.
struct Candidate
{
    CandidateTexts texts;
    config::Configuration configuration;
    std::string directory; ///< empty: it is standard input
};

/// What an operator calls a file of the candidate, which the daemon calls by its path in there.
std::string name_for_operator(const Candidate& candidate, const std::string& file)
{
    if (!candidate.texts.contains(file))
        return file;
    return candidate.directory.empty() ? std::string(name_of_standard_input)
                                       : candidate.directory + '/' + file;
}

Result<std::string> standard_input()
{
    std::string text;
    std::array<char, 65536> piece{};
    for (;;)
    {
        const auto got = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return Error{ErrorKind::storage,
                         "cannot read standard input: " + std::generic_category().message(errno)};
        if (got == 0)
            return text;
        text.append(piece.data(), static_cast<std::size_t>(got));
        if (text.size() > service::largest_candidate)
            return Error{ErrorKind::bad_config, "standard input holds more than 4 MiB"};
    }
}

std::string absolute(const std::string& path)
{
    auto text = std::filesystem::absolute(path).lexically_normal().string();
    while (text.size() > 1 && text.ends_with('/'))
        text.pop_back();
    return text;
}

/// Every error of the files is printed when there is nothing.
std::optional<config::Configuration>
accepted(boost::system::result<config::Configuration, config::LoadFailure> loaded, Console& console,
         const std::map<std::string, std::string>& texts = {})
{
    if (loaded.has_error())
        print_diagnostics("error", loaded.error().errors, console, texts);
    print_diagnostics("warning", loaded.has_error() ? loaded.error().warnings : loaded->warnings, console,
                      texts);
    return loaded.has_error() ? std::nullopt : std::optional(std::move(*loaded));
}

std::optional<Candidate> candidate_in(const std::string& directory, Console& console)
{
    std::error_code failed;
    if (!std::filesystem::is_directory(directory, failed))
    {
        console.error("--files takes a directory; " + idpsync::quoted(directory) +
                      (std::filesystem::exists(directory, failed) ? " is a file" : " is not there"));
        return std::nullopt;
    }
    if (!std::filesystem::exists(directory + "/config.yaml", failed))
    {
        console.error("--files takes a directory with a config.yaml; " + idpsync::quoted(directory) +
                      " has none");
        return std::nullopt;
    }
    service::PosixFiles disk;
    service::NotedFiles files(disk, directory);
    auto configuration = accepted(config::load(files, directory + "/config.yaml"), console);
    if (!configuration)
        return std::nullopt;
    return Candidate{files.take(), std::move(*configuration), directory};
}

/// One document, in the place of the configuration that the options name.
std::optional<Candidate> candidate_from_input(const CommonOptions& options, Console& console)
{
    auto text = standard_input();
    if (text.has_error())
    {
        console.error(text.error().text());
        return std::nullopt;
    }
    Candidate candidate{.texts = {{"config.yaml", std::move(*text)}}, .configuration = {}, .directory = {}};
    service::PosixFiles disk;
    const auto root = std::filesystem::path(absolute(options.config)).parent_path().string();
    service::CandidateFiles files(disk, root, candidate.texts);
    const auto file = root + "/config.yaml";
    const auto names = [&](const std::string& path) {
        return path == file ? std::string(name_of_standard_input) : path;
    };
    auto configuration = accepted(config::load(files, file, names), console,
                                  {{std::string(name_of_standard_input), candidate.texts.at("config.yaml")}});
    if (!configuration)
        return std::nullopt;
    candidate.configuration = std::move(*configuration);
    return candidate;
}

/// As the operator calls the files.
void rename_places(ReloadOutcome& outcome, const Candidate& candidate)
{
    const auto rename = [&](SourceLocation& where) { where.file = name_for_operator(candidate, where.file); };
    for (auto& one : outcome.refused)
        rename(one.where);
    if (!outcome.report)
        return;
    for (auto& item : outcome.report->plan.items)
        rename(item.where);
    if (outcome.report->plan.group_sync)
        rename(outcome.report->plan.group_sync->where);
}

Result<ReloadOutcome> outcome_by_daemon(const PlanOptions& options, const Candidate& candidate,
                                        Console& console)
{
    service::ReloadRequest request{
        .keys = options.keys, .force_preflight = options.force_preflight, .write = false};
    request.candidate = candidate.texts;
    const auto line = answer_of_daemon(options.common, console, request, pass_time);
    if (line.has_error())
        return line.error();
    auto outcome = service::control::decode_reload_answer(*line);
    if (outcome.has_value())
        rename_places(*outcome, candidate);
    return outcome;
}

/// What the plan leaves open; empty: nothing.
std::string words_for_not_judged(const ReloadOutcome& outcome)
{
    if (outcome.not_judged.empty())
        return {};
    const auto names = joined(outcome.not_judged, [](const auto& name) { return escaped(name); });
    return "not checked: " + names + " of these files " + (outcome.not_judged.size() == 1 ? "is" : "are") +
           " not in force; the daemon planned with the settings that are, at " +
           escaped(outcome.management_url) +
           ". To plan with the settings of these files, plan on a host where no daemon runs";
}

ExitCode show(const PlanOptions& options, const ReloadOutcome& outcome, Console& console)
{
    print_diagnostics("error", outcome.refused, console);
    if (!outcome.refused.empty())
        return ExitCode::bad_config;
    if (outcome.error)
        return report_error(*outcome.error, console);
    const NextCommand commands{
        .daemon = true, .options = options_to_repeat(options.common), .candidate = true};
    const auto not_judged = words_for_not_judged(outcome);
    const auto code = print_plan_of(
        *outcome.report, options, {outcome.management_url, outcome.mode, {}, commands, not_judged}, console);
    if (not_judged.empty())
        return code;
    console.error(not_judged); // a plan that leaves something open is no success
    return ExitCode::failure;
}

} // namespace

ExitCode plan_files(const PlanOptions& options, Console& console)
{
    const auto candidate = *options.files == "-" ? candidate_from_input(options.common, console)
                                                 : candidate_in(absolute(*options.files), console);
    if (!candidate)
        return ExitCode::bad_config;
    if (const auto objection = service::objection_to(candidate->texts); !objection.empty())
    {
        console.error("--files: " + objection);
        return ExitCode::bad_config;
    }
    const auto outcome = outcome_by_daemon(options, *candidate, console);
    if (outcome.has_value())
        return show(options, *outcome, console);
    if (outcome.error().kind != ErrorKind::transport)
        return report_error(outcome.error(), console);
    console.note("no daemon answers: planned with the ledger of this host");
    return plan_configuration(options, candidate->configuration, console);
}

} // namespace idpsync::cli
