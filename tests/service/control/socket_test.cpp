#include "service/control/socket.hpp"
#include "support/matchers.hpp"
#include "support/temp_directory.hpp"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <memory>

namespace idpsync::service::control {
namespace {

class ControlSocket : public ::testing::Test
{
protected:
    [[nodiscard]] mode_t mode() const
    {
        struct stat found = {};
        return ::lstat(path.c_str(), &found) == 0 ? found.st_mode : 0;
    }

    [[nodiscard]] bool exists() const { return mode() != 0; }

    test::TempDirectory directory;
    std::string path = directory / "control.sock";
};

TEST_F(ControlSocket, IsForItsOwnerAndGroupWhateverTheUmask)
{
    const auto before = ::umask(0077);
    const auto listening = listen_at(path);
    ::umask(before);
    ASSERT_TRUE(listening.has_value());
    EXPECT_TRUE(S_ISSOCK(mode()));
    EXPECT_EQ(mode() & 07777U, 0660U);
    ::close(*listening);
}

TEST_F(ControlSocket, TakesThePlaceOfOneThatNobodyListensAt)
{
    ::close(listen_at(path).value());
    ASSERT_TRUE(exists());
    const auto again = listen_at(path);
    ASSERT_TRUE(again.has_value());
    ::close(*again);
}

TEST_F(ControlSocket, LeavesOneAloneThatSomebodyAnswersAt)
{
    const auto first = listen_at(path).value();
    const auto second = listen_at(path);
    ASSERT_TRUE(second.has_error());
    EXPECT_EQ(second.error().kind, ErrorKind::conflict);
    EXPECT_THAT(second.error().text(), HasSubstr("--runtime-dir"));
    EXPECT_TRUE(exists());
    ::close(first);
}

TEST_F(ControlSocket, LeavesOneAloneWhoseOwnerIsBusy)
{
    const auto busy = listen_at(path).value();
    // Nobody accepts: after 16 and what the system adds, connecting would block.
    for (int i = 0; i < 64; ++i)
        EXPECT_TRUE(listen_at(path).has_error());
    EXPECT_TRUE(exists());
    ::close(busy);
}

TEST_F(ControlSocket, LeavesAnotherFileAlone)
{
    std::ofstream(path) << "precious";
    const auto listening = listen_at(path);
    ASSERT_TRUE(listening.has_error());
    EXPECT_THAT(listening.error().text(), HasSubstr("is not a socket"));
    EXPECT_TRUE(S_ISREG(mode()));
}

TEST_F(ControlSocket, DoesNotFollowALink)
{
    const std::string target = directory / "target";
    std::ofstream(target) << "precious";
    ASSERT_EQ(::symlink(target.c_str(), path.c_str()), 0);
    EXPECT_TRUE(listen_at(path).has_error());
    EXPECT_TRUE(S_ISLNK(mode()));
}

TEST_F(ControlSocket, SaysWhenItsDirectoryIsNotThere)
{
    const auto listening = listen_at(directory / "missing/control.sock");
    ASSERT_TRUE(listening.has_error());
    EXPECT_THAT(listening.error().text(), HasSubstr("No such file or directory"));
}

TEST_F(ControlSocket, SaysWhenItsPathIsTooLong)
{
    const auto listening = listen_at(directory / std::string(200, 'x'));
    ASSERT_TRUE(listening.has_error());
    EXPECT_THAT(listening.error().text(), HasSubstr("too long"));
}

TEST_F(ControlSocket, GoesWithItsDaemon)
{
    const auto listening = listen_at(path).value();
    {
        const SocketFile file(path);
    }
    EXPECT_FALSE(exists());
    ::close(listening);
}

TEST_F(ControlSocket, StaysWhenItIsAnothersByThen)
{
    const auto first = listen_at(path).value();
    auto file = std::make_unique<SocketFile>(path);
    // Both at once, so that the second cannot have the number of the first.
    const std::string other = directory / "other.sock";
    const auto second = listen_at(other).value();
    ASSERT_EQ(::rename(other.c_str(), path.c_str()), 0);
    file.reset();
    EXPECT_TRUE(exists());
    ::close(first);
    ::close(second);
}

TEST(ControlAccess, IsEverythingForRootAndTheDaemonsOwnUserAlone)
{
    constexpr uid_t own = 997;
    EXPECT_EQ(access_of({.uid = 0, .pid = 1}, own), Access::everything);
    EXPECT_EQ(access_of({.uid = own, .pid = 1}, own), Access::everything);
    EXPECT_EQ(access_of({.uid = 1000, .pid = 1}, own), Access::look);
    EXPECT_EQ(access_of({.uid = 65534, .pid = 1}, own), Access::look);
}

TEST(ControlAccess, KnowsWhoIsCalling)
{
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    EXPECT_EQ(peer_of(ends[0]).value().uid, ::geteuid());
    EXPECT_TRUE(peer_of(-1).has_error());
    ::close(ends[0]);
    ::close(ends[1]);
}

} // namespace
} // namespace idpsync::service::control
