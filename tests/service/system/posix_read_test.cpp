#include "service/system/posix_files_fixture.hpp"
#include "support/matchers.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace idpsync::service {
namespace {

using PosixRead = PosixFilesTest;
using PosixList = PosixFilesTest;

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
        return !failure.missing && failure.error.message.ends_with("file: Permission denied") &&
               failure.error.cause == ErrorCause::permission_denied;
    }));
}

TEST_F(PosixRead, EscapesThePath)
{
    EXPECT_THAT(read_failure(directory / "a\nb").error.message, HasSubstr("a\\nb"));
}

TEST_F(PosixList, NamesFilesLinksAndDirectoriesInOrder)
{
    write("b.yaml", "");
    write("a.yaml", "");
    std::filesystem::create_symlink("nowhere", directory / "link");
    std::filesystem::create_directory(directory / "below");
    ASSERT_EQ(::mkfifo((directory / "fifo").c_str(), 0600), 0);

    const auto names = files.list(directory.path());
    ASSERT_TRUE(names.has_value());
    EXPECT_THAT(*names, ElementsAre("a.yaml", "b.yaml", "below/", "link"));
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
    EXPECT_THAT(names.error().text(), EndsWith("nothing: No such file or directory"));
}

TEST_F(PosixList, RefusesAFile)
{
    write("file", "");
    EXPECT_THAT(files.list(directory / "file").error().text(), EndsWith("Not a directory"));
}

} // namespace
} // namespace idpsync::service
