// The directory of a standalone NetBird: read for a rendering, and written as rendered.

#include "service/standalone_directory.hpp"
#include "support/matchers.hpp"
#include "support/temp_directory.hpp"

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace idpsync::service {
namespace {

namespace fs = std::filesystem;
using standalone::RenderedFile;

constexpr WallTime noon{std::chrono::seconds(1'796'040'000)};

class StandaloneDirectoryTest : public testing::Test
{
protected:
    StandaloneDirectoryTest() { fs::create_directory(directory / "artifacts"); }

    void put(const std::string& name, const std::string& text) const
    {
        std::ofstream(directory / name) << text;
        fs::permissions(directory / name, fs::perms::owner_read | fs::perms::owner_write);
    }

    [[nodiscard]] std::string get(const std::string& name) const
    {
        std::ostringstream text;
        text << std::ifstream(directory / name).rdbuf();
        return text.str();
    }

    Result<std::vector<WrittenFile>> write(const RenderedFile& file)
    {
        return write_standalone_files(files, directory.path(), {file}, noon);
    }

    test::TempDirectory directory;
    PosixFiles files;
};

TEST_F(StandaloneDirectoryTest, IsReadWithItsBackupsAndModes)
{
    put("setup.env", "A=1\n");
    put("artifacts/management.json", "{}");
    put("artifacts/management.json.bkp.17", "{\"a\": 1}");
    put("artifacts/docker-compose.yml.bkp.17", "x");
    const auto read = read_standalone_directory(files, directory.path());
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->setup_env, "A=1\n");
    EXPECT_EQ(read->server_json, "{}");
    EXPECT_FALSE(read->script_json);
    EXPECT_FALSE(read->environment);
    EXPECT_EQ(read->backups, (std::map<std::string, std::string>{{"management.json.bkp.17", "{\"a\": 1}"}}));
    EXPECT_EQ(read->modes.at("setup.env"), 0600U);
}

TEST_F(StandaloneDirectoryTest, IsMissedWhereItIsNotThere)
{
    const auto read = read_standalone_directory(files, directory / "nowhere");
    ASSERT_TRUE(read.has_error());
    EXPECT_THAT(read.error().message, HasSubstr("nowhere"));
}

TEST_F(StandaloneDirectoryTest, GetsANewFileForItsOwnerAlone)
{
    const auto written = write({.name = "setup.env", .exists = false, .text = "A=2\n"});
    ASSERT_TRUE(written.has_value()) << written.error().text();
    EXPECT_EQ(written->front().backup, "");
    EXPECT_EQ(get("setup.env"), "A=2\n");
    struct stat found = {};
    ASSERT_EQ(::stat((directory / "setup.env").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 07777U, 0600U);
}

TEST_F(StandaloneDirectoryTest, KeepsEachBackupUnderANameOfItsOwn)
{
    put("setup.env", "A=1\n");
    ASSERT_TRUE(write({.name = "setup.env", .exists = true, .text = "A=2\n", .before = "A=1\n"}).has_value());
    ASSERT_TRUE(write({.name = "setup.env", .exists = true, .text = "A=3\n", .before = "A=2\n"}).has_value());
    EXPECT_EQ(get("setup.env"), "A=3\n");
    EXPECT_EQ(get("setup.env.bkp.1796040000"), "A=1\n");
    EXPECT_EQ(get("setup.env.bkp.1796040001"), "A=2\n");
    EXPECT_FALSE(fs::exists(directory / "setup.env.new"));
}

TEST_F(StandaloneDirectoryTest, IsLeftAloneWhereSomebodyElseWrote)
{
    put("setup.env", "A=changed\n");
    const auto written = write({.name = "setup.env", .exists = true, .text = "A=2\n", .before = "A=1\n"});
    ASSERT_TRUE(written.has_error());
    EXPECT_EQ(written.error().kind, ErrorKind::conflict);
    EXPECT_EQ(get("setup.env"), "A=changed\n");
    EXPECT_FALSE(fs::exists(directory / "setup.env.bkp.1796040000"));
    const auto made = write({.name = "setup.env", .exists = false, .text = "A=2\n"});
    ASSERT_TRUE(made.has_error());
    EXPECT_EQ(get("setup.env"), "A=changed\n");
}

TEST_F(StandaloneDirectoryTest, GoesOverWhatACrashLeft)
{
    put("setup.env.new", "half");
    ASSERT_TRUE(write({.name = "setup.env", .exists = false, .text = "A=2\n"}).has_value());
    EXPECT_EQ(get("setup.env"), "A=2\n");
}

} // namespace
} // namespace idpsync::service
