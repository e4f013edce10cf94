#include "cli/render/render_status.hpp"
#include "support/matchers.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

using namespace std::chrono_literals;
using service::Cause;
using service::LastChange;
using service::LastError;

using idpsync::test::noon;

const net::SteadyTime now{100h};

service::ProviderStatus provider(const std::string& key, ConditionId condition)
{
    return {.key = ProviderKey::parse(key).value(),
            .state = service::sync_state_of(condition),
            .condition = condition,
            .since = noon - 3h};
}

service::DaemonState all_is_well()
{
    service::DaemonState state{.started = noon - 3h,
                               .management_url = "https://netbird.example.com",
                               .config_hash = "0123456789abcdef",
                               .passes = 36,
                               .last_pass = noon - 2min,
                               .looked = now - 2min,
                               .done = now - 2min,
                               .next_pass = now + 3min};
    state.providers = {provider("pocket-id", ConditionId::in_sync)};
    state.providers[0].change = LastChange{noon - 3h, "created", Cause::file, ""};
    return state;
}

std::string text_of(const service::DaemonState& state, const StatusStyle& style = {})
{
    return render_status(service::control::status_document(state, now, noon), style);
}

TEST(RenderStatus, SaysHowItIs)
{
    EXPECT_EQ(text_of(all_is_well()),
              "NetBird https://netbird.example.com\n"
              "\n"
              "= pocket-id  in sync  for 3h  created 3h ago (file)\n"
              "\n"
              "next pass in 3m, the last was 2m ago; running for 3h; configuration 0123456789abcdef\n"
              "Status: 1 of 1 provider in sync.\n");
}

TEST(RenderStatus, NamesTheRevisionOfTheConfiguration)
{
    auto state = all_is_well();
    state.config_revision.name = "v1.4";
    EXPECT_THAT(text_of(state), HasSubstr("; configuration 0123456789abcdef, revision v1.4\nStatus:"));
    state.config_revision = {{}, "cannot read /etc/.git/HEAD: Permission denied"};
    EXPECT_THAT(text_of(state), HasSubstr("; configuration 0123456789abcdef\n"
                                          "the revision of the configuration is not known: cannot read "
                                          "/etc/.git/HEAD: Permission denied\nStatus:"));
}

TEST(RenderStatus, SaysWhoseLoginsWaitForARestart)
{
    auto state = all_is_well();
    state.restart_needed = RestartNeeded{
        .generation = 7, .since = noon - 1h, .providers = {provider("corp", ConditionId::in_sync).key}};
    EXPECT_THAT(
        text_of(state),
        HasSubstr("! restart  NetBird must be restarted, for 1h: it still uses the old settings for corp\n"
                  "    next: restart NetBird, then `netbird-idp-sync ack-restart --generation 7`\n"));
}

TEST(RenderStatus, SaysWhatIsWrongWithAProviderAndTheNextStep)
{
    auto state = all_is_well();
    auto corp = provider("corp", ConditionId::refused);
    corp.problem = "the file names another issuer";
    corp.next = "add `allow: [issuer-change]`";
    corp.change = LastChange{noon - 1h, "updated", Cause::drift, "somebody"};
    state.providers.insert(state.providers.begin(), corp);
    state.unmanaged = 2;
    const auto text = text_of(state);
    EXPECT_THAT(text, HasSubstr("! corp       refused  for 3h  the file names another issuer; updated 1h ago "
                                "(drift, somebody)\n    next: add `allow: [issuer-change]`\n"));
    EXPECT_THAT(text, HasSubstr("2 connectors in NetBird not declared here: left alone\n"));
    EXPECT_THAT(text, HasSubstr("Status: not well: corp refused; next: add `allow: [issuer-change]`.\n"));
}

TEST(RenderStatus, SaysTheReasonWhereThereIsNoOtherWord)
{
    auto state = all_is_well();
    state.providers = {provider("corp", ConditionId::drifted)};
    state.providers[0].reason = Reason::drifted;
    EXPECT_THAT(text_of(state), HasSubstr("changed in NetBird since it was last written"));
}

