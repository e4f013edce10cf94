#include "cli/bootstrap_configuration.hpp"

#include "config/write.hpp"
#include "core/text.hpp"
#include "service/candidate_files.hpp"

#include <algorithm>
#include <filesystem>

namespace idpsync::cli {
namespace {

using service::CandidateFiles;
using service::CandidateTexts;

std::string absolute_path(const std::string& path)
{
    return std::filesystem::absolute(path).lexically_normal().string();
}

std::string directory_of(const std::string& path)
{
    return std::filesystem::path(path).parent_path().string();
}

/// The smallest configuration of that NetBird; the token is in the file `token` beside it.
std::string drafted(const std::string& url, const std::optional<std::string>& ca_file)
{
    std::string text =
        "# Written by `netbird-idp-sync bootstrap`. docs/configuration.md explains every setting;\n"
        "# declare providers under identity_providers, or in files of providers.d.\n"
        "version: 1\n"
        "\n"
        "management:\n"
        "  url: " +
        config::yaml_scalar(url) +
        "\n"
        "  token: {file: token}\n";
    if (ca_file)
        text += "  ca_file: " + config::yaml_scalar(*ca_file) + "\n";
    return text;
}

boost::system::result<config::Configuration, config::LoadFailure>
load_text(Files& disk, const std::string& file, const std::string& text)
{
    const CandidateTexts texts{{std::filesystem::path(file).filename().string(), text}};
    CandidateFiles files(disk, directory_of(file), texts);
    return config::load(files, file);
}

/// What --url names, as the reader of the files takes it.
Result<config::Configuration> configuration_of(Files& disk, const std::string& file, const std::string& url,
                                               const std::optional<std::string>& ca_file, std::string& text)
{
    text = drafted(url, ca_file);
    auto loaded = load_text(disk, file, text);
    if (loaded.has_error())
        return Error{ErrorKind::bad_config,
                     (loaded.error().errors.front().path == "management.url" ? "--url: " : "") +
                         loaded.error().errors.front().message};
    return std::move(*loaded);
}

Result<std::string> token_file_of(const config::Settings& settings)
{
    if (const auto* file = std::get_if<SecretSource::File>(&settings.management.token.where))
        return file->path;
    return Error{ErrorKind::conflict,
                 "management.token is " + describe(settings.management.token) +
                     ", and bootstrap writes the token into a file",
                 "write token: {file: token} into " + escaped(settings.config_file)};
}

/// Where the address of the examples stands, if nobody changed it.
const config::Diagnostic* example_address(const config::Configuration& configuration)
{
    const auto found =
        std::ranges::find(configuration.leftovers, "management.url", &config::Diagnostic::path);
    return found == configuration.leftovers.end() ? nullptr : &*found;
}

/// `text` with another address on the line of that one; nothing: it is written in a way that nobody expects.
std::optional<std::string> with_address(const std::string& text, unsigned line, const std::string& from,
                                        const std::string& to)
{
    std::size_t begin = 0;
    for (unsigned skipped = 1; skipped < line && begin != std::string::npos; ++skipped)
    {
        const auto end = text.find('\n', begin);
        begin = end == std::string::npos ? end : end + 1;
    }
    if (begin == std::string::npos)
        return std::nullopt;
    const auto at = text.find(from, begin);
    if (at == std::string::npos || at > text.find('\n', begin))
        return std::nullopt;
    auto changed = text;
    return changed.replace(at, from.size(), to);
}

using Outcome = std::variant<BootstrapConfiguration, config::LoadFailure, Error>;

Outcome of_settings(config::Settings settings, const std::string& file, service::ConfigDraft draft)
{
    auto token = token_file_of(settings);
    if (token.has_error())
        return token.error();
    return BootstrapConfiguration{std::move(settings), std::move(*token), file, std::move(draft)};
}

Outcome of_new_file(Files& disk, const BootstrapOptions& options, const std::string& file)
{
    if (!options.url)
        return Error{ErrorKind::rejected,
                     "there is no " + escaped(file) + " yet that names NetBird's address",
                     "add --url ADDRESS"};
    const auto ca_file = options.ca_file ? std::optional(absolute_path(*options.ca_file)) : std::nullopt;
    std::string text;
    auto configuration = configuration_of(disk, file, *options.url, ca_file, text);
    if (configuration.has_error())
        return configuration.error();
    return of_settings(std::move(configuration->settings), file, {bootstrap::Configuration::made, text});
}

Outcome of_old_file(Files& disk, const BootstrapOptions& options, const std::string& file,
                    const std::string& text)
{
    auto loaded = config::load(disk, file);
    if (loaded.has_error())
        return loaded.error();
    if (options.ca_file)
        return Error{ErrorKind::rejected, "--ca-file is for a configuration that is not there yet",
                     "write management.ca_file into " + escaped(file)};
    if (!options.url)
        return of_settings(std::move(loaded->settings), file, {});
    std::string drafted_text;
    const auto wanted = configuration_of(disk, file, *options.url, std::nullopt, drafted_text);
    if (wanted.has_error())
        return wanted.error();
    const auto& there = loaded->settings.management.url;
    const auto& asked = wanted->settings.management.url;
    if (there == asked)
        return of_settings(std::move(loaded->settings), file, {});
    const auto* example = example_address(*loaded);
    auto changed = example == nullptr ? std::nullopt
                                      : with_address(text, example->where.line, std::string(there.buffer()),
                                                     std::string(asked.buffer()));
    if (!changed)
        return Error{ErrorKind::conflict,
                     escaped(file) + " is for the NetBird " + escaped(there.buffer()) + ", not for " +
                         escaped(asked.buffer()),
                     "correct management.url there, or name another file with -c"};
    loaded->settings.management.url = asked;
    return of_settings(std::move(loaded->settings), file,
                       {bootstrap::Configuration::changed, std::move(*changed)});
}

} // namespace

Outcome bootstrap_configuration(Files& disk, const BootstrapOptions& options)
{
    const auto file = absolute_path(options.common.config);
    const auto content = disk.read(file, config::largest_file);
    if (content.has_value())
        return of_old_file(disk, options, file, content->text);
    if (content.error().missing)
        return of_new_file(disk, options, file);
    return Error{ErrorKind::bad_config, content.error().error.message};
}

} // namespace idpsync::cli
