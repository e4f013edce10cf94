#include "cli/plan_files.hpp"

#include "cli/control_client.hpp"
#include "cli/plan.hpp"
#include "cli/prepare.hpp"
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

constexpr std::chrono::seconds pass_time{60};

/// The files, and what they declare as they stand there.
struct Candidate
{
    CandidateTexts texts;
    config::Configuration configuration;
};

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
accepted(boost::system::result<config::Configuration, config::LoadFailure> loaded, Console& console)
{
    const auto& warnings = loaded.has_error() ? loaded.error().warnings : loaded->warnings;
    if (loaded.has_error())
        for (const auto& error : loaded.error().errors)
            console.error(config::to_string(error));
    for (const auto& warning : warnings)
        console.warning(config::to_string(warning));
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
    return Candidate{files.take(), std::move(*configuration)};
}

/// One document, in the place of the configuration that the options name.
std::optional<Candidate> candidate_from_input(const CommonOptions& options, Console& console)
{
    auto text = standard_input();
    if (text.has_error())
    {
        console.error(text.error().message);
        return std::nullopt;
    }
    Candidate candidate{.texts = {{"config.yaml", std::move(*text)}}, .configuration = {}};
    service::PosixFiles disk;
    const auto root = std::filesystem::path(absolute(options.config)).parent_path().string();
    service::CandidateFiles files(disk, root, candidate.texts);
    auto configuration = accepted(config::load(files, root + "/config.yaml"), console);
    if (!configuration)
        return std::nullopt;
    candidate.configuration = std::move(*configuration);
    return candidate;
}

Result<ReloadOutcome> answer_of_daemon(const PlanOptions& options, CandidateTexts texts, Console& console)
{
    service::ReloadRequest request{
        .keys = options.keys, .force_preflight = options.force_preflight, .write = false};
    request.candidate = std::move(texts);
    auto client = ControlClient::ask(runtime_directory_from(options.common, console.environment()), request);
    if (client.has_error())
        return client.error();
    const auto line = client->line(pass_time);
    if (line.has_error())
        return line.error();
    return service::control::decode_reload_answer(*line);
}

ExitCode show(const PlanOptions& options, const ReloadOutcome& outcome, Console& console)
{
    for (const auto& error : outcome.refused)
        console.error(error);
    if (!outcome.refused.empty())
        return ExitCode::bad_config;
    if (outcome.error)
        return report_error(*outcome.error, console);
    const NextCommand commands{.daemon = true, .options = options_to_repeat(options.common)};
    return print_plan_of(*outcome.report, options, {outcome.management_url, outcome.mode, {}, commands},
                         console);
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
    const auto outcome = answer_of_daemon(options, candidate->texts, console);
    if (outcome.has_value())
        return show(options, *outcome, console);
    if (outcome.error().kind != ErrorKind::transport)
        return report_error(outcome.error(), console);
    console.note("no daemon answers: planned with the ledger of this host");
    return plan_configuration(options, candidate->configuration, console);
}

} // namespace idpsync::cli
