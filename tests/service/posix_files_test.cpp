#include "service/system/posix_files.hpp"
#include "support/temp_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

namespace idpsync::service {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;

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
bool in_a_child(const std::function<bool()>& body)
{
    const auto child = ::fork();
    if (child == 0)
        ::_exit(body() ? 0 : 1);
    int status = -1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Gives up root's rights for the rest of the process.
bool become_an_ordinary_user()
{
    constexpr uid_t nobody = 65534;
    return ::geteuid() != 0 || ::setuid(nobody) == 0;
}

using PosixRead = PosixFilesTest;
using PosixList = PosixFilesTest;
using PosixReplace = PosixFilesTest;
using PosixRename = PosixFilesTest;
using PosixMakeDirectory = PosixFilesTest;
using PosixTryLock = PosixFilesTest;

TEST_F(PosixRead, GivesTheBytesAndTheStatus)
{
    const std::string text("one\0two\r\n", 9);
    write("file", text);
    ::chmod((directory / "file").c_str(), 0640);

    const auto read = files.read(directory / "file", 1000);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->text, text);
    EXPECT_EQ(read->status.kind, FileStatus::Kind::regular);
    EXPECT_EQ(read->status.size, text.size());
    EXPECT_EQ(read->status.mode, 0640U);
    EXPECT_EQ(read->status.owner, ::geteuid());
}

TEST_F(PosixRead, GivesTheTimeOfTheLastChangeToTheNanosecond)
{
    write("file", "text");
    const timespec times[] = {{100, 0}, {1'700'000'000, 123'456'789}};
    ASSERT_EQ(::utimensat(AT_FDCWD, (directory / "file").c_str(), times, 0), 0);

    const auto read = files.read(directory / "file", 1000);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->status.modified.time_since_epoch(), std::chrono::nanoseconds(1'700'000'000'123'456'789));
}

TEST_F(PosixRead, TakesAnEmptyFile)
{
    write("file", "");
    const auto read = files.read(directory / "file", 0);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->text, "");
}

TEST_F(PosixRead, TakesAFileOfExactlyTheLimit)
{
    write("file", std::string(100, 'x'));
    EXPECT_TRUE(files.read(directory / "file", 100).has_value());
}

TEST_F(PosixRead, RefusesAFileOverTheLimit)
{
    write("file", std::string(101, 'x'));
    const auto failure = read_failure(directory / "file", 100);
    EXPECT_FALSE(failure.missing);
    EXPECT_EQ(failure.error.kind, ErrorKind::storage);
    EXPECT_THAT(failure.error.message, HasSubstr("larger than 100 bytes"));
}

TEST_F(PosixRead, ReadsAFileThatClaimsToBeEmpty)
{
    const auto read = files.read("/proc/self/status", 1U << 20U);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->status.size, 0U);
    EXPECT_THAT(read->text, HasSubstr("Name:"));
}

TEST_F(PosixRead, HoldsTheLimitForAFileThatClaimsToBeEmpty)
{
    EXPECT_THAT(read_failure("/proc/self/status", 10).error.message, HasSubstr("larger than 10 bytes"));
}

TEST_F(PosixRead, SaysThatAFileIsMissing)
{
    const auto failure = read_failure(directory / "nothing");
    EXPECT_TRUE(failure.missing);
    EXPECT_THAT(failure.error.message, EndsWith("nothing: No such file or directory"));
}

TEST_F(PosixRead, DoesNotCallABrokenLinkMissing)
{
    std::filesystem::create_symlink("nowhere", directory / "link");
    const auto failure = read_failure(directory / "link");
    EXPECT_FALSE(failure.missing);
    EXPECT_THAT(failure.error.message, HasSubstr("a link to a file that does not exist"));
}

TEST_F(PosixRead, FollowsALink)
{
    write("file", "text");
    std::filesystem::create_symlink("file", directory / "link");
    const auto read = files.read(directory / "link", 1000);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->text, "text");
}

TEST_F(PosixRead, RefusesADirectory)
{
    const auto failure = read_failure(directory.path());
    EXPECT_FALSE(failure.missing);
    EXPECT_THAT(failure.error.message, EndsWith("Is a directory"));
}

TEST_F(PosixRead, DoesNotWaitForTheWriterOfAFifo)
{
    ASSERT_EQ(::mkfifo((directory / "fifo").c_str(), 0600), 0);
    EXPECT_THAT(read_failure(directory / "fifo").error.message, EndsWith("it is not a regular file"));
}

TEST_F(PosixRead, RefusesADevice)
{
    EXPECT_THAT(read_failure("/dev/zero").error.message, EndsWith("it is not a regular file"));
}

TEST_F(PosixRead, DoesNotCallAPathThroughAFileMissing)
{
    write("file", "text");
    const auto failure = read_failure(directory / "file/below");
    EXPECT_FALSE(failure.missing);
    EXPECT_THAT(failure.error.message, EndsWith("Not a directory"));
}

