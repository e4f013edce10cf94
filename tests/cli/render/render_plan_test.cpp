#include "cli/plan_items.hpp"
#include "cli/render/render_plan.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

using namespace idpsync::test;

std::string render(const Plan& plan, bool verbose = false)
{
    return render_plan(plan, {.management_url = "https://netbird.example.com", .verbose = verbose});
}

std::string render(PlanItem one, bool verbose = false)
{
    return render(plan_of({std::move(one)}), verbose);
}

TEST(RenderPlan, SaysInOneLineThatNothingIsToBeDone)
{
    EXPECT_EQ(render(in_sync_item("pocket-id")), "NetBird https://netbird.example.com\n"
                                                 "\n"
                                                 "Plan: nothing to do; 1 in sync.\n");
}

TEST(RenderPlan, ShowsEveryValueOfACreate)
{
    EXPECT_EQ(render(create_item("pocket-id")), "NetBird https://netbird.example.com\n"
                                                "\n"
                                                "+ pocket-id  create    NetBird has no such connector\n"
                                                "    type           pocketid\n"
                                                "    name           \"Pocket ID\"\n"
                                                "    issuer         \"https://id.example.com\"\n"
                                                "    client_id      \"netbird\"\n"
                                                "    client_secret  (as declared)\n"
                                                "\n"
                                                "Plan: 1 to create; 0 in sync.\n");
}

TEST(RenderPlan, NamesTheRedirectUriWhereSomethingIsToBeRegistered)
{
    auto plan = plan_of({create_item("pocket-id")});
    plan.redirect_uri = "https://netbird.example.com/oauth2/callback";
    EXPECT_THAT(render(plan), HasSubstr("\nRedirect URI to register at each provider: "
                                        "https://netbird.example.com/oauth2/callback\n\nPlan: "));
    auto refused = update_item("pocket-id");
    refused.preflight =
        PreflightResult{.verdict = Verdict::refused, .reason = {.id = FindingId::redirect_refused}};
    plan.items = {refused};
    EXPECT_THAT(render(plan), HasSubstr("Redirect URI"));
    refused.preflight->reason.id = FindingId::credentials_refused;
    plan.items = {refused};
    EXPECT_THAT(render(plan), Not(HasSubstr("Redirect URI")));
}

TEST(RenderPlan, LeavesTheRedirectUriOutWhereTheProviderTakesIt)
{
    auto accepted = update_item("pocket-id");
    accepted.preflight = PreflightResult{.verdict = Verdict::accepted};
    auto plan = plan_of({accepted, in_sync_item("corp")});
    plan.redirect_uri = "https://netbird.example.com/oauth2/callback";
    EXPECT_THAT(render(plan), Not(HasSubstr("Redirect URI")));
}

TEST(RenderPlan, LeavesOutTheIssuerOfATypeThatHasItsOwn)
{
    auto google = create_item("google");
    google.want = ConnectorValues{ProviderType::google, "Google", "", "client"};
    EXPECT_THAT(render(google), Not(HasSubstr("issuer")));
}

TEST(RenderPlan, ShowsOnlyTheChangedFieldsOfAnUpdate)
{
    EXPECT_EQ(render(update_item("pocket-id")),
              "NetBird https://netbird.example.com\n"
              "\n"
              "~ pocket-id  update    changed in NetBird since it was last written\n"
              "    id             pocketid-1\n"
              "    name           \"Renamed\" → \"Pocket ID\"\n"
              "    client_secret  (unchanged)\n"
              "\n"
              "Plan: 1 to update; 0 in sync.\n");
}

TEST(RenderPlan, AlignsTheArrowsOfSeveralChanges)
{
    auto update = update_item("pocket-id");
    update.changes = {{Field::name, "Ä", "Pocket ID"}, {Field::client_id, "other", "netbird"}};
    const auto text = render(update);
    EXPECT_THAT(text, HasSubstr("    name           \"Ä\"     → \"Pocket ID\"\n"));
    EXPECT_THAT(text, HasSubstr("    client_id      \"other\" → \"netbird\"\n"));
}

TEST(RenderPlan, SaysWhatAnUpdateDoesNotReach)
{
    auto update = update_item("pocket-id");
    update.changes = {};
    update.secret = SecretFate::written;
    const auto text = render(update);
    EXPECT_THAT(text, HasSubstr("    client_secret  (changed)\n"));
    EXPECT_THAT(text, HasSubstr("    note: login service keeps the old secret until NetBird restarts\n"));
}

