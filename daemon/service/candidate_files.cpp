#include "service/candidate_files.hpp"

#include "core/text.hpp"

#include <algorithm>

namespace idpsync::service {
namespace {

Error read_only(const std::string& path)
{
    return {ErrorKind::storage, escaped(path) + " is only read"};
}

Files::ReadFailure not_there(const std::string& path)
{
    return {.missing = true, .error = {ErrorKind::storage, escaped(path) + ": No such file or directory"}};
}

Files::ReadFailure is_a_directory(const std::string& path)
{
    return {.missing = false, .error = {ErrorKind::storage, escaped(path) + ": Is a directory"}};
}

bool leads_out(std::string_view path)
{
    if (path.empty() || path.front() == '/')
        return true;
    while (!path.empty())
    {
        const auto part = path.substr(0, path.find('/'));
        if (part.empty() || part == "." || part == "..")
            return true;
        path.remove_prefix(std::min(part.size() + 1, path.size()));
    }
    return false;
}

} // namespace

Result<void> LookedAtFiles::replace(const std::string& path, std::string_view /*text*/,
                                    std::uint32_t /*mode*/)
{
    return read_only(path);
}

Result<void> LookedAtFiles::rename(const std::string& from, const std::string& /*to*/)
{
    return read_only(from);
}

Result<void> LookedAtFiles::remove_file(const std::string& path)
{
    return read_only(path);
}

Result<void> LookedAtFiles::make_directory(const std::string& directory, std::uint32_t /*mode*/)
{
    return read_only(directory);
}

Result<std::unique_ptr<FileLock>> LookedAtFiles::try_lock(const std::string& path)
{
    return read_only(path);
}

CandidateFiles::CandidateFiles(Files& disk, std::string root, const CandidateTexts& texts)
    : disk_(disk), root_(std::move(root) + '/'), texts_(texts)
{}

std::optional<std::string> CandidateFiles::below_root(const std::string& path) const
{
    return path.starts_with(root_) ? std::optional(path.substr(root_.size())) : std::nullopt;
}

bool CandidateFiles::is_directory(const std::string& below) const
{
    return std::ranges::any_of(
        texts_, [prefix = below + '/'](const auto& one) { return one.first.starts_with(prefix); });
}

boost::system::result<FileContent, Files::ReadFailure> CandidateFiles::read(const std::string& path,
                                                                            std::uint64_t limit)
{
    const auto below = below_root(path);
    if (!below)
        return disk_.read(path, limit);
    const auto found = texts_.find(*below);
    if (found == texts_.end())
        return is_directory(*below) ? is_a_directory(path) : not_there(path);
    FileContent content{.status = {.size = found->second.size(), .mode = 0600}, .text = found->second};
    return content;
}

Result<std::vector<std::string>> CandidateFiles::list(const std::string& directory)
{
    const auto below = below_root(directory);
    if (!below)
        return disk_.list(directory);
    if (!is_directory(*below))
        return not_there(directory).error;
    std::vector<std::string> names;
    const auto prefix = *below + '/';
    for (const auto& [path, text] : texts_)
        if (path.starts_with(prefix) && path.find('/', prefix.size()) == std::string::npos)
            names.push_back(path.substr(prefix.size()));
    return names;
}

boost::system::result<FileContent, Files::ReadFailure> NotedFiles::read(const std::string& path,
                                                                        std::uint64_t limit)
{
    auto content = files_.read(path, limit);
    if (content.has_value() && path.starts_with(root_))
        texts_.insert_or_assign(path.substr(root_.size()), content->text);
    return content;
}

Result<std::vector<std::string>> NotedFiles::list(const std::string& directory)
{
    return files_.list(directory);
}

std::string objection_to(const CandidateTexts& texts)
{
    std::size_t size = 0;
    for (const auto& [path, text] : texts)
    {
        if (leads_out(path))
            return "the path " + quoted(path, 80) + " leads out of the directory";
        size += path.size() + text.size();
    }
    if (size > largest_candidate)
        return "the files are larger than 4 MiB together";
    return texts.contains("config.yaml") ? std::string() : "there is no config.yaml among the files";
}

} // namespace idpsync::service
