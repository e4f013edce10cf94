// In what NetBird is not as it was written, and by whom: docs/reconciling.md 4 and 14.

#include "builders.hpp"
#include "core/drift.hpp"
#include "core/group_sync.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

const ConnectorId connector{"okta-1"};
const AuditUser author_ada{"ada", "Ada", "ada@example.com"};
const AuditUser author_ben{"ben", "Ben\n", ""};
const Authors ada_then_ben{"Ada <ada@example.com>", "1970-01-01T00:16:40Z", "Ben\n"};

/// A log in which Ada did something last, and Ben before her.
AuditState log_with(bool deleted = false)
{
    AuditState state{.user = "us"};
    state.touches[connector] = {.at = {1000, 0}, .users = {author_ada, author_ben}, .deleted = deleted};
    return state;
}

/// corp was written as declared; somebody changed its name.
PlanItem renamed_by_others()
{
    PlanItem item{.key = key("corp"), .id = connector};
    item.want = values("corp");
    item.seen = with_name(values("corp"), "Theirs");
    item.changes = {{Field::name, "Theirs", "corp"}};
    item.entry = LedgerEntry{.id = connector, .written = values("corp")};
    item.conclude(Action::update, Reason::drifted);
    return item;
}

PlanItem deleted_by_others()
{
    PlanItem item{.key = key("corp")};
    item.want = values("corp");
    item.entry = LedgerEntry{.id = connector, .written = values("corp")};
    item.conclude(Action::conflict, Reason::deleted_outside, deleted_in_netbird(connector, {}));
    return item;
}

std::vector<Drift> drift_of(PlanItem item, const AuditState& audit = {})
{
    find_drift(item, audit);
    return item.drift;
}

TEST(FindDrift, TellsApartWhatIsNotWrittenYetAndWhatOthersDid)
{
    auto item = renamed_by_others();
    item.conclude(Action::update, Reason::declaration_changed);
    find_drift(item, {});
    EXPECT_EQ(item.why,
              "the declaration changed, and NetBird was changed, too, since it was last written: name");

    item.entry->written = with_name(values("corp"), "Theirs");
    item.conclude(Action::update, Reason::declaration_changed);
    find_drift(item, {});
    EXPECT_THAT(item.drift, IsEmpty());
    EXPECT_EQ(item.why, "") << "only the files changed";
}

TEST(FindDrift, GivesEachFieldWithWhoChangedItLastAndTheOthers)
{
    EXPECT_THAT(drift_of(renamed_by_others(), log_with()),
                ElementsAre(Drift{Drift::Kind::changed, "name", "Theirs", "corp", ada_then_ben}));
    EXPECT_THAT(drift_of(renamed_by_others()),
                ElementsAre(Drift{Drift::Kind::changed, "name", "Theirs", "corp", {}}));
}

TEST(FindDrift, NamesNoOthersUntilItKnowsWhoWeAre)
{
    auto log = log_with();
    log.user.clear();
    EXPECT_EQ(drift_of(renamed_by_others(), log).at(0).authors.others, "");
}

TEST(FindDrift, LeavesOutWhatTheFileChanged)
{
    auto item = renamed_by_others();
    item.want->client_id = "new";
    item.changes.push_back({Field::client_id, "corp-client", "new"});
    item.conclude(Action::refuse, Reason::consent_missing);
    EXPECT_THAT(drift_of(item, log_with()),
                ElementsAre(Drift{Drift::Kind::changed, "name", "Theirs", "corp", ada_then_ben}));
    item.entry->written.reset();
    EXPECT_THAT(drift_of(item, log_with()), IsEmpty());
}

TEST(FindDrift, TellsOfWhatIsContestedButNotOfWhatNetBirdDoesNotKeep)
{
    auto item = renamed_by_others();
    item.conclude(Action::conflict, Reason::contested);
    EXPECT_EQ(drift_of(item).size(), 1U);
    item.conclude(Action::conflict, Reason::not_converging);
    EXPECT_THAT(drift_of(item), IsEmpty());
}

TEST(FindDrift, Rule4_NamesWhoDeletedAConnector)
{
    auto item = deleted_by_others();
    find_drift(item, log_with(true));
    EXPECT_THAT(item.drift, ElementsAre(Drift{Drift::Kind::missing, "", "", "", ada_then_ben}));
    EXPECT_EQ(item.why, "its connector \"okta-1\" was deleted in NetBird by Ada <ada@example.com> at "
                        "1970-01-01T00:16:40Z");
}

TEST(FindDrift, Rule4_DoesNotBlameWhoOnlyChangedItBefore)
{
    auto item = deleted_by_others();
    find_drift(item, log_with(false));
    EXPECT_THAT(item.drift, ElementsAre(Drift{.kind = Drift::Kind::missing}));
    EXPECT_EQ(item.why, "its connector \"okta-1\" was deleted in NetBird by someone else");
}

TEST(FindDrift, Rule14_NamesWhoseTouchPutsASecretInDoubt)
{
    auto item = renamed_by_others();
    item.changes.clear();
    item.secret = SecretFate::unverified;
    item.fingerprint = fingerprint("secret");
    item.conclude(Action::none, Reason::secret_unverified, "nothing shows that it is newer");
    auto log = log_with();
    find_drift(item, log);
    EXPECT_FALSE(item.touched);

    log.answered[connector] = {fingerprint("secret"), {"ada"}};
    find_drift(item, log);
    EXPECT_EQ(item.touched, ada_then_ben);
    EXPECT_EQ(authors_behind(item), ada_then_ben);
    EXPECT_EQ(item.why, "updated by Ada <ada@example.com> at 1970-01-01T00:16:40Z; its secret may have "
                        "changed, too: nothing shows that it is newer");
}

TEST(FindDrift, Rule29_NamesNobodyForTheAccountsSettings)
{
    const GroupSettings ours{true, "groups", {"users"}};
    GroupSyncItem item{.want = ours, .seen = GroupSettings{true, "groups", {}}};
    item.changes = differences(*item.want, *item.seen);
    item.entry = LedgerGroupSync{.written = ours};
    item.conclude(Action::refuse, Reason::lockout);
    find_drift(item);
    EXPECT_THAT(item.drift, ElementsAre(Drift{Drift::Kind::changed, "allowed_groups", "", "users", {}}));
    item.entry->written = GroupSettings{true, "groups", {"a", "b"}};
    item.want->allowed_groups = {"a,b"};
    find_drift(item);
    EXPECT_THAT(item.drift, IsEmpty());
}

} // namespace
} // namespace idpsync::test
