// What a daemon makes of NetBird's audit log, as it is configured: docs/reconciling.md 14 and 27.

#include "sandbox/provider/setup.hpp"
#include "service/daemon/conditions.hpp"
#include "service/daemon/daemon_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;

const sandbox::Person ada{.id = "ada", .name = "Ada", .email = "ada@example.com"};

class AttributingDaemon : public testing::Test, public DaemonWorld
{
protected:
    [[nodiscard]] long looks() const
    {
        const auto& seen = sandbox.requests();
        return std::count_if(seen.begin(), seen.end(),
                             [](const auto& one) { return one.target == "/api/events/audit"; });
    }

    /// corp is a provider that knows the declared secret.
    void have_a_provider_that_answers()
    {
        const auto issuer =
            sandbox.add_provider("https://login.example.com", {.profile = sandbox::Profile::oidc_provider})
                .issuer();
        files.put("/etc/idp/secrets/corp", "not-a-real-secret");
        auto config = files.text("/etc/idp/config.yaml").value();
        const std::string other = "https://id.example.com";
        files.put("/etc/idp/config.yaml", config.replace(config.find(other), other.size(), issuer));
    }

    [[nodiscard]] std::string connector_id() const { return sandbox.connectors().at(0).id; }
};

TEST_F(AttributingDaemon, LooksOnceAnHourUnlessTheFileSaysOtherwise)
{
    start();
    const auto before = looks();
    pass_time(24h);
    EXPECT_EQ(looks(), before + 24);
}

TEST_F(AttributingDaemon, LeavesTheLogUnreadWhenTheIntervalIsNothing)
{
    write_config("attribution: { audit_interval: 0s }\n");
    start();
    rename_in_netbird("Theirs");
    pass_time(24h);
    EXPECT_EQ(looks(), 0);
    EXPECT_EQ(name_in_netbird(), "Corp");
}

TEST_F(AttributingDaemon, Rule14_RepairsASecretThatWasChangedBehindItsBack)
{
    have_a_provider_that_answers();
    start();
    EXPECT_EQ(sandbox.stored_secret(connector_id()), "not-a-real-secret");
    sandbox.edit(connector_id(), {.client_secret = "another"}, ada);
    pass_time(55min);
    EXPECT_THAT(logged(EventName::touched), IsEmpty());
    pass_time(10min);
    EXPECT_EQ(sandbox.stored_secret(connector_id()), "not-a-real-secret");
    ASSERT_THAT(logged(EventName::touched), SizeIs(1));
    EXPECT_EQ(field(logged(EventName::touched)[0], "by"), "Ada <ada@example.com>");
    EXPECT_THAT(files.text("/state/history.jsonl").value(),
                HasSubstr(R"("change":"updated","cause":"drift","fields":["client_secret"],)"));
    EXPECT_EQ(daemon->state().providers.at(0).change->who, "Ada <ada@example.com>");
}

TEST_F(AttributingDaemon, Rule14_ShowsATouchedSecretWhileItIsPaused)
{
    have_a_provider_that_answers();
    start();
    daemon->pause(12h, "ada");
    sandbox.edit(connector_id(), {.client_secret = "another"}, ada);
    pass_time(65min);
    ASSERT_THAT(logged(EventName::touched), SizeIs(1));
    for (int look = 0; look < 3; ++look)
    {
        const auto conditions = service::conditions_of(daemon->state(), clock.now(), clock.wall_now());
        EXPECT_EQ(conditions.providers.at(0).second.id, ConditionId::drifted) << look;
        EXPECT_FALSE(conditions.fine());
        pass_time(35min);
    }
    EXPECT_EQ(sandbox.stored_secret(connector_id()), "another");
    daemon->resume("ada");
    pass_time(1min);
    EXPECT_EQ(sandbox.stored_secret(connector_id()), "not-a-real-secret");
}

TEST_F(AttributingDaemon, Rule25_SaysInItsStatusThatItMayNotReadTheLog)
{
    sandbox.fail({.path = "/api/events/audit",
                  .times = std::nullopt,
                  .fault = sandbox::Fault::answered(403, R"({"message":"permission denied","code":403})",
                                                    "application/json")});
    start();
    pass_time(24h);
    EXPECT_THAT(daemon->state().audit_refused, HasSubstr("permission denied"));
    EXPECT_THAT(logged(EventName::audit_unreadable), SizeIs(1));
    EXPECT_EQ(looks(), 1);
}

TEST_F(AttributingDaemon, Rule4_NamesWhoDeletedAConnectorForAsLongAsItIsGone)
{
    start();
    sandbox.remove(connector_id(), ada);
    sandbox.add({.type = "okta", .name = "x", .issuer = "https://x.example.com", .client_id = "x"});
    pass_time(1h);
    const auto& corp = daemon->state().providers.at(0);
    EXPECT_THAT(corp.problem, HasSubstr("was deleted in NetBird by Ada <ada@example.com> at "));
    ASSERT_THAT(corp.drift, SizeIs(1));
    EXPECT_EQ(corp.drift[0].kind, Drift::Kind::missing);
    EXPECT_THAT(logged(EventName::conflict), SizeIs(1));
}

} // namespace
} // namespace idpsync::test
