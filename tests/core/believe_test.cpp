#include "core/builders.hpp"
#include "core/expect.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

ObservedState listing(std::vector<std::string> ids)
{
    World world;
    for (const auto& id : ids)
        world.list(id, values(id));
    return world.observed;
}

/// Knows okta-1 of account "acc-1".
Ledger ledger_of_one()
{
    Ledger ledger{.account_id = "acc-1"};
    ledger.entries.emplace(key("corp"), created("okta-1", values("corp")));
    return ledger;
}

Facts account(std::string id, std::optional<bool> embedded)
{
    return {.account = AccountFacts{.id = std::move(id), .embedded_idp_enabled = embedded}};
}

enum class Outcome
{
    believed,
    not_believed,
    other_server
};

struct Case
{
    std::string_view name;
    ObservedState observed;
    Ledger ledger;
    Facts facts;
    Outcome outcome;
};

std::vector<Case> cases()
{
    const auto empty = listing({});
    const auto ours = listing({"okta-1", "x"});
    const auto others = listing({"x", "y"});
    const Ledger nothing;
    const auto known = ledger_of_one();
    auto nameless = ledger_of_one();
    nameless.account_id.clear();
    Ledger only_intent{.account_id = "acc-1"};
    only_intent.intents.push_back(open_create("corp", values("corp")));

    const Facts unread;
    const Facts unreadable{.account_problem = "403"};
    auto only_login = unreadable;
    only_login.login_service_answers = true;
    auto no_login = unreadable;
    no_login.login_service_answers = false;
    auto absent_setting = account("acc-1", std::nullopt);
    absent_setting.login_service_answers = true;
    auto off_but_answers = account("acc-1", false);
    off_but_answers.login_service_answers = true;
    auto on_but_silent = account("acc-1", true);
    on_but_silent.login_service_answers = false;

    return {
        {"AListWithOneOfOurs", ours, known, unread, Outcome::believed},
        {"AnyListWithoutALedger", others, nothing, unread, Outcome::believed},
        {"EmptyWithoutEvidence", empty, nothing, unread, Outcome::not_believed},
        {"EmptyWithTheSettingOn", empty, nothing, account("acc-1", true), Outcome::believed},
        {"EmptyWithTheSettingOff", empty, nothing, account("acc-1", false), Outcome::not_believed},
        {"EmptyWithTheSettingOffAndDiscovery", empty, nothing, off_but_answers, Outcome::not_believed},
        {"EmptyWithTheSettingOnAndNoDiscovery", empty, nothing, on_but_silent, Outcome::believed},
        {"EmptyWithoutTheSetting", empty, nothing, account("acc-1", std::nullopt), Outcome::not_believed},
        {"EmptyWithoutTheSettingButDiscovery", empty, nothing, absent_setting, Outcome::believed},
        {"EmptyUnreadableButDiscovery", empty, nothing, only_login, Outcome::believed},
        {"EmptyUnreadableAndNoDiscovery", empty, nothing, no_login, Outcome::not_believed},
        {"EmptyOfTheSameAccount", empty, known, account("acc-1", true), Outcome::believed},
        {"EmptyOfAnotherAccount", empty, known, account("acc-2", true), Outcome::other_server},
        {"EmptyOfAnUnreadableAccount", empty, known, only_login, Outcome::other_server},
        {"EmptyAndOffOfTheSameAccount", empty, known, account("acc-1", false), Outcome::not_believed},
        {"NoneOfOursOfTheSameAccount", others, known, account("acc-1", true), Outcome::believed},
        {"NoneOfOursOfAnotherAccount", others, known, account("acc-2", true), Outcome::other_server},
        {"NoneOfOursWithoutEvidence", others, known, unreadable, Outcome::not_believed},
        {"NoneOfOursAndNoAccountKept", others, nameless, account("acc-1", true), Outcome::other_server},
        {"NoneOfOursAndNoAccountKeptNorShown", others, nameless, account("", true), Outcome::other_server},
        {"OnlyAnIntentOnTheSameAccount", others, only_intent, account("acc-1", true), Outcome::believed},
        {"OnlyAnIntentOnAnotherAccount", others, only_intent, account("acc-2", true), Outcome::other_server},
        {"AnEmptyAccountId", empty, known, account("", true), Outcome::other_server},
    };
}

