#pragma once

// A directory of its own for each test of the real disk.

#include "service/system/posix_files.hpp"
#include "support/temp_directory.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

namespace idpsync::service {

class PosixFilesTest : public testing::Test
{
protected:
    void write(const std::string& name, const std::string& text) const
    {
        std::ofstream(directory / name, std::ios::binary) << text;
    }

    std::string content(const std::string& name) const
    {
        std::ifstream stream(directory / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    /// Every entry, temporary files included.
    std::vector<std::string> entries() const
    {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
            names.push_back(entry.path().filename().string());
        std::sort(names.begin(), names.end());
        return names;
    }

    Files::ReadFailure read_failure(const std::string& path, std::uint64_t limit = 1000)
    {
        const auto result = files.read(path, limit);
        return result.has_error() ? result.error()
                                  : Files::ReadFailure{false, {ErrorKind::stopped, "nothing failed"}};
    }

    test::TempDirectory directory;
    PosixFiles files;
};

/// Runs `body` in a child process; gives its answer.
inline bool in_a_child(const std::function<bool()>& body)
{
    const auto child = ::fork();
    if (child == 0)
        ::_exit(body() ? 0 : 1);
    int status = -1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Gives up root's rights for the rest of the process.
inline bool become_an_ordinary_user()
{
    constexpr uid_t nobody = 65534;
    return ::geteuid() != 0 || ::setuid(nobody) == 0;
}

} // namespace idpsync::service
