// docs/reconciling.md 24: which values are in force.

#include "core/builders.hpp"
#include "core/restart.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync {
namespace {

using namespace std::chrono_literals;
using namespace test;

const ConnectorValues former = values("corp");
const ConnectorValues other_client = with_client(former, "new-client");
const ConnectorValues other_issuer = with_issuer(former, "https://new.example");
const LoginProbeResult sees_former{former.client_id, "https://corp.example/authorize"};
const LoginProbeResult sees_client{"new-client", "https://corp.example/authorize"};
const LoginProbeResult sees_issuer{former.client_id, "https://new.example/authorize"};

/// Two connectors, corp and other, and what this tool does with them.
class Rule24 : public testing::Test
{
protected:
    Rule24()
    {
        create("corp");
        create("other");
    }

    LedgerEntry& entry(const std::string& name) { return ledger.entries.at(key(name)); }

    /// As if this tool had created it.
    void create(const std::string& name)
    {
        PlanItem item{.key = key(name), .want = values(name)};
        item.action = Action::create;
        item.secret = SecretFate::written;
        item.fingerprint = fingerprint("first");
        ledger.entries[item.key] = entry_after_write(item, {name + "-1"}, at(0s));
        note_write(ledger, item);
        list(name, values(name));
    }

    /// As if this tool had found it, or an earlier version had written it.
    void adopt(const std::string& name) { entry(name).login = {}; }

    /// Lists the connector of `name` with these values.
    void list(const std::string& name, const ConnectorValues& shown)
    {
        std::erase_if(observed.providers, [&](const auto& one) { return one.id.value == name + "-1"; });
        observed.providers.push_back({{name + "-1"}, shown});
    }

    /// Writes `want`, with a secret when one is named.
    void update(const std::string& name, const ConnectorValues& want, const std::string& secret = {})
    {
        PlanItem item{.key = key(name), .want = want};
        item.action = Action::update;
        item.seen = observed.find({name + "-1"})->values;
        item.entry = entry(name);
        const auto change = [&](Field field, const std::string& from, const std::string& to) {
            if (from != to)
                item.changes.push_back({field, from, to});
        };
        change(Field::name, item.seen->name, want.name);
        change(Field::issuer, item.seen->issuer, want.issuer);
        change(Field::client_id, item.seen->client_id, want.client_id);
        if (!secret.empty())
        {
            item.secret = SecretFate::written;
            item.fingerprint = fingerprint(secret);
        }
        entry(name) = entry_after_write(item, {name + "-1"}, at(0s));
        note_write(ledger, item);
        list(name, want);
    }

    SightTells see(const std::string& name, const LoginProbeResult& sight)
    {
        return note_sight(ledger, key(name), sight);
    }

    NeedChange settle() { return settle_need(ledger, observed, at(10s)); }

    /// A pass that writes, looks, and sums up.
    void change_client_and_see_the_former()
    {
        update("corp", other_client, "second");
        see("corp", sees_former);
        settle();
    }

    std::vector<ProviderKey> waiting()
    {
        const auto needed = restart_needed(ledger);
        return needed ? needed->providers : std::vector<ProviderKey>();
    }

