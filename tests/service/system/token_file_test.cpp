// The token's file on a real disk: who may swap it, and what it keeps.

#include "service/system/posix_files_fixture.hpp"
#include "service/token_file.hpp"
#include "support/matchers.hpp"

#include <sys/stat.h>

namespace idpsync::service {
namespace {

namespace fs = std::filesystem;

constexpr uid_t another_user = 65534; // as become_an_ordinary_user() has it

class TokenFileOnDisk : public PosixFilesTest
{
protected:
    TokenFileOnDisk()
    {
        write("token", "nbp_old\n");
        fs::permissions(directory / "token", fs::perms(0640));
    }

    PosixTokenFile file{directory / "token", "/var/lib/netbird-idp-sync"};
};

TEST_F(TokenFileOnDisk, IsSwappedInOneStepAndKeepsOwnerGroupAndMode)
{
    const bool root = ::geteuid() == 0;
    if (root)
        ASSERT_EQ(::chown((directory / "token").c_str(), another_user, another_user), 0);
    ASSERT_TRUE(file.check_writable().has_value());
    EXPECT_EQ(file.read()->reveal(), "nbp_old");
    ASSERT_TRUE(file.put_beside(Secret("nbp_new")).has_value());
    EXPECT_EQ(content("token"), "nbp_old\n");
    EXPECT_THAT(entries(), ElementsAre(".token.next", "token"));
    ASSERT_TRUE(file.take_place().has_value());
    EXPECT_EQ(content("token"), "nbp_new\n");
    EXPECT_THAT(entries(), ElementsAre("token"));
    struct stat status = {};
    ASSERT_EQ(::stat((directory / "token").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0640U);
    EXPECT_EQ(status.st_uid, root ? another_user : ::geteuid());
    EXPECT_EQ(status.st_gid, root ? another_user : ::getegid());
}

TEST_F(TokenFileOnDisk, ClearsWhatACutRunLeft)
{
    write(".token.next", "half a tok");
    ASSERT_TRUE(file.put_beside(Secret("nbp_new")).has_value());
    EXPECT_EQ(content(".token.next"), "nbp_new\n");
    ASSERT_TRUE(file.clear().has_value());
    ASSERT_TRUE(file.clear().has_value());
    EXPECT_THAT(entries(), ElementsAre("token"));
}

TEST_F(TokenFileOnDisk, IsTheOneThatALinkLeadsTo)
{
    fs::create_directory(directory / "real");
    fs::rename(directory / "token", directory / "real/token");
    fs::create_symlink("real/token", directory / "token");
    ASSERT_TRUE(file.check_writable().has_value());
    ASSERT_TRUE(file.put_beside(Secret("nbp_new")).has_value());
    ASSERT_TRUE(file.take_place().has_value());
    EXPECT_TRUE(fs::is_symlink(directory / "token"));
    EXPECT_EQ(content("real/token"), "nbp_new\n");
}

TEST_F(TokenFileOnDisk, TellsWhatLetsAnOrdinaryUserSwapIt)
{
    fs::permissions(directory.path(), fs::perms(0755));
    EXPECT_TRUE(in_a_child([&] {
        if (::geteuid() == 0 && ::chown((directory / "token").c_str(), another_user, ::getegid()) != 0)
            return false;
        fs::permissions(directory.path(), fs::perms(0555));
        if (!become_an_ordinary_user())
            return false;
        const auto refused = file.check_writable();
        return refused.has_error() && refused.error().kind == ErrorKind::storage &&
               refused.error().text().find("Permission denied") != std::string::npos &&
               refused.error().text().find("token: {file: /var/lib/netbird-idp-sync/token}") !=
                   std::string::npos;
    }));
    fs::permissions(directory.path(), fs::perms(0755));
}

TEST_F(TokenFileOnDisk, OfAnotherUserIsLeftToRoot)
{
    if (::geteuid() != 0)
        return; // nobody else can give a file away
    fs::permissions(directory.path(), fs::perms(0777));
    fs::permissions(directory / "token", fs::perms(0644));
    EXPECT_TRUE(in_a_child([&] {
        if (!become_an_ordinary_user())
            return false;
        const auto refused = file.check_writable();
        return refused.has_error() &&
               refused.error().text().find("its owner or group is not") != std::string::npos;
    }));
}

TEST_F(TokenFileOnDisk, IsNeverMissingOrEmpty)
{
    write("token", "\n");
    EXPECT_EQ(file.read().error().kind, ErrorKind::bad_config);
    fs::remove(directory / "token");
    EXPECT_TRUE(file.read().has_error());
    EXPECT_TRUE(file.check_writable().has_error());
    EXPECT_TRUE(file.put_beside(Secret("nbp_new")).has_error());
    EXPECT_THAT(entries(), IsEmpty());
}

} // namespace
} // namespace idpsync::service
