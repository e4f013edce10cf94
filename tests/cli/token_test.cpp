// `token show`, `token renew` and `management.token_renew` as an operator has them: the program, its files,
// and a NetBird behind a socket.

#include "cli/daemon_host.hpp"
#include "support/matchers.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

namespace idpsync::test {
namespace {

namespace json = boost::json;
using sandbox::Sandbox;

/// A service user's token is in the file.
class TokenCommand : public testing::Test
{
protected:
    TokenCommand()
    {
        token = host.netbird.ask([](Sandbox& sandbox) { return sandbox.grant(sandbox::Role::admin); });
        host.write_file("token", token + "\n");
        host.declare("corp", "    name: Corp\n");
    }

    ProcessResult run(std::vector<std::string> command) { return host.run(std::move(command)); }

    [[nodiscard]] std::string in_file() const
    {
        auto text = host.read_file("token");
        text.erase(text.find_last_not_of('\n') + 1);
        return text;
    }

    std::vector<std::string> living_tokens()
    {
        return host.netbird.ask([](Sandbox& sandbox) {
            std::vector<std::string> living;
            for (const auto& user : sandbox.users())
                for (const auto& one : user.tokens)
                    if (user.service && !one.revoked)
                        living.push_back(one.plain);
            return living;
        });
    }

    DaemonHost daemon;
    Installation& host = daemon.installation;
    std::string token;
};

TEST_F(TokenCommand, ShowsAndRenewsTheTokenInTheFile)
{
    const auto shown = run({"token", "show"});
    ASSERT_EQ(shown.exit, 0) << shown.err;
    EXPECT_THAT(shown.out, AllOf(HasSubstr("role admin"), HasSubstr(", expires "),
                                 HasSubstr("management.token_renew has the daemon do it")));
    EXPECT_EQ(in_file(), token);
    const auto renewed = run({"token", "renew", "--days", "90", "-v"});
    ASSERT_EQ(renewed.exit, 0) << renewed.err;
    EXPECT_THAT(renewed.out, AllOf(HasSubstr(" is renewed\n"), HasSubstr(", revoked\n")));
    EXPECT_NE(in_file(), token);
    EXPECT_THAT(living_tokens(), ElementsAre(in_file()));
    EXPECT_EQ(std::filesystem::status(host.path("token")).permissions(), std::filesystem::perms(0600));
    for (const auto& text : {shown.out, renewed.out, renewed.err, host.state()})
        EXPECT_THAT(text, AllOf(Not(HasSubstr(token)), Not(HasSubstr(in_file()))));
    EXPECT_EQ(run({"plan"}).exit, 2);
    const auto page = json::parse(run({"token", "show", "--json"}).out);
    EXPECT_EQ(page.at("renewable").as_bool(), true);
    EXPECT_TRUE(page.at("token_renew").is_null());
    EXPECT_THAT(std::string(page.at("token").as_string()), StartsWith("netbird-idp-sync "));
    const auto again = json::parse(run({"token", "renew", "--json"}).out);
    EXPECT_EQ(again.at("former_revoked").as_bool(), true);
    EXPECT_EQ(again.at("former"), page.at("token"));
    EXPECT_TRUE(again.at("left").is_null());
}

TEST_F(TokenCommand, KilledInTheMiddleIsClearedUpByTheNextRun)
{
    daemon.fail({.method = "GET", .path = "/api/identity-providers", .fault = sandbox::Fault::hang()});
    const auto cut = host.begin({"token", "renew"});
    daemon.wait_for_reads(4); // whose it is, twice its tokens, and the trial of the new one
    cut->signal(SIGKILL);
    static_cast<void>(cut->finish());
    EXPECT_EQ(in_file(), token);
    EXPECT_TRUE(host.has_file(".token.next"));
    EXPECT_EQ(living_tokens().size(), 2U);
    const auto next = run({"token", "renew"});
    ASSERT_EQ(next.exit, 0) << next.err;
    EXPECT_THAT(next.out, HasSubstr("Revoked 1 token that an earlier renewal had left.\n"));
    EXPECT_FALSE(host.has_file(".token.next"));
    EXPECT_THAT(living_tokens(), ElementsAre(in_file()));
}

TEST_F(TokenCommand, SaysWhyATokenOutsideAFileCannotBeRenewed)
{
    host.write_file("other.yaml", "version: 1\nmanagement:\n  url: " + host.netbird.url() +
                                      "\n  token: { env: NETBIRD_TOKEN }\n  token_renew: 30d\n");
    const auto in_environment = [&](std::vector<std::string> command) {
        command.insert(command.end(), {"-c", host.path("other.yaml"), "--state-dir", host.path("state")});
        return test::run(IDPSYNC_PROGRAM, command, {{"NETBIRD_TOKEN", token}});
    };
    const auto refused = in_environment({"token", "renew"});
    EXPECT_EQ(refused.exit, 1);
    EXPECT_THAT(refused.err,
                AllOf(HasSubstr("environment variable NETBIRD_TOKEN"),
                      HasSubstr("only a token in a file can be swapped"), HasSubstr("token: {file: PATH}")));
    EXPECT_THAT(in_environment({"check"}).err, HasSubstr("only a token in a file can be swapped"));
    EXPECT_THAT(living_tokens(), ElementsAre(token));
}

TEST_F(TokenCommand, TellsATokenThatNoLongerWorks)
{
    host.netbird.ask([&](Sandbox& sandbox) {
        sandbox.revoke(token);
        return 0;
    });
    const auto refused = run({"token", "renew"});
    EXPECT_EQ(refused.exit, 1);
    EXPECT_THAT(refused.err, HasSubstr("does not accept the token"));
    EXPECT_EQ(in_file(), token);
}

TEST_F(TokenCommand, ExplainsAWrongCommandLine)
{
    for (const auto& [command, says] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{"token"}, "token needs to know what: show or renew"},
             {{"token", "rotate"}, "token knows show and renew, not \"rotate\""},
             {{"token", "show", "--days", "3"}, "--days is for a new token"},
             {{"token", "renew", "--days", "366"}, "--days takes days, 1 to 365, not \"366\""},
             {{"token", "renew", "--days", "soon"}, "--days takes days, 1 to 365, not \"soon\""}})
    {
        const auto wrong = run(command);
        EXPECT_EQ(wrong.exit, 64);
        EXPECT_THAT(wrong.err, HasSubstr(says));
    }
    host.set_management("token_renew: 5m");
    const auto wrong = run({"check"});
    EXPECT_EQ(wrong.exit, 78);
    EXPECT_THAT(wrong.err, HasSubstr("the daemon looks twice a day"));
}

