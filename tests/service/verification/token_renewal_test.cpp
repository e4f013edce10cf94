// `management.token_renew`: the daemon renews its own token in time.

#include "service/daemon/daemon_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

/// The token's file in the world's memory.
class FileInMemory final : public bootstrap::TokenFile
{
public:
    FileInMemory(MemoryFiles& files, const bool& writable) : files_(files), writable_(writable) {}

    [[nodiscard]] std::string path() const override { return "/etc/idp/token"; }
    Result<Secret> read() override { return Secret(*files_.text(path())); }
    Result<void> check_writable() override
    {
        if (writable_)
            return {};
        return Error{ErrorKind::storage, "/etc/idp: Read-only file system", "ReadWritePaths=/etc/idp"};
    }
    Result<void> put_beside(const Secret& token) override
    {
        beside_ = token.reveal();
        return {};
    }
    Result<void> take_place() override
    {
        files_.put(path(), beside_);
        return {};
    }
    Result<void> clear() override { return {}; }

private:
    MemoryFiles& files_;
    const bool& writable_;
    std::string beside_;
};

class RenewingDaemon : public testing::Test
{
protected:
    RenewingDaemon()
    {
        world.token_file = [this](const std::string&) {
            return std::make_unique<FileInMemory>(world.files, writable);
        };
        token = world.sandbox.grant(sandbox::Role::admin);
        world.files.put("/etc/idp/token", token);
        world.clock.advance(days(334)); // of the 365 that it lives
        configure();
    }

    void configure(const std::string& mode = "enforce")
    {
        world.write_config("reconcile: { interval: 6h, mode: " + mode + " }\n");
        auto text = *world.files.text("/etc/idp/config.yaml");
        text.replace(text.find("  url: "), 0, "  token_renew: 30d\n");
        world.files.put("/etc/idp/config.yaml", text);
    }
    void start()
    {
        world.start();
        world.settle();
    }
    [[nodiscard]] std::string in_file() const { return *world.files.text("/etc/idp/token"); }
    [[nodiscard]] std::size_t count(EventName name) const { return world.logged(name).size(); }
    [[nodiscard]] const service::DaemonState& state() const { return world.daemon->state(); }

    DaemonWorld world;
    bool writable = true;
    std::string token;
};

TEST_F(RenewingDaemon, RenewsItsTokenAndGoesOnWithTheNewOne)
{
    start();
    EXPECT_EQ(in_file(), token);
    EXPECT_EQ(state().token_expires, world.clock.wall_now() + days(31));
    EXPECT_EQ(state().token_renewal.within, days(30));
    world.pass_time(23h);
    EXPECT_EQ(in_file(), token);
    world.pass_time(2h);
    ASSERT_EQ(count(EventName::token_renewed), 1U);
    EXPECT_NE(in_file(), token);
    world.tell_of_changed_files();
    EXPECT_FALSE(state().failure);
    EXPECT_EQ(state().token_renewal.problem, "");
    EXPECT_GT(state().token_expires, world.clock.wall_now() + days(364));
    world.pass_time(days(40));
    EXPECT_EQ(count(EventName::token_renewed), 1U);
    EXPECT_FALSE(state().failure);
}

TEST_F(RenewingDaemon, FailsNoPassWhenNetBirdRefusesAndTriesAgainADayLater)
{
    world.sandbox.expire(token, days(20));
    world.sandbox.fail({.method = "POST",
                        .path = "/api/users/",
                        .times = std::nullopt,
                        .fault = sandbox::Fault::answered(
                            403, R"({"message":"permission denied","code":403})", "application/json")});
    start();
    EXPECT_EQ(count(EventName::token_renewal_failed), 1U);
    EXPECT_FALSE(state().failure);
    EXPECT_THAT(state().token_renewal.problem, HasSubstr("make a token for itself"));
    EXPECT_THAT(state().token_renewal.next, HasSubstr("dashboard"));
    EXPECT_TRUE(state().token_renewal.failed);
    world.pass_time(23h);
    EXPECT_EQ(count(EventName::token_renewal_failed), 1U);
    world.sandbox.clear_faults();
    world.pass_time(2h);
    EXPECT_EQ(count(EventName::token_renewed), 1U);
    EXPECT_EQ(state().token_renewal.problem, "");
    EXPECT_FALSE(state().token_renewal.failed);
}

TEST_F(RenewingDaemon, SaysAtItsStartThatItMayNotReplaceTheFile)
{
    writable = false;
    start();
    const auto told = world.logged(EventName::token_renewal_failed);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_THAT(field(told[0], "next"), HasSubstr("ReadWritePaths="));
    EXPECT_THAT(state().token_renewal.problem, HasSubstr("Read-only file system"));
    EXPECT_FALSE(state().failure);
    EXPECT_EQ(in_file(), token);
}

TEST_F(RenewingDaemon, WritesNothingWhileItObserves)
{
    world.sandbox.expire(token, days(20));
    configure("observe");
    start();
    EXPECT_EQ(in_file(), token);
    EXPECT_EQ(world.sandbox.counters().writes, 0U);
}

TEST_F(RenewingDaemon, ClearsUpBehindARenewalThatWasCut)
{
    world.files.put("/state/token-renewal.json",
                    R"({"version":1,"url":")" + world.sandbox.url() + R"(","successor":"lost"})", 0600);
    start();
    EXPECT_EQ(in_file(), token) << "its end is not near";
    EXPECT_EQ(world.files.text("/state/token-renewal.json")->find("lost"), std::string::npos);
    EXPECT_EQ(count(EventName::token_renewal_failed), 0U);
}

TEST_F(RenewingDaemon, LeavesItAloneWithoutTheSetting)
{
    world.sandbox.expire(token, days(1));
    world.write_config();
    start();
    world.pass_time(1h);
    EXPECT_EQ(in_file(), token);
    EXPECT_EQ(count(EventName::token_renewal_failed), 0U);
}

} // namespace
} // namespace idpsync::test
