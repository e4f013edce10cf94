// What nobody could verify, with a real provider behind it: docs/reconciling.md 19 and 20.

#include "reconcile/provider_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Fault;

/// The ways of a token endpoint not to answer.
struct Silence
{
    std::string name;
    Fault fault;
};

void PrintTo(const Silence& silence, std::ostream* out)
{
    *out << silence.name;
}

std::vector<Silence> all_silences()
{
    auto throttled = Fault::answered(429, "");
    auto for_long = throttled;
    for_long.headers = {{"retry-after", "30"}};
    return {{"throttled", throttled},
            {"throttled_for_30_s", for_long},
            {"unavailable", Fault::answered(503, "")},
            {"broken_gateway", Fault::answered(502, "<html>")},
            {"time_out", Fault::hang()},
            {"cut", Fault::cut_before()},
            {"reset", Fault::reset()},
            {"bot_filter", Fault::answered(403, "<html>no</html>")}};
}

class SilentProvider : public testing::TestWithParam<Silence>
{
protected:
    SilentProvider() { EXPECT_EQ(corp.apply().action, Action::create); }

    ProviderWorld corp;
};

TEST_P(SilentProvider, Rule19_KeepsTheSecretThatWorksWhenAWrongOneIsDeclared)
{
    corp.world.set_secret("corp", "wrong");
    corp.fail_token(GetParam().fault);
    const auto item = corp.apply_by_hand();
    EXPECT_EQ(item.action, Action::hold);
    EXPECT_EQ(item.reason, Reason::not_verified);
    EXPECT_EQ(corp.secret_in_netbird(), "not-a-real-secret");
    EXPECT_THAT(item.hints, Contains(HasSubstr("--force-preflight corp")));
    EXPECT_THAT(item.next, HasSubstr("asked again at 20"));

    corp.world.sandbox.clear_faults();
    corp.advance_to(*item.next_try);
    EXPECT_EQ(corp.apply().reason, Reason::preflight_refused);
    EXPECT_EQ(corp.secret_in_netbird(), "not-a-real-secret");
}

TEST_P(SilentProvider, Rule19_WritesARightSecretAsSoonAsTheProviderAnswers)
{
    corp.provider.client().secret = "right";
    corp.world.set_secret("corp", "right");
    corp.fail_token(GetParam().fault);
    auto item = corp.apply_by_hand();
    for (int i = 0; i < 8; ++i)
    {
        ASSERT_EQ(item.action, Action::hold) << i;
        ASSERT_EQ(item.preflight->verdict, Verdict::unknown) << i;
        corp.advance_to(*item.next_try);
        item = corp.apply();
    }
    EXPECT_EQ(corp.world.events.count(EventName::held), 9U) << "the daemon's log tells it once";

    corp.world.sandbox.clear_faults();
    corp.advance_to(*item.next_try);
    EXPECT_EQ(corp.apply().action, Action::update);
    EXPECT_EQ(corp.secret_in_netbird(), "right");
    EXPECT_FALSE(corp.asked.checks().load().providers.at(key("corp")).held);
}

TEST_P(SilentProvider, Rule19_IsAskedAgainAfterOneTwoFiveAndThenEveryTenMinutesAlsoAcrossRestarts)
{
    corp.world.set_secret("corp", "newer");
    corp.fail_token(GetParam().fault);
    for (const auto pause : {1min, 2min, 5min, 10min, 10min})
    {
        const auto item = corp.apply();
        ASSERT_EQ(item.action, Action::hold);
        EXPECT_EQ(*item.next_try - corp.world.clock.wall_now(), pause);
        const auto asked = corp.token_requests();
        corp.advance_to(*item.next_try - 1s);
        corp.restart();
        const auto early = corp.apply();
        EXPECT_EQ(early.next_try, item.next_try);
        EXPECT_EQ(corp.token_requests(), asked);
        corp.advance_to(*item.next_try);
    }
}

INSTANTIATE_TEST_SUITE_P(OfEveryKind, SilentProvider, testing::ValuesIn(all_silences()),
                         [](const auto& info) { return info.param.name; });

TEST(UnverifiedValues, Rule20_AWrongSecretIsRefusedHoweverManyWereTriedBefore)
{
    ProviderWorld corp;
    corp.apply();
    for (int i = 0; i < 12; ++i)
    {
        corp.world.set_secret("corp", "wrong-" + std::to_string(i));
        ASSERT_EQ(corp.apply_by_hand().reason, Reason::preflight_refused) << i;
        ASSERT_EQ(corp.secret_in_netbird(), "not-a-real-secret") << i;
    }
    corp.provider.client().secret = "right";
    corp.world.set_secret("corp", "right");
    EXPECT_EQ(corp.apply_by_hand().action, Action::update);
    EXPECT_EQ(corp.secret_in_netbird(), "right");
}

