// group_sync.

#include "loading.hpp"
#include "support/matchers.hpp"

namespace idpsync::config {
namespace {

using namespace idpsync::config::test;

/// What group_sync with these lines declares.
DesiredGroupSync declared(const std::string& lines)
{
    const auto outcome = load_text(with("group_sync:\n" + lines));
    EXPECT_TRUE(outcome.loaded()) << outcome.all();
    return outcome.configuration.value().desired.group_sync().value();
}

TEST(GroupSync, IsNotDeclaredWithoutItsSection)
{
    EXPECT_FALSE(load_text(minimal).configuration.value().desired.group_sync());
}

TEST(GroupSync, IsReadWhole)
{
    const auto group_sync = declared("  enabled: true\n  claim: roles\n  allowed_groups: [b, a]\n"
                                     "  allow_lockout: true\n");
    EXPECT_EQ(group_sync.declared, (GroupSyncDeclaration{true, "roles", GroupNames{"a", "b"}}));
    EXPECT_TRUE(group_sync.allow_lockout);
    EXPECT_EQ(group_sync.where.line, 6U);
}

TEST(GroupSync, KeepsWhatNetBirdHasWhereNothingIsSaid)
{
    EXPECT_EQ(declared("  enabled: true\n").declared, (GroupSyncDeclaration{true, "groups", std::nullopt}));
    EXPECT_EQ(declared("  enabled: false\n").declared, (GroupSyncDeclaration{false, {}, std::nullopt}));
    EXPECT_EQ(declared("  enabled: true\n  allowed_groups: []\n").declared.allowed_groups, GroupNames{});
    EXPECT_FALSE(declared("  enabled: true\n").allow_lockout);
}

TEST(GroupSync, SaysWhetherItIsOn)
{
    EXPECT_THAT(only_error(with("group_sync: {claim: groups}\n")),
                HasSubstr("group_sync: enabled is missing; write true or false"));
    EXPECT_THAT(only_error(with("group_sync:\n")), HasSubstr("group_sync: "));
}

TEST(GroupSync, RefusesGroupsThatCannotBeMeant)
{
    EXPECT_THAT(only_error(with("group_sync: {enabled: true, allowed_groups: [a, ' b']}\n")),
                HasSubstr("group_sync.allowed_groups[1]: \" b\" has white space around it"));
    EXPECT_THAT(only_error(with("group_sync: {enabled: true, allowed_groups: [a, a]}\n")),
                HasSubstr("\"a\" appears twice"));
    EXPECT_THAT(only_error(with("group_sync: {enabled: true, allowed_group: [a]}\n")),
                HasSubstr("did you mean allowed_groups?"));
}

TEST(GroupSync, StandsInConfigYamlOnly)
{
    MemoryFiles files;
    files.put(config_file, minimal);
    files.put(providers_dir + "/a.yaml", "identity_providers: {}\ngroup_sync: {enabled: true}\n");
    EXPECT_THAT(load_from(files).errors, ElementsAre(HasSubstr("group_sync")));
}

TEST(GroupSync, WarnsOfAClaimThatNeverArrivesWithTheMendForEachProvider)
{
    const auto outcome =
        load_text(with("group_sync: {enabled: true, claim: entitlements}\n"
                       "identity_providers:\n"
                       "  ak: {type: authentik, issuer: 'https://ak.example.com/o/', client_id: netbird}\n"
                       "  kc: {type: keycloak, issuer: 'https://kc.example.com', client_id: netbird}\n"
                       "  ok: {type: okta, issuer: 'https://ok.example.com', client_id: netbird}\n"
                       "  old: {state: absent}\n"));
    ASSERT_TRUE(outcome.loaded()) << outcome.all();
    EXPECT_THAT(
        outcome.warnings,
        ElementsAre(AllOf(HasSubstr("config.yaml:5:36: group_sync.claim: \"entitlements\" never reaches"),
                          HasSubstr("at ak: a scope mapping"), HasSubstr("entitlements as `groups`"),
                          HasSubstr("at kc: the mapper's Token Claim Name must be `groups`"),
                          HasSubstr("at ok: the ID token must hold them"), Not(HasSubstr("at old")))));
}

TEST(GroupSync, DoesNotWarnOfAClaimThatArrivesOrIsNotAskedFor)
{
    for (const auto* lines :
         {"{enabled: true}", "{enabled: true, claim: groups}", "{enabled: false, claim: roles}"})
        EXPECT_THAT(load_text(with("group_sync: " + std::string(lines) + "\n")).warnings, IsEmpty()) << lines;
}

} // namespace
} // namespace idpsync::config
