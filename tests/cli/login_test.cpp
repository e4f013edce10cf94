// `doctor --login` as an operator runs it: the program, real sockets, and a browser that signs in.

#include "cli/desktop.hpp"
#include "cli/installation.hpp"
#include "cli/schema_objections.hpp"
#include "crypto/base64.hpp"
#include "crypto/digest.hpp"
#include "support/matchers.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/json.hpp>
#include <boost/url/url_view.hpp>
#include <gtest/gtest.h>

#include <csignal>
#include <regex>

namespace idpsync::test {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using sandbox::Sandbox;
using ::testing::ContainsRegex;

/// A host with one provider that NetBird knows, and somebody who may sign in there.
/// The line of NetBird's log about this error.
std::string logged(const std::string& error)
{
    return "ERRO [err: " + error + "] dex/logrus_handler.go:83: failed to authenticate";
}

class LoginCommand : public testing::Test
{
protected:
    LoginCommand()
    {
        host.netbird.ask([this](Sandbox& sandbox) {
            auto& provider = sandbox.add_local_provider("corp", {.profile = sandbox::Profile::oidc_provider});
            provider.client().secret = std::string(canary_secret);
            issuer_ = provider.issuer();
            sandbox.add({.type = "oidc",
                         .name = "Corp",
                         .issuer = issuer_,
                         .client_id = "netbird",
                         .client_secret = std::string(canary_secret)});
            sandbox.set_account_setting("extra", json::object{{"user_approval_required", false}});
            return 0;
        });
        host.write_secret("corp", std::string(canary_secret));
        declare();
    }

    void declare(const std::string& more = {})
    {
        host.set_top(more +
                     "identity_providers:\n  corp:\n    type: oidc\n    name: Corp\n    issuer: " + issuer_ +
                     "\n    allow_http: true\n    client_id: netbird\n"
                     "    client_secret: { file: secrets/corp }\n");
    }

    void change_provider(const std::function<void(sandbox::Provider&)>& change)
    {
        host.netbird.ask([&](Sandbox& sandbox) {
            change(sandbox.provider(sandbox.url() + "/providers/corp"));
            return 0;
        });
    }

    /// Starts the program and waits for the address to open.
    std::string begin(std::vector<std::string> more = {})
    {
        std::vector<std::string> command{"doctor", "--login",    "corp",
                                         "--yes",  "--redirect", "http://localhost:0/"};
        command.insert(command.end(), more.begin(), more.end());
        program = host.begin(command, {}, said.writer());
        said.close_writer();
        EXPECT_TRUE(said.until("THIS-HOST\n")) << said.all();
        return said.url();
    }

    ProcessResult end(const std::string& input = {})
    {
        auto result = program->finish(input);
        result.err = said.all();
        return result;
    }

