// A canary in every secret: no command, no error path and no file of ours may show it.

#include "cli/installation.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using sandbox::Fault;
using sandbox::IssuerBehaviour;
using sandbox::Sandbox;

/// One thing that goes wrong between the program and NetBird.
struct Trouble
{
    std::string name;
    std::function<void(Sandbox&)> arrange;
};

void PrintTo(const Trouble& trouble, std::ostream* out)
{
    *out << trouble.name;
}

Fault html(unsigned status)
{
    return Fault::answered(status, "<html><body>\x1b[31mnope</body></html>");
}

std::vector<Trouble> troubles()
{
    const auto on = [](std::string method, Fault fault) {
        return [=](Sandbox& sandbox) {
            sandbox.fail({.method = method, .times = std::nullopt, .fault = fault});
        };
    };
    // An answer that repeats the whole request, secret included, as a debugging proxy would.
    const std::string echo = R"({"message":"cannot store {\"client_secret\":\")" +
                             std::string(canary_secret) + R"(\"}","code":422})";
    return {
        {"Nothing", [](Sandbox&) {}},
        {"PostGetsHtml", on("POST", html(502))},
        {"PostIsCutBefore", on("POST", Fault::reset())},
        {"PostIsTruncated", on("POST", Fault::truncated(10))},
        {"PostIsMislabeled", on("POST", Fault::mislabeled(100000))},
        {"PostIsForbidden", on("POST", Fault::answered(403, R"({"message":"permission denied","code":403})",
                                                       "application/json"))},
        {"PostEchoesTheSecret", on("POST", Fault::answered(422, echo, "application/json"))},
        {"PostAnswersHalfOfTheRequest",
         on("POST", Fault::answered(
                        200, R"({"type":"oidc","client_secret":")" + std::string(canary_secret).substr(0, 24),
                        "application/json"))},
        {"GetGetsHtml", on("GET", html(200))},
        {"GetIsCut", on("GET", Fault::cut_before())},
        {"IssuerIsUnreachable",
         [](Sandbox& sandbox) {
             sandbox.add_local_issuer("corp", IssuerBehaviour::of(IssuerBehaviour::Kind::unreachable));
         }},
        {"TokenIsRevoked", [](Sandbox& sandbox) { sandbox.revoke(sandbox::default_token); }},
        {"EmbeddedIdentityProviderIsOff",
         [](Sandbox& sandbox) { sandbox.set_account_setting("embedded_idp_enabled", false); }},
    };
}

class Canary : public testing::TestWithParam<Trouble>
{};

void expect_silence(const std::string& text, const std::string& where)
{
    EXPECT_THAT(text, Not(HasSubstr("canary-client-secret"))) << where;
    EXPECT_THAT(text, Not(HasSubstr(std::string(sandbox::default_token).substr(4)))) << where;
}

TEST_P(Canary, IsNeverSeen)
{
    Installation host;
    host.declare("corp");
    // The program must not wait for real time here: a lost create is settled after half a minute.
    const bool create_is_lost =
        GetParam().name.starts_with("PostIsCut") || GetParam().name.starts_with("PostGets") ||
        GetParam().name.starts_with("PostIsTruncated") || GetParam().name.starts_with("PostIsMislabeled") ||
        GetParam().name.starts_with("PostAnswersHalf");
    host.netbird.ask([&](Sandbox& sandbox) {
        GetParam().arrange(sandbox);
        return 0;
    });

    std::vector<std::vector<std::string>> commands{
        {"check", "-v"}, {"check", "--json"}, {"plan", "-v"}, {"plan", "--json"}, {"import", "-v", "--all"}};
    if (!create_is_lost)
        commands.insert(commands.end(), {{"apply", "-v"}, {"apply", "-v", "--json"}, {"plan", "-v"}});
    for (const auto& command : commands)
    {
        const auto result = host.run(command);
        expect_silence(result.out, command[0] + " on standard output");
        expect_silence(result.err, command[0] + " on standard error");
    }
    expect_silence(host.state(), "the state directory");
}

INSTANTIATE_TEST_SUITE_P(Trouble, Canary, testing::ValuesIn(troubles()),
                         [](const auto& instance) { return instance.param.name; });

} // namespace
} // namespace idpsync::test
