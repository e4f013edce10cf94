// What only NetBird's login service shows to be wrong is known to everybody: docs/reconciling.md 31.

#include "service/verification/verified_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using State = service::LoginHealth::State;

/// Who made the connector anew is not looked for.
constexpr auto log_unread = "reconcile: { interval: 6h }\nattribution: { audit_interval: 0s }\n";
constexpr auto old_callback = "https://old.example.com/oauth2/callback";

class LoginServiceMemory : public ::testing::Test, public VerifiedWorld
{
protected:
    LoginServiceMemory()
    {
        write_config(log_unread);
        start();
        pass_time(1min);
        EXPECT_EQ(login().state, State::ready);
        send_back_to(old_callback);
        pass_time(2h);
        EXPECT_EQ(login().finding->id, FindingId::callback_outdated);
    }

    /// The connector was made when NetBird had another address.
    void send_back_to(const std::string& callback)
    {
        auto made = *sandbox.connector(sandbox.connectors().at(0).id);
        sandbox.remove(made.id);
        made.callback = callback;
        provider.client().redirect_uris.push_back(callback);
        sandbox.add(std::move(made));
    }

    /// Another process on the same disk, which looks at nothing between passes.
    void restart_without_looks()
    {
        daemon->stop("a restart");
        settle();
        ended = false;
        verify = "{ interval: 0, credentials: 0 }";
        write_config(log_unread);
        start();
        pass_time(1min);
    }

    std::string plan_says()
    {
        const auto pending = daemon->reload({.write = false});
        settle();
        const auto& item = pending->outcome->report->plan.items.at(0);
        return item.login_refused ? item.why : std::string();
    }
};

TEST_F(LoginServiceMemory, IsSharedWithPassesOfEveryProcess)
{
    EXPECT_EQ(condition(), ConditionId::login_broken);
    EXPECT_THAT(plan_says(), HasSubstr(old_callback));
    restart_without_looks();
    EXPECT_EQ(condition(), ConditionId::login_broken);
    EXPECT_THAT(plan_says(), AllOf(HasSubstr(old_callback), HasSubstr("seen first at ")));
}

TEST_F(LoginServiceMemory, EndsWithTheConnectorThatItIsAbout)
{
    auto made = *sandbox.connector(sandbox.connectors().at(0).id);
    sandbox.remove(made.id);
    made.id.clear();
    made.callback.clear();
    sandbox.add(std::move(made));
    restart_without_looks();
    EXPECT_NE(condition(), ConditionId::login_broken);
    EXPECT_EQ(plan_says(), "");
}

TEST_F(LoginServiceMemory, EndsWhenALookShowsThatItIsWell)
{
    send_back_to(sandbox.redirect_uri());
    pass_time(1h);
    EXPECT_EQ(login().state, State::ready);
    restart_without_looks();
    EXPECT_EQ(condition(), ConditionId::in_sync);
}

} // namespace
} // namespace idpsync::test