TEST(RenderPlan, SaysThatAnUndeclaredSecretIsKept)
{
    auto update = update_item("pocket-id");
    update.secret = SecretFate::kept;
    EXPECT_THAT(render(update), HasSubstr("client_secret  (kept in NetBird)\n"));
}

TEST(RenderPlan, ShowsWhatADeleteTakesAway)
{
    EXPECT_EQ(render(delete_item("old")), "NetBird https://netbird.example.com\n"
                                          "\n"
                                          "- old  delete    declared absent\n"
                                          "    id             pocketid-1\n"
                                          "    type           pocketid\n"
                                          "    name           \"Pocket ID\"\n"
                                          "    issuer         \"https://id.example.com\"\n"
                                          "    client_id      \"netbird\"\n"
                                          "\n"
                                          "Plan: 1 to delete; 0 in sync.\n");
}

TEST(RenderPlan, MarksADeleteOfSomethingMadeByHand)
{
    auto remove = delete_item("old");
    remove.made_by_hand = true;
    EXPECT_THAT(render(remove), HasSubstr("declared absent; made by hand, never managed here\n"));
}

TEST(RenderPlan, ShowsWhereAConflictIsDeclaredAndWhatToDoNext)
{
    EXPECT_EQ(render(conflict_item("corp")),
              "NetBird https://netbird.example.com\n"
              "\n"
              "! corp  conflict  several connectors in NetBird match it: \"a\", \"b\"\n"
              "    declared in    /etc/netbird-idp-sync/config.yaml:12:3\n"
              "    next: say which one is meant with `id: …`\n"
              "\n"
              "Plan: 1 in conflict; 0 in sync.\n");
}

TEST(RenderPlan, ShowsTheChangesThatARefusalHoldsBack)
{
    auto refused = update_item("corp");
    refused.changes = {{Field::issuer, "https://old.example.com", "https://new.example.com"}};
    refused.conclude(Action::refuse, Reason::consent_missing,
                     "a new issuer maps the existing users onto another provider's accounts",
                     "if that is meant, write `allow: [issuer-change]`");
    const auto text = render(refused);
    EXPECT_THAT(text, HasSubstr("! corp  refused   a new issuer maps"));
    EXPECT_THAT(text,
                HasSubstr("issuer         \"https://old.example.com\" → \"https://new.example.com\"\n"));
    EXPECT_THAT(text, HasSubstr("    next: if that is meant, write `allow: [issuer-change]`\n"));
    EXPECT_THAT(text, HasSubstr("Plan: 1 refused; 0 in sync.\n"));
}

TEST(RenderPlan, ShowsThatABlockedProviderHasAnUnreadableSecret)
{
    auto blocked = create_item("corp");
    blocked.secret = SecretFate::unreadable;
    blocked.conclude(Action::block, Reason::secret_unreadable, "cannot read /etc/secret: Permission denied");
    const auto text = render(blocked);
    EXPECT_THAT(text, HasSubstr("! corp  blocked   cannot read /etc/secret: Permission denied\n"));
    EXPECT_THAT(text, HasSubstr("    client_secret  (unreadable)\n"));
}

TEST(RenderPlan, ShowsWhatWaits)
{
    const auto text = render(item("corp", Action::wait, Reason::intent_open));
    EXPECT_THAT(text, HasSubstr("? corp  wait      an earlier write has no known outcome yet\n"));
    EXPECT_THAT(text, HasSubstr("Plan: 1 waiting; 0 in sync.\n"));
}

TEST(RenderPlan, ShowsWhatIsInSyncOnlyWhenVerbose)
{
    EXPECT_THAT(render(in_sync_item("pocket-id")), Not(HasSubstr("= pocket-id")));
    EXPECT_THAT(render(in_sync_item("pocket-id"), true), HasSubstr("= pocket-id  in sync   as declared\n"));
}

TEST(RenderPlan, ShowsAnAdoptionThoughNothingIsWritten)
{
    auto adopted = in_sync_item("pocket-id");
    adopted.adopted = true;
    const auto text = render(adopted);
    EXPECT_THAT(text, HasSubstr("= pocket-id  adopt     as declared; an existing connector becomes managed\n"
                                "    id             pocketid-1\n"));
    EXPECT_THAT(text, HasSubstr("Plan: nothing to do; 1 in sync (1 adopted).\n"));
}

TEST(RenderPlan, SaysUnderWhichKeyAConnectorWasKnownBefore)
{
    auto renamed = in_sync_item("pocket-id");
    renamed.renamed_from = key("old-name");
    EXPECT_THAT(render(renamed), HasSubstr("as declared; renamed from old-name\n"));
}