class Rule08_Believe : public testing::TestWithParam<Case>
{};

TEST_P(Rule08_Believe, DecidesByEvidence)
{
    const auto& one = GetParam();
    const auto result = believe(one.observed, one.ledger, one.facts);
    ASSERT_EQ(result.has_value(), one.outcome == Outcome::believed)
        << (result.has_error() ? result.error().text() : "believed");
    if (one.outcome == Outcome::not_believed)
        EXPECT_EQ(result.error().kind, ErrorKind::bad_response) << result.error().text();
    if (one.outcome == Outcome::other_server)
        EXPECT_EQ(result.error().kind, ErrorKind::conflict) << result.error().text();
}

INSTANTIATE_TEST_SUITE_P(Lists, Rule08_Believe, testing::ValuesIn(cases()),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Rule08_OtherServer, NamesBothAccountsAndTheWayOut)
{
    const auto result = believe(listing({"x"}), ledger_of_one(), account("acc\n2", true));
    EXPECT_THAT(result.error().text(), HasSubstr("\"acc-1\""));
    EXPECT_THAT(result.error().text(), HasSubstr("\"acc\\n2\""));
    EXPECT_THAT(result.error().text(), HasSubstr("apply --new-server"));
}

TEST(Rule08_NotBelieved, SaysThatTheEmbeddedIdentityProviderIsOff)
{
    const auto result = believe(listing({}), {}, account("acc-1", false));
    EXPECT_THAT(result.error().text(), HasSubstr("embedded identity provider is off"));
}

TEST(Rule08_NotBelieved, SaysWhyTheAccountIsUnreadable)
{
    const auto result = believe(listing({}), {}, {.account_problem = "403 permission denied"});
    EXPECT_THAT(result.error().text(), HasSubstr("403 permission denied"));
}

TEST(Rule08_Doubt, FallsOnAnEmptyListAndOnOneWithNoneOfOurs)
{
    EXPECT_TRUE(list_is_doubtful(listing({}), {}));
    EXPECT_TRUE(list_is_doubtful(listing({}), ledger_of_one()));
    EXPECT_TRUE(list_is_doubtful(listing({"x"}), ledger_of_one()));
    EXPECT_FALSE(list_is_doubtful(listing({"x", "okta-1"}), ledger_of_one()));
    EXPECT_FALSE(list_is_doubtful(listing({"x"}), {}));
}

TEST(Rule08_Facts, AreReadForADoubtfulList)
{
    EXPECT_TRUE(facts_needed(listing({}), {}, nullptr).account);
    EXPECT_TRUE(facts_needed(listing({"x"}), ledger_of_one(), nullptr).account);
    EXPECT_FALSE(facts_needed(listing({"okta-1"}), ledger_of_one(), nullptr).account);
}

TEST(Rule08_Facts, AreReadOnceBeforeAnythingBecomesOurs)
{
    World world;
    world.declare(desired("corp")).list("okta-1", values("corp"));
    const auto adoption = world.plan();
    EXPECT_TRUE(facts_needed(world.observed, world.ledger, &adoption).account);

    world.ledger = adoption.ledger_before_writes;
    world.ledger.account_id = "acc-1";
    const auto settled = world.plan();
    EXPECT_FALSE(facts_needed(world.observed, world.ledger, &settled).account);
}

TEST(Rule08_Facts, AreReadBeforeTheFirstCreate)
{
    World world;
    world.declare(desired("corp")).list("x", values("other"));
    const auto plan = world.plan();
    EXPECT_TRUE(facts_needed(world.observed, world.ledger, &plan).account);
}

TEST(Rule08_Facts, AreNotReadWhenNothingIsOurs)
{
    World world;
    world.list("x", values("other"));
    const auto plan = world.plan();
    EXPECT_FALSE(facts_needed(world.observed, world.ledger, &plan).account);
}

TEST(Rule10_Facts, AreReadForADelete)
{
    World world;
    world.declare(absent("corp"))
        .list("okta-1", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    world.ledger.account_id = "acc-1";
    auto plan = world.plan();
    EXPECT_TRUE(facts_needed(world.observed, world.ledger, &plan).account);

    world.context.named = {key("another")};
    plan = world.plan();
    EXPECT_FALSE(facts_needed(world.observed, world.ledger, &plan).account);
}

} // namespace
} // namespace idpsync::test
