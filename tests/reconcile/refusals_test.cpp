// Writes that NetBird refuses in a way that is no refusal by its own words (rule 16).

#include "reconcile/pass_fixture.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Fault;

class Refusals : public Pass
{
protected:
    void refuse_once(const std::string& method, unsigned status, const std::string& body = {})
    {
        world.sandbox.fail({.method = method, .fault = Fault::answered(status, body, "application/json")});
    }

    /// As the daemon's next pass comes, which nobody asked for.
    Reason reason_in_the_next_pass()
    {
        const auto report = world.apply();
        return item_of(*report, "corp").reason;
    }

    const std::string not_permitted = R"({"message":"permission denied","code":403})";
};

TEST_F(Refusals, Rule16_ACreateThatNetBirdAnswersWith500AndDoesNotMakeIsRepeatedAfterAnHour)
{
    refuse_once("POST", 500);
    EXPECT_FALSE(world.apply()->in_sync());
    EXPECT_EQ(reason_in_the_next_pass(), Reason::not_due);
    EXPECT_EQ(world.api_requests("POST"), 1U);
    world.clock.advance(1h);
    EXPECT_TRUE(world.apply()->in_sync());
}

TEST_F(Refusals, Rule16_TheSameHoldsWhenALaterPassSettlesIt)
{
    refuse_once("POST", 500);
    EXPECT_TRUE(world.apply({.deadline = world.clock.now() + 1s})->partial);
    EXPECT_EQ(reason_in_the_next_pass(), Reason::not_due);
    EXPECT_TRUE(world.ledger().intents.empty());
    EXPECT_EQ(world.api_requests("POST"), 1U);
}

TEST_F(Refusals, Rule12_ACreateThatAProxyAnswersInNetBirdsPlaceIsRepeatedInTheNextPass)
{
    refuse_once("POST", 502);
    EXPECT_FALSE(world.apply()->in_sync());
    EXPECT_TRUE(world.apply()->in_sync());
}

TEST_F(Refusals, Rule16_AnUpdateThatNetBirdAnswersWith500AndDoesNotMakeIsRepeatedAfterAnHour)
{
    ASSERT_TRUE(world.apply()->in_sync());
    world.declared("corp").values->name = "Renamed";
    refuse_once("PUT", 500);
    EXPECT_FALSE(world.apply()->in_sync());
    EXPECT_EQ(reason_in_the_next_pass(), Reason::not_due);
    EXPECT_EQ(world.api_requests("PUT"), 1U);
    world.clock.advance(1h);
    EXPECT_TRUE(world.apply()->in_sync());
}

TEST_F(Refusals, Rule16_AWriteThatTheTokenMayNotMakeIsRepeatedAfterAnHour)
{
    refuse_once("POST", 403, not_permitted);
    EXPECT_FALSE(world.apply()->in_sync());
    EXPECT_EQ(reason_in_the_next_pass(), Reason::not_due);
    EXPECT_EQ(world.api_requests("POST"), 1U);
    world.clock.advance(1h);
    EXPECT_TRUE(world.apply()->in_sync());
}

TEST_F(Refusals, Rule16_WhatIsHeldBackIsTriedAtOnceWhenSomebodyAsks)
{
    refuse_once("POST", 403, not_permitted);
    EXPECT_FALSE(world.apply()->in_sync());
    EXPECT_TRUE(world.apply({.demanded = true})->in_sync());
}

TEST_F(Pass, Rule16_WhatNetBirdRefusedIsKeptUntilItIsWritten)
{
    const auto kept = [&] {
        const auto text = world.files.text("/state/checks.json").value_or("");
        return text.empty() ? reconcile::Checks() : reconcile::decode_checks(text).value();
    };
    world.sandbox.add_issuer(issuer, sandbox::IssuerBehaviour::answers(404, ""));
    EXPECT_FALSE(world.apply().value().in_sync());
    const auto refused = kept().providers.at(key("corp")).refused.value();
    EXPECT_EQ(refused.issuer, issuer);
    EXPECT_NE(refused.why.find("422"), std::string::npos) << refused.why;
    EXPECT_EQ(reconcile::decode_checks(reconcile::encode_checks(kept())).value(), kept());

    world.sandbox.add_issuer(issuer);
    world.clock.advance(2min); // rule 16
    EXPECT_TRUE(world.apply().value().in_sync());
    EXPECT_FALSE(kept().providers[key("corp")].refused);
}

} // namespace
} // namespace idpsync::test
