#include "core/builders.hpp"
#include "core/expect.hpp"
#include "core/ledger.hpp"

namespace idpsync::test {
namespace {

TEST(Ledger, FindsEntriesAndIntentsByKey)
{
    Ledger ledger;
    EXPECT_TRUE(ledger.empty());
    ledger.entries.emplace(key("corp"), created("okta-1", values("corp")));
    ledger.intents.push_back(open_create("new", values("new")));
    EXPECT_FALSE(ledger.empty());
    ASSERT_NE(ledger.find(key("corp")), nullptr);
    EXPECT_EQ(ledger.find(key("corp"))->id, ConnectorId{"okta-1"});
    EXPECT_EQ(ledger.find(key("new")), nullptr);
    ASSERT_NE(ledger.open_create(key("new")), nullptr);
    EXPECT_EQ(ledger.open_create(key("corp")), nullptr);
}

TEST(Ledger, IsNotEmptyWhileAnIntentIsOpen)
{
    Ledger ledger;
    ledger.intents.push_back(open_create("new", values("new")));
    EXPECT_FALSE(ledger.empty());
}

TEST(Rule14_FingerprintKey, ThatIsTheSameChangesNothing)
{
    Ledger ledger{.fingerprint_key = "one"};
    ledger.entries.emplace(key("corp"), created("okta-1", values("corp")));
    const auto before = ledger;
    use_fingerprint_key(ledger, "one");
    EXPECT_EQ(ledger, before);
}

TEST(Rule14_FingerprintKey, ThatIsTheFirstIsOnlyRecorded)
{
    Ledger ledger;
    ledger.entries.emplace(key("corp"), created("okta-1", values("corp")));
    use_fingerprint_key(ledger, "one");
    EXPECT_EQ(ledger.fingerprint_key, "one");
    EXPECT_EQ(ledger.find(key("corp"))->secret, fingerprint("secret"));
}

TEST(Rule14_FingerprintKey, ThatIsNewDropsEveryFingerprintAndNothingElse)
{
    Ledger ledger{.account_id = "acc-1", .fingerprint_key = "one"};
    ledger.entries.emplace(key("a"), created("okta-1", values("a")));
    ledger.entries.emplace(key("b"), adopted("okta-2", values("b")));
    ledger.intents.push_back(open_create("c", values("c")));
    use_fingerprint_key(ledger, "two");

    auto expected = created("okta-1", values("a"));
    expected.secret.reset();
    EXPECT_EQ(*ledger.find(key("a")), expected);
    EXPECT_EQ(ledger.find(key("b"))->held_back, std::nullopt);
    EXPECT_EQ(ledger.open_create(key("c"))->secret, std::nullopt);
    EXPECT_EQ(ledger.fingerprint_key, "two");
    EXPECT_EQ(ledger.account_id, "acc-1");
}

TEST(Rule13_Remembered, IsTheEntryAsItStandsWhenNothingIsOpen)
{
    Ledger ledger;
    EXPECT_EQ(ledger.remembered(key("corp")), std::nullopt);
    ledger.entries.emplace(key("corp"), created("okta-1", values("corp")));
    EXPECT_EQ(ledger.remembered(key("corp")), created("okta-1", values("corp")));
    ledger.intents.push_back(open_delete("corp", "okta-1"));
    EXPECT_EQ(ledger.remembered(key("corp")), created("okta-1", values("corp")));
}

TEST(Rule13_Remembered, TrustsNoSecretWhileAnUpdateWithOneIsOpen)
{
    Ledger ledger;
    ledger.entries.emplace(key("corp"), created("okta-1", values("corp")));
    ledger.intents.push_back(open_update("corp", "okta-1", "new"));
    EXPECT_EQ(ledger.remembered(key("corp"))->secret, std::nullopt);
    EXPECT_EQ(ledger.remembered(key("corp"))->held_back, HeldBack{});
}

TEST(Rule13_Remembered, KnowsWhichConnectorTheUpdateWasFor)
{
    Ledger ledger;
    ledger.entries.emplace(key("corp"), created("okta-1", values("corp")));
    ledger.intents.push_back(open_update("corp", "okta-2", "new"));
    EXPECT_EQ(ledger.remembered(key("corp"))->secret, fingerprint("secret"));
}

TEST(Error, IsToldFromFurtherOutWithItsKindKept)
{
    const auto error = Error{ErrorKind::timed_out, "no answer"}.with_context("list");
    EXPECT_EQ(error.kind, ErrorKind::timed_out);
    EXPECT_EQ(error.text(), "list: no answer");
}

TEST(Error, ThatNobodyLookedAtIsABug)
{
    const Result<int> failed = Error{ErrorKind::storage, "disk full"};
    EXPECT_THROW(static_cast<void>(failed.value()), std::logic_error);
}

} // namespace
} // namespace idpsync::test
