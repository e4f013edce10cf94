#include "cli/plan_items.hpp"
#include "service/keys.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

using namespace idpsync::test;
using namespace idpsync::service;

DesiredState declared(const std::string& name)
{
    DesiredProvider provider{.key = key(name)};
    provider.values = pocket_id_values();
    std::vector<DesiredProvider> providers;
    providers.push_back(std::move(provider));
    return DesiredState::make(std::move(providers)).value();
}

TEST(NamedKeys, AreThoseOfTheFiles)
{
    EXPECT_THAT(named_keys({"pocket-id"}, declared("pocket-id"), {}).value().keys,
                ElementsAre(key("pocket-id")));
}

TEST(NamedKeys, AreNoneWhenNoneIsNamed)
{
    EXPECT_THAT(named_keys({}, declared("pocket-id"), {}).value().keys, IsEmpty());
}

TEST(NamedKeys, MayBeOnesThatOnlyTheLedgerKnows)
{
    Ledger ledger;
    ledger.entries.emplace(key("old"), LedgerEntry{.id = ConnectorId{"okta-1"}});
    EXPECT_THAT(named_keys({"old"}, declared("pocket-id"), ledger).value().keys, ElementsAre(key("old")));
}

TEST(NamedKeys, SayHowToDeclareGroupSync)
{
    EXPECT_EQ(named_keys({"group_sync"}, declared("pocket-id"), {}).error().text(),
              "group_sync is not declared; add the section group_sync to config.yaml");
}

TEST(NamedKeys, SuggestTheNearestOne)
{
    const auto keys = named_keys({"pocketid"}, declared("pocket-id"), {});
    ASSERT_TRUE(keys.has_error());
    EXPECT_EQ(keys.error().text(),
              "no identity provider is declared as \"pocketid\"; did you mean pocket-id?");
}

TEST(NamedKeys, MayBeTheSettingsOfGroupSyncWhereTheyAreDeclared)
{
    const auto with_settings = DesiredState::make({}, DesiredGroupSync()).value();
    EXPECT_TRUE(named_keys({"group_sync"}, with_settings, {}).value().group_sync);
    EXPECT_THAT(named_keys({"group_sync"}, with_settings, {}).value().keys, IsEmpty());
    EXPECT_TRUE(named_keys({"group_sync"}, declared("pocket-id"), {}).has_error());
    EXPECT_THAT(named_keys({"group-sync"}, with_settings, {}).error().text(),
                HasSubstr("did you mean group_sync?"));
}

TEST(NamedKeys, RefuseWhatCannotBeAKey)
{
    const auto keys = named_keys({"Not A\nKey"}, declared("pocket-id"), {});
    ASSERT_TRUE(keys.has_error());
    EXPECT_THAT(keys.error().text(), HasSubstr("\"Not A\\nKey\""));
}

} // namespace
} // namespace idpsync::cli
