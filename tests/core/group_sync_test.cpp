#include "core/builders.hpp"
#include "core/expect.hpp"
#include "core/group_sync.hpp"
#include "support/matchers.hpp"

#include <tuple>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;

const GroupSettings off{};
const GroupSettings open{true, "groups", {}};
const GroupSettings users{true, "groups", {"users"}};
const GroupSettings users_and_staff{true, "groups", {"staff", "users"}};

MATCHER_P2(SettingsDecide, action, reason,
           "decides " + std::string(to_string(action)) + ", because " + std::string(to_string(reason)))
{
    *result_listener << "which decides " << to_string(arg.action) << ", because " << to_string(arg.reason)
                     << ": " << arg.why;
    return arg.action == action && arg.reason == reason;
}

/// What is declared, seen and known; the clock stands at 0 s.
struct GroupSyncCase
{
    DesiredGroupSync desired;
    GroupSettings seen;
    std::optional<LedgerGroupSync> known;
    std::vector<LoginGroups> logins;
    std::optional<Hold> hold;
    WallTime now = at(0s);
    bool local_users_hit = false;
    std::string version = {};
    bool named = false;
    bool forgive_contested = false;

    [[nodiscard]] GroupSyncItem decide() const
    {
        return decide_group_sync({.desired = desired,
                                  .seen = seen,
                                  .known = known,
                                  .logins = logins,
                                  .hold = hold ? &*hold : nullptr,
                                  .now = now,
                                  .local_users_hit = local_users_hit,
                                  .netbird_version = version,
                                  .named = named,
                                  .forgive_contested = forgive_contested});
    }
};

DesiredGroupSync exactly(const GroupSettings& want)
{
    return {.declared = {want.enabled, want.claim, want.allowed_groups}};
}

/// `want` is declared and was written an hour ago; NetBird has `seen`.
GroupSyncCase drifted(const GroupSettings& want, const GroupSettings& seen)
{
    return {.desired = exactly(want),
            .seen = seen,
            .known = LedgerGroupSync{.written = want, .written_at = at(-1h)}};
}

TEST(GroupSync, Rule29_LeavesAloneWhatIsAsDeclared)
{
    const auto item = GroupSyncCase{.desired = exactly(users), .seen = users}.decide();
    EXPECT_THAT(item, SettingsDecide(Action::none, Reason::in_sync));
    EXPECT_TRUE(item.in_sync());
    EXPECT_EQ(item.entry.value().written, users);
}

TEST(GroupSync, Rule29_WritesANewDeclaration)
{
    const auto item = GroupSyncCase{.desired = exactly(open), .seen = off}.decide();
    EXPECT_THAT(item, SettingsDecide(Action::update, Reason::declaration_changed));
    EXPECT_THAT(item.changes, ElementsAre(GroupSyncField::enabled, GroupSyncField::claim));
}

TEST(GroupSync, Rule29_AListThatTurnsLocalUsersAwayIsRefusedWhateverALoginShowed)
{
    GroupSyncCase old{.desired = exactly(users), .seen = open, .local_users_hit = true, .version = "0.70.4"};
    old.logins = {{at(-1h), {"users"}}};
    const auto item = old.decide();
    EXPECT_THAT(item, SettingsDecide(Action::refuse, Reason::lockout));
    EXPECT_THAT(item.why, HasSubstr("before v0.73.0"));
    EXPECT_THAT(item.why, HasSubstr("\"0.70.4\""));
    EXPECT_THAT(item.next, HasSubstr("allow_lockout: true"));

    old.version.clear();
    EXPECT_THAT(old.decide().why, HasSubstr("does not say which version"));
    old.local_users_hit = false;
    EXPECT_THAT(old.decide(), SettingsDecide(Action::update, Reason::declaration_changed));
}

TEST(GroupSync, Rule29_ConsentLetsAListThroughThatTurnsLocalUsersAway)
{
    GroupSyncCase old{
        .desired = exactly(users), .seen = open, .logins = {{at(-1h), {"users"}}}, .local_users_hit = true};
    old.desired.allow_lockout = true;
    const auto item = old.decide();
    EXPECT_THAT(item, SettingsDecide(Action::update, Reason::declaration_changed));
    EXPECT_THAT(item.hints, IsEmpty()); // it is needed
}

TEST(GroupSync, Rule29_LocalUsersLoseNothingWhereAListWasInForceAlready)
{
    EXPECT_THAT(
        (GroupSyncCase{.desired = exactly(users_and_staff), .seen = users, .local_users_hit = true}.decide()),
        SettingsDecide(Action::update, Reason::declaration_changed));
    EXPECT_THAT((GroupSyncCase{.desired = exactly(open), .seen = users, .local_users_hit = true}.decide()),
                SettingsDecide(Action::update, Reason::declaration_changed));
}

TEST(GroupSync, Rule29_RepairsWhatSomebodyChanged)
{
    EXPECT_THAT(drifted(open, off).decide(), SettingsDecide(Action::update, Reason::drifted));
}

