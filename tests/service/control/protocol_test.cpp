#include "service/control/protocol.hpp"
#include "support/matchers.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

namespace idpsync::service::control {
namespace {

using namespace std::chrono_literals;

using idpsync::test::noon;

std::string objection_to(std::string_view line)
{
    const auto request = decode_request(line);
    return request.has_error() ? request.error().text() : std::string();
}

template <class Kind>
Kind there_and_back(const Kind& request)
{
    return std::get<Kind>(decode_request(encode(Request(request))).value());
}

TEST(ControlRequest, SaysWhoBecameRootToAsk)
{
    const Request request = ResumeRequest();
    EXPECT_EQ(sudo_user_in(encode(request)), "");
    const auto line = encode(request, "alice");
    EXPECT_EQ(sudo_user_in(line), "alice");
    EXPECT_TRUE(std::holds_alternative<ResumeRequest>(*decode_request(line)));
    EXPECT_EQ(sudo_user_in(R"({"sudo_user":7})"), "");
    EXPECT_EQ(sudo_user_in("no JSON"), "");
}

TEST(ControlRequest, ComesOverAsItWasSent)
{
    EXPECT_TRUE(there_and_back(StatusRequest{.watch = true}).watch);
    EXPECT_EQ(there_and_back(PauseRequest{90min}).duration, 90min);
    EXPECT_EQ(there_and_back(AcknowledgeRequest{7}).generation, 7U);
    EXPECT_EQ(there_and_back(AcknowledgeRequest{}).generation, std::nullopt);
    static_cast<void>(there_and_back(ResumeRequest{}));
    EXPECT_THAT(there_and_back(HistoryRequest{{"corp"}, 7}).keys, ElementsAre("corp"));
    EXPECT_EQ(there_and_back(HistoryRequest{{"corp"}, 7}).lines, 7U);

    const ReloadRequest reload{.keys = {"corp", "pocket-id"},
                               .force_preflight = {"corp"},
                               .write = false,
                               .flags = {.prune_now = true,
                                         .new_server = true,
                                         .rebuild_ledger = true,
                                         .restore_settings = true,
                                         .adopt = true,
                                         .agreed_changes = true},
                               .agreed_deletes = std::set{ConnectorId{"oidc-1"}}};
    EXPECT_TRUE(there_and_back(reload).same_as(reload));
    EXPECT_TRUE(there_and_back(ReloadRequest()).plain());
}

TEST(ControlRequest, AsksForProgressOnlyWhereSomebodyWantsIt)
{
    EXPECT_TRUE(there_and_back(ReloadRequest{.progress = true}).progress);
    EXPECT_TRUE((ReloadRequest{.progress = true}.plain())) << "it is the same work";
    EXPECT_THAT(encode(Request(ReloadRequest())), Not(HasSubstr("progress")))
        << "a daemon of before would refuse it";
    EXPECT_FALSE(there_and_back(ReloadRequest()).progress);
}

TEST(ControlRequest, WithFilesIsAPlan)
{
    ReloadRequest plan{.keys = {"corp"}, .write = false};
    plan.candidate = service::CandidateTexts{{"config.yaml", "version: 1\n"}};
    EXPECT_THAT(encode(Request(plan)), HasSubstr("\"command\":\"plan\""));
    EXPECT_TRUE(there_and_back(plan).same_as(plan));
    EXPECT_FALSE(only_looks(Request(plan)));
}

TEST(ControlRequest, OfAPlanNeedsFilesThatCanBeThere)
{
    EXPECT_THAT(objection_to(R"({"version":1,"command":"plan"})"), HasSubstr("\"files\""));
    EXPECT_THAT(objection_to(R"({"version":1,"command":"plan","files":{"../x":""}})"),
                HasSubstr("leads out"));
    EXPECT_THAT(objection_to(R"({"version":1,"command":"plan","files":{"config.yaml":7}})"),
                HasSubstr("strings"));
}

TEST(ControlRequest, IsOneLine)
{
    const auto line = encode(Request(ReloadRequest{.keys = {"a\nb"}}));
    EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST(ControlAnswer, GivesTheHistoryAsItIsKept)
{
    const HistoryEntry updated{.provider = ProviderKey::parse("corp"),
                               .when = WallTime(1'700'000'000s),
                               .what = "updated",
                               .cause = Cause::drift,
                               .renamed_from = {},
                               .fields = {"name"},
                               .id = ConnectorId{"oidc-1"},
                               .authors = {"Ada <ada@example.com>", "2026-11-21T10:00:00Z", "Ben"},
                               .config_hash = "0123456789abcdef"};
    const History::Kept kept{.entries = {updated}, .damaged = {{"history.jsonl", 7}}};
    const auto heard = decode_history_answer(encode(kept)).value();
    EXPECT_EQ(heard.entries, kept.entries);
    EXPECT_EQ(heard.damaged, kept.damaged);
    EXPECT_TRUE(decode_history_answer("{}").has_error());
}

TEST(ControlRequest, TellsWhatOnlyLooks)
{
    EXPECT_TRUE(only_looks(Request(StatusRequest{.watch = true})));
    EXPECT_TRUE(only_looks(Request(HistoryRequest())));
    EXPECT_FALSE(only_looks(Request(ReloadRequest{.write = false})));
    EXPECT_FALSE(only_looks(Request(PauseRequest{})));
    EXPECT_FALSE(only_looks(Request(ResumeRequest{})));
    EXPECT_FALSE(only_looks(Request(AcknowledgeRequest{})));
}

TEST(ControlRequest, RefusesWhatIsNoRequest)
{
    for (const std::string line : {"", "nonsense", "[]", "null", "7", "\"status\"", "{", "\xff\xfe"})
        EXPECT_THAT(objection_to(line), HasSubstr("one JSON object on one line")) << line;
    EXPECT_THAT(objection_to(std::string(100'000, '[')), HasSubstr("one JSON object"));
}

TEST(ControlRequest, RefusesAnotherVersion)
{
    EXPECT_THAT(objection_to(R"({"command":"status"})"), HasSubstr("\"version\" must be 1"));
    EXPECT_THAT(objection_to(R"({"version":2,"command":"status"})"), HasSubstr("restart the daemon"));
    EXPECT_THAT(objection_to(R"({"version":"1","command":"status"})"), HasSubstr("\"version\" must be 1"));
}

TEST(ControlRequest, RefusesWhatItDoesNotKnow)
{
    EXPECT_THAT(objection_to(R"({"version":1})"), HasSubstr("\"command\" must be a string"));
    EXPECT_THAT(objection_to(R"({"version":1,"command":"destroy"})"),
                AllOf(HasSubstr("unknown command \"destroy\""), HasSubstr("ack-restart")));
    EXPECT_THAT(objection_to(R"({"version":1,"command":"status","wach":true})"),
                HasSubstr("unknown member \"wach\""));
    EXPECT_THAT(objection_to("{\"version\":1,\"command\":\"stat\\u001bus\"}"), Not(HasSubstr("\x1b")));
}

TEST(ControlRequest, RefusesWrongTypes)
{
    EXPECT_THAT(objection_to(R"({"version":1,"command":"status","watch":1})"), HasSubstr("true or false"));
    EXPECT_THAT(objection_to(R"({"version":1,"command":"reload","keys":"corp"})"),
                HasSubstr("list of strings"));
    EXPECT_THAT(objection_to(R"({"version":1,"command":"reload","keys":[1]})"), HasSubstr("list of strings"));
    EXPECT_THAT(objection_to(R"({"version":1,"command":"reload","agreed_deletes":{}})"),
                HasSubstr("list of strings"));
    for (const std::string number : {"-1", "1.5", "\"1\"", "1e30", "null"})
        EXPECT_THAT(objection_to(R"({"version":1,"command":"ack-restart","generation":)" + number + "}"),
                    HasSubstr("whole number"))
            << number;
}

TEST(ControlRequest, LimitsAPause)
{
    EXPECT_EQ(std::get<PauseRequest>(decode_request(R"({"version":1,"command":"pause"})").value()).duration,
              1h);
    EXPECT_THAT(objection_to(R"({"version":1,"command":"pause","seconds":0})"), HasSubstr("30 days"));
    EXPECT_THAT(objection_to(R"({"version":1,"command":"pause","seconds":2592001})"), HasSubstr("30 days"));
    EXPECT_EQ(objection_to(R"({"version":1,"command":"pause","seconds":2592000})"), "");
}

TEST(ControlAnswer, CarriesAnError)
{
    const auto line = encode(Error{ErrorKind::forbidden, "not for you"});
    const auto status = decode_status_answer(line);
    ASSERT_TRUE(status.has_error());
    EXPECT_EQ(status.error().kind, ErrorKind::forbidden);
    EXPECT_EQ(status.error().text(), "not for you");
    EXPECT_EQ(decode_pause_answer(line).error().text(), "not for you");
    EXPECT_EQ(decode_resume_answer(line).error().text(), "not for you");
    EXPECT_EQ(decode_reload_answer(line).error().text(), "not for you");
    EXPECT_EQ(decode_acknowledge_answer(line).error().text(), "not for you");
}

TEST(ControlAnswer, CarriesWhatAPauseCameTo)
{
    const auto pause =
        decode_pause_answer(encode(PauseAnswer{.until = noon, .pass_under_way = true, .warning = "full"}))
            .value();
    EXPECT_EQ(pause.until, noon);
    EXPECT_TRUE(pause.pass_under_way);
    EXPECT_EQ(pause.warning, "full");
    EXPECT_TRUE(
        decode_resume_answer(encode(ResumeAnswer{.was_paused = true, .warning = {}})).value().was_paused);
    EXPECT_EQ(decode_acknowledge_answer(encode(AcknowledgeAnswer{"done"})).value().message, "done");
}

TEST(ControlAnswer, CarriesWhyTheFilesWereRefused)
{
    ReloadOutcome outcome;
    outcome.refused = {{{"config.yaml", 1, 3}, "management.url", "wrong"},
                       {{"config.yaml", 0, 0}, {}, "too"}};
    outcome.warnings = {{{}, {}, "a warning"}};
    outcome.not_judged = {"management.url"};
    const auto line = encode(outcome);
    EXPECT_THAT(line, HasSubstr("\"refused\":[\"config.yaml:1:3: management.url: wrong\","));
    const auto read = decode_reload_answer(line).value();
    ASSERT_EQ(read.refused.size(), 2U);
    EXPECT_EQ(config::to_string(read.refused[0]), config::to_string(outcome.refused[0]));
    EXPECT_EQ(config::to_string(read.refused[1]), config::to_string(outcome.refused[1]));
    ASSERT_EQ(read.warnings.size(), 1U);
    EXPECT_EQ(config::to_string(read.warnings[0]), "a warning");
    EXPECT_THAT(read.not_judged, ElementsAre("management.url"));
}

TEST(ControlAnswer, CarriesWhyAPassFailed)
{
    ReloadOutcome outcome;
    outcome.error = Error{ErrorKind::transport, "connection refused"};
    outcome.paused = true;
    outcome.mode = Mode::observe;
    const auto read = decode_reload_answer(encode(outcome)).value();
    EXPECT_EQ(read.error->kind, ErrorKind::transport);
    EXPECT_EQ(read.error->text(), "connection refused");
    EXPECT_TRUE(read.paused);
    EXPECT_EQ(read.mode, Mode::observe);
}

TEST(ControlAnswer, RefusesWhatIsNoAnswer)
{
    for (const std::string line :
         {"", "{", "[]", "{}", R"({"version":1,"reload":{}})", R"({"version":1,"status":7})",
          R"({"version":1,"status":{"version":9,"now":"2030-01-01T12:00:00Z"}})",
          R"({"version":1,"pause":{}})"})
    {
        EXPECT_EQ(decode_status_answer(line).error().kind, ErrorKind::bad_response) << line;
        EXPECT_EQ(decode_reload_answer(line).error().kind, ErrorKind::bad_response) << line;
        EXPECT_EQ(decode_pause_answer(line).error().kind, ErrorKind::bad_response) << line;
    }
}

DaemonState state_with_everything()
{
    DaemonState state{.started = noon - 1h,
                      .management_url = "https://netbird.example.com",
                      .redirect_uri = "https://netbird.example.com/oauth2/callback",
                      .mode = Mode::observe,
                      .interval = 1min,
                      .config_hash = "0123456789abcdef",
                      .config_rejected = "config.yaml:1:1: wrong",
                      .passes = 7,
                      .pass_under_way = true,
                      .failure = Error{ErrorKind::transport, "connection refused"},
                      .failing_since = noon - 5min,
                      .unmanaged = 2,
                      .audit_refused = "permission denied",
                      .last_pass = noon - 1min,
                      .last_success = noon - 10min};
    state.providers.push_back({.key = ProviderKey::parse("corp").value(),
                               .state = SyncState::blocked,
                               .since = noon - 2h,
                               .action = Action::refuse,
                               .reason = Reason::consent_missing,
                               .problem = "a new issuer",
                               .next = "add `allow: [issuer-change]`",
                               .id = ConnectorId{"oidc-1"},
                               .drift = {{Drift::Kind::changed, "issuer", "", "x", {"Ada", "2030", "Ben"}},
                                         {.kind = Drift::Kind::missing}},
                               .change = LastChange{noon - 3h, "updated", Cause::drift, "somebody"},
                               .error = LastError{noon, "a new issuer", "add it"}});
    state.providers.push_back({.key = ProviderKey::parse("pocket-id").value(), .state = SyncState::in_sync});
    state.logins[ProviderKey::parse("corp").value()] =
        LoginStatus{.state = LoginHealth::State::broken,
                    .since = noon - 2h,
                    .finding = Finding{FindingId::redirect_refused, Severity::error, "it refuses", "add it"},
                    .looked_at = noon - 4min,
                    .issuer_up = true,
                    .certificate_expires = noon + 720h,
                    .client_secret_expires = noon + 24h};
    state.restart_needed =
        RestartNeeded{.generation = 7, .since = noon - 1h, .providers = {ProviderKey::parse("corp").value()}};
    return state;
}

TEST(StatusDocument, ComesOverAsItWas)
{
    auto state = state_with_everything();
    state.next_pass = net::SteadyTime{1h} + 30s;
    state.config_file = "/etc/netbird-idp-sync/config.yaml";
    state.files_differ = true;
    state.omitted = {
        {.key = ProviderKey::parse("gone").value(), .id = {"oidc-9"}, .why = "why", .next = "next"}};
    state.declared = {ProviderKey::parse("corp").value(), ProviderKey::parse("new").value()};
    state.paused_until = net::SteadyTime{1h} + 20min;
    const auto sent = status_document(state, net::SteadyTime{1h}, noon);
    const auto read = decode_status_answer(encode(sent)).value();
    EXPECT_EQ(status_json(read), status_json(sent));
    EXPECT_EQ(read.now, noon);
    EXPECT_EQ(read.next_pass, noon + 30s);
    EXPECT_EQ(read.paused_until, noon + 20min);
    EXPECT_TRUE(read.state.files_differ);
    EXPECT_EQ(read.state.config_file, state.config_file);
    EXPECT_EQ(read.conditions, sent.conditions);
    EXPECT_EQ(read.conditions.find(ProviderKey::parse("new").value())->id, ConditionId::unknown);
    EXPECT_EQ(read.conditions.find(ProviderKey::parse("gone").value())->id, ConditionId::unknown);
    EXPECT_EQ(read.state.providers, state.providers);
    EXPECT_EQ(read.state.restart_needed, state.restart_needed);
    EXPECT_EQ(read.state.logins, state.logins);
    EXPECT_EQ(read.state.failure->text(), "connection refused");
    EXPECT_EQ(read.state.interval, 1min);
}

TEST(StatusDocument, IsFreshForThreeIntervalsOfSteadyTime)
{
    DaemonState state{.interval = 1min};
    EXPECT_FALSE(is_fresh(state, net::SteadyTime{1h}));
    state.succeeded = net::SteadyTime{1h};
    EXPECT_TRUE(is_fresh(state, net::SteadyTime{1h} + 3min - 1ns));
    EXPECT_FALSE(is_fresh(state, net::SteadyTime{1h} + 3min));
}

TEST(StatusDocument, IsInSyncOnlyWhenEverythingIsAndTheFilesAreGood)
{
    DaemonState state;
    EXPECT_FALSE(in_sync(state));
    state.last_success = noon;
    state.providers.push_back({.key = ProviderKey::parse("corp").value(), .state = SyncState::unverified});
    EXPECT_TRUE(in_sync(state));
    state.config_rejected = "wrong";
    EXPECT_FALSE(in_sync(state));
    state.config_rejected.clear();
    state.providers.front().state = SyncState::drifted;
    EXPECT_FALSE(in_sync(state));
}

/// "unknown" is what no enumeration calls an enumerator that it does not have.
TEST(StatusDocument, OfALaterDaemonIsReadAsFarAsItIsKnown)
{
    auto line = encode(status_document(state_with_everything(), net::SteadyTime{1h}, noon));
    for (const std::string name : {"blocked", "refuse", "consent_missing", "observe", "redirect-refused",
                                   "broken", "changed", "missing", "drift", "transport"})
        for (std::size_t at = 0; (at = line.find(":\"" + name + '"')) != std::string::npos;)
            line.replace(at, name.size() + 3, ":\"unknown\"");
    const auto read = decode_status_answer(line).value();
    const auto& corp = read.state.providers.front();
    EXPECT_EQ(corp.state, SyncState::failed);
    EXPECT_EQ(corp.action, Action::none);
    EXPECT_EQ(corp.reason, Reason::in_sync);
    EXPECT_EQ(corp.drift.front().kind, Drift::Kind::changed);
    EXPECT_EQ(corp.change->cause, Cause::file);
    EXPECT_EQ(read.state.mode, Mode::enforce);
    EXPECT_EQ(read.state.failure->kind, ErrorKind::bad_response);
    const auto& login = read.state.logins.at(corp.key);
    EXPECT_EQ(login.state, LoginHealth::State::unknown);
    EXPECT_EQ(login.finding->id, FindingId::provider_unreachable);
    EXPECT_EQ(login.finding->evidence, "it refuses");
    EXPECT_EQ(encode(decode_status_answer(encode(read)).value()), encode(read));
}

TEST(StatusDocument, LeavesOutAProviderWhoseKeyIsNone)
{
    auto line = encode(status_document(state_with_everything(), net::SteadyTime{1h}, noon));
    line.replace(line.find("\"key\":\"corp\""), 12, "\"key\":\"Corp\"");
    const auto read = decode_status_answer(line).value();
    ASSERT_EQ(read.state.providers.size(), 1U);
    EXPECT_EQ(read.state.providers.front().key.str(), "pocket-id");
}

TEST(StatusDocument, OfAnOlderDaemonIsNotWell)
{
    const auto read =
        decode_status_answer(R"({"version":1,"status":{"version":1,"now":"2030-01-01T12:00:00Z"}})").value();
    EXPECT_FALSE(read.conditions.fine());
    EXPECT_THAT(verdict(read.conditions), HasSubstr("older version"));
}

TEST(StatusDocument, ShowsWhatIsDueAsNow)
{
    const auto status = status_document(DaemonState(), net::SteadyTime{1h}, noon);
    EXPECT_EQ(status.next_pass, noon);
    EXPECT_FALSE(status.in_sync);
}

} // namespace
} // namespace idpsync::service::control