TEST(RenderStatus, IsLoudAboutAPause)
{
    auto state = all_is_well();
    state.paused_until = now + 40min;
    const auto text = text_of(state);
    EXPECT_THAT(text, HasSubstr("\n! paused  paused for 40m more, nothing is written\n"
                                "    next: `netbird-idp-sync resume` ends it\n\n"));
    EXPECT_THAT(text,
                HasSubstr("Status: 1 of 1 provider in sync; paused for 40m more, nothing is written.\n"));
}

TEST(RenderStatus, SaysThatTheFilesAreNotWhatIsInForce)
{
    auto state = all_is_well();
    state.files_differ = true;
    EXPECT_THAT(text_of(state), HasSubstr("! files  the files are not what is in force\n    next: "
                                          "`netbird-idp-sync reload` reads them\n"));
    state.config_rejected = "config.yaml:1:1: wrong";
    EXPECT_THAT(text_of(state),
                HasSubstr("! files  the files are wrong, configuration 0123456789abcdef stays in "
                          "force: config.yaml:1:1: wrong\n"));
}

TEST(RenderStatus, SaysWhyPassesFail)
{
    auto state = all_is_well();
    state.failure = Error{ErrorKind::transport, "connection refused"};
    state.failing_since = noon - 7min;
    state.done = state.looked = now - 22min;
    const auto text = text_of(state);
    EXPECT_THAT(text, HasSubstr("! NetBird  NetBird has not answered for 7m: connection refused\n"));
    EXPECT_THAT(text, HasSubstr("? pocket-id  unknown  as declared when it was seen last, 22m ago; created"));
    EXPECT_THAT(
        text,
        HasSubstr("Status: not well: NetBird has not answered for 7m; no pass has done its work for 22m; "
                  "next: `netbird-idp-sync doctor` says what is wrong.\n"));
}

TEST(RenderStatus, SaysWhatNobodyHasSeenOfLogins)
{
    auto state = all_is_well();
    const auto key = state.providers[0].key;
    state.providers[0].id = ConnectorId{"oidc-1"};
    EXPECT_THAT(text_of(state), HasSubstr("\nwhether logins work is unknown, because verify is off\n"));

    auto& login = state.logins[key];
    login.next_look = noon + 57min;
    EXPECT_THAT(text_of(state), HasSubstr("\n    logins unknown: not checked yet, next check in 57m\n"));
    login.looked_at = noon - 3min;
    login.unseen = "no client_secret is declared";
    EXPECT_THAT(text_of(state),
                HasSubstr("\n    logins unknown: no client_secret is declared; checked 3m ago, next "
                          "check in 57m\n"));
    EXPECT_THAT(text_of(state), HasSubstr("Status: 1 of 1 provider in sync.\n"));
    login.state = service::LoginHealth::State::ready;
    login.unseen.clear();
    EXPECT_THAT(text_of(state), Not(HasSubstr("logins")));
    login.beyond = "client id and secret cannot be asked";
    EXPECT_THAT(text_of(state),
                HasSubstr("\n    logins ready: client id and secret cannot be asked; checked "));
}

TEST(RenderStatus, SaysThatNothingWasLookedAtYet)
{
    auto state = all_is_well();
    state.passes = 0;
    state.declared = {state.providers[0].key};
    state.providers.clear();
    state.last_pass.reset();
    state.looked.reset();
    state.done.reset();
    state.pass_under_way = true;
    EXPECT_EQ(text_of(state), "NetBird https://netbird.example.com\n"
                              "\n"
                              "! starting  the first pass is still running\n"
                              "\n"
                              "? pocket-id  unknown  not checked yet\n"
                              "\n"
                              "a pass is under way; running for 3h; configuration 0123456789abcdef\n"
                              "Status: unknown: the first pass is still running.\n");
}

