#include "cli/exit_code.hpp"
#include "cli/render/render_status.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

using namespace std::chrono_literals;
using service::Cause;
using service::LastChange;
using service::LastError;
using service::Standing;
using service::control::StatusDocument;
using ::testing::HasSubstr;
using ::testing::Not;

const WallTime noon{std::chrono::sys_days{std::chrono::year{2030} / 1 / 1} + 12h};

service::ProviderStatus provider(const std::string& key, Standing standing)
{
    return {.key = ProviderKey::parse(key).value(), .standing = standing, .since = noon - 3h};
}

StatusDocument all_is_well()
{
    StatusDocument status{.program_version = "1",
                          .now = noon,
                          .next_pass = noon + 3min,
                          .in_sync = true,
                          .fresh = true,
                          .state = {.started = noon - 3h,
                                    .management_url = "https://netbird.example.com",
                                    .config_hash = "0123456789abcdef",
                                    .passes = 36,
                                    .last_pass = noon - 2min}};
    status.state.providers = {provider("pocket-id", Standing::in_sync)};
    status.state.providers[0].change = LastChange{noon - 3h, "created", Cause::file, ""};
    return status;
}

TEST(RenderStatus, SaysHowItIs)
{
    EXPECT_EQ(render_status(all_is_well(), {}),
              "NetBird https://netbird.example.com\n"
              "\n"
              "= pocket-id  in sync     for 3h  created 3h ago (file)\n"
              "\n"
              "next pass in 3m, the last was 2m ago; running for 3h; configuration 0123456789abcdef\n"
              "Status: 1 of 1 providers in sync.\n");
}

TEST(RenderStatus, SaysWhoseLoginsWaitForARestart)
{
    auto status = all_is_well();
    status.state.restart_needed = RestartNeeded{
        .generation = 7, .since = noon - 1h, .providers = {provider("corp", Standing::in_sync).key}};
    EXPECT_THAT(render_status(status, {}),
                HasSubstr("! restart  needed for 1h: logins with corp use what NetBird had before; restart "
                          "NetBird, then `netbird-idp-sync ack-restart --generation 7`\n"));
}

TEST(RenderStatus, SaysWhatIsWrongWithAProviderAndTheNextStep)
{
    auto status = all_is_well();
    auto corp = provider("corp", Standing::blocked);
    corp.problem = "the file names another issuer";
    corp.next = "add `allow: [issuer-change]`";
    corp.change = LastChange{noon - 1h, "updated", Cause::drift, "somebody"};
    status.state.providers.push_back(corp);
    status.state.unmanaged = 2;
    const auto text = render_status(status, {});
    EXPECT_THAT(text,
                HasSubstr("! corp       blocked     for 3h  the file names another issuer; updated 1h ago "
                          "(drift, somebody)\n    next: add `allow: [issuer-change]`\n"));
    EXPECT_THAT(text, HasSubstr("2 connectors in NetBird not declared here: left alone\n"));
    EXPECT_THAT(text, HasSubstr("Status: 1 of 2 providers in sync, not corp.\n"));
}

TEST(RenderStatus, SaysTheReasonWhereThereIsNoOtherWord)
{
    auto status = all_is_well();
    status.state.providers = {provider("corp", Standing::drifted)};
    status.state.providers[0].reason = Reason::drifted;
    EXPECT_THAT(render_status(status, {}), HasSubstr("changed in NetBird since it was last written"));
}

TEST(RenderStatus, IsLoudAboutAPause)
{
    auto status = all_is_well();
    status.paused_until = noon + 40min;
    EXPECT_THAT(
        render_status(status, {}),
        HasSubstr("\n! paused  for 40m more: nothing is written until then; `netbird-idp-sync resume` "
                  "ends it\n\n"));
}

TEST(RenderStatus, SaysThatTheFilesAreNotWhatIsInForce)
{
    auto status = all_is_well();
    status.files_differ = true;
    EXPECT_THAT(render_status(status, {}),
                HasSubstr("! files  not what is in force; `netbird-idp-sync reload`"));
    status.state.config_rejected = "config.yaml:1:1: wrong";
    EXPECT_THAT(
        render_status(status, {}),
        HasSubstr("! files  wrong, configuration 0123456789abcdef stays in force: config.yaml:1:1: wrong\n"));
}

TEST(RenderStatus, SaysWhyPassesFail)
{
    auto status = all_is_well();
    status.state.failure = Error{ErrorKind::transport, "connection refused"};
    status.state.failing_since = noon - 7min;
    status.fresh = false;
    const auto text = render_status(status, {});
    EXPECT_THAT(text, HasSubstr("! failed  the last pass, since 7m: connection refused\n"));
    EXPECT_THAT(text, HasSubstr("in sync, but nothing was looked at for longer than three intervals.\n"));
}

