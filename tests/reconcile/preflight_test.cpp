// Preflights in a pass: docs/reconciling.md 10, 14, 19 and 20.

#include "reconcile/pass_fixture.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

using reconcile::ProviderResult;
using namespace std::chrono_literals;

/// Answers from memory.
class RememberedPreflight final : public ForgetfulPreflight
{
public:
    boost::asio::awaitable<PreflightResult> ask(const reconcile::PreflightQuestion& question) override
    {
        asked.push_back(question.key.str());
        demanded = question.demanded;
        insists = question.insists;
        co_return answer;
    }

    std::optional<reconcile::Waiting> unverified(const reconcile::PreflightQuestion& /*question*/) override
    {
        return owes;
    }

    void note_unverified(const reconcile::PreflightQuestion& question,
                         const PreflightResult& /*result*/) override
    {
        noted.push_back(question.key.str());
    }

    reconcile::Waiting hold_back(const reconcile::PreflightQuestion& question,
                                 const PreflightResult& /*result*/) override
    {
        held.push_back(question.key.str());
        return {.since = WallTime(), .next_try = next_try, .why = "no answer"};
    }

    PreflightResult answer{.verdict = Verdict::accepted};
    std::vector<std::string> asked;
    std::vector<std::string> noted;
    std::vector<std::string> held;
    std::optional<reconcile::Waiting> owes;
    WallTime next_try;
    bool demanded = false;
    bool insists = false;
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

TEST_F(PreflightPass, Rule32_AnAcceptedSecretOfAnAdoptionIsWrittenOnlyWithAdopt)
{
    world.sandbox.add({.type = "pocketid",
                       .name = "corp",
                       .issuer = issuer,
                       .client_id = "netbird",
                       .client_secret = "kept"});
    for (int pass = 0; pass < 3; ++pass)
    {
        const auto report = world.apply({.demanded = true}).value();
        EXPECT_EQ(item_of(report, "corp").reason, Reason::secret_unverified) << pass;
        EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "kept") << pass;
    }
    EXPECT_TRUE(preflight.asked.empty());
    ASSERT_TRUE(world.apply({.flags = {.adopt = true}}));
    EXPECT_EQ(world.sandbox.stored_secret(connector_id()), "not-a-real-secret");
    EXPECT_FALSE(world.ledger().without_memory);
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
    EXPECT_THAT(preflight.noted, ElementsAre("corp"));
}

TEST_F(PreflightPass, Rule19_AsksAgainAboutWhatWasWrittenUnverified)
{
    ASSERT_TRUE(world.apply());
    preflight.asked.clear();
    ASSERT_TRUE(world.apply());
    EXPECT_THAT(preflight.asked, IsEmpty());
    preflight.owes = reconcile::Waiting{
        .since = WallTime(), .next_try = world.clock.wall_now() + 1min, .why = "no answer"};
    ASSERT_TRUE(world.apply());
    EXPECT_THAT(preflight.asked, IsEmpty()) << "it is not due";
    world.clock.advance(1min);
    const auto report = world.apply().value();
    EXPECT_THAT(preflight.asked, ElementsAre("corp"));
    EXPECT_TRUE(report.in_sync());
    EXPECT_EQ(item_of(report, "corp").unverified_since, WallTime());
    ASSERT_TRUE(world.plan({.demanded = true}));
    EXPECT_THAT(preflight.asked, ElementsAre("corp", "corp")) << "somebody waits for it";
}

TEST_F(PreflightPass, Rule19_HoldsBackWhatCannotBeVerifiedAndComesBackForIt)
{
    ASSERT_TRUE(world.apply());
    preflight.answer = unknown();
    preflight.next_try = world.clock.wall_now() + 2min;
    world.set_secret("corp", "another-secret");
    const auto began = world.clock.now();
    const auto report = world.apply().value();
    const auto& item = item_of(report, "corp");
    EXPECT_EQ(item.action, Action::hold);
    EXPECT_EQ(item.reason, Reason::not_verified);
    EXPECT_EQ(item.next_try, preflight.next_try);
    EXPECT_FALSE(report.in_sync());
    EXPECT_EQ(world.api_requests("PUT"), 0U);
    EXPECT_THAT(preflight.held, ElementsAre("corp"));
    EXPECT_THAT(preflight.noted, IsEmpty());
    ASSERT_NE(world.events.find(EventName::held), nullptr);
    EXPECT_EQ(world.events.find(EventName::held)->level, Level::warning);
    EXPECT_EQ(world.earliest_due(began), began + 2min);
}

TEST_F(PreflightPass, Rule10_DeletesWaitBehindWhatIsHeldBack)
{
    ASSERT_TRUE(world.apply());
    world.sandbox.add_issuer("https://old.example.com");
    world.declare("old", ProviderType::oidc, "https://old.example.com", "netbird");
    ASSERT_TRUE(world.apply());
    world.declare_absent("old");
    world.set_secret("corp", "another-secret");
    preflight.answer = unknown();
    EXPECT_EQ(item_of(world.apply().value(), "old").reason, Reason::waits_for_writes);
    EXPECT_EQ(world.api_requests("DELETE"), 0U);
}

TEST_F(PreflightPass, Rule19_PlanAsksTooAndWritesNothing)
{
    const auto report = world.plan().value();
    EXPECT_THAT(preflight.asked, ElementsAre("corp"));
    EXPECT_EQ(item_of(report, "corp").preflight->verdict, Verdict::accepted);
    EXPECT_THAT(preflight.noted, IsEmpty());
}

TEST_F(PreflightPass, Rule20_TellsWhetherSomebodyAskedForThePass)
{
    ASSERT_TRUE(world.plan());
    EXPECT_FALSE(preflight.demanded);
    ASSERT_TRUE(world.apply({.demanded = true}));
    EXPECT_TRUE(preflight.demanded);
    EXPECT_TRUE(preflight.insists);
    world.set_secret("corp", "another-secret");
    ASSERT_TRUE(world.plan({.demanded = true}));
    EXPECT_FALSE(preflight.insists);
}

TEST_F(PreflightPass, Rule14_WritesAHeldBackSecretOnceTheProviderAcceptsIt)
{
    ASSERT_TRUE(world.apply());
    world.files.remove("/state/ledger.json");
    world.restart_daemon();
    world.forget_requests();
    preflight.answer = unknown();
    EXPECT_EQ(item_of(world.apply({.flags = {.adopt = true}}).value(), "corp").reason,
              Reason::secret_unverified);
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
