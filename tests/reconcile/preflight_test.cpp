// Preflights in a pass: docs/reconciling.md 10, 14, 19 and 20.

#include "reconcile/pass_fixture.hpp"

#include <gmock/gmock.h>

namespace idpsync::test {
namespace {

using reconcile::ProviderResult;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Answers from memory.
class RememberedPreflight final : public reconcile::Preflight
{
public:
    boost::asio::awaitable<PreflightResult> ask(const reconcile::PreflightQuestion& question) override
    {
        asked.push_back(question.key.str());
        demanded = question.demanded;
        co_return answer;
    }

    bool owes_an_answer(const reconcile::PreflightQuestion&) override { return owes; }

    boost::asio::awaitable<void> written_unverified(const reconcile::PreflightQuestion& question) override
    {
        unverified.push_back(question.key.str());
        co_return;
    }

    PreflightResult answer{.verdict = Verdict::accepted};
    std::vector<std::string> asked;
    std::vector<std::string> unverified;
    bool demanded = false;
    bool owes = false;
};

PreflightResult refused()
{
    return {.verdict = Verdict::refused,
            .reason = {FindingId::credentials_refused, Severity::error, "401 \"invalid_client\"",
                       "make a new one"}};
}

PreflightResult unknown()
{
    return {.verdict = Verdict::unknown,
            .reason = {FindingId::provider_unreachable, Severity::unknown, "no answer", ""}};
}

class PreflightPass : public Pass
{
protected:
    PreflightPass()
    {
        world.preflight = &preflight;
        world.restart_daemon();
    }

    RememberedPreflight preflight;
};

TEST_F(PreflightPass, Rule19_WritesNothingThatTheProviderRefuses)
{
    preflight.answer = refused();
    const auto report = world.apply().value();
    EXPECT_EQ(item_of(report, "corp").action, Action::block);
    EXPECT_EQ(item_of(report, "corp").reason, Reason::preflight_refused);
    EXPECT_EQ(world.api_requests("POST"), 0U);
    EXPECT_FALSE(report.in_sync());
    ASSERT_NE(world.events.find(EventName::blocked), nullptr);
}

TEST_F(PreflightPass, Rule19_KeepsAWorkingConnectorFromValuesThatCannotWork)
{
    ASSERT_TRUE(world.apply());
    preflight.answer = refused();
    world.set_secret("corp", "another-secret");
    ASSERT_TRUE(world.apply());
    EXPECT_EQ(world.api_requests("PUT"), 0U);
    EXPECT_EQ(world.sandbox.connectors().at(0).client_secret, "not-a-real-secret");
}

TEST_F(PreflightPass, Rule19_WritesWithAWarningWhereTheModeSaysSo)
{
    preflight.answer = refused();
    world.policy.preflight = PreflightMode::warn;
    const auto report = world.apply().value();
    EXPECT_EQ(result_of(report, "corp").outcome, ProviderResult::Outcome::created);
    EXPECT_THAT(item_of(report, "corp").hints, ElementsAre(HasSubstr("401")));
}

TEST_F(PreflightPass, Rule19_TheProvidersOwnModeGoesBeforeThatOfThePolicy)
{
    preflight.answer = refused();
    world.policy.preflight = PreflightMode::warn;
    world.declared("corp").preflight = PreflightMode::block;
    EXPECT_EQ(item_of(world.apply().value(), "corp").action, Action::block);
}

TEST_F(PreflightPass, Rule19_IsOverriddenOnceByForce)
{
    preflight.answer = refused();
    const auto report = world.apply({.force_preflight = {key("corp")}}).value();
    EXPECT_EQ(result_of(report, "corp").outcome, ProviderResult::Outcome::created);
}

TEST_F(PreflightPass, Rule19_UnknownIsWrittenAndRemembered)
{
    preflight.answer = unknown();
    const auto report = world.apply().value();
    EXPECT_EQ(result_of(report, "corp").outcome, ProviderResult::Outcome::created);
    EXPECT_THAT(preflight.unverified, ElementsAre("corp"));
}

TEST_F(PreflightPass, Rule19_AsksAgainAboutWhatWasWrittenUnverified)
{
    ASSERT_TRUE(world.apply());
    preflight.asked.clear();
    ASSERT_TRUE(world.apply());
    EXPECT_THAT(preflight.asked, IsEmpty());
    preflight.owes = true;
    const auto report = world.apply().value();
    EXPECT_THAT(preflight.asked, ElementsAre("corp"));
    EXPECT_TRUE(report.in_sync());
}

TEST_F(PreflightPass, Rule19_PlanAsksTooAndWritesNothing)
{
    const auto report = world.plan().value();
    EXPECT_THAT(preflight.asked, ElementsAre("corp"));
    EXPECT_EQ(item_of(report, "corp").preflight->verdict, Verdict::accepted);
    EXPECT_THAT(preflight.unverified, IsEmpty());
}

TEST_F(PreflightPass, Rule20_TellsWhetherSomebodyAskedForThePass)
{
    ASSERT_TRUE(world.plan());
    EXPECT_FALSE(preflight.demanded);
    ASSERT_TRUE(world.apply({.demanded = true}));
    EXPECT_TRUE(preflight.demanded);
}

TEST_F(PreflightPass, Rule14_WritesAHeldBackSecretOnceTheProviderAcceptsIt)
{
    ASSERT_TRUE(world.apply());
    world.files.remove("/state/ledger.json");
    world.restart_daemon();
    world.forget_requests();
    preflight.answer = unknown();
    EXPECT_EQ(item_of(world.apply().value(), "corp").reason, Reason::secret_unverified);
    EXPECT_EQ(world.api_requests("PUT"), 0U);

    preflight.answer = {.verdict = Verdict::accepted};
    const auto report = world.apply().value();
    EXPECT_EQ(item_of(report, "corp").reason, Reason::secret_accepted);
    EXPECT_EQ(world.api_requests("PUT"), 1U);
    EXPECT_EQ(item_of(world.plan().value(), "corp").reason, Reason::in_sync);
}

TEST_F(PreflightPass, Rule10_DeletesWaitBehindACreateThatTheProviderRefuses)
{
    ASSERT_TRUE(world.apply());
    world.declare_absent("corp");
    world.sandbox.add_issuer("https://new.example.com");
    world.declare("new", ProviderType::oidc, "https://new.example.com", "netbird");
    preflight.answer = refused();
    const auto report = world.apply().value();
    EXPECT_EQ(item_of(report, "corp").reason, Reason::waits_for_writes);
    EXPECT_EQ(world.api_requests("DELETE"), 0U);
}

} // namespace
} // namespace idpsync::test