TEST(RenderStatus, SaysThatNothingWasLookedAtYet)
{
    auto status = all_is_well();
    status.state.passes = 0;
    status.state.providers.clear();
    status.state.last_pass.reset();
    status.state.pass_under_way = true;
    EXPECT_EQ(render_status(status, {}),
              "NetBird https://netbird.example.com\n"
              "\n"
              "a pass is under way; running for 3h; configuration 0123456789abcdef\n"
              "Status: the first pass has not ended yet.\n");
}

TEST(RenderStatus, ShowsTheLastErrorOfWhatIsInSyncAgainOnDemand)
{
    auto status = all_is_well();
    status.state.providers[0].error = LastError{noon - 2h, "NetBird refused it", ""};
    EXPECT_THAT(render_status(status, {}), Not(HasSubstr("refused")));
    EXPECT_THAT(render_status(status, {.verbose = true}),
                HasSubstr("last error: 2h ago: NetBird refused it\n"));
}

TEST(RenderStatus, ShowsTheSettingsOfGroupSync)
{
    auto status = all_is_well();
    status.state.group_sync = service::GroupSyncStatus{
        .standing = Standing::blocked, .problem = "it would lock everybody out", .next = "name a group"};
    const auto text = render_status(status, {});
    EXPECT_THAT(text,
                HasSubstr("! group_sync  blocked  it would lock everybody out\n    next: name a group\n"));
    EXPECT_THAT(text, HasSubstr("1 of 1 providers in sync, group sync not as declared.\n"));
}

TEST(RenderStatus, SaysWhatKeepsUsersFromSigningInAndTheNextStep)
{
    auto status = all_is_well();
    status.state.logins[status.state.providers[0].key] = {
        .state = service::LoginHealth::State::broken,
        .since = noon - 2h,
        .finding =
            Finding{FindingId::redirect_refused, Severity::error, "it refuses the redirect URI", "add it"}};
    status.state.redirect_uri = "https://netbird.example.com/oauth2/callback";
    const auto text = render_status(status, {});
    EXPECT_THAT(text, HasSubstr("= pocket-id  in sync     for 3h  created 3h ago (file)\n"
                                "    logins broken for 2h: it refuses the redirect URI\n"
                                "    next: add it\n"));
    EXPECT_THAT(text, HasSubstr("\nredirect URI to register at each provider: "
                                "https://netbird.example.com/oauth2/callback\n"));
    EXPECT_THAT(text, HasSubstr("Status: 1 of 1 providers in sync, logins with pocket-id broken.\n"));
    EXPECT_EQ(exit_code_of_status(status), ExitCode::changes);
}

TEST(RenderStatus, NamesTheRedirectUriOnlyToWhoeverMayNeedIt)
{
    auto status = all_is_well();
    status.state.redirect_uri = "https://netbird.example.com/oauth2/callback";
    EXPECT_THAT(render_status(status, {}), Not(HasSubstr("redirect URI")));
    EXPECT_THAT(render_status(status, {.verbose = true}), HasSubstr("redirect URI"));
    status.state.providers[0].standing = service::Standing::blocked;
    status.state.providers[0].reason = Reason::preflight_refused;
    EXPECT_THAT(render_status(status, {}), HasSubstr("redirect URI"));
}

TEST(RenderStatus, SteersNoTerminal)
{
    auto status = all_is_well();
    status.state.management_url = "https://x/\x1b[2J";
    EXPECT_THAT(render_status(status, {}), Not(HasSubstr("\x1b")));
    EXPECT_THAT(render_status(status, {.colour = true}), HasSubstr("\x1b["));
}

TEST(ExitCodeOfStatus, Rule26_Is0OnlyWhenEverythingIsInSyncAndFresh)
{
    auto status = all_is_well();
    EXPECT_EQ(exit_code_of_status(status), ExitCode::success);
    status.fresh = false;
    EXPECT_EQ(exit_code_of_status(status), ExitCode::changes);
    status.fresh = true;
    status.in_sync = false;
    EXPECT_EQ(exit_code_of_status(status), ExitCode::changes);
}

TEST(RenderStatus, SaysWhoChangedAConnector)
{
    auto status = all_is_well();
    status.state.providers = {provider("corp", Standing::drifted)};
    status.state.providers[0].drift = {
        {Drift::Kind::changed, "name", "a", "b", {"Ada <ada@example.com>", "2030", "Ben"}}};
    EXPECT_THAT(render_status(status, {}),
                HasSubstr("\n    changed by Ada <ada@example.com> at 2030, also by Ben\n"));
}

TEST(RenderStatus, SaysThatTheLogMayNotBeRead)
{
    auto status = all_is_well();
    status.state.audit_refused = "permission denied";
    EXPECT_THAT(render_status(status, {}),
                HasSubstr("\nwho changed what in NetBird stays unknown: permission denied\n"));
}

} // namespace
} // namespace idpsync::cli