TEST(RenderStatus, ShowsTheWorstFirstAndFoldsWhatIsWell)
{
    auto state = all_is_well();
    state.providers.clear();
    for (char name = 'a'; name < 'a' + 12; ++name)
        state.providers.push_back(provider(std::string(1, name), ConditionId::in_sync));
    state.providers[3] = provider("d", ConditionId::pending);
    state.providers[7] = provider("h", ConditionId::refused);
    state.group_sync =
        service::GroupSyncStatus{.state = service::SyncState::in_sync, .condition = ConditionId::in_sync};
    EXPECT_THAT(text_of(state), HasSubstr("\n\n! h  refused  for 3h  as declared\n"
                                          "~ d  pending  for 3h  as declared\n"
                                          "= 11 in sync (-v lists them)\n\n"));
    EXPECT_THAT(text_of(state, {.verbose = true}), HasSubstr("= l           in sync  for 3h\n"));
    state.providers.erase(state.providers.begin() + 9, state.providers.end());
    EXPECT_THAT(text_of(state), HasSubstr("= group_sync  in sync\n"));
    EXPECT_THAT(text_of(state, {.problems = true}), HasSubstr("= 8 in sync\n"));
}

TEST(RenderStatus, SaysThatAnOldClientSecretStillWorks)
{
    auto state = all_is_well();
    state.providers[0].rotating_since = noon - 2h;
    EXPECT_THAT(text_of(state),
                HasSubstr("\n    new client_secret for 2h: the one before it works, too, until "));
}

TEST(RenderStatus, SaysSinceWhenLoginsFailForANewClientSecretAndThatAnOldOneIsGone)
{
    auto state = all_is_well();
    state.providers[0].logins_fail_since = noon - 2min;
    state.providers[0].secret_removed = noon - 23h;
    EXPECT_THAT(text_of(state), AllOf(HasSubstr("\n    logins through it fail since 2m: "),
                                      HasSubstr("\n    its old client_secret was removed 23h ago\n")));
    state.providers[0].secret_removed = noon - 25h;
    EXPECT_THAT(text_of(state), Not(HasSubstr("was removed")));
}

TEST(RenderStatus, NamesWhatIsNoLongerManagedAndBothNextSteps)
{
    auto state = all_is_well();
    state.omitted = {{.key = ProviderKey::parse("gone").value(),
                      .id = {"oidc-9"},
                      .why = "no longer declared",
                      .next = "declare it absent, or put it back"}};
    state.unmanaged = 1;
    const auto text = text_of(state);
    EXPECT_THAT(text, HasSubstr("= gone       no longer managed  no longer declared\n"
                                "    next: declare it absent, or put it back\n"));
    EXPECT_THAT(text, Not(HasSubstr("left alone")));
    EXPECT_THAT(text, HasSubstr("Status: 1 of 1 provider in sync; gone no longer managed.\n"));
}

TEST(RenderStatus, ShowsTheLastErrorOfWhatIsInSyncAgainOnDemand)
{
    auto state = all_is_well();
    state.providers[0].error = LastError{noon - 2h, "NetBird refused it", ""};
    EXPECT_THAT(text_of(state), Not(HasSubstr("refused")));
    EXPECT_THAT(text_of(state, {.verbose = true}),
                HasSubstr("last error: NetBird refused it, seen last 2h ago\n"));
}

TEST(RenderStatus, ShowsTheSettingsOfGroupSync)
{
    auto state = all_is_well();
    state.group_sync = service::GroupSyncStatus{
        .condition = ConditionId::refused, .problem = "it would lock everybody out", .next = "name a group"};
    const auto text = text_of(state);
    EXPECT_THAT(text, HasSubstr("! group_sync  refused  it would lock everybody out\n    next: name a group\n"
                                "= pocket-id   in sync  for 3h  created 3h ago (file)\n"));
    EXPECT_THAT(text, HasSubstr("Status: not well: group sync refused; next: name a group.\n"));
}

