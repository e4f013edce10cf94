#include "service/system/file_watch.hpp"
#include "service/system/watched_directories.hpp"
#include "support/manual_clock.hpp"
#include "support/matchers.hpp"
#include "support/temp_directory.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace idpsync::service {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::ManualClock;
using test::TempDirectory;
using ::testing::IsSupersetOf;

class Directory : public ::testing::Test
{
protected:
    /// Replaced as a whole, as careful programs do.
    void replace(const std::string& name, const std::string& text) const
    {
        write(name + ".new", text);
        fs::rename(path(name + ".new"), path(name));
    }

    void write(const std::string& name, const std::string& text) const { std::ofstream(path(name)) << text; }

    /// As kubelet lays out a ConfigMap: name -> ..data/name, ..data -> the version's own directory.
    void put_version(const std::string& version, const std::string& text) const
    {
        fs::create_directory(path(version));
        write(version + "/config.yaml", text);
        fs::create_directory_symlink(version, path("..data_tmp"));
        fs::rename(path("..data_tmp"), path("..data"));
    }

    [[nodiscard]] std::string path(const std::string& name) const { return directory_ / name; }
    [[nodiscard]] std::string root() const { return fs::canonical(directory_.path()).string(); }

private:
    TempDirectory directory_;
};

class FileWatching : public Directory
{
protected:
    void watch(std::vector<std::string> paths, bool may_use_inotify = true)
    {
        watch_ =
            std::make_unique<InotifyWatch>(io.get_executor(), clock, [this] { ++changes; }, may_use_inotify);
        watch_->watch(std::move(paths));
        io.poll();
    }

    /// Lets the kernel's events in, then time go on.
    void pass(std::chrono::milliseconds time)
    {
        io.restart();
        io.poll();
        clock.advance(time);
        io.poll();
    }

    /// How many changes were told when all is quiet again.
    int settled()
    {
        pass(250ms);
        return changes;
    }

    boost::asio::io_context io;
    ManualClock clock;
    int changes = 0;
    std::unique_ptr<InotifyWatch> watch_;
};

TEST_F(FileWatching, TellsOfAFileThatIsWritten)
{
    write("config.yaml", "a");
    watch({path("config.yaml")});
    write("config.yaml", "b");
    EXPECT_EQ(settled(), 1);
    EXPECT_EQ(watch_->problem(), "");
}

TEST_F(FileWatching, TellsOfAFileThatIsReplaced)
{
    write("config.yaml", "a");
    watch({path("config.yaml")});
    for (int change = 1; change <= 3; ++change)
    {
        replace("config.yaml", "b");
        EXPECT_EQ(settled(), change);
    }
}

TEST_F(FileWatching, TellsOfAFileThatAppearsOrGoes)
{
    watch({path("config.yaml")});
    write("config.yaml", "a");
    EXPECT_EQ(settled(), 1);
    fs::remove(path("config.yaml"));
    EXPECT_EQ(settled(), 2);
}

TEST_F(FileWatching, TellsOfPermissionsThatChange)
{
    write("token", "a");
    watch({path("token")});
    fs::permissions(path("token"), fs::perms::owner_read);
    EXPECT_EQ(settled(), 1);
}

TEST_F(FileWatching, TellsOfAFileInAWatchedDirectory)
{
    fs::create_directory(path("providers.d"));
    watch({path("providers.d")});
    write("providers.d/corp.yaml", "a");
    EXPECT_EQ(settled(), 1);
}

TEST_F(FileWatching, TellsOfADirectoryThatAppearsLaterAndOfWhatIsInIt)
{
    watch({path("secrets/deep/corp")});
    fs::create_directories(path("secrets/deep"));
    EXPECT_EQ(settled(), 1);
    write("secrets/deep/corp", "a");
    EXPECT_EQ(settled(), 2);
}

TEST_F(FileWatching, TellsOfADirectoryThatIsReplaced)
{
    fs::create_directory(path("secrets"));
    watch({path("secrets/corp")});
    fs::rename(path("secrets"), path("old"));
    fs::create_directory(path("secrets"));
    EXPECT_EQ(settled(), 1);
    write("secrets/corp", "a");
    EXPECT_EQ(settled(), 2);
}

TEST_F(FileWatching, TellsOfAConfigMapThatIsSwapped)
{
    put_version("..v1", "a");
    fs::create_symlink("..data/config.yaml", path("config.yaml"));
    watch({path("config.yaml")});
    for (int version = 2; version <= 4; ++version)
    {
        put_version("..v" + std::to_string(version), "b");
        EXPECT_EQ(settled(), version - 1);
    }
}

