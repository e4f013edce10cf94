// A secret that cannot be verified, on a real host: docs/reconciling.md 19 and 20.

#include "cli/daemon_host.hpp"
#include "sandbox/provider/provider.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using sandbox::Fault;
using sandbox::Sandbox;

class UnverifiedSecret : public testing::Test
{
protected:
    UnverifiedSecret()
    {
        host.declare("corp");
        EXPECT_EQ(host.run({"apply"}).exit, 0);
    }

    void fall_silent()
    {
        host.netbird.ask([](Sandbox& sandbox) {
            sandbox.fail({.method = "POST",
                          .path = "/providers/corp",
                          .times = std::nullopt,
                          .fault = Fault::answered(429, "", "text/plain")});
            return 0;
        });
    }

    std::string stored()
    {
        return host.netbird.ask(
            [](Sandbox& sandbox) { return sandbox.stored_secret(sandbox.connectors().at(0).id); });
    }

    Installation host;
};

TEST_F(UnverifiedSecret, IsRefusedAfterAnyNumberOfTries)
{
    for (int i = 0; i < 7; ++i)
        host.run({"doctor"});
    host.write_secret("corp", "wrong");
    const auto applied = host.run({"apply"});
    EXPECT_EQ(applied.exit, 1);
    EXPECT_THAT(applied.out, HasSubstr("refuses the client id and secret"));
    EXPECT_EQ(stored(), canary_secret);
}

TEST_F(UnverifiedSecret, IsHeldBackWhileTheProviderThrottles)
{
    fall_silent();
    host.rotate_secret("corp", "right");
    for (const auto* command : {"plan", "apply"})
    {
        const auto run = host.run({command});
        EXPECT_EQ(run.exit, 1);
        EXPECT_THAT(run.out, HasSubstr("! corp  held "));
        EXPECT_THAT(run.out, HasSubstr("NetBird keeps what it has"));
        EXPECT_THAT(run.out, HasSubstr("asked again at"));
        EXPECT_THAT(run.out, HasSubstr("--force-preflight corp"));
        EXPECT_THAT(run.out, Not(HasSubstr("refuse")));
        EXPECT_THAT(run.out, HasSubstr("1 held back"));
    }
    EXPECT_EQ(stored(), canary_secret);
    EXPECT_EQ(host.run({"apply", "--force-preflight", "corp"}).exit, 0);
    EXPECT_EQ(stored(), "right");
    const auto plan = host.run({"plan"});
    EXPECT_EQ(plan.exit, 0);
    EXPECT_THAT(plan.out, HasSubstr("has not accepted these values"));
}

/// The provider took back what it accepted: nothing in the files, and nothing in NetBird, shows it.
class RefusedSecret : public UnverifiedSecret
{
protected:
    RefusedSecret()
    {
        give_provider("rotated");
        EXPECT_EQ(host.run({"doctor", "corp"}).exit, 1);
    }

    void give_provider(const std::string& secret)
    {
        host.netbird.ask([&](Sandbox& sandbox) {
            sandbox.provider(sandbox.url() + "/providers/corp").client().secret = secret;
            return 0;
        });
    }
};

TEST_F(RefusedSecret, Rule31_IsGreenNowhere)
{
    for (const auto* command : {"plan", "apply"})
    {
        const auto run = host.run({command});
        EXPECT_EQ(run.exit, 1) << command;
        EXPECT_THAT(run.out, HasSubstr("! corp  logins broken"));
        EXPECT_THAT(run.out, HasSubstr("refuses the client id and secret"));
        EXPECT_THAT(run.out, HasSubstr("ogins broken: corp."));
    }
    EXPECT_THAT(host.run({"plan", "--json"}).out, HasSubstr("\"condition\":\"login_broken\""));
    give_provider(std::string(canary_secret));
    EXPECT_EQ(host.run({"apply"}).exit, 0);
    EXPECT_EQ(host.run({"plan"}).exit, 0);
}

TEST_F(UnverifiedSecret, IsNamedInTheLastLineOfAnApply)
{
    fall_silent();
    host.declare("other");
    host.netbird.ask([](Sandbox& sandbox) {
        sandbox.fail({.method = "POST",
                      .path = "/providers/other",
                      .times = std::nullopt,
                      .fault = Fault::answered(503, "", "text/plain")});
        return 0;
    });
    const auto applied = host.run({"apply"});
    EXPECT_EQ(applied.exit, 0);
    EXPECT_THAT(applied.out, HasSubstr("Applied: 1 created; 2 of 2 providers in sync. Unverified: other.\n"));
    EXPECT_THAT(host.run({"apply"}).out,
                HasSubstr("Applied: nothing to write; 2 of 2 providers in sync. Unverified: other.\n"));
}

} // namespace
} // namespace idpsync::test
