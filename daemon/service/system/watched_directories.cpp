#include "service/system/watched_directories.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <list>
#include <system_error>

namespace idpsync::service {

namespace fs = std::filesystem;

namespace {

/// As the kernel: more links than this are taken for a circle.
constexpr int most_links = 40;

/// Walks a path part by part, as the kernel does, and notes where links and the end are found.
class Walk
{
public:
    explicit Walk(std::set<std::string>& found) : found_(found) {}

    void along(const fs::path& path)
    {
        std::list<fs::path> parts(path.begin(), path.end());
        fs::path here = "/";
        int links = 0;
        while (!parts.empty())
        {
            const auto part = parts.front();
            parts.pop_front();
            if (part == "/" || part.empty() || part == ".")
                continue;
            if (part == "..")
            {
                here = here.parent_path();
                continue;
            }
            if (!step(here, part, parts, links))
                return;
        }
    }

private:
    /// False: the way ends here.
    bool step(fs::path& here, const fs::path& part, std::list<fs::path>& rest, int& links)
    {
        std::error_code error;
        const auto next = here / part;
        const auto type = fs::symlink_status(next, error).type();
        if (type == fs::file_type::symlink)
        {
            found_.insert(here.string());
            const auto target = fs::read_symlink(next, error);
            if (error || ++links > most_links)
                return false;
            if (target.is_absolute())
                here = "/";
            rest.insert(rest.begin(), target.begin(), target.end());
            return true;
        }
        if (type != fs::file_type::directory)
        {
            found_.insert(here.string());
            return false;
        }
        here = next;
        if (rest.empty())
        {
            found_.insert(here.string());
            found_.insert(here.parent_path().string());
        }
        return true;
    }

    std::set<std::string>& found_;
};

void add_state(std::string& out, const fs::path& path)
{
    struct stat status = {};
    out += path.string();
    if (::stat(path.c_str(), &status) != 0)
    {
        out += " -\n";
        return;
    }
    for (const auto number :
         {std::uint64_t{status.st_dev}, std::uint64_t{status.st_ino}, std::uint64_t{status.st_mode},
          static_cast<std::uint64_t>(status.st_size), static_cast<std::uint64_t>(status.st_mtim.tv_sec),
          static_cast<std::uint64_t>(status.st_mtim.tv_nsec),
          static_cast<std::uint64_t>(status.st_ctim.tv_sec),
          static_cast<std::uint64_t>(status.st_ctim.tv_nsec)})
        out += ' ' + std::to_string(number);
    out += '\n';
}

} // namespace

std::set<std::string> watched_directories(const std::vector<std::string>& paths)
{
    std::set<std::string> found;
    for (const auto& path : paths)
        Walk(found).along(path);
    return found;
}

std::string state_of(const std::vector<std::string>& paths)
{
    std::string out;
    for (const auto& path : paths)
    {
        add_state(out, path);
        std::error_code error;
        std::vector<fs::path> inside;
        for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error))
            inside.push_back(entry->path());
        std::sort(inside.begin(), inside.end());
        for (const auto& one : inside)
            add_state(out, one);
    }
    return out;
}

} // namespace idpsync::service