TEST_F(FileWatching, TellsOfTheTargetOfALink)
{
    fs::create_directory(path("elsewhere"));
    write("elsewhere/real", "a");
    fs::create_symlink(path("elsewhere/real"), path("config.yaml"));
    watch({path("config.yaml")});
    replace("elsewhere/real", "b");
    EXPECT_EQ(settled(), 1);
}

TEST_F(FileWatching, WaitsUntilNothingHasHappenedForAQuarterOfASecond)
{
    watch({path("config.yaml")});
    for (int write_number = 0; write_number < 3; ++write_number)
    {
        write("config.yaml", "a");
        pass(200ms);
        EXPECT_EQ(changes, 0);
    }
    pass(50ms);
    EXPECT_EQ(changes, 1);
}

TEST_F(FileWatching, WaitsNoLongerThanTwoSeconds)
{
    watch({path("config.yaml")});
    for (int write_number = 0; write_number < 10; ++write_number)
    {
        write("config.yaml", "a");
        pass(200ms);
    }
    EXPECT_EQ(changes, 1);
}

TEST_F(FileWatching, IsQuietWhenNothingHappens)
{
    write("config.yaml", "a");
    watch({path("config.yaml")});
    EXPECT_EQ(settled(), 0);
    EXPECT_EQ(clock.waiting(), 0U);
}

TEST_F(FileWatching, ForgetsWhatIsNotWatchedAnyMore)
{
    fs::create_directory(path("old"));
    fs::create_directory(path("new"));
    watch({path("old/token")});
    watch_->watch({path("new/token")});
    write("old/token", "a");
    EXPECT_EQ(settled(), 0);
    write("new/token", "a");
    EXPECT_EQ(settled(), 1);
}

TEST_F(FileWatching, LooksEveryTenSecondsWithoutInotify)
{
    write("config.yaml", "a");
    watch({path("config.yaml")}, false);
    EXPECT_EQ(watch_->problem(), "inotify is not used");

    replace("config.yaml", "b");
    pass(9s);
    EXPECT_EQ(changes, 0);
    pass(1s);
    EXPECT_EQ(settled(), 1);
    pass(10s);
    EXPECT_EQ(settled(), 1);
    replace("config.yaml", "c");
    pass(10s);
    EXPECT_EQ(settled(), 2);
}

TEST_F(FileWatching, SeesNewFilesWithoutInotifyToo)
{
    fs::create_directory(path("providers.d"));
    watch({path("providers.d")}, false);
    write("providers.d/corp.yaml", "a");
    pass(10s);
    EXPECT_EQ(settled(), 1);
}

TEST_F(FileWatching, SaysNothingOnceItIsGone)
{
    watch({path("config.yaml")});
    write("config.yaml", "a");
    pass(0ms);
    watch_.reset();
    EXPECT_EQ(settled(), 0);
}

class WatchedDirectories : public Directory
{};

TEST_F(WatchedDirectories, AreThoseOfTheFiles)
{
    fs::create_directory(path("secrets"));
    write("secrets/corp", "a");
    const auto root = this->root();
    EXPECT_THAT(watched_directories({root + "/secrets/corp", root + "/config.yaml"}),
                ElementsAre(root, root + "/secrets"));
}

TEST_F(WatchedDirectories, EndAtTheLastThatIsThere)
{
    const auto root = this->root();
    EXPECT_THAT(watched_directories({root + "/a/b/c/token"}), ElementsAre(root));
}

TEST_F(WatchedDirectories, IncludeThoseOfEveryLinkOnTheWay)
{
    fs::create_directories(path("a"));
    fs::create_directories(path("b"));
    write("b/real", "x");
    fs::create_symlink("../b/real", path("a/second"));
    fs::create_symlink("a/second", path("first"));
    const auto root = this->root();
    EXPECT_THAT(watched_directories({root + "/first"}), ElementsAre(root, root + "/a", root + "/b"));
}

TEST_F(WatchedDirectories, SurviveLinksInACircle)
{
    fs::create_symlink("two", path("one"));
    fs::create_symlink("one", path("two"));
    const auto root = this->root();
    EXPECT_THAT(watched_directories({root + "/one"}), ElementsAre(root));
}

} // namespace
} // namespace idpsync::service
