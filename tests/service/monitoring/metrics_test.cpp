// What is counted, under which name, with which labels.

#include "service/monitoring/metrics.hpp"
#include "support/key.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using idpsync::test::key;
using namespace std::chrono_literals;
using reconcile::ProviderResult;
using reconcile::Report;

const WallTime now{std::chrono::seconds(1'900'000'000)};

class MetricsTest : public testing::Test
{
protected:
    /// A pass with these items and, if any, results.
    void pass(Report report) { metrics.pass_ended(std::move(report), 250ms, now); }

    static PlanItem item(const std::string& name, Action action, Reason reason)
    {
        PlanItem item{.key = key(name)};
        item.action = action;
        item.reason = reason;
        return item;
    }

    static Report report_of(std::vector<PlanItem> items)
    {
        Report report;
        report.plan.items = std::move(items);
        return report;
    }

    /// A pass that wrote: one result for each item.
    static Report report_of(std::vector<PlanItem> items, const std::vector<ProviderResult::Outcome>& outcomes)
    {
        auto report = report_of(std::move(items));
        for (std::size_t i = 0; i < outcomes.size(); ++i)
        {
            ProviderResult result{.key = report.plan.items[i].key, .outcome = outcomes[i]};
            result.in_sync = outcomes[i] == ProviderResult::Outcome::created ||
                             outcomes[i] == ProviderResult::Outcome::updated ||
                             outcomes[i] == ProviderResult::Outcome::deleted;
            report.results.push_back(std::move(result));
        }
        return report;
    }

    /// How these providers, all declared, are; the daemon runs.
    void providers_are(const std::vector<std::pair<std::string, ConditionId>>& providers,
                       const LoginStatuses& logins = {}, ConditionId service = ConditionId::running)
    {
        DaemonState state{.logins = logins};
        Conditions conditions{.service = {{.id = service}}};
        for (const auto& [name, condition] : providers)
        {
            conditions.providers.emplace_back(key(name), Condition{.id = condition});
            state.declared.push_back(key(name));
        }
        metrics.conditions_are(conditions, state);
    }

    Metrics metrics{"1.2.3"};
};

const LoginStatus ready{.state = LoginHealth::State::ready,
                        .issuer_up = true,
                        .certificate_expires = now,
                        .client_secret_expires = now,
                        .registration_expires = now};

TEST_F(MetricsTest, NameTheProgram)
{
    EXPECT_EQ(metrics.text(), "# HELP idpsync_build_info Which netbird-idp-sync this is; always 1.\n"
                              "# TYPE idpsync_build_info gauge\nidpsync_build_info{version=\"1.2.3\"} 1\n");
}

TEST_F(MetricsTest, NameTheConfigurationInForce)
{
    const Conditions running{.service = {{.id = ConditionId::running}}};
    metrics.conditions_are(running, {.config_hash = "0123456789abcdef", .config_revision = {"v1.4", {}}});
    EXPECT_THAT(metrics.text(),
                HasSubstr("idpsync_config_info{hash=\"0123456789abcdef\",revision=\"v1.4\"} 1\n"));
    metrics.conditions_are(running, {.config_hash = "fedcba9876543210", .config_revision = {{}, "why"}});
    EXPECT_THAT(metrics.text(),
                HasSubstr("idpsync_config_info{hash=\"fedcba9876543210\",revision=\"\"} 1\n"));
    EXPECT_THAT(metrics.text(), Not(HasSubstr("v1.4")));
}

TEST_F(MetricsTest, TellWhetherTheFilesAreInForce)
{
    metrics.configuration_accepted(now);
    EXPECT_THAT(metrics.text(),
                AllOf(HasSubstr("\nidpsync_config_last_reload_successful 1\n"),
                      HasSubstr("\nidpsync_config_last_reload_success_timestamp_seconds 1900000000\n")));
    metrics.configuration_rejected();
    EXPECT_THAT(metrics.text(),
                AllOf(HasSubstr("\nidpsync_config_last_reload_successful 0\n"),
                      HasSubstr("\nidpsync_config_last_reload_success_timestamp_seconds 1900000000\n")));
}

TEST_F(MetricsTest, CountPassesByResult)
{
    pass(report_of({}));
    metrics.pass_ended(Error{ErrorKind::transport, "no answer"}, 1s, now + 5min);
    auto unfinished =
        report_of({item("corp", Action::create, Reason::not_in_netbird)}, {ProviderResult::Outcome::failed});
    unfinished.results[0].error = Error{ErrorKind::transport, "no answer"};
    metrics.pass_ended(std::move(unfinished), 1s, now + 10min);
    EXPECT_THAT(metrics.text(), AllOf(HasSubstr("idpsync_passes_total{result=\"failed\"} 1\n"
                                                "idpsync_passes_total{result=\"incomplete\"} 1\n"
                                                "idpsync_passes_total{result=\"success\"} 1\n"),
                                      HasSubstr("\nidpsync_last_pass_timestamp_seconds 1900000600\n"),
                                      HasSubstr("\nidpsync_last_success_timestamp_seconds 1900000000\n"),
                                      HasSubstr("\nidpsync_pass_duration_seconds_count 3\n"),
                                      HasSubstr("\nidpsync_pass_duration_seconds_sum 2.25\n")));
}

TEST_F(MetricsTest, CountThePartsOfAStandaloneNetBird)
{
    std::vector<ProviderStatus> parts;
    for (const auto* name : {"files", "netbird", "pocketid"})
        parts.push_back({.key = key(name), .since = {}});
    parts.front().state = SyncState::drifted;
    parts.back().state = SyncState::in_sync;
    parts[1].state = SyncState::in_sync;
    metrics.parts_are(parts);
    EXPECT_THAT(metrics.text(), AllOf(HasSubstr("idpsync_providers{state=\"drifted\"} 1\n"),
                                      HasSubstr("idpsync_providers{state=\"in_sync\"} 2\n"),
                                      HasSubstr("idpsync_providers{state=\"failed\"} 0\n")));
}

TEST_F(MetricsTest, CountProvidersByState)
{
    auto report = report_of(
        {item("a", Action::none, Reason::in_sync), item("b", Action::none, Reason::secret_unverified),
         item("c", Action::update, Reason::drifted), item("d", Action::conflict, Reason::several_matches),
         item("e", Action::refuse, Reason::consent_missing),
         item("f", Action::block, Reason::secret_unreadable), item("g", Action::wait, Reason::not_due),
         item("h", Action::hold, Reason::not_verified),
         item("i", Action::update, Reason::declaration_changed)});
    report.plan.unmanaged.resize(2);
    pass(std::move(report));
    EXPECT_THAT(metrics.text(), HasSubstr("idpsync_providers{state=\"blocked\"} 2\n"
                                          "idpsync_providers{state=\"conflict\"} 1\n"
                                          "idpsync_providers{state=\"drifted\"} 1\n"
                                          "idpsync_providers{state=\"failed\"} 1\n"
                                          "idpsync_providers{state=\"held\"} 1\n"
                                          "idpsync_providers{state=\"in_sync\"} 1\n"
                                          "idpsync_providers{state=\"pending\"} 1\n"
                                          "idpsync_providers{state=\"unmanaged\"} 2\n"
                                          "idpsync_providers{state=\"unverified\"} 1\n"));
}

TEST_F(MetricsTest, TakeTheResultOfAWriteForTheState)
{
    pass(report_of({item("a", Action::create, Reason::not_in_netbird),
                    item("b", Action::update, Reason::drifted),
                    item("c", Action::remove, Reason::declared_absent)},
                   {ProviderResult::Outcome::created, ProviderResult::Outcome::not_converging,
                    ProviderResult::Outcome::held}));
    EXPECT_THAT(metrics.text(), AllOf(HasSubstr("idpsync_providers{state=\"in_sync\"} 1\n"),
                                      HasSubstr("idpsync_providers{state=\"conflict\"} 1\n"),
                                      HasSubstr("idpsync_providers{state=\"pending\"} 1\n")));
}

TEST_F(MetricsTest, CountWritesByVerbAndResult)
{
    using enum ProviderResult::Outcome;
    pass(report_of(
        {item("a", Action::create, Reason::not_in_netbird), item("b", Action::update, Reason::drifted),
         item("c", Action::update, Reason::drifted), item("d", Action::remove, Reason::pruned),
         item("e", Action::create, Reason::not_in_netbird), item("f", Action::none, Reason::in_sync)},
        {created, updated, failed, held, unknown, untouched}));
    EXPECT_THAT(metrics.text(), HasSubstr("idpsync_writes_total{verb=\"create\",result=\"success\"} 1\n"
                                          "idpsync_writes_total{verb=\"create\",result=\"unknown\"} 1\n"
                                          "idpsync_writes_total{verb=\"update\",result=\"failed\"} 1\n"
                                          "idpsync_writes_total{verb=\"update\",result=\"success\"} 1\n"));
    EXPECT_THAT(metrics.text(), Not(HasSubstr("verb=\"delete\"")));
}

TEST_F(MetricsTest, SayWhetherNetBirdHasAProviderAsDeclaredWhereThatIsKnown)
{
    providers_are({{"a", ConditionId::in_sync},
                   {"b", ConditionId::secret_unverified},
                   {"c", ConditionId::drifted},
                   {"d", ConditionId::unknown}});
    EXPECT_THAT(metrics.text(), HasSubstr("idpsync_provider_in_sync{provider=\"a\"} 1\n"
                                          "idpsync_provider_in_sync{provider=\"b\"} 1\n"
                                          "idpsync_provider_in_sync{provider=\"c\"} 0\n"));
    EXPECT_THAT(metrics.text(), Not(HasSubstr("provider=\"d\"")));
    EXPECT_THAT(metrics.text(), HasSubstr("\nidpsync_all_well 0\n"));
    providers_are({{"a", ConditionId::in_sync}});
    EXPECT_THAT(metrics.text(), HasSubstr("\nidpsync_all_well 1\n"));
    for (const auto nobody_looks : {ConditionId::stale, ConditionId::starting})
    {
        providers_are({{"a", ConditionId::restart_needed}}, {}, nobody_looks);
        EXPECT_THAT(metrics.text(), Not(HasSubstr("\nidpsync_provider_in_sync{")));
    }
}

TEST_F(MetricsTest, CallNothingInSyncOfWhichSomethingCouldNotBeSeen)
{
    const auto text_of = [this](ConditionId condition, bool unseen) {
        DaemonState state;
        state.providers = {{.key = key("a"), .unseen = unseen}};
        state.declared = {key("a")};
        metrics.conditions_are({.service = {}, .providers = {{key("a"), Condition{.id = condition}}}}, state);
        return metrics.text();
    };
    const std::string line = "\nidpsync_provider_in_sync{provider=\"a\"} ";
    EXPECT_THAT(text_of(ConditionId::login_broken, false), HasSubstr(line + "1\n"));
    EXPECT_THAT(text_of(ConditionId::login_broken, true), Not(HasSubstr(line)));
    EXPECT_THAT(text_of(ConditionId::drifted, true), HasSubstr(line + "0\n"));
}

TEST_F(MetricsTest, CallNoLoginReadyInAConditionInWhichNobodyKnows)
{
    for (const auto& row : condition_rows())
    {
        SCOPED_TRACE(std::string(to_string(row.id)));
        if (row.of_service)
            providers_are({{"a", ConditionId::in_sync}}, {{key("a"), ready}}, row.id);
        else
            providers_are({{"a", row.id}}, {{key("a"), ready}});
        const std::string line = "idpsync_login_ready{provider=\"a\"} ";
        if (row.login == LoginReady::as_seen)
            EXPECT_THAT(metrics.text(), HasSubstr(line + "1\n"));
        else if (row.login == LoginReady::never)
            EXPECT_THAT(metrics.text(), HasSubstr(line + "0\n"));
        else
            EXPECT_THAT(metrics.text(), Not(HasSubstr(line)));
    }
}

TEST_F(MetricsTest, TellOfAClientOnlyWhatTheProviderShows)
{
    const auto text_of = [this](ConditionId service, std::optional<ClientStatus> client) {
        DaemonState state;
        state.providers = {{.key = key("a")}};
        state.providers[0].client = client;
        metrics.conditions_are({.service = {{.id = service}}}, state);
        return metrics.text();
    };
    const ClientStatus right{.in_sync = true, .looked_at = now};
    const std::string in_sync = "\nidpsync_client_in_sync{provider=\"a\"} ";
    const std::string looked = "\nidpsync_client_last_check_timestamp_seconds{provider=\"a\"} 1900000000\n";
    EXPECT_THAT(text_of(ConditionId::running, right), AllOf(HasSubstr(in_sync + "1\n"), HasSubstr(looked)));
    EXPECT_THAT(text_of(ConditionId::running, ClientStatus{.in_sync = false, .looked_at = now}),
                AllOf(HasSubstr(in_sync + "0\n"), HasSubstr(looked)));
    for (const auto out_of_sight : {ConditionId::stale, ConditionId::starting})
        EXPECT_THAT(text_of(out_of_sight, right), AllOf(Not(HasSubstr(in_sync)), HasSubstr(looked)));
    EXPECT_THAT(text_of(ConditionId::running, ClientStatus{}), Not(HasSubstr("idpsync_client_")));
    EXPECT_THAT(text_of(ConditionId::running, std::nullopt), Not(HasSubstr("idpsync_client_")));
}

TEST_F(MetricsTest, TellWhetherTheTokenIsRenewed)
{
    metrics.token_renewal_failed(true);
    EXPECT_THAT(metrics.text(), HasSubstr("\nidpsync_token_renewal_failed 1\n"));
    metrics.token_renewal_failed(false);
    EXPECT_THAT(metrics.text(), HasSubstr("\nidpsync_token_renewal_failed 0\n"));
    metrics.token_renewal_failed(std::nullopt);
    EXPECT_THAT(metrics.text(), Not(HasSubstr("idpsync_token_renewal_failed")));
}

TEST_F(MetricsTest, ForgetProvidersThatAreGone)
{
    providers_are({{"a", ConditionId::in_sync}, {"b", ConditionId::in_sync}},
                  {{key("a"), ready}, {key("b"), ready}});
    providers_are({{"b", ConditionId::in_sync}}, {{key("b"), ready}});
    EXPECT_THAT(metrics.text(), Not(HasSubstr("provider=\"a\"")));
    for (const auto* name :
         {"provider_in_sync", "issuer_up", "login_ready", "client_secret_expiry_timestamp_seconds",
          "registration_expiry_timestamp_seconds", "certificate_expiry_timestamp_seconds"})
        EXPECT_THAT(metrics.text(), HasSubstr("\nidpsync_" + std::string(name) + "{provider=\"b\"} "))
            << name;
}

TEST_F(MetricsTest, ForgetWhatIsNotKnownOfALoginAnyMore)
{
    const auto logins_are = [this](const LoginStatus& login) {
        providers_are({{"a", ConditionId::in_sync}}, {{key("a"), login}});
    };
    auto login = ready;
    logins_are(login);
    login.client_secret_expires.reset();
    login.registration_expires.reset();
    logins_are(login);
    EXPECT_THAT(metrics.text(),
                AllOf(Not(HasSubstr("client_secret_expiry")), Not(HasSubstr("registration_expiry")),
                      HasSubstr("\nidpsync_certificate_expiry_timestamp_seconds{"),
                      HasSubstr("\nidpsync_issuer_up{"), HasSubstr("\nidpsync_login_ready{")));
    logins_are({});
    EXPECT_THAT(metrics.text(), Not(HasSubstr("idpsync_login_ready{")));
}

TEST_F(MetricsTest, ForgetTheEndOfAnotherToken)
{
    metrics.token_expires(now);
    EXPECT_THAT(metrics.text(), HasSubstr("\nidpsync_token_expiry_timestamp_seconds 1900000000\n"));
    metrics.token_expires(std::nullopt);
    EXPECT_THAT(metrics.text(), Not(HasSubstr("idpsync_token_expiry_timestamp_seconds")));
}

TEST_F(MetricsTest, KeepWhatWasSeenWhenAPassFails)
{
    pass(report_of({item("a", Action::none, Reason::in_sync)}));
    metrics.pass_ended(Error{ErrorKind::transport, "no answer"}, 1s, now);
    EXPECT_THAT(metrics.text(), HasSubstr("idpsync_providers{state=\"in_sync\"} 1\n"));
}

TEST_F(MetricsTest, LeaveOutUndeclaredProvidersThatNeedNothingMore)
{
    Conditions conditions{.service = {{.id = ConditionId::running}}};
    conditions.providers.emplace_back(key("a"), Condition{.id = ConditionId::in_sync});
    metrics.conditions_are(conditions, {});
    EXPECT_THAT(metrics.text(), Not(HasSubstr("provider=\"a\"")));
}

TEST_F(MetricsTest, ANeededRestartHasANumberUntilItIsOver)
{
    metrics.restart_needed(7);
    EXPECT_THAT(metrics.text(), HasSubstr("\nidpsync_restart_needed 1\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("\nidpsync_restart_generation 7\n"));
    metrics.restart_needed(std::nullopt);
    EXPECT_THAT(metrics.text(), HasSubstr("\nidpsync_restart_needed 0\n"));
    EXPECT_THAT(metrics.text(), Not(HasSubstr("idpsync_restart_generation")));
}

class RequestMetrics : public MetricsTest
{
protected:
    void request(const char* url, const Result<net::Response>& result, net::Method method = net::Method::get)
    {
        net::Request request;
        request.method = method;
        request.url = boost::urls::url(url);
        metrics.request_ended(request, result, 20ms);
    }

    static net::Response answer(unsigned status)
    {
        net::Response response;
        response.status = status;
        return response;
    }
};

TEST_F(RequestMetrics, CountByMethodAndStatus)
{
    request("https://n.example.com/api/identity-providers", answer(200));
    request("https://n.example.com/api/identity-providers", answer(200));
    request("https://n.example.com/base/api/accounts", answer(403));
    request("https://n.example.com/api/identity-providers", Error{ErrorKind::unknown_outcome, "cut"},
            net::Method::post);
    EXPECT_THAT(metrics.text(),
                HasSubstr("idpsync_api_requests_total{method=\"GET\",code=\"200\"} 2\n"
                          "idpsync_api_requests_total{method=\"GET\",code=\"403\"} 1\n"
                          "idpsync_api_requests_total{method=\"POST\",code=\"unknown_outcome\"} 1\n"));
    EXPECT_THAT(metrics.text(), HasSubstr("\nidpsync_api_request_duration_seconds_count 4\n"));
}

TEST_F(RequestMetrics, LeaveOutWhatIsNotTheApi)
{
    request("https://n.example.com/oauth2/.well-known/openid-configuration", answer(200));
    EXPECT_THAT(metrics.text(), Not(HasSubstr("idpsync_api_request")));
}

} // namespace
} // namespace idpsync::service
