// More signals and changed files than anybody needs.

#include "cli/daemon_host.hpp"
#include "core/policy.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

namespace idpsync::test {
namespace {

namespace fs = std::filesystem;

class Storm : public ::testing::Test, protected DaemonHost
{
protected:
    /// A signal that finds another waiting is lost with it: until this one is seen to have done its work.
    void reload_until_the_name_is(const std::string& name)
    {
        for (int time = 0; time < 100'000 && name_in_netbird() != name; ++time)
            daemon->signal(SIGHUP);
    }
};

TEST_F(Storm, AThousandSighupsAreAnsweredByFarFewerPasses)
{
    // Looks at the provider come and go with connections of their own, whenever they are due.
    installation.set_top("verify: { interval: 0, credentials: 0 }\n");
    start_in_sync();
    const auto files = open_files();
    const auto lists = reads();
    for (int time = 0; time < 1000; ++time)
        daemon->signal(SIGHUP);
    rename_in_netbird("Changed by hand");
    reload_until_the_name_is("Corp");
    wait_for_status("1 of 1 provider in sync");
    EXPECT_LT(reads() - lists, 1000U);
    EXPECT_EQ(installation.connectors().size(), 1U);
    // Connections to NetBird stay open for the next request: as many as reconcile.concurrency allows at once.
    EXPECT_LE(open_files(), files + Policy().concurrency);
    EXPECT_EQ(stop().exit, 0);
}

TEST_F(Storm, AConfigurationReplacedFiveHundredTimesIsNeverSeenHalf)
{
    start_in_sync();
    std::string name = "Corp";
    for (int time = 1; time <= 500; ++time)
    {
        const auto next = "Name " + std::to_string(time);
        replace_in_config("name: " + name + "\n", "name: " + next + "\n");
        name = next;
        if (time % 50 == 0)
            daemon->signal(SIGHUP);
    }
    wait_for_name(name);
    const auto result = stop();
    EXPECT_EQ(result.exit, 0);
    EXPECT_THAT(result.err, Not(HasSubstr("config_rejected")));
    EXPECT_EQ(installation.connectors().size(), 1U);
}

/// A directory as a ConfigMap is mounted: files are links through `..data`, which is swapped as a whole.
class MountedConfiguration : public Storm
{
protected:
    MountedConfiguration()
    {
        installation.write_configuration();
        text_ = installation.read_file("config.yaml");
        fs::remove(installation.path("config.yaml"));
        mount("Corp");
        fs::create_symlink("..data/config.yaml", installation.path("config.yaml"));
        std::vector<std::string> command{"run", "--config", installation.path("config.yaml"), "--state-dir",
                                         installation.path("state")};
        daemon = std::make_unique<Process>(IDPSYNC_PROGRAM, command, environment);
    }

    void mount(const std::string& name)
    {
        const auto version = "..version-" + std::to_string(++versions_);
        fs::create_directory(installation.path(version));
        auto text = text_;
        text.replace(text.find("name: Corp"), 10, "name: " + name);
        // Relative paths count from where the file really is.
        for (const auto* file : {"token", "secrets"})
            fs::create_symlink(installation.path(file), installation.path(version + "/" + file));
        installation.write_file(version + "/config.yaml", text);
        fs::create_symlink(version, installation.path("..data_tmp"));
        fs::rename(installation.path("..data_tmp"), installation.path("..data"));
        if (!former_.empty())
            fs::remove_all(installation.path(former_));
        former_ = version;
    }

private:
    std::string text_;
    std::string former_;
    int versions_ = 0;
};

TEST_F(MountedConfiguration, IsFollowedThroughEverySwap)
{
    wait_for_status("1 of 1 provider in sync");
    for (const auto* name : {"One", "Two", "Three", "Four"})
    {
        mount(name);
        wait_for_name(name);
    }
    for (int time = 0; time < 200; ++time)
        mount("Swapped " + std::to_string(time));
    wait_for_name("Swapped 199");
    EXPECT_EQ(stop().exit, 0);
    EXPECT_EQ(installation.connectors().size(), 1U);
}

} // namespace
} // namespace idpsync::test
