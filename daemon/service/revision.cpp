#include "service/revision.hpp"

#include "core/secret.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>

namespace idpsync::service {
namespace {

constexpr std::size_t longest_revision = 100;
constexpr std::size_t longest_reference = 1024;
constexpr std::uint64_t largest_line = 4096;
constexpr std::uint64_t largest_packed_refs = std::uint64_t{4} << 20U;
constexpr std::uint64_t largest_configuration = std::uint64_t{4} << 20U;
/// As git itself follows references to references.
constexpr unsigned most_references = 5;
/// Above the root is the root again.
constexpr unsigned most_levels = 32;
constexpr std::string_view refers = "ref: ";

bool is_one_of(char c, std::string_view others)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
}

bool is_revision(std::string_view text)
{
    return text.size() <= longest_revision &&
           std::ranges::all_of(text, [](char c) { return is_one_of(c, "._/+:-"); });
}

/// A SHA-1 or a SHA-256.
bool is_object_name(std::string_view text)
{
    constexpr std::size_t sha1 = 40;
    constexpr std::size_t sha256 = 64;
    return (text.size() == sha1 || text.size() == sha256) &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// "refs/heads/main": it stays below the directory.
bool is_reference(std::string_view name)
{
    return name.starts_with("refs/") && name.size() <= longest_reference && name.find("..") == name.npos &&
           name.find("//") == name.npos && !has_control_characters(name);
}

/// What `line` of packed-refs says of `reference`; empty: nothing.
std::string_view packed_name(std::string_view line, std::string_view reference)
{
    const auto space = line.find(' ');
    const bool meant = space != line.npos && line.substr(space + 1) == reference;
    return meant && is_object_name(line.substr(0, space)) ? line.substr(0, space) : std::string_view();
}

/// What is read of a repository. The first problem ends the search.
class Repository
{
public:
    Repository(Files& files, std::uint32_t owner) : files_(files), owner_(owner) {}

    Revision checked_out(const std::string& directory);

private:
    /// The text of a small file; nothing: there is none, or problem_ says what is wrong.
    std::optional<std::string> read(const std::string& path, std::uint64_t limit);
    std::optional<std::string> line_in(const std::string& path);
    std::string find(std::string directory);
    std::string named_directory(const std::string& beside, const std::string& line);
    std::string resolve(std::string line);
    std::string look_up(const std::string& reference);

    void fail(std::string problem)
    {
        if (problem_.empty())
            problem_ = std::move(problem);
    }

    Files& files_;
    std::uint32_t owner_;
    std::string directory_; ///< where HEAD is
    std::string common_;    ///< where branches are; of a worktree that of the whole repository
    std::string problem_;
};

std::optional<std::string> Repository::read(const std::string& path, std::uint64_t limit)
{
    auto content = files_.read(path, limit);
    if (content.has_error())
    {
        if (!content.error().missing)
            fail(content.error().error.message);
        return std::nullopt;
    }
    const auto owner = content->status.owner;
    if (owner == 0 || owner == owner_)
        return std::move(content->text);
    fail(escaped(path) + " belongs to uid " + std::to_string(owner) +
         ", which is neither root nor the owner of the configuration");
    return std::nullopt;
}

std::optional<std::string> Repository::line_in(const std::string& path)
{
    auto line = read(path, largest_line);
    while (line && (line->ends_with('\n') || line->ends_with('\r')))
        line->pop_back();
    return line;
}

std::string Repository::named_directory(const std::string& beside, const std::string& line)
{
    return line.starts_with('/') ? line : beside + '/' + line;
}

/// The directory that a `.git` is, or names; empty: there is none, or problem_ says what is wrong.
std::string Repository::find(std::string directory)
{
    constexpr std::string_view names = "gitdir: ";
    for (unsigned level = 0; level != most_levels; ++level, directory += "/..")
    {
        const auto path = directory + "/.git";
        const auto probe = files_.read(path, largest_line);
        if (probe.has_error() && probe.error().missing)
            continue;
        if (probe.has_error())
            return path; // a directory; what is in it says whether it may be read
        const auto line = line_in(path);
        if (line && line->starts_with(names))
            return named_directory(directory, line->substr(names.size()));
        fail(escaped(path) + " is neither a directory nor a file that names one");
        return {};
    }
    return {};
}

std::string Repository::look_up(const std::string& reference)
{
    for (const auto* where : {&directory_, &common_})
        if (auto line = line_in(*where + '/' + reference); line || !problem_.empty())
            return line.value_or(std::string());
    const auto packed = read(common_ + "/packed-refs", largest_packed_refs);
    std::string_view rest = packed ? std::string_view(*packed) : std::string_view();
    while (!rest.empty())
    {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (const auto name = packed_name(line, reference); !name.empty())
            return std::string(name);
    }
    fail(escaped(reference) + " is checked out, and " + escaped(common_) +
         " does not say which commit it is");
    return {};
}

/// From the line of HEAD to a commit.
std::string Repository::resolve(std::string line)
{
    for (unsigned followed = 0; followed <= most_references && problem_.empty(); ++followed)
    {
        if (is_object_name(line))
            return line;
        const auto reference = line.starts_with(refers) ? line.substr(refers.size()) : std::string();
        if (!is_reference(reference))
            break;
        line = look_up(reference);
    }
    fail(escaped(directory_) + "/HEAD leads to no commit");
    return {};
}

Revision Repository::checked_out(const std::string& directory)
{
    directory_ = find(directory);
    if (directory_.empty())
        return {{}, problem_};
    common_ = directory_;
    if (const auto common = line_in(directory_ + "/commondir"))
        common_ = named_directory(directory_, *common);
    const auto head = line_in(directory_ + "/HEAD");
    auto name = head ? resolve(*head) : std::string();
    if (name.empty())
        fail(escaped(directory_) + "/HEAD is missing");
    return {std::move(name), problem_};
}

/// Where `file` is, links followed: a checkout may be elsewhere than the directory that it is linked from.
std::string directory_of_file(const std::string& file)
{
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(file.c_str(), nullptr), &std::free);
    const std::string path = real ? real.get() : file;
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash);
}

/// Nothing: `file` cannot be read.
std::optional<std::uint32_t> owner_of_file(Files& files, const std::string& file)
{
    auto content = files.read(file, largest_configuration);
    if (content.has_error())
        return std::nullopt;
    wipe(content->text);
    return content->status.owner;
}

} // namespace

Revision revision_of(Files& files, const reconcile::Environment& environment, const std::string& file)
{
    if (const auto said = environment("IDPSYNC_REVISION"); said && !said->empty())
        return is_revision(*said)
                   ? Revision{*said, {}}
                   : Revision{{},
                              "IDPSYNC_REVISION must be at most 100 letters, digits and . _ / + : - (spaces "
                              "and other characters are not shown)"};
    const auto owner = owner_of_file(files, file);
    if (!owner)
        return {};
    return Repository(files, *owner).checked_out(directory_of_file(file));
}

std::string_view short_revision(std::string_view name)
{
    constexpr std::size_t shown = 12;
    return is_object_name(name) ? name.substr(0, shown) : name;
}

} // namespace idpsync::service