TEST(GroupSync, Rule29_TurnsItOffLikeAnyOtherChange)
{
    EXPECT_THAT((GroupSyncCase{.desired = exactly(off), .seen = open}).decide(),
                SettingsDecide(Action::update, Reason::declaration_changed));
}

TEST(GroupSync, Rule29_KeepsWhatIsNotDeclared)
{
    GroupSyncCase one{.desired = {.declared = {true, "groups", std::nullopt}},
                      .seen = {false, "", {"theirs"}}};
    EXPECT_EQ(one.decide().want, (GroupSettings{true, "groups", {"theirs"}}));
    one.desired.declared = {false, std::nullopt, std::nullopt};
    one.seen = {true, "roles", {}};
    EXPECT_EQ(one.decide().want, (GroupSettings{false, "roles", {}}));
}

TEST(GroupSync, Rule29_CallsItDriftAlsoWhenWhatIsNotDeclaredChangedToo)
{
    GroupSyncCase one{.desired = {.declared = {true, "groups", std::nullopt}},
                      .seen = {false, "groups", {}},
                      .known = LedgerGroupSync{.written = users, .written_at = at(-1h)}};
    EXPECT_THAT(one.decide(), SettingsDecide(Action::update, Reason::drifted));
    EXPECT_EQ(one.decide().entry.value().overturned_writes, 1U);
}

TEST(GroupSync, Rule29_MayLockOutWithEveryChangeButAnAdditionToTheList)
{
    EXPECT_TRUE(may_lock_out(open, users));
    EXPECT_TRUE(may_lock_out(off, users));
    EXPECT_TRUE(may_lock_out(users_and_staff, users));
    EXPECT_TRUE(may_lock_out(users, {true, "groups", {"staff"}}));
    EXPECT_TRUE(may_lock_out(users, {true, "roles", {"users"}}));
    EXPECT_TRUE(may_lock_out(users, {false, "groups", {"users"}}));
    EXPECT_TRUE(may_lock_out({false, "groups", {"users"}}, users));
    EXPECT_TRUE(may_lock_out(users, {true, "roles", {"staff", "users"}}));
    EXPECT_FALSE(may_lock_out(users, users_and_staff));
    EXPECT_FALSE(may_lock_out(users, open));
    EXPECT_FALSE(may_lock_out(users, off));
    EXPECT_FALSE(may_lock_out(users, users));
}

TEST(GroupSync, Rule29_RefusesAnAllowListThatNoLoginHasMet)
{
    const auto item = GroupSyncCase{.desired = exactly(users), .seen = open}.decide();
    EXPECT_THAT(item, SettingsDecide(Action::refuse, Reason::lockout));
    EXPECT_THAT(item.why, HasSubstr("\"users\""));
    EXPECT_THAT(item.next, HasSubstr("doctor --login KEY"));
    EXPECT_THAT(item.next, HasSubstr("allow_lockout: true"));
}

TEST(GroupSync, Rule29_RefusesToPutBackAnAllowListThatSomebodyEmptied)
{
    EXPECT_THAT(drifted(users, open).decide(), SettingsDecide(Action::refuse, Reason::lockout));
}

TEST(GroupSync, Rule29_TakesALoginOfTheLastDayAsProof)
{
    GroupSyncCase one{.desired = exactly(users_and_staff), .seen = open};
    for (const auto& [when, groups, proves] :
         {std::tuple{-24h + 0s, std::vector<std::string>{"other", "staff"}, true},
          std::tuple{0h + 0s, std::vector<std::string>{"users"}, true},
          std::tuple{-24h - 1s, std::vector<std::string>{"users"}, false},
          std::tuple{0h + 1s, std::vector<std::string>{"users"}, false}, // the clock went back
          std::tuple{-1h + 0s, std::vector<std::string>{"Users", "other"}, false},
          std::tuple{-1h + 0s, std::vector<std::string>{}, false}})
    {
        one.logins = {{at(-30h), {"users"}}, {at(when), groups}};
        EXPECT_EQ(one.decide().action, proves ? Action::update : Action::refuse) << when.count();
    }
}

TEST(GroupSync, Rule29_ALoginProvesNothingForAnotherClaim)
{
    GroupSyncCase one{
        .desired = exactly({true, "roles", {"users"}}), .seen = open, .logins = {{at(-1h), {"users"}}}};
    EXPECT_THAT(one.decide(), SettingsDecide(Action::refuse, Reason::lockout));
    EXPECT_THAT(one.decide().next, HasSubstr("claim: groups"));
}

TEST(GroupSync, Rule29_TakesTheConsentOfTheFile)
{
    GroupSyncCase one{.desired = exactly(users), .seen = open};
    one.desired.allow_lockout = true;
    EXPECT_THAT(one.decide(), SettingsDecide(Action::update, Reason::declaration_changed));
    EXPECT_THAT(one.decide().hints, IsEmpty());
}

TEST(GroupSync, Rule15_AConsentThatNothingNeedsGetsAHint)
{
    GroupSyncCase one{.desired = exactly(users), .seen = users};
    one.desired.allow_lockout = true;
    EXPECT_THAT(one.decide().hints, ElementsAre("`allow_lockout: true` is not needed; remove it"));
    one.seen = open;
    one.logins = {{at(-1h), {"users"}}};
    EXPECT_THAT(one.decide().hints, ElementsAre("`allow_lockout: true` is not needed; remove it"));
}

