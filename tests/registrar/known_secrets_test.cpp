#include "registrar/known_secrets.hpp"
#include "registrar/rotation.hpp"
#include "support/matchers.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

namespace idpsync::registrar {
namespace {

using namespace std::chrono_literals;

const Secret held_one("abcdef");
const std::string our_name = name_of_secret("mark");

ClientSecret told(std::string id, std::string prefix, std::string name = "",
                  std::optional<WallTime> expires = {})
{
    return {.id = std::move(id),
            .prefix = std::move(prefix),
            .made = {},
            .expires = expires,
            .active = true,
            .name = std::move(name)};
}

TEST(KnownSecrets, FindASecretByItsFirstCharacters)
{
    EXPECT_EQ(arrived_secret({told("1", "xyz"), told("2", ""), told("3", "abc")}, held_one)->id, "3");
    EXPECT_FALSE(arrived_secret({told("1", "xyz"), told("2", "")}, held_one));
}

TEST(KnownSecrets, TakeOneThatTheProviderChoseOnlyWhenItIsOursAndNoOtherBeginsSo)
{
    EXPECT_EQ(own_secret({told("1", "xyz"), told("2", "abc", our_name)}, held_one)->id, "2");
    EXPECT_FALSE(own_secret({told("2", "abc", "by hand")}, held_one));
    EXPECT_FALSE(own_secret({told("1", "abc", our_name), told("2", "abc", our_name)}, held_one));
}

TEST(KnownSecrets, LoseNoneThatIsKnownAndNoneOfAnotherMark)
{
    const std::vector<ClientSecret> list{told("1", "a", our_name), told("2", "b", our_name),
                                         told("3", "c", our_name), told("4", "d", name_of_secret("other")),
                                         told("5", "e", "by hand")};
    LedgerClient known{.issuer = "i", .client_id = "c"};
    EXPECT_THAT(lost_secrets(list, known), IsEmpty());
    known.secret_mark = "mark";
    known.secret_id = "2";
    known.predecessor = "3";
    EXPECT_THAT(lost_secrets(list, known), ElementsAre("1"));
    known.secret_unsettled = true;
    EXPECT_THAT(lost_secrets(list, known), ElementsAre("1", "2"));
}

TEST(KnownSecrets, EndWithTheEarliestOfThoseThatBeginAlike)
{
    const auto end = test::noon + 24h;
    EXPECT_EQ(end_of_secret({told("1", "xyz", "", test::noon), told("2", "abc", "", end)}, held_one),
              (SecretEnd{end, 1}));
    EXPECT_EQ(end_of_secret({told("1", "abc", "", end + 1h), told("2", "abc", "", end)}, held_one),
              (SecretEnd{end, 2}));
    EXPECT_EQ(end_of_secret({told("1", "abc")}, held_one), std::nullopt);
    EXPECT_EQ(end_of_secret({told("1", "xyz", "", end)}, held_one), std::nullopt);
}

TEST(KnownSecrets, KeepTheOneInUseBesideOneThatBeginsAnew)
{
    LedgerClient known{.issuer = "i", .client_id = "c"};
    known.secret_id = "2";
    known.secret_mark = "mark";
    auto entry = known;
    note_sending(entry, false, true);
    EXPECT_EQ(entry, known);
    note_sending(entry, true, true);
    EXPECT_TRUE(entry.secret_unsettled);
    EXPECT_EQ(entry.secret_mark, "");
    EXPECT_EQ(entry.predecessor, "2");
    entry.secret_mark = "next";
    note_sending(entry, true, true);
    EXPECT_EQ(entry.secret_mark, "next") << "it goes on";
    entry = known;
    note_sending(entry, true, false);
    EXPECT_EQ(entry.predecessor, "");
}

TEST(KnownSecrets, MaySettleForAWhileAtEntraAlone)
{
    LedgerClient known{.issuer = "i", .client_id = "c"};
    EXPECT_FALSE(may_still_settle(ProviderType::entra, known, test::noon));
    known.secret_made = test::noon;
    EXPECT_TRUE(may_still_settle(ProviderType::entra, known, test::noon));
    EXPECT_FALSE(may_still_settle(ProviderType::pocketid, known, test::noon));
    EXPECT_FALSE(may_still_settle(ProviderType::entra, known, test::noon + secret_settles));
    EXPECT_FALSE(may_still_settle(ProviderType::entra, known, test::noon - 1s)) << "a clock was set back";
}

} // namespace
} // namespace idpsync::registrar