TEST_F(PosixRead, SaysThatPermissionIsDenied)
{
    write("file", "text");
    ::chmod((directory / "file").c_str(), 0);
    ::chmod(directory.path().c_str(), 0755);
    EXPECT_TRUE(in_a_child([&] {
        if (!become_an_ordinary_user())
            return false;
        const auto failure = read_failure(directory / "file");
        return !failure.missing && failure.error.message.ends_with("file: Permission denied");
    }));
}

TEST_F(PosixRead, EscapesThePath)
{
    EXPECT_THAT(read_failure(directory / "a\nb").error.message, HasSubstr("a\\nb"));
}

TEST_F(PosixList, NamesFilesAndLinksInOrder)
{
    write("b.yaml", "");
    write("a.yaml", "");
    std::filesystem::create_symlink("nowhere", directory / "link");
    std::filesystem::create_directory(directory / "below");
    ASSERT_EQ(::mkfifo((directory / "fifo").c_str(), 0600), 0);

    const auto names = files.list(directory.path());
    ASSERT_TRUE(names.has_value());
    EXPECT_THAT(*names, ElementsAre("a.yaml", "b.yaml", "link"));
}

TEST_F(PosixList, TakesAnEmptyDirectory)
{
    const auto names = files.list(directory.path());
    ASSERT_TRUE(names.has_value());
    EXPECT_THAT(*names, IsEmpty());
}

TEST_F(PosixList, SaysThatADirectoryIsMissing)
{
    const auto names = files.list(directory / "nothing");
    ASSERT_TRUE(names.has_error());
    EXPECT_EQ(names.error().kind, ErrorKind::storage);
    EXPECT_THAT(names.error().message, EndsWith("nothing: No such file or directory"));
}

TEST_F(PosixList, RefusesAFile)
{
    write("file", "");
    EXPECT_THAT(files.list(directory / "file").error().message, EndsWith("Not a directory"));
}

TEST_F(PosixReplace, MakesAFileWithTheModeWhateverTheUmask)
{
    const auto before = ::umask(0777);
    const auto replaced = files.replace(directory / "file", "text", 0640);
    ::umask(before);
    ASSERT_TRUE(replaced.has_value());
    EXPECT_EQ(content("file"), "text");
    EXPECT_EQ(files.read(directory / "file", 10)->status.mode, 0640U);
}

TEST_F(PosixReplace, LeavesNothingButTheNewContent)
{
    write("file", "something longer than the new text");
    ASSERT_TRUE(files.replace(directory / "file", "new", 0600).has_value());
    EXPECT_EQ(content("file"), "new");
    EXPECT_THAT(entries(), ElementsAre("file"));
}

TEST_F(PosixReplace, ShowsTheOldContentToWhoeverHasItOpen)
{
    write("file", "old");
    std::ifstream stream(directory / "file");
    ASSERT_TRUE(files.replace(directory / "file", "new", 0600).has_value());
    std::string seen;
    stream >> seen;
    EXPECT_EQ(seen, "old");
}

TEST_F(PosixReplace, ReplacesALinkInsteadOfFollowingIt)
{
    write("target", "untouched");
    std::filesystem::create_symlink("target", directory / "file");
    ASSERT_TRUE(files.replace(directory / "file", "new", 0600).has_value());
    EXPECT_EQ(content("target"), "untouched");
    EXPECT_FALSE(std::filesystem::is_symlink(directory / "file"));
    EXPECT_EQ(content("file"), "new");
}

TEST_F(PosixReplace, DoesNotWriteThroughALinkAtTheTemporaryName)
{
    write("target", "untouched");
    std::filesystem::create_symlink("target", directory / (".file." + std::to_string(::getpid()) + ".tmp"));
    ASSERT_TRUE(files.replace(directory / "file", "new", 0600).has_value());
    EXPECT_EQ(content("target"), "untouched");
    EXPECT_EQ(content("file"), "new");
}

TEST_F(PosixReplace, TakesAwayWhatACrashLeftBehind)
{
    write(".file." + std::to_string(::getpid()) + ".tmp", "half a led");
    ASSERT_TRUE(files.replace(directory / "file", "new", 0600).has_value());
    EXPECT_THAT(entries(), ElementsAre("file"));
}

TEST_F(PosixReplace, FailsWithoutATraceWhereADirectoryIs)
{
    std::filesystem::create_directory(directory / "file");
    const auto replaced = files.replace(directory / "file", "new", 0600);
    ASSERT_TRUE(replaced.has_error());
    EXPECT_EQ(replaced.error().kind, ErrorKind::storage);
    EXPECT_THAT(replaced.error().message, EndsWith("file: Is a directory"));
    EXPECT_THAT(entries(), ElementsAre("file"));
}