TEST(UnverifiedValues, Rule20_ManyPlansOfTheSameValuesSpendOneTry)
{
    ProviderWorld corp;
    corp.apply();
    corp.world.set_secret("corp", "wrong");
    const auto before = corp.token_requests();
    ASSERT_EQ(corp.plan_by_hand().reason, Reason::preflight_refused);
    const auto one_try = corp.token_requests() - before;
    for (int i = 0; i < 9; ++i)
    {
        corp.world.clock.advance(1min);
        const auto item = corp.plan_by_hand();
        EXPECT_EQ(item.reason, Reason::preflight_refused);
        EXPECT_TRUE(item.preflight->from);
    }
    EXPECT_EQ(corp.token_requests(), before + one_try);
    corp.world.clock.advance(1min);
    EXPECT_FALSE(corp.plan_by_hand().preflight->from);
}

TEST(UnverifiedValues, Rule20_ApplyTriesARefusedSecretAgainBecauseTheProviderMayHaveBeenPutRight)
{
    ProviderWorld corp;
    corp.apply();
    corp.world.set_secret("corp", "early");
    ASSERT_EQ(corp.apply_by_hand().reason, Reason::preflight_refused);
    corp.provider.client().secret = "early";
    EXPECT_EQ(corp.apply_by_hand().action, Action::update);
    EXPECT_EQ(corp.secret_in_netbird(), "early");
}

TEST(UnverifiedValues, Rule19_ACreateGoesAndIsShownUntilItIsVerified)
{
    ProviderWorld corp;
    corp.fail_token(Fault::answered(503, ""));
    auto item = corp.apply();
    EXPECT_EQ(item.action, Action::create);
    EXPECT_THAT(item.hints, Contains(HasSubstr("not verified")));
    ASSERT_TRUE(item.unverified_since);
    const auto since = *item.unverified_since;
    for (const auto pause : {2min, 5min, 10min})
    {
        corp.restart();
        corp.advance_to(*item.next_try);
        item = corp.apply();
        EXPECT_TRUE(item.in_sync());
        EXPECT_EQ(item.unverified_since, since);
        EXPECT_THAT(item.why, HasSubstr("has not accepted"));
        EXPECT_EQ(*item.next_try - corp.world.clock.wall_now(), pause);
    }
    corp.world.sandbox.clear_faults();
    corp.advance_to(*item.next_try);
    EXPECT_FALSE(corp.apply().unverified_since);
    EXPECT_FALSE(corp.plan_by_hand().unverified_since);
}

TEST(UnverifiedValues, Rule19_StayUnverifiedWhenTheProviderTurnsOutToRefuseThem)
{
    ProviderWorld corp;
    corp.world.set_secret("corp", "wrong");
    corp.fail_token(Fault::answered(503, ""));
    const auto item = corp.apply();
    corp.world.sandbox.clear_faults();
    corp.advance_to(*item.next_try);
    const auto refused = corp.apply();
    EXPECT_EQ(refused.unverified_since, item.unverified_since);
    EXPECT_TRUE(refused.login_refused);
    EXPECT_EQ(corp.asked.checks().load().providers.at(key("corp")).unverified->finding.severity,
              Severity::error);
}

TEST(UnverifiedValues, Rule19_GoWhereTheModeOrForceSaysSoAndAreRemembered)
{
    for (const bool forced : {false, true})
    {
        ProviderWorld corp;
        corp.apply();
        corp.fail_token(Fault::answered(503, ""));
        corp.world.set_secret("corp", "newer");
        if (!forced)
            corp.world.policy.preflight = PreflightMode::warn;
        reconcile::PassRequest request;
        if (forced)
            request.force_preflight = {key("corp")};
        const auto item = item_of(corp.world.apply(request).value(), "corp");
        EXPECT_EQ(item.action, Action::update);
        EXPECT_TRUE(item.unverified_since);
        EXPECT_EQ(corp.secret_in_netbird(), "newer");
    }
}

TEST(UnverifiedValues, Rule19_ARepairToWhatWasWrittenLastGoes)
{
    ProviderWorld corp;
    corp.apply();
    const auto id = corp.world.sandbox.connectors().at(0).id;
    corp.world.sandbox.edit(id, {.client_id = "somebody-elses"});
    corp.world.clock.advance(1h);
    corp.fail_token(Fault::answered(503, ""));
    const auto item = corp.apply();
    EXPECT_EQ(item.action, Action::update);
    EXPECT_THAT(item.hints, Contains(HasSubstr("written last")));
    EXPECT_EQ(corp.world.sandbox.connectors().at(0).client_id, "netbird");
}

TEST(UnverifiedValues, Rule19_TakenBackAreForgotten)
{
    ProviderWorld corp;
    corp.apply();
    corp.fail_token(Fault::answered(503, ""));
    corp.world.set_secret("corp", "newer");
    ASSERT_EQ(corp.apply().action, Action::hold);
    corp.world.set_secret("corp", "not-a-real-secret");
    const auto item = corp.apply();
    EXPECT_EQ(item.reason, Reason::in_sync);
    EXPECT_FALSE(item.next_try);
    EXPECT_FALSE(corp.asked.checks().load().providers.at(key("corp")).held);
}

} // namespace
} // namespace idpsync::test
