// What the login service's answers stand for, each as it was recorded, and how it is asked.

#include "net/concurrently.hpp"
#include "netbird/client_fixture.hpp"
#include "netbird/login_service.hpp"
#include "netbird/recorded_response.hpp"
#include "support/matchers.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/url/parse.hpp>

namespace idpsync::netbird {
namespace {

using Kind = LoginProbe::Kind;
using test::Recording;

const std::string folder = "netbird/v0.77.1-login";

/// The client that the recorded request came as.
ProbeClient client_of(const Recording& recorded)
{
    const auto url = boost::urls::parse_uri(recorded.url).value();
    return {std::string((*url.params().find("client_id")).value),
            std::string((*url.params().find("redirect_uri")).value)};
}

LoginProbe judged(const std::string& name)
{
    const auto recorded = test::recording(folder, name);
    return judge_login_probe(client_of(recorded), response_of(recorded));
}

TEST(RecordedProbes, AreEachWhatTheyShow)
{
    std::size_t open = 0;
    for (const auto& recorded : test::recordings(folder))
    {
        if (recorded.url.find("/oauth2/auth/") == std::string::npos)
            continue;
        SCOPED_TRACE(recorded.name);
        const auto probe = judge_login_probe(client_of(recorded), response_of(recorded));
        EXPECT_EQ(probe.kind == Kind::open, recorded.status == 302);
        EXPECT_EQ(probe.in_force.has_value(), probe.kind == Kind::open);
        EXPECT_EQ(probe.why.empty(), probe.kind == Kind::open);
        open += probe.kind == Kind::open ? 1U : 0U;
    }
    EXPECT_EQ(open, 16U);
    EXPECT_EQ(judged("09-probe-google").kind, Kind::cannot_open);
    EXPECT_EQ(judged("11-probe-unknown-connector").kind, Kind::cannot_open);
    EXPECT_EQ(judged("27-probe-deleted-connector").kind, Kind::cannot_open);
    EXPECT_EQ(judged("12-probe-wrong-client").kind, Kind::client_unknown);
    EXPECT_EQ(judged("13-probe-wrong-redirect").kind, Kind::redirect_unregistered);
    EXPECT_EQ(judged("15-probe-no-scope").kind, Kind::unknown);
    EXPECT_THAT(judged("15-probe-no-scope").why, HasSubstr("303"));
}

TEST(RecordedProbes, ShowWhatALoginSends)
{
    EXPECT_EQ(judged("14-probe-cli-client").in_force,
              (LoginRedirect{.client_id = "netbird",
                             .endpoint = "http://127.0.0.1:9400/authorize",
                             .host = "127.0.0.1:9400",
                             .redirect_uri = "http://127.0.0.1:8077/oauth2/callback",
                             .scope = "openid openid profile email groups"}));
    const auto microsoft = judged("10-probe-microsoft");
    EXPECT_EQ(microsoft.in_force->host, "login.microsoftonline.com");
    EXPECT_EQ(microsoft.in_force->scope, "user.read");
}

TEST(RecordedProbes, ShowThatAnUpdateArrivesWithARestart)
{
    EXPECT_EQ(judged("22-probe-after-put").in_force, judged("19-probe-before-put").in_force);
    EXPECT_EQ(judged("23-probe-after-put-35s").in_force->client_id, "netbird");
    EXPECT_EQ(judged("28-probe-after-restart").in_force->client_id, "brand-new-client");
}

TEST(JudgeLoginProbe, TakesTheRedirectOfAReverseProxyForNothing)
{
    net::Response moved{302, {}, {}};
    moved.headers.emplace_back("location",
                               "https://netbird.example.com/oauth2/auth/okta-1?client_id=netbird-cli&"
                               "redirect_uri=http%3A%2F%2Flocalhost%3A53000%2F");
    const auto probe = judge_login_probe({"netbird-cli", "http://localhost:53000/"}, moved);
    EXPECT_EQ(probe.kind, Kind::unknown);
    EXPECT_THAT(probe.why, HasSubstr("in front of NetBird"));
}

TEST(JudgeLoginProbe, TakesWhatIsNoAddressForNothing)
{
    for (const auto* location :
         {"", "/login?client_id=x", "javascript:alert(1)?client_id=x", "https://id.example.com/"})
    {
        net::Response answer{302, {}, {}};
        answer.headers.emplace_back("location", location);
        EXPECT_EQ(judge_login_probe({"netbird-cli", "http://localhost:53000/"}, answer).kind, Kind::unknown)
            << location;
    }
}

TEST(JudgeLoginProbe, EscapesWhatItQuotes)
{
    const net::Response page{418, {}, "<html>\x1b[31m\n</html>"};
    EXPECT_THAT(judge_login_probe({"netbird-cli", "x"}, page).why, HasSubstr(R"(\x1b[31m\n)"));
}

TEST(DecodeLoginDiscovery, GivesWhatToRegister)
{
    const auto discovery =
        decode_login_discovery(response_of(test::recording("netbird/v0.77.1", "94-oauth2-discovery")));
    ASSERT_TRUE(discovery.has_value());
    EXPECT_EQ(discovery->issuer, "http://127.0.0.1:8077/oauth2");
    EXPECT_EQ(discovery->redirect_uri, "http://127.0.0.1:8077/oauth2/callback");
    EXPECT_EQ(discovery->logout_uri, "http://127.0.0.1:8077/oauth2/logout/callback");
    EXPECT_EQ(discovery->token_endpoint, "http://127.0.0.1:8077/oauth2/token");
    EXPECT_EQ(discovery->jwks_uri, "http://127.0.0.1:8077/oauth2/keys");
}

TEST(DecodeLoginDiscovery, SaysWhyThereIsNone)
{
    const auto off = decode_login_discovery(
        response_of(test::recording("netbird/v0.62.0-embedded-off", "07-oauth2-discovery")));
    EXPECT_EQ(off.error().kind, ErrorKind::rejected);
    EXPECT_THAT(off.error().text(), HasSubstr("embedded identity provider is off"));
    EXPECT_EQ(decode_login_discovery({200, {}, "<html>dashboard</html>"}).error().kind,
              ErrorKind::bad_response);
    EXPECT_EQ(decode_login_discovery({200, {}, R"({"issuer":""})"}).error().kind, ErrorKind::bad_response);
    EXPECT_EQ(decode_login_discovery({503, {}, ""}).error().kind, ErrorKind::transport);
}

const std::string document = R"({"issuer":"https://netbird.example.com/oauth2"})";

/// Notes what the document names, or what went wrong.
asio::awaitable<void> note_issuer(LoginService& service, std::vector<std::string>& issuers)
{
    const auto discovery = co_await service.discovery();
    issuers.push_back(discovery.has_error() ? std::string(to_string(discovery.error().kind))
                                            : discovery->issuer);
}

asio::awaitable<void> probe_open(LoginService& service)
{
    const auto probe = co_await service.probe({"okta-1"});
    EXPECT_EQ(probe->kind, Kind::open);
}

class LoginServiceTest : public ClientTest
{
protected:
    /// The answer of the recording of that name.
    void answer(const std::string& name)
    {
        const auto response = response_of(test::recording(folder, name));
        http.answer(response.status, response.body, response.headers);
    }