TEST(RenderPlan, SaysThatASecretIsUnverifiedAndHowToHaveItWritten)
{
    auto unverified = in_sync_item("pocket-id");
    unverified.secret = SecretFate::unverified;
    unverified.conclude(Action::none, Reason::secret_unverified, "nothing shows that it is newer",
                        "consent with `allow: [overwrite-secret]`");
    const auto text = render(unverified);
    EXPECT_THAT(text, HasSubstr("    client_secret  (unverified)\n"));
    EXPECT_THAT(text, HasSubstr("    next: consent with `allow: [overwrite-secret]`\n"));
    EXPECT_THAT(text, HasSubstr("Plan: nothing to do; 1 in sync (1 unverified).\n"));
}

TEST(RenderPlan, ShowsHintsOfAProviderThatIsInSync)
{
    auto hinted = in_sync_item("pocket-id");
    hinted.hints = {"`allow: [recreate]` is not needed; remove it"};
    EXPECT_THAT(render(hinted), HasSubstr("    hint: `allow: [recreate]` is not needed; remove it\n"));
}

TEST(RenderPlan, HidesWhatWasNotNamedUnlessItIsInTrouble)
{
    auto other = update_item("other");
    other.selected = false;
    auto trouble = conflict_item("trouble");
    trouble.selected = false;
    const auto text = render(plan_of({other, trouble, update_item("wanted")}));
    EXPECT_THAT(text, Not(HasSubstr("other ")));
    EXPECT_THAT(text, HasSubstr("! trouble"));
    EXPECT_THAT(text, HasSubstr("Plan: 1 to update; 0 in sync; not named: 1 in conflict, 1 left alone.\n"));
}

TEST(RenderPlan, ListsWhatWasNotNamedInOneLineWhenVerbose)
{
    auto other = update_item("other");
    other.selected = false;
    const auto text = render(other, true);
    EXPECT_THAT(text, HasSubstr(". other  update    changed in NetBird since it was last written; not named, "
                                "left alone\n"));
    EXPECT_THAT(text, Not(HasSubstr("Renamed")));
}

TEST(RenderPlan, KeepsSingleLinesTogetherAndBlocksApart)
{
    EXPECT_EQ(
        render(plan_of({in_sync_item("a"), in_sync_item("b"), conflict_item("c"), in_sync_item("d")}), true),
        "NetBird https://netbird.example.com\n"
        "\n"
        "= a  in sync   as declared\n"
        "= b  in sync   as declared\n"
        "\n"
        "! c  conflict  several connectors in NetBird match it: \"a\", \"b\"\n"
        "    declared in    /etc/netbird-idp-sync/config.yaml:12:3\n"
        "    next: say which one is meant with `id: …`\n"
        "\n"
        "= d  in sync   as declared\n"
        "\n"
        "Plan: 1 in conflict; 3 in sync.\n");
}

TEST(RenderPlan, FoldsUnmanagedConnectorsIntoOneLine)
{
    Plan plan;
    plan.unmanaged = {unmanaged("okta-1", "One"), unmanaged("okta-2", "Two")};
    EXPECT_EQ(render(plan), "NetBird https://netbird.example.com\n"
                            "\n"
                            "2 connectors in NetBird not declared here: left alone (-v lists them)\n"
                            "\n"
                            "Plan: nothing to do; 0 in sync.\n");
}

TEST(RenderPlan, ListsUnmanagedConnectorsWhenVerbose)
{
    Plan plan;
    plan.unmanaged = {unmanaged("okta-1", "One")};
    EXPECT_THAT(render(plan, true), HasSubstr("1 connector in NetBird not declared here: left alone:\n"
                                              "    okta-1  okta  \"One\"\n"));
}

TEST(RenderPlan, AlwaysShowsAConnectorThatIsAboutToBePruned)
{
    Plan plan;
    plan.unmanaged = {unmanaged("okta-1", "One"), unmanaged("okta-2", "Two")};
    plan.unmanaged[1].omitted = key("two");
    plan.unmanaged[1].note = "no longer declared; it is deleted in 300s unless it is declared again";
    const auto text = render(plan);
    EXPECT_THAT(text,
                HasSubstr("= two  no longer managed  no longer declared; it is deleted in 300s unless it is "
                          "declared again\n"
                          "    id             okta-2\n"
                          "    next: "));
    EXPECT_THAT(text, HasSubstr("1 connector in NetBird not declared here: left alone (-v lists them)\n"));
}