TEST(GroupSync, Rule09_IsContestedAfterThreeWritesThatWereOverturned)
{
    auto one = drifted(open, off);
    for (unsigned write = 1; write <= 3; ++write)
    {
        const auto item = one.decide();
        EXPECT_EQ(item.action, write < 3 ? Action::update : Action::conflict) << write;
        EXPECT_EQ(item.entry.value().overturned_writes, write);
        one.known = known_after_write(item, one.now);
        one.now += 1h;
    }
    one.known->overturned_writes = 3;
    EXPECT_THAT(one.decide(), SettingsDecide(Action::conflict, Reason::contested));
    EXPECT_THAT(one.decide().next, HasSubstr("apply group_sync"));

    auto named = one;
    named.named = true;
    EXPECT_THAT(named.decide(), SettingsDecide(Action::update, Reason::drifted));
    auto reloaded = one;
    reloaded.forgive_contested = true;
    EXPECT_THAT(reloaded.decide(), SettingsDecide(Action::update, Reason::drifted));
    auto changed = one;
    changed.desired = exactly({true, "roles", {}});
    EXPECT_THAT(changed.decide(), SettingsDecide(Action::update, Reason::declaration_changed));
}

TEST(GroupSync, Rule09_OneWriteIsOverturnedOnceAndOnlyWithinADay)
{
    auto one = drifted(open, off);
    one.known = one.decide().entry;
    EXPECT_EQ(one.decide().entry.value().overturned_writes, 1U);

    auto late = drifted(open, off);
    late.now = at(24h);
    late.known->overturned_writes = 2;
    EXPECT_EQ(late.decide().entry.value().overturned_writes, 0U);
}

TEST(GroupSync, Rule12_AWriteThatLostItsAnswerCountsAsOursWhenItsValuesAreThere)
{
    GroupSyncCase one{.desired = exactly(users), .seen = open};
    one.known = LedgerGroupSync{.written = off, .intent = open};
    const auto item = one.decide();
    EXPECT_EQ(item.entry.value().written, open);
    EXPECT_EQ(item.entry.value().written_at, one.now);
    EXPECT_FALSE(item.entry.value().intent);
}

TEST(GroupSync, Rule12_AWriteThatWasLostForGoodIsDueAgain)
{
    GroupSyncCase one{.desired = exactly(open), .seen = off};
    one.known = LedgerGroupSync{.written = off, .intent = open};
    EXPECT_THAT(one.decide(), SettingsDecide(Action::update, Reason::declaration_changed));
}

TEST(GroupSync, Rule16_ARefusedWriteWaitsUntilSomethingChanges)
{
    GroupSyncCase one{.desired = exactly(open), .seen = off};
    one.hold = Hold{.why = "NetBird refused it", .situation = situation_of(one.decide())};
    EXPECT_THAT(one.decide(), SettingsDecide(Action::wait, Reason::not_due));
    one.seen = users;
    EXPECT_THAT(one.decide(), SettingsDecide(Action::update, Reason::declaration_changed));
}

TEST(GroupSync, Rule29_ADeclarationThatWasTakenBackIsNotWrittenUntilItChanges)
{
    GroupSyncCase one{.desired = exactly(users), .seen = open, .logins = {{at(-1h), {"users", "staff"}}}};
    one.known = LedgerGroupSync{.written = open, .taken_back = one.desired.declared};
    const auto item = one.decide();
    EXPECT_THAT(item, SettingsDecide(Action::refuse, Reason::taken_back));
    EXPECT_EQ(item.entry.value().taken_back, one.desired.declared);

    auto named = one;
    named.named = true;
    EXPECT_EQ(named.decide().action, Action::update);
    one.desired = exactly(users_and_staff);
    EXPECT_EQ(one.decide().action, Action::update);
    EXPECT_FALSE(one.decide().entry.value().taken_back);
}

TEST(GroupSync, Rule29_RestoringNeedsNoProofAndRemembersWhatItTookBack)
{
    const auto desired = exactly(open);
    const auto item = restore_group_sync(users, open, desired);
    EXPECT_THAT(item, SettingsDecide(Action::update, Reason::restored));
    EXPECT_EQ(item.want, users);
    EXPECT_EQ(item.entry.value().taken_back, desired.declared);
    EXPECT_THAT(restore_group_sync(users, users, desired), SettingsDecide(Action::none, Reason::restored));
    EXPECT_FALSE(restore_group_sync(users, open, std::nullopt).entry);
}

TEST(GroupSync, Rule29_UnreadableSettingsBlockAndForgetNothing)
{
    const LedgerGroupSync known{.written = users, .written_at = at(-1h)};
    const auto item = unreadable_group_sync(exactly(open), known, "GET …: 403");
    EXPECT_THAT(item, SettingsDecide(Action::block, Reason::settings_unreadable));
    EXPECT_THAT(item.why, HasSubstr("403"));
    EXPECT_EQ(item.entry, known);
}

} // namespace
} // namespace idpsync::test
