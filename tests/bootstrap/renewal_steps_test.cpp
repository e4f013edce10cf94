// Which token asks, what a cut renewal left, when it is time.

#include "bootstrap/renewal_steps.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::bootstrap {
namespace {

constexpr WallTime noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30} + std::chrono::hours(12)};

netbird::AccessToken used_at(std::string id, std::int64_t seconds, std::uint32_t nanoseconds = 0)
{
    return {.id = id, .name = id, .last_used = AuditTime{seconds, nanoseconds}};
}

netbird::AccessToken never_used(std::string id, std::string name = "token")
{
    return {.id = std::move(id), .name = std::move(name)};
}

std::vector<std::string> ids_of(const Tokens& tokens)
{
    std::vector<std::string> ids;
    for (const auto& token : tokens)
        ids.push_back(token.id);
    return ids;
}

TEST(AskingToken, IsTheOneThatWasUsedLast)
{
    const Tokens one{never_used("a")};
    EXPECT_THAT(ids_of(tokens_that_may_ask(one, one, "")), ElementsAre("a"));
    EXPECT_THAT(ids_of(tokens_that_may_ask({used_at("a", 1), used_at("b", 5, 7)},
                                           {used_at("a", 1), used_at("b", 5, 9)}, "a")),
                ElementsAre("b"))
        << "the operator put another one into the file";
    EXPECT_THAT(ids_of(tokens_that_may_ask({used_at("a", 1), never_used("b")},
                                           {used_at("a", 2), never_used("b")}, "")),
                ElementsAre("a"));
    EXPECT_TRUE(tokens_that_may_ask({}, {}, "").empty());
}

TEST(AskingToken, IsNotGuessedWhereSomebodyElseUsesAnother)
{
    const Tokens first{used_at("a", 9), used_at("b", 2), used_at("c", 1)};
    const Tokens second{used_at("a", 9), used_at("b", 9, 1), used_at("c", 1)};
    EXPECT_THAT(ids_of(tokens_that_may_ask(first, second, "")), UnorderedElementsAre("a", "b"));
    EXPECT_THAT(ids_of(tokens_that_may_ask(first, second, "a")), ElementsAre("a"));
    EXPECT_THAT(ids_of(tokens_that_may_ask(first, second, "c")), UnorderedElementsAre("a", "b"));
    const Tokens tied{used_at("a", 9), used_at("b", 9)};
    EXPECT_EQ(tokens_that_may_ask(tied, tied, "").size(), 2U);
    const Tokens unused{never_used("a"), never_used("b")};
    EXPECT_EQ(tokens_that_may_ask(unused, unused, "").size(), 2U);
    EXPECT_THAT(ids_of(tokens_that_may_ask(unused, unused, "b")), ElementsAre("b"));
}

TEST(AskingToken, IsNoneThatIsGoneMeanwhile)
{
    EXPECT_THAT(ids_of(tokens_that_may_ask({used_at("a", 9), used_at("b", 8)}, {used_at("b", 8)}, "")),
                ElementsAre("b"));
}

TEST(Remains, OfNoRenewalAreNone)
{
    EXPECT_TRUE(remains_of({.token = "a"}, {never_used("a"), never_used("b")}, {never_used("a")}).none());
}

TEST(Remains, BeforeTheSwapAreTheSuccessors)
{
    const RenewalNotes notes{.url = {}, .token = "a", .successor = "next"};
    const Tokens all{never_used("a"), never_used("b", "next"), never_used("c")};
    const auto remains = remains_of(notes, all, {all[0]});
    EXPECT_THAT(ids_of(remains.lost), ElementsAre("b"));
    EXPECT_FALSE(remains.former);
    const auto replaced_by_hand = remains_of(notes, all, {all[2]});
    EXPECT_THAT(ids_of(replaced_by_hand.lost), ElementsAre("b"));
    EXPECT_FALSE(replaced_by_hand.former) << "whose it is now, nobody knows";
    EXPECT_TRUE(remains_of(notes, {all[0]}, {all[0]}).none()) << "it was never made";
}

TEST(Remains, BehindTheSwapAreTheFormer)
{
    const RenewalNotes notes{.url = {}, .token = "a", .successor = "next"};
    const Tokens all{never_used("a"), never_used("b", "next")};
    const auto remains = remains_of(notes, all, {all[1]});
    EXPECT_TRUE(remains.lost.empty());
    ASSERT_TRUE(remains.former);
    EXPECT_EQ(remains.former->id, "a");
    EXPECT_TRUE(remains_of(notes, {all[1]}, {all[1]}).none());
    EXPECT_TRUE(remains_of({.url = {}, .token = "", .successor = "next"}, all, {all[1]}).none());
}

TEST(Remains, AreUnclearWhereEitherMayBeInTheFile)
{
    const RenewalNotes notes{.url = {}, .token = "a", .successor = "next"};
    const Tokens all{never_used("a"), never_used("b", "next"), never_used("c")};
    const auto remains = remains_of(notes, all, {all[0], all[1]});
    EXPECT_TRUE(remains.unclear);
    EXPECT_TRUE(remains.lost.empty() && !remains.former) << "nothing is revoked";
    const auto neither = remains_of(notes, all, {all[0], all[2]});
    EXPECT_FALSE(neither.unclear);
    EXPECT_THAT(ids_of(neither.lost), ElementsAre("b"));
}

TEST(LifeOfAToken, IsWhatNetBirdShows)
{
    EXPECT_EQ(life_of({.expires = noon}), std::chrono::days(365));
    EXPECT_EQ(life_of({.expires = noon + std::chrono::days(90), .created = noon}), std::chrono::days(90));
    EXPECT_EQ(life_of({.expires = noon, .created = noon}), std::chrono::days(1));
    EXPECT_EQ(life_of({.expires = noon + std::chrono::days(999), .created = noon}), std::chrono::days(365));
}

TEST(RenewalIsDue, NearTheEnd)
{
    using std::chrono::days;
    struct Case
    {
        days life, left, within;
        bool due;
    };
    for (const auto& [life, left, within, due] :
         {Case{days(365), days(31), days(30), false}, Case{days(365), days(30), days(30), true},
          Case{days(365), days(-1), days(30), true}, Case{days(30), days(29), days(30), false},
          Case{days(30), days(15), days(30), true}, Case{days(10), days(6), days(5), false}})
    {
        const netbird::AccessToken token{.expires = noon + left, .created = noon + left - life};
        EXPECT_EQ(is_renewal_due(within, token, noon), due)
            << life.count() << ' ' << left.count() << ' ' << within.count();
    }
}

} // namespace
} // namespace idpsync::bootstrap