    Installation host{{.any_cli_port = true}};
    DesktopBrowser browser;
    Said said;
    std::unique_ptr<Process> program;

private:
    std::string issuer_;
};

/// No text of 43 letters in it is the verifier whose challenge the address showed.
void expect_no_verifier(const std::string& text, const std::string& url)
{
    static const std::regex word("[A-Za-z0-9_-]{43}");
    for (std::sregex_iterator one(text.begin(), text.end(), word), none; one != none; ++one)
    {
        const auto digest = crypto::sha256(one->str());
        std::string bytes;
        for (const auto byte : digest)
            bytes += static_cast<char>(byte);
        EXPECT_THAT(url, Not(HasSubstr("code_challenge=" + crypto::encode_base64url(bytes))));
    }
}

TEST_F(LoginCommand, ShowsWhatNetBirdSees)
{
    const auto url = begin();
    const auto arrival = browser.open(url);
    EXPECT_EQ(arrival.status, 200U);
    EXPECT_THAT(arrival.body, HasSubstr("close this window"));
    const auto login = end();
    EXPECT_EQ(login.exit, 0) << login.out << login.err;
    EXPECT_THAT(login.out,
                AllOf(HasSubstr("= ok      login-works"), HasSubstr("name        \"Alice Example\""),
                      HasSubstr("groups      \"netbird-admins\""),
                      HasSubstr("role \"user\", in the account of this token"),
                      HasSubstr("Login: it works.")));

    const auto code = arrival.parameter("code");
    ASSERT_FALSE(code.empty());
    for (const auto& text : {login.out, login.err, host.state()})
    {
        EXPECT_THAT(text, AllOf(Not(HasSubstr("canary-client-secret")), Not(HasSubstr(code)),
                                Not(HasSubstr("eyJhbGciOi"))));
        expect_no_verifier(text, url);
    }
    EXPECT_THAT(host.state(), AllOf(Not(HasSubstr("Alice")), Not(HasSubstr("alice@"))));
}

TEST_F(LoginCommand, DoesNotSayThatItWorksWhereNetBirdDidNotSaySo)
{
    host.netbird.ask([](Sandbox& sandbox) {
        // The first question is the program's own.
        sandbox.fail({.path = "/api/users/current",
                      .skip = 1,
                      .times = std::nullopt,
                      .fault = sandbox::Fault::answered(500, "")});
        return 0;
    });
    EXPECT_EQ(browser.open(begin()).status, 200U);
    const auto login = end();
    EXPECT_EQ(login.exit, 1) << login.out << login.err;
    EXPECT_THAT(login.out, AllOf(HasSubstr("unknown login-works"), HasSubstr("name        \"Alice Example\""),
                                 HasSubstr("Login: not confirmed"), Not(HasSubstr("it works."))));
}

TEST_F(LoginCommand, IsOneJsonDocument)
{
    browser.open(begin({"--json", "-v"}));
    const auto login = end();
    EXPECT_EQ(schema_objections("doctor", "login", login.out), "") << login.out;
    EXPECT_THAT(login.err, AllOf(Not(HasSubstr("canary")), Not(HasSubstr("eyJhbGciOi"))));
    EXPECT_EQ(json::parse(login.out).at("seen").at("groups"), json::array{"netbird-admins"});
}

TEST_F(LoginCommand, AnswersNothingButTheOneReturn)
{
    const auto url = begin();
    const boost::urls::url_view shown(url);
    const std::string redirect((*shown.params().find("redirect_uri")).value);
    EXPECT_THAT(redirect, ContainsRegex("^http://localhost:[0-9]+/$"));
    for (const auto* other :
         {"", "?code=made-up", "?code=made-up&state=made-up", "favicon.ico", "?error=access_denied&state="})
        EXPECT_EQ(browser.get(redirect + other).status, 404U) << other;
    EXPECT_EQ(browser.open(url).status, 200U);
    EXPECT_EQ(end().exit, 0);
}

TEST_F(LoginCommand, Rule29_LetsAnAllowListThroughThatItMet)
{
    declare("group_sync: { enabled: true, allowed_groups: [netbird-admins] }\n");
    const auto refused = host.run({"plan"});
    EXPECT_EQ(refused.exit, 1);
    EXPECT_THAT(refused.out, ContainsRegex("`netbird-idp-sync doctor .*--login KEY`"));

    browser.open(begin());
    EXPECT_EQ(end().exit, 0);
    EXPECT_EQ(host.run({"plan"}).exit, 2);
    EXPECT_EQ(host.run({"apply"}).exit, 0);
}

TEST_F(LoginCommand, ReadsInNetBirdsLogWhyItFailed)
{
    change_provider([](sandbox::Provider& provider) { provider.setup().user.id_token.erase("name"); });
    // Of somebody else, long ago.
    host.write_file("netbird.log", logged("missing email claim, not found \"email\" key") + "\n");
    EXPECT_EQ(browser.open(begin({"--netbird-log", host.path("netbird.log")})).status, 500U);
    host.write_file("netbird.log",
                    std::string(100, '-') + "\n" + logged("missing \\\"name\\\" claim, user: alice") + "\n");
    const auto login = end();
    EXPECT_EQ(login.exit, 1);
    EXPECT_THAT(login.out, AllOf(HasSubstr("login-claim-missing: NetBird's log says: missing \"name\" claim"),
                                 Not(HasSubstr("alice"))));
}

TEST_F(LoginCommand, ReadsTheLogFromStandardInput)
{
    begin({"--netbird-log", "-"});
    const auto login = end("something else\n" + logged("malformed \"groups\" claim")); // without an end
    EXPECT_EQ(login.exit, 1);
    EXPECT_THAT(login.out, HasSubstr("fix first: login-groups-malformed"));
}

TEST_F(LoginCommand, EndsAtOnceOnASignal)
{
    begin();
    program->signal(SIGINT);
    const auto login = end();
    EXPECT_EQ(login.exit, 130) << login.out << login.err;
    EXPECT_EQ(login.out, "");
    EXPECT_FALSE(host.has_file("state/checks.json"));
}

TEST_F(LoginCommand, NamesATakenPort)
{
    asio::io_context io;
    asio::ip::tcp::acceptor taken(io, {asio::ip::address_v4::loopback(), 0});
    const auto port = std::to_string(taken.local_endpoint().port());
    const auto login =
        host.run({"doctor", "--login", "corp", "--yes", "--redirect", "http://localhost:" + port + "/"});
    EXPECT_EQ(login.exit, 1);
    EXPECT_THAT(login.err,
                AllOf(HasSubstr("127.0.0.1:" + port + ": Address already in use"), HasSubstr("--redirect")));
}

TEST_F(LoginCommand, NeedsAWordWhereNobodyCanBeAsked)
{
    const auto login = host.run({"doctor", "--login", "corp"});
    EXPECT_EQ(login.exit, 64);
    EXPECT_THAT(login.err, HasSubstr("--yes"));
    EXPECT_EQ(host.run({"doctor", "--login", "corp", "other", "--yes"}).exit, 64);
    EXPECT_EQ(host.run({"doctor", "--yes"}).exit, 64);
    EXPECT_THAT(host.run({"doctor", "--login", "--yes"}).err, HasSubstr("--login takes KEY"));
    EXPECT_EQ(host.run({"doctor", "--login", "corp", "--redirect", "https://example.com/"}).exit, 64);
    const auto nobody = host.run({"doctor", "--login", "nobody", "--yes"});
    EXPECT_EQ(nobody.exit, 64);
    EXPECT_EQ(nobody.err, host.run({"doctor", "nobody"}).err) << "the same words without --login";
    EXPECT_EQ(host.run({"doctor", "--login", "corp", "--yes", "--netbird-log", host.path("none")}).exit, 78);
    EXPECT_EQ(host.counters().probes, 0U);
}

TEST_F(LoginCommand, IsAgreedToAndEndedOnATerminal)
{
    host.write_configuration();
    const auto on_a_terminal = [&](const std::string& answer) {
        return run(IDPSYNC_PYTHON,
                   {std::string(IDPSYNC_SOURCE_DIR) + "/tests/cli/on_a_terminal.py", answer, IDPSYNC_PROGRAM,
                    "doctor", "--login", "corp", "--redirect", "http://localhost:0/", "--config",
                    host.path("config.yaml"), "--state-dir", host.path("state")});
    };
    const auto declined = on_a_terminal("n");
    EXPECT_EQ(declined.exit, 1);
    EXPECT_THAT(declined.out, AllOf(HasSubstr("makes or updates that user in NetBird"),
                                    HasSubstr("nobody signed in"), Not(HasSubstr("/oauth2/auth/"))));

    const auto failed = on_a_terminal("y");
    EXPECT_EQ(failed.exit, 1);
    EXPECT_THAT(failed.out, AllOf(HasSubstr("press Enter here"), HasSubstr("login-failed-at-netbird: ")));
}

} // namespace
} // namespace idpsync::test