TEST_F(TokenCommand, TheDaemonRenewsByItselfAndGoesOn)
{
    host.netbird.ask([&](Sandbox& sandbox) {
        sandbox.expire(token, std::chrono::hours(10)); // of a day
        return 0;
    });
    host.set_management("token_renew: 30d");
    daemon.start();
    host.netbird.wait_until([&](const Sandbox& sandbox) {
        for (const auto& user : sandbox.users())
            for (const auto& one : user.tokens)
                if (one.plain == token)
                    return one.revoked;
        return false;
    });
    EXPECT_NE(in_file(), token);
    EXPECT_THAT(living_tokens(), ElementsAre(in_file()));
    const auto reloaded = host.run({"reload"});
    EXPECT_EQ(reloaded.exit, 0) << reloaded.err;
    const auto status = host.run({"status"});
    EXPECT_EQ(status.exit, 0) << status.out;
    EXPECT_THAT(status.out, AllOf(HasSubstr("access token: expires "),
                                  HasSubstr(", renewed by the daemon 30d before\n")));
    const auto log = daemon.stop();
    EXPECT_EQ(log.exit, 0);
    EXPECT_THAT(log.err, AllOf(HasSubstr("token_renewed"), Not(HasSubstr(token)), Not(HasSubstr(in_file()))));
}

} // namespace
} // namespace idpsync::test
