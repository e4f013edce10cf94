#include "service/system/posix_files_fixture.hpp"
#include "support/matchers.hpp"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace idpsync::service {
namespace {

using PosixReplace = PosixFilesTest;
using PosixRename = PosixFilesTest;
using PosixMakeDirectory = PosixFilesTest;
using PosixTryLock = PosixFilesTest;

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
    EXPECT_THAT(replaced.error().text(), EndsWith("file: Is a directory"));
    EXPECT_THAT(entries(), ElementsAre("file"));
}

TEST_F(PosixReplace, SaysThatTheDirectoryIsMissing)
{
    EXPECT_THAT(files.replace(directory / "nothing/file", "new", 0600).error().text(),
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
        return replaced.has_error() && replaced.error().text().ends_with("file: File too large");
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
    EXPECT_THAT(renamed.error().text(), HasSubstr("nothing to "));
    EXPECT_THAT(renamed.error().text(), EndsWith("aside: No such file or directory"));
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
    EXPECT_THAT(files.make_directory(directory / "file", 0700).error().text(), EndsWith("file: File exists"));
    EXPECT_THAT(files.make_directory(directory / "file/below", 0700).error().text(),
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
    EXPECT_THAT(files.try_lock(directory / "nothing/lock").error().text(),
                EndsWith("nothing/lock: No such file or directory"));
}

} // namespace
} // namespace idpsync::service