    LoginService service{http, clock, boost::urls::url("https://netbird.example.com"), 30s};
};

TEST_F(LoginServiceTest, IsAskedOnceForItsDocument)
{
    http.fail(ErrorKind::transport).answer(200, R"({"issuer":"https://netbird.example.com/oauth2"})");
    EXPECT_EQ(run(service.discovery()).error().kind, ErrorKind::transport);
    EXPECT_EQ(run(service.discovery())->redirect_uri, "https://netbird.example.com/oauth2/callback");
    EXPECT_EQ(run(service.discovery())->issuer, "https://netbird.example.com/oauth2");
    EXPECT_EQ(http.requests().size(), 2U);
}

TEST_F(LoginServiceTest, IsAskedOnceByAllWhoAskAtTheSameTime)
{
    std::vector<std::string> issuers;
    const auto ask_twice = [&] {
        for (int count = 0; count < 2; ++count)
            asio::co_spawn(io, note_issuer(service, issuers), asio::detached);
        test::run(io, clock);
    };
    http.answer(503).after(1s);
    ask_twice();
    EXPECT_THAT(issuers, ElementsAre("transport", "transport"));
    EXPECT_EQ(http.requests().size(), 1U);
    http.answer(200, document).after(1s);
    ask_twice();
    EXPECT_THAT(issuers, ElementsAre("transport", "transport", "https://netbird.example.com/oauth2",
                                     "https://netbird.example.com/oauth2"));
    EXPECT_EQ(http.requests().size(), 2U);
}

TEST_F(LoginServiceTest, IsAskedAnewByWhoWaitsWhenTheFirstIsCancelled)
{
    std::vector<std::string> issuers;
    asio::cancellation_signal cancel_first;
    asio::cancellation_signal cancel_second;
    http.answer(200, document).after(20s).answer(200, document).after(1s);
    const auto ask = [&](asio::cancellation_signal& cancel) {
        asio::co_spawn(io, note_issuer(service, issuers),
                       asio::bind_cancellation_slot(cancel.slot(), [](std::exception_ptr) {}));
        io.poll();
    };
    ask(cancel_first);
    ask(cancel_second);
    asio::co_spawn(io, note_issuer(service, issuers), asio::detached);
    io.poll();
    cancel_second.emit(asio::cancellation_type::all);
    io.poll();
    EXPECT_EQ(http.requests().size(), 1U);
    cancel_first.emit(asio::cancellation_type::all);
    test::run(io, clock);
    EXPECT_THAT(issuers, ElementsAre("https://netbird.example.com/oauth2"));
    EXPECT_EQ(http.requests().size(), 2U);
}

TEST_F(LoginServiceTest, IsProbedWithoutAToken)
{
    answer("14-probe-cli-client");
    EXPECT_EQ(run(service.probe({"okta-1"}))->kind, Kind::open);
    const auto& sent = http.requests().at(0);
    EXPECT_EQ(sent.url, "https://netbird.example.com/oauth2/auth/okta-1?client_id=netbird-cli&redirect_uri="
                        "http%3A%2F%2Flocalhost%3A53000%2F&response_type=code&scope=openid&state=probe");
    EXPECT_FALSE(sent.authorization);
}

TEST_F(LoginServiceTest, IsProbedAsTheDashboardWhereTheCommandLineIsNotRegistered)
{
    answer("12-probe-wrong-client");
    answer("19-probe-before-put");
    answer("19-probe-before-put");
    EXPECT_EQ(run(service.probe({"okta-1"}))->kind, Kind::open);
    EXPECT_THAT(
        http.requests().at(1).url,
        HasSubstr("client_id=netbird-dashboard&redirect_uri=https%3A%2F%2Fnetbird.example.com%2Fnb-auth"));

    EXPECT_EQ(run(service.probe({"okta-1"}))->kind, Kind::open);
    EXPECT_THAT(http.requests().at(2).url, HasSubstr("client_id=netbird-dashboard&"));
}

TEST_F(LoginServiceTest, RemembersWhichClientWorksAfterProbesBesideEachOther)
{
    for (const auto* name : {"12-probe-wrong-client", "12-probe-wrong-client", "19-probe-before-put",
                             "19-probe-before-put", "19-probe-before-put"})
    {
        answer(name);
        http.after(1s);
    }
    std::vector<asio::awaitable<void>> both;
    for (int count = 0; count < 2; ++count)
        both.push_back(probe_open(service));
    run(net::run_concurrently(std::move(both)));
    EXPECT_THAT(http.requests().at(1).url, HasSubstr("client_id=netbird-cli&")) << "beside the first";

    EXPECT_EQ(run(service.probe({"okta-1"}))->kind, Kind::open);
    EXPECT_THAT(http.requests().at(4).url, HasSubstr("client_id=netbird-dashboard&"));
}

TEST_F(LoginServiceTest, SaysWhenNoClientIsRegistered)
{
    answer("13-probe-wrong-redirect");
    answer("12-probe-wrong-client");
    EXPECT_EQ(run(service.probe({"okta-1"}))->kind, Kind::client_unknown);
}

TEST_F(LoginServiceTest, IsNotAskedForAnIdThatNoUrlCarries)
{
    EXPECT_EQ(run(service.probe({".."})).error().kind, ErrorKind::bad_response);
    EXPECT_TRUE(http.requests().empty());

    answer("11-probe-unknown-connector");
    EXPECT_EQ(run(service.probe({"a/b?c"}))->kind, Kind::cannot_open);
    EXPECT_THAT(http.requests().at(0).url, HasSubstr("/oauth2/auth/a%2Fb%3Fc?"));
}

TEST_F(LoginServiceTest, TellsWhenNobodyAnswers)
{
    http.fail(ErrorKind::timed_out);
    const auto probe = run(service.probe({"okta-1"}));
    EXPECT_EQ(probe.error().kind, ErrorKind::timed_out);
    EXPECT_THAT(probe.error().text(), HasSubstr("/oauth2/auth/okta-1"));
}

TEST(LoginProbe, ShowsWhetherNetBirdSendsAChallenge)
{
    const auto challenge = [](const std::string& name) {
        const auto recorded = test::recording("netbird/v0.77.1-pkce", name);
        const auto probe =
            judge_login_probe({"netbird-cli", "http://localhost:53000/"},
                              {recorded.status, {{"location", recorded.response_header("location")}}, ""});
        EXPECT_EQ(probe.in_force.value().redirect_uri, "https://nb.test/oauth2/callback");
        return probe.in_force->challenge;
    };
    EXPECT_TRUE(challenge("01-login-redirect-keycloak-pkce"));
    EXPECT_TRUE(challenge("02-login-redirect-pocketid-pkce"));
    EXPECT_FALSE(challenge("03-login-redirect-fake-no-methods"));
}

TEST(LoginProbe, KnowsThePageOfAConnectorWithAFormerCallback)
{
    const std::string page = "<h1 class=\"nb-heading\">Internal Server Error</h1>\n    <div "
                             "class=\"nb-error\">\n        Login error.\n    </div>";
    EXPECT_EQ(judge_login_probe({"netbird-cli", "http://localhost:53000/"}, {500, {}, page}).kind,
              LoginProbe::Kind::login_error);
}

} // namespace
} // namespace idpsync::netbird