    Ledger ledger;
    ObservedState observed;
};

TEST_F(Rule24, ACreateNeedsNoRestart)
{
    EXPECT_FALSE(settle().raised);
    EXPECT_FALSE(restart_needed(ledger));
}

TEST_F(Rule24, AnUpdateOfIssuerClientOrSecretNeedsOne)
{
    const std::vector<std::pair<ConnectorValues, std::string>> updates{
        {other_client, "second"}, {other_client, ""}, {other_issuer, "first"}, {former, "second"}};
    for (const auto& [want, secret] : updates)
    {
        ledger = {};
        observed = {};
        create("corp");
        update("corp", want, secret);
        EXPECT_TRUE(settle().raised) << want.client_id << want.issuer << secret;
        EXPECT_EQ(restart_needed(ledger), (RestartNeeded{1, at(10s), {key("corp")}}));
    }
}

TEST_F(Rule24, AnUpdateOfTheNameNeedsNone)
{
    update("corp", with_name(former, "Corporate"));
    EXPECT_FALSE(settle().raised);
}

TEST_F(Rule24, WhatWasAdoptedCountsAsOpenWithUnknownValues)
{
    adopt("corp");
    update("corp", former, "first");
    EXPECT_TRUE(settle().raised);

    // That it shows the client id proves nothing: it may have been in force all along, with another secret.
    EXPECT_EQ(see("corp", sees_former), SightTells::nothing);
    EXPECT_THAT(waiting(), ElementsAre(key("corp")));
}

TEST_F(Rule24, AnAdoptedOneCountsAsOpenEvenIfItShowsTheNewValues)
{
    adopt("corp");
    update("corp", other_client, "second");
    EXPECT_EQ(see("corp", sees_client), SightTells::nothing);
    EXPECT_TRUE(settle().raised);
}

TEST_F(Rule24, PuttingBackWhatIsInForceNeedsNone)
{
    list("corp", with_client(former, "edited-by-hand"));
    update("corp", former, "first");
    EXPECT_FALSE(settle().raised);
}

TEST_F(Rule24, PuttingBackWhatIsInForceEndsANeed)
{
    change_client_and_see_the_former();
    update("corp", former, "first");
    EXPECT_TRUE(settle().ended);
    EXPECT_FALSE(restart_needed(ledger));
}

TEST_F(Rule24, PuttingBackWhatIsInForceIsNotEnoughWhenLoginsShowSomethingElse)
{
    list("corp", with_client(former, "edited-by-hand"));
    update("corp", former, "first");
    EXPECT_EQ(see("corp", {"edited-by-hand", sees_former.endpoint}), SightTells::still_old);
    EXPECT_TRUE(settle().raised);
}

TEST_F(Rule24, ANewConnectorThatNobodyOpenedTakesAnUpdate)
{
    update("corp", other_client, "second");
    EXPECT_EQ(see("corp", sees_client), SightTells::in_force);
    EXPECT_FALSE(settle().raised);
    EXPECT_EQ(entry("corp").login.in_force,
              (LoginValues{former.issuer, "new-client", fingerprint("second")}));
}

TEST_F(Rule24, OfANewConnectorOnlyANewClientIdIsProof)
{
    update("corp", former, "second");
    EXPECT_EQ(see("corp", sees_former), SightTells::nothing);
    EXPECT_TRUE(settle().raised) << "somebody may have opened it with the first secret";
}

TEST_F(Rule24, AProbeThatShowsFormerValuesKeepsTheNeed)
{
    change_client_and_see_the_former();
    EXPECT_EQ(see("corp", sees_former), SightTells::still_old);
    EXPECT_FALSE(settle().raised) << "it is the same need";
    EXPECT_THAT(waiting(), ElementsAre(key("corp")));
}

TEST_F(Rule24, AProbeSeesTheRestart)
{
    change_client_and_see_the_former();
    const auto until = entry("corp").login.seen_at;
    EXPECT_EQ(see("corp", sees_client), SightTells::restarted);
    restart_seen(ledger, observed, until);
    EXPECT_TRUE(settle().ended);
    EXPECT_EQ(entry("corp").login.in_force->client_id, "new-client");
}

TEST_F(Rule24, AProbeSeesTheRestartByANewEndpointToo)
{
    update("corp", other_issuer, "second");
    EXPECT_EQ(see("corp", sees_former), SightTells::nothing);
    settle();
    EXPECT_EQ(see("corp", sees_issuer), SightTells::restarted);
}

TEST_F(Rule24, ARestartIsOneForEveryConnector)
{
    update("other", values("other"), "second");
    change_client_and_see_the_former();
    EXPECT_THAT(waiting(), ElementsAre(key("corp"), key("other")));
    const auto until = entry("corp").login.seen_at;
    ASSERT_EQ(see("corp", sees_client), SightTells::restarted);
    restart_seen(ledger, observed, until);
    EXPECT_TRUE(settle().ended);
    EXPECT_EQ(entry("other").login.in_force->secret, fingerprint("second"));
}

TEST_F(Rule24, ARestartThatMayHaveComeBeforeAWriteIsNoneForIt)
{
    change_client_and_see_the_former();
    const auto until = entry("corp").login.seen_at;
    update("other", values("other"), "second");
    settle();
    ASSERT_EQ(see("corp", sees_client), SightTells::restarted);
    restart_seen(ledger, observed, until);
    EXPECT_FALSE(settle().ended);
    EXPECT_THAT(waiting(), ElementsAre(key("other")));
}

TEST_F(Rule24, ASecondWriteHidesAnUnseenRestart)
{
    change_client_and_see_the_former();
    // NetBird restarts here and nobody looks; then only the secret changes.
    update("corp", other_client, "third");
    EXPECT_EQ(see("corp", sees_client), SightTells::nothing);
    settle();
    EXPECT_THAT(waiting(), ElementsAre(key("corp")));
}

TEST_F(Rule24, WhatSomebodyElseStoredAtTheRestartIsNotKnown)
{
    list("corp", with_client(former, "edited-by-hand"));
    restart_seen(ledger, observed, 0);
    EXPECT_FALSE(entry("corp").login.in_force);
    EXPECT_TRUE(entry("other").login.in_force);
}

TEST_F(Rule24, EachPassThatAddsToTheNeedCountsOneFurther)
{
    update("corp", other_client, "second");
    EXPECT_TRUE(settle().raised);
    EXPECT_FALSE(settle().raised);
    update("other", values("other"), "second");
    EXPECT_TRUE(settle_need(ledger, observed, at(99s)).raised);
    EXPECT_EQ(restart_needed(ledger), (RestartNeeded{2, at(10s), {key("corp"), key("other")}}));
}

TEST_F(Rule24, AConnectorThatIsGoneNeedsNothing)
{
    change_client_and_see_the_former();
    observed.providers.clear();
    EXPECT_TRUE(settle().ended);
    EXPECT_FALSE(restart_needed(ledger)) << "with no connector listed nobody is told to restart NetBird";
}

TEST_F(Rule24, AnotherRunHasAnotherStartAndLessCpu)
{
    EXPECT_TRUE(is_another_run({100, 50}, {200, 1}));
    EXPECT_FALSE(is_another_run({100, 50}, {100, 60}));
    EXPECT_FALSE(is_another_run({100, 50}, {101, 60})) << "the clock was set";
    EXPECT_FALSE(is_another_run({100, 50}, {100, 1}));
}

TEST_F(Rule24, OnlyOpenConnectorsThatCanTellAreProbed)
{
    EXPECT_THAT(worth_a_probe(ledger), IsEmpty());
    update("other", values("other"), "second");
    see("other", {"other-client", "https://other.example/authorize"});
    change_client_and_see_the_former();
    const auto candidates = worth_a_probe(ledger);
    ASSERT_EQ(candidates.size(), 1U) << "a changed secret is never seen";
    EXPECT_EQ(candidates[0].key, key("corp"));
    EXPECT_TRUE(candidates[0].decisive);
}

TEST_F(Rule24, WhatNoProbeSawAfterItsWriteIsAskedFirst)
{
    change_client_and_see_the_former();
    update("other", values("other"), "second");
    settle();
    const auto candidates = worth_a_probe(ledger);
    ASSERT_EQ(candidates.size(), 2U);
    EXPECT_EQ(candidates[0].key, key("other"));
    EXPECT_FALSE(candidates[0].decisive);
}

TEST_F(Rule24, AnAcknowledgementEndsTheNeed)
{
    change_client_and_see_the_former();
    EXPECT_EQ(acknowledge_restart(ledger, 1), Acknowledgement::taken);
    EXPECT_FALSE(restart_needed(ledger));
    EXPECT_EQ(entry("corp").login.in_force->client_id, "new-client");
    EXPECT_EQ(acknowledge_restart(ledger, std::nullopt), Acknowledgement::nothing_needed);
}

TEST_F(Rule24, AnAcknowledgementOfAnEarlierNeedIsRefused)
{
    change_client_and_see_the_former();
    update("other", values("other"), "second");
    settle();
    EXPECT_EQ(acknowledge_restart(ledger, 1), Acknowledgement::other_generation);
    EXPECT_EQ(waiting().size(), 2U);
    EXPECT_EQ(acknowledge_restart(ledger, 2), Acknowledgement::taken);
}

TEST_F(Rule24, AnAcknowledgementThatAProbeDeniesRaisesTheNeedAnew)
{
    change_client_and_see_the_former();
    acknowledge_restart(ledger, std::nullopt);
    ASSERT_EQ(worth_a_probe(ledger).size(), 1U);
    EXPECT_EQ(see("corp", sees_former), SightTells::still_old);
    EXPECT_TRUE(settle().raised);
    EXPECT_EQ(restart_needed(ledger)->generation, 2U);
}

TEST_F(Rule24, AnAcknowledgementThatAProbeConfirmsStays)
{
    change_client_and_see_the_former();
    acknowledge_restart(ledger, std::nullopt);
    EXPECT_EQ(see("corp", sees_client), SightTells::nothing);
    EXPECT_FALSE(settle().raised);
    EXPECT_THAT(worth_a_probe(ledger), IsEmpty());
}

TEST_F(Rule24, ANewFingerprintKeyMakesTheSecretInForceUnknown)
{
    ledger.fingerprint_key = "old";
    use_fingerprint_key(ledger, "new");
    EXPECT_EQ(entry("corp").login.in_force->secret, std::nullopt);
    update("corp", former, "first");
    EXPECT_TRUE(settle().raised);
}

} // namespace
} // namespace idpsync