TEST(RenderPlan, SaysWhatBecomesOfAProviderWhoseDeclarationIsGone)
{
    Plan plan;
    plan.unmanaged = {unmanaged("okta-2", "Two")};
    plan.unmanaged[0].omitted = key("two");
    const auto text = render(plan);
    EXPECT_THAT(text,
                HasSubstr("= two  no longer managed  no longer declared: its connector stays in NetBird"));
    EXPECT_THAT(
        text, HasSubstr("next: to delete it, declare two with `state: absent`; to leave it in NetBird, "
                        "unmanaged, with `state: released`; to manage it again, restore its declaration\n"));
    EXPECT_THAT(text, Not(HasSubstr("left alone")));
}

TEST(RenderPlan, Rule33_ShowsWhatALimitHoldsBackAndWhatLetsItThrough)
{
    auto limited = create_item("pocket-id");
    limited.before_limit = BeforeLimit{limited.action, limited.reason, limited.why};
    limited.conclude(Action::refuse, Reason::too_many_changes, "2 changes are planned", "run it with --yes");
    const auto text = render(limited);
    EXPECT_THAT(text, HasSubstr("+ pocket-id  create    NetBird has no such connector\n"
                                "    type           pocketid\n"));
    EXPECT_THAT(text, HasSubstr("\n\n! 2 changes are planned\n    next: run it with --yes\n\n"
                                "Plan: 1 refused; 0 in sync.\n"));
}

TEST(RenderPlan, SaysThatNetBirdMustBeRestarted)
{
    const auto plan = plan_of({in_sync_item("corp")});
    const auto text =
        render_plan(plan, {.management_url = "https://nb",
                           .restart_needed = RestartNeeded{.generation = 3, .providers = {key("corp")}}});
    EXPECT_THAT(text, HasSubstr("restart needed  corp  NetBird's login service keeps the old values"));
    EXPECT_THAT(text, HasSubstr("or by `netbird-idp-sync ack-restart`\n\nPlan: nothing to do; 1 in sync.\n"));
}

TEST(RenderPlan, NamesTheObserveMode)
{
    const auto text = render_plan({}, {.management_url = "https://nb", .mode = Mode::observe});
    EXPECT_THAT(text, HasSubstr("NetBird https://nb  (mode: observe, nothing is written)\n"));
}

TEST(RenderPlan, EscapesWhatNetBirdSays)
{
    auto update = update_item("corp");
    update.id = ConnectorId{"x\x1b[2J"};
    update.changes = {{Field::name, "a\n+ forged", "b"}};
    const auto text = render(update);
    EXPECT_THAT(text, HasSubstr("id             x\\x1b[2J\n"));
    EXPECT_THAT(text, HasSubstr("\"a\\n+ forged\" → \"b\"\n"));
}

TEST(RenderPlan, NeverShowsAFingerprint)
{
    EXPECT_THAT(render(create_item("pocket-id"), true), Not(HasSubstr("ffff")));
}

TEST(RenderPlan, UsesColourOnlyWhenAsked)
{
    const auto plan = plan_of({create_item("pocket-id")});
    EXPECT_THAT(render(plan), Not(HasSubstr("\x1b")));
    const auto coloured = render_plan(plan, {.management_url = "https://nb", .colour = true});
    EXPECT_THAT(coloured, HasSubstr("\x1b[32m+ pocket-id  create  \x1b[0m"));
}

TEST(LocationText, EscapesThePathOfAFile)
{
    EXPECT_EQ(location_text({"/etc/a\nb.yaml", 1, 2}), "/etc/a\\nb.yaml:1:2");
}

TEST(LocationText, LeavesOutWhatIsUnknown)
{
    EXPECT_EQ(location_text({"a.yaml", 0, 0}), "a.yaml");
    EXPECT_EQ(location_text({"a.yaml", 7, 0}), "a.yaml:7");
    EXPECT_EQ(location_text({}), "");
}

TEST(RenderPlan, SaysWhoChangedAConnector)
{
    Plan plan;
    plan.items = {update_item("a")};
    plan.items[0].drift = {
        {Drift::Kind::changed, "name", "Renamed", "Pocket ID", {"Ada <ada@example.com>", "2030", "Ben\n"}}};
    EXPECT_THAT(render_plan(plan, {}),
                HasSubstr("\n    changed by Ada <ada@example.com> at 2030, also by Ben\\n\n"));
    plan.items[0].drift[0] = {.kind = Drift::Kind::missing, .authors = {"Ada", "2030", ""}};
    EXPECT_THAT(render_plan(plan, {}), HasSubstr("\n    deleted by Ada at 2030\n"));
    plan.items[0].reason = Reason::deleted_outside; // which says it in its own words
    EXPECT_THAT(render_plan(plan, {}), Not(HasSubstr("deleted by Ada")));
}

} // namespace
} // namespace idpsync::cli