TEST(RenderStatus, SaysWhatKeepsUsersFromSigningInAndTheNextStep)
{
    auto state = all_is_well();
    state.logins[state.providers[0].key] = {.state = service::LoginHealth::State::broken,
                                            .since = noon - 2h,
                                            .finding = Finding{FindingId::redirect_refused, Severity::error,
                                                               "it refuses the redirect URI", "add it"}};
    state.redirect_uri = "https://netbird.example.com/oauth2/callback";
    const auto text = text_of(state);
    EXPECT_THAT(
        text,
        HasSubstr("! pocket-id  logins broken  for 2h  it refuses the redirect URI; created 3h ago (file)\n"
                  "    next: add it\n"));
    EXPECT_THAT(text, HasSubstr("\nredirect URI to register at each provider: "
                                "https://netbird.example.com/oauth2/callback\n"));
    EXPECT_THAT(text, HasSubstr("Status: not well: pocket-id logins broken; next: add it.\n"));
}

TEST(RenderStatus, NamesBrokenLoginsBelowWhatElseIsWrong)
{
    auto state = all_is_well();
    state.providers[0].condition = ConditionId::refused;
    state.logins[state.providers[0].key] = {.state = service::LoginHealth::State::broken,
                                            .since = noon - 2h,
                                            .finding = Finding{FindingId::redirect_refused, Severity::error,
                                                               "it refuses the redirect URI", "add it"}};
    EXPECT_THAT(text_of(state), HasSubstr("\n    logins broken for 2h: it refuses the redirect URI\n"
                                          "    next: add it\n"));
}

TEST(RenderStatus, NamesTheRedirectUriOnlyToWhoeverMayNeedIt)
{
    auto state = all_is_well();
    state.redirect_uri = "https://netbird.example.com/oauth2/callback";
    EXPECT_THAT(text_of(state), Not(HasSubstr("redirect URI")));
    EXPECT_THAT(text_of(state, {.verbose = true}), HasSubstr("redirect URI"));
    state.providers[0].condition = ConditionId::blocked;
    state.providers[0].reason = Reason::preflight_refused;
    EXPECT_THAT(text_of(state), HasSubstr("redirect URI"));
}

TEST(RenderStatus, SteersNoTerminal)
{
    auto state = all_is_well();
    state.management_url = "https://x/\x1b[2J";
    EXPECT_THAT(text_of(state), Not(HasSubstr("\x1b")));
    EXPECT_THAT(text_of(state, {.colour = true}), HasSubstr("\x1b["));
}

TEST(RenderStatus, SaysWhoChangedAConnector)
{
    auto state = all_is_well();
    state.providers = {provider("corp", ConditionId::drifted)};
    state.providers[0].drift = {
        {Drift::Kind::changed, "name", "a", "b", {"Ada <ada@example.com>", "2030", "Ben"}}};
    EXPECT_THAT(text_of(state), HasSubstr("\n    changed by Ada <ada@example.com> at 2030, also by Ben\n"));
}

TEST(RenderStatus, ShowsTheEndOfTheTokenWhereTheDaemonRenewsIt)
{
    auto state = all_is_well();
    state.token_expires = noon + 48h;
    EXPECT_THAT(text_of(state), Not(HasSubstr("access token")));
    EXPECT_THAT(text_of(state, {.verbose = true}), HasSubstr("\naccess token: expires 2030-01-03 (in 2d)\n"));
    state.token_renewal.within = 720h;
    EXPECT_THAT(text_of(state),
                HasSubstr("\naccess token: expires 2030-01-03 (in 2d), renewed by the daemon 30d before\n"));
    state.token_renewal.problem = "it may not";
    state.token_renewal.next = "let it";
    state.token_expires.reset();
    EXPECT_THAT(text_of(state),
                HasSubstr("\naccess token: its end is not known yet, renewed by the daemon 30d "
                          "before\nrenewal of the access token: it may not\n    next: let it\n"));
    state.token_renewal.failed = true;
    EXPECT_THAT(text_of(state), AllOf(HasSubstr("the access token could not be renewed: it may not\n"),
                                      Not(HasSubstr("renewal of the access token"))));
}

TEST(RenderStatus, SaysThatTheLogMayNotBeRead)
{
    auto state = all_is_well();
    state.audit_refused = "permission denied";
    EXPECT_THAT(text_of(state),
                HasSubstr("\nwho changed what in NetBird stays unknown: permission denied\n"));
}

} // namespace
} // namespace idpsync::cli
