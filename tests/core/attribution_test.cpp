// Who changed our connectors: docs/reconciling.md 9 and 14.

#include "core/attribution.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace idpsync {
namespace {

const ConnectorId corp{"okta-1"};
const ConnectorId other{"okta-2"};
const AuditUser us{"us", "idp-sync", ""};
const AuditUser ada{"ada", "Ada", "ada@example.com"};
const AuditUser ben{"ben", "Ben", "ben@example.com"};

/// Events in the order in which they happened, a second apart.
AuditReading reading_of(const std::vector<std::tuple<Verb, ConnectorId, AuditUser>>& events,
                        std::int64_t from = 1000)
{
    AuditReading reading;
    for (const auto& [verb, target, by] : events)
    {
        const AuditTime at{from++, 0};
        const auto id = std::to_string(from);
        reading.events.insert(reading.events.begin(), AuditEvent{id, at, verb, target, by});
        reading.newest = {at, {id}};
    }
    return reading;
}

std::vector<std::string> users_of(const AuditState& state, const ConnectorId& id)
{
    std::vector<std::string> names;
    const auto touch = state.touches.find(id);
    if (touch != state.touches.end())
        for (const auto& user : touch->second.users)
            names.push_back(user.name);
    return names;
}

class Attribution : public testing::Test
{
protected:
    /// We created `corp`, and looked into the log after that.
    Attribution() { absorb(state, reading_of({{Verb::create, corp, us}}), {corp}); }

    AuditState state;
};

TEST_F(Attribution, KnowsUsByOurWrites)
{
    EXPECT_EQ(state.user, "us");
    EXPECT_THAT(state.touches, IsEmpty());
    EXPECT_EQ(state.cursor, (AuditCursor{{1000, 0}, {"1001"}}));
}

TEST_F(Attribution, NamesTheLastUpdaterAndTheOthers)
{
    const auto news = absorb(state,
                             reading_of({{Verb::update, corp, ada},
                                         {Verb::update, other, ben},
                                         {Verb::update, corp, ben},
                                         {Verb::update, corp, ada}},
                                        2000),
                             {});
    EXPECT_THAT(users_of(state, corp), ElementsAre("Ada", "Ben"));
    EXPECT_EQ(state.touches.at(corp).at, (AuditTime{2003, 0}));
    EXPECT_THAT(news.touched, UnorderedElementsAre(corp, other));
}

TEST_F(Attribution, ForgetsWhatWasBeforeOurOwnWrite)
{
    absorb(state, reading_of({{Verb::update, corp, ada}}, 2000), {});
    absorb(state, reading_of({{Verb::update, corp, us}, {Verb::update, corp, ben}}, 3000), {corp});
    EXPECT_THAT(users_of(state, corp), ElementsAre("Ben"));
}

TEST_F(Attribution, RemembersAcrossLooks)
{
    absorb(state, reading_of({{Verb::update, corp, ada}}, 2000), {});
    const auto news = absorb(state, reading_of({{Verb::update, other, ben}}, 3000), {});
    EXPECT_THAT(users_of(state, corp), ElementsAre("Ada"));
    EXPECT_THAT(news.touched, ElementsAre(other));
}

TEST_F(Attribution, NamesWhoDeletedAConnectorAndTouchesNoSecret)
{
    const auto news = absorb(state, reading_of({{Verb::remove, corp, ada}}, 2000), {});
    EXPECT_THAT(users_of(state, corp), ElementsAre("Ada"));
    EXPECT_THAT(news.touched, IsEmpty());
}

TEST_F(Attribution, KnowsUsAgainUnderAnotherToken)
{
    absorb(state, reading_of({{Verb::update, corp, ben}}, 2000), {corp});
    EXPECT_EQ(state.user, "ben");
    EXPECT_THAT(users_of(state, corp), IsEmpty());
}

TEST_F(Attribution, StaysWhoWeAreWhenSomebodyWritesBesideUs)
{
    absorb(state, reading_of({{Verb::update, corp, ada}, {Verb::update, corp, us}}, 2000), {corp});
    EXPECT_EQ(state.user, "us");
}

TEST(AttributionWithoutACursor, TakesNothingForATouch)
{
    AuditState state;
    const auto news = absorb(state, reading_of({{Verb::update, corp, ada}}), {});
    EXPECT_THAT(news.touched, IsEmpty());
    EXPECT_THAT(users_of(state, corp), ElementsAre("Ada"));
}

TEST_F(Attribution, TellsOfARestoredBackup)
{
    auto reading = reading_of({}, 500);
    reading.restored = true;
    reading.newest = {{500, 0}, {"1"}};
    EXPECT_TRUE(absorb(state, reading, {}).restored);
    EXPECT_EQ(state.cursor, reading.newest);
}

TEST_F(Attribution, KeepsItsCursorWhenTheLogIsEmpty)
{
    const auto before = state.cursor;
    absorb(state, {}, {});
    EXPECT_EQ(state.cursor, before);
}

TEST_F(Attribution, RemembersSoManyUsersAndNoMore)
{
    for (int user = 0; user < 100; ++user)
        absorb(state, reading_of({{Verb::update, corp, {std::to_string(user), "", ""}}}, 2000 + user), {});
    EXPECT_EQ(state.touches.at(corp).users.size(), AuditTouch::most_users);
    EXPECT_EQ(state.touches.at(corp).users.front().id, "99");
}

TEST_F(Attribution, ForgetsConnectorsThatAreGone)
{
    absorb(state, reading_of({{Verb::update, corp, ada}, {Verb::update, other, ada}}, 2000), {});
    EXPECT_TRUE(answers_touch(state, corp, Fingerprint{"aa"}));
    EXPECT_TRUE(answers_touch(state, other, Fingerprint{"aa"}));
    forget_gone_connectors(state, {corp});
    EXPECT_THAT(users_of(state, corp), ElementsAre("Ada"));
    EXPECT_THAT(users_of(state, other), IsEmpty());
    EXPECT_EQ(state.answered.size(), 1U);
}

TEST_F(Attribution, AnswersATouchOnceForEachUserAndSecret)
{
    const Fingerprint secret{"aa"};
    EXPECT_FALSE(answers_touch(state, corp, secret));
    absorb(state, reading_of({{Verb::update, corp, ada}}, 2000), {});
    EXPECT_TRUE(answers_touch(state, corp, secret));
    absorb(state, reading_of({{Verb::update, corp, us}, {Verb::update, corp, ada}}, 3000), {corp});
    EXPECT_FALSE(answers_touch(state, corp, secret));
    absorb(state, reading_of({{Verb::update, corp, ben}}, 4000), {});
    EXPECT_TRUE(answers_touch(state, corp, secret));
    EXPECT_TRUE(answers_touch(state, corp, Fingerprint{"bb"}));
}

TEST(AuditUser, IsCalledByNameAndAddress)
{
    EXPECT_EQ(to_string(ada), "Ada <ada@example.com>");
    EXPECT_EQ(to_string(us), "idp-sync");
    EXPECT_EQ(to_string(AuditUser{"x", "", ""}), "x");
}

} // namespace
} // namespace idpsync
