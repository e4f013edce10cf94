#include "service/bootstrap_files.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"

#include <unistd.h>

namespace idpsync::service {
namespace {

constexpr std::uint64_t largest_token_file = 64U << 10U;
constexpr std::uint32_t for_the_group = 0640;
constexpr std::uint32_t for_nobody_else = 0600;
constexpr std::uint32_t open_directory_mode = 0755;

std::string directory_of(const std::string& path)
{
    const auto slash = path.rfind('/');
    return slash == 0 ? "/" : path.substr(0, slash);
}

/// Beside `path`, for what is written there before it takes its place.
std::string beside(const std::string& path)
{
    return path + ".new." + std::to_string(::getpid());
}

} // namespace

template <class Work>
std::invoke_result_t<Work> FilesAs::as_user(Work work)
{
    if (!user_)
        return work();
    auto acting = ActingAs::start(*user_);
    if (acting.has_error())
        return acting.error();
    return work();
}

boost::system::result<FileContent, Files::ReadFailure> FilesAs::read(const std::string& path,
                                                                     std::uint64_t limit)
{
    return files_.read(path, limit); // root may, and reading changes nothing
}

Result<std::vector<std::string>> FilesAs::list(const std::string& directory)
{
    return files_.list(directory);
}

Result<void> FilesAs::replace(const std::string& path, std::string_view text, std::uint32_t mode)
{
    return as_user([&] { return files_.replace(path, text, mode); });
}

Result<void> FilesAs::rename(const std::string& from, const std::string& to)
{
    return as_user([&] { return files_.rename(from, to); });
}

Result<void> FilesAs::remove_file(const std::string& path)
{
    return as_user([&] { return files_.remove_file(path); });
}

Result<void> FilesAs::make_directory(const std::string& directory, std::uint32_t mode)
{
    return as_user([&] { return files_.make_directory(directory, mode); });
}

Result<std::unique_ptr<FileLock>> FilesAs::try_lock(const std::string& path)
{
    return as_user([&] { return files_.try_lock(path); });
}

Result<std::optional<Secret>> BootstrapFiles::read_token()
{
    auto content = files_.read(places_.token_file, largest_token_file);
    if (content.has_error() && content.error().missing)
        return std::optional<Secret>();
    if (content.has_error())
        return content.error().error;
    auto& text = content->text;
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.pop_back();
    if (text.empty())
        return std::optional<Secret>();
    living_secrets().learn(text);
    return std::optional(Secret(std::move(text)));
}

Result<void> BootstrapFiles::check_writable()
{
    const auto token = check_directory_of(places_.token_file);
    if (token.has_error() || places_.config.outcome == bootstrap::Configuration::kept)
        return token;
    return check_directory_of(places_.config_file);
}

Result<void> BootstrapFiles::check_directory_of(const std::string& path)
{
    const auto made = files_.make_directory(directory_of(path), open_directory_mode);
    if (made.has_error())
        return made.error();
    const auto probe = beside(path);
    const auto created = files_.create(probe, "", for_nobody_else);
    if (created.has_error())
        return created.error();
    return files_.remove_file(probe);
}

Result<void> BootstrapFiles::write_token(const Secret& token)
{
    std::string line;
    line.reserve(token.reveal().size() + 1);
    line += token.reveal();
    line += '\n';
    const auto written = replace(places_.token_file, line);
    wipe(line);
    return written;
}

Result<bootstrap::Configuration> BootstrapFiles::write_config()
{
    const auto& [outcome, text] = places_.config;
    if (outcome == bootstrap::Configuration::changed)
        if (const auto replaced = replace(places_.config_file, text); replaced.has_error())
            return replaced.error();
    if (outcome != bootstrap::Configuration::made)
        return outcome;
    const auto created = files_.create(places_.config_file, text, mode(), group());
    if (created.has_error())
        return created.error();
    // Somebody wrote one meanwhile: it stays.
    return *created ? bootstrap::Configuration::made : bootstrap::Configuration::kept;
}

std::uint32_t BootstrapFiles::mode() const
{
    return places_.daemon ? for_the_group : for_nobody_else;
}

std::optional<std::uint32_t> BootstrapFiles::group() const
{
    return places_.daemon ? std::optional<std::uint32_t>(places_.daemon->group) : std::nullopt;
}

/// Files::replace() with the group.
Result<void> BootstrapFiles::replace(const std::string& path, std::string_view text)
{
    const auto fresh = beside(path);
    const auto cleared = files_.remove_file(fresh);
    if (cleared.has_error())
        return cleared.error();
    const auto created = files_.create(fresh, text, mode(), group());
    if (created.has_error())
        return created.error();
    return files_.rename(fresh, path);
}

} // namespace idpsync::service