TEST_F(PosixReplace, SaysThatTheDirectoryIsMissing)
{
    EXPECT_THAT(files.replace(directory / "nothing/file", "new", 0600).error().message,
                EndsWith("nothing/file: No such file or directory"));
}

TEST_F(PosixReplace, KeepsTheOldContentWhenTheDiskIsFull)
{
    write("file", "old");
    // A file size limit stands for the full disk: write(2) fails after some bytes.
    EXPECT_TRUE(in_a_child([&] {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{10, 10};
        ::setrlimit(RLIMIT_FSIZE, &small);
        const auto replaced = files.replace(directory / "file", std::string(100, 'x'), 0600);
        return replaced.has_error() && replaced.error().message.ends_with("file: File too large");
    }));
    EXPECT_EQ(content("file"), "old");
    EXPECT_THAT(entries(), ElementsAre("file"));
}

TEST_F(PosixRename, MovesTheFile)
{
    write("file", "text");
    ASSERT_TRUE(files.rename(directory / "file", directory / "aside").has_value());
    EXPECT_THAT(entries(), ElementsAre("aside"));
    EXPECT_EQ(content("aside"), "text");
}

TEST_F(PosixRename, NamesBothPathsWhenThereIsNothingToMove)
{
    const auto renamed = files.rename(directory / "nothing", directory / "aside");
    ASSERT_TRUE(renamed.has_error());
    EXPECT_THAT(renamed.error().message, HasSubstr("nothing to "));
    EXPECT_THAT(renamed.error().message, EndsWith("aside: No such file or directory"));
}

TEST_F(PosixMakeDirectory, MakesWhatIsMissingAboveWithTheSameMode)
{
    const auto before = ::umask(0777);
    const auto made = files.make_directory(directory / "a/b/c", 0750);
    ::umask(before);
    ASSERT_TRUE(made.has_value());
    for (const auto* name : {"a", "a/b", "a/b/c"})
    {
        struct stat found = {};
        ASSERT_EQ(::stat((directory / name).c_str(), &found), 0) << name;
        EXPECT_EQ(found.st_mode & 07777U, 0750U) << name;
    }
}

TEST_F(PosixMakeDirectory, LeavesAnExistingOneAsItIs)
{
    ::chmod(directory.path().c_str(), 0711);
    ASSERT_TRUE(files.make_directory(directory.path() + "/", 0700).has_value());
    struct stat found = {};
    ASSERT_EQ(::stat(directory.path().c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777U, 0711U);
}

TEST_F(PosixMakeDirectory, RefusesAFileOfThatName)
{
    write("file", "");
    EXPECT_THAT(files.make_directory(directory / "file", 0700).error().message,
                EndsWith("file: File exists"));
    EXPECT_THAT(files.make_directory(directory / "file/below", 0700).error().message,
                EndsWith("file: File exists"));
}

TEST_F(PosixTryLock, IsHeldByOneAtATime)
{
    auto first = files.try_lock(directory / "lock");
    ASSERT_TRUE(first.has_value());
    ASSERT_NE(*first, nullptr);

    const auto second = files.try_lock(directory / "lock");
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(*second, nullptr);
}

TEST_F(PosixTryLock, IsFreeAgainWhenItsHolderLetsGo)
{
    {
        const auto held = files.try_lock(directory / "lock");
        ASSERT_TRUE(held.has_value());
    }
    const auto again = files.try_lock(directory / "lock");
    ASSERT_TRUE(again.has_value());
    EXPECT_NE(*again, nullptr);
}

TEST_F(PosixTryLock, IsNotHeldForAnotherProcess)
{
    const auto held = files.try_lock(directory / "lock");
    ASSERT_TRUE(held.has_value());
    EXPECT_TRUE(in_a_child([&] {
        const auto other = files.try_lock(directory / "lock");
        return other.has_value() && *other == nullptr;
    }));
}

TEST_F(PosixTryLock, MakesAPrivateFile)
{
    const auto held = files.try_lock(directory / "lock");
    ASSERT_TRUE(held.has_value());
    EXPECT_EQ(files.read(directory / "lock", 10)->status.mode, 0600U);
}

TEST_F(PosixTryLock, DoesNotFollowALink)
{
    std::filesystem::create_symlink("target", directory / "lock");
    const auto held = files.try_lock(directory / "lock");
    ASSERT_TRUE(held.has_error());
    EXPECT_EQ(held.error().kind, ErrorKind::storage);
    EXPECT_THAT(entries(), ElementsAre("lock"));
}

TEST_F(PosixTryLock, SaysThatTheDirectoryIsMissing)
{
    EXPECT_THAT(files.try_lock(directory / "nothing/lock").error().message,
                EndsWith("nothing/lock: No such file or directory"));
}

} // namespace
} // namespace idpsync::service
