// What the daemon does with a secret that nobody can verify: docs/reconciling.md 19 and 20.

#include "sandbox/provider/provider.hpp"
#include "service/daemon/daemon_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using service::SyncState;

const std::string base = "https://id.example.com";

class SilentProviderDaemon : public ::testing::Test, public DaemonWorld
{
protected:
    SilentProviderDaemon() { start(); }

    void fall_silent()
    {
        sandbox.fail({.method = "POST",
                      .path = base,
                      .times = std::nullopt,
                      .fault = sandbox::Fault::answered(503, "")});
    }

    void put_secret(const std::string& secret)
    {
        files.put("/etc/idp/secrets/corp", secret);
        tell_of_changed_files();
        pass_time(30s);
    }

    [[nodiscard]] const service::ProviderStatus& corp() const { return daemon->state().providers.at(0); }
    [[nodiscard]] std::string stored() const { return sandbox.stored_secret(sandbox.connectors().at(0).id); }
};

TEST_F(SilentProviderDaemon, KeepsTheSecretThatWorksAndSaysWhenItAsksAgain)
{
    fall_silent();
    put_secret("newer");
    EXPECT_EQ(corp().state, SyncState::held);
    EXPECT_EQ(stored(), "secret");
    ASSERT_TRUE(corp().next_try);
    EXPECT_THAT(corp().next, HasSubstr("asked again at"));
    EXPECT_THAT(monitoring.page("/metrics")->body, HasSubstr("idpsync_providers{state=\"held\"} 1\n"));
    pass_time(6h);
    EXPECT_EQ(stored(), "secret");
    EXPECT_THAT(logged(EventName::held), SizeIs(1)) << "told once";
}

TEST_F(SilentProviderDaemon, WritesARightSecretWithinTenMinutesOfTheAnswer)
{
    write_config("reconcile: { interval: 12h }\n");
    fall_silent();
    sandbox.provider(base).client().secret = "newer";
    put_secret("newer");
    pass_time(2h);
    ASSERT_EQ(stored(), "secret");
    sandbox.clear_faults();
    pass_time(11min);
    EXPECT_EQ(stored(), "newer");
    EXPECT_EQ(corp().state, SyncState::in_sync);
}

TEST_F(SilentProviderDaemon, DoesNotWriteAWrongSecretOnceTheProviderAnswers)
{
    fall_silent();
    put_secret("wrong");
    pass_time(1h);
    sandbox.clear_faults();
    pass_time(1h);
    EXPECT_EQ(corp().state, SyncState::blocked);
    EXPECT_EQ(stored(), "secret");
}

TEST_F(SilentProviderDaemon, ShowsWhatItCreatedUnverifiedUntilItIs)
{
    fall_silent();
    write_config("  other:\n"
                 "    type: oidc\n"
                 "    issuer: https://id.example.com\n"
                 "    client_id: other\n"
                 "    client_secret: { file: secrets/corp }\n");
    tell_of_changed_files();
    pass_time(30s);
    const auto& other = daemon->state().providers.at(1);
    EXPECT_EQ(other.state, SyncState::unverified);
    ASSERT_TRUE(other.unverified_since);
    const auto since = *other.unverified_since;
    pass_time(2h);
    EXPECT_EQ(daemon->state().providers.at(1).unverified_since, since);
    sandbox.clear_faults();
    pass_time(11min);
    EXPECT_EQ(daemon->state().providers.at(1).state, SyncState::in_sync);
    EXPECT_THAT(logged(EventName::held), IsEmpty());
}

} // namespace
} // namespace idpsync::test
