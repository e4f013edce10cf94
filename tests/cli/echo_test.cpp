// Peers that repeat what they were sent, in every spelling and at every place that a message quotes: nothing
// of it may come out of the program, nor stay in its files.

#include "cli/daemon_host.hpp"
#include "support/echoes.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <set>

namespace idpsync::test {
namespace {

using sandbox::Fault;
using sandbox::FaultRule;

struct Known
{
    std::string secret;
    std::string token;
};

const Known known{"Kc9<w>&/Qz7+\"Lm4x2", "nbp_7fQx9LkzTtPp0sVvB2mN4rY6wE8uA1"};

/// What a peer says; the text in the middle is the echo.
using Say = std::function<FaultRule(const std::string& echo)>;

struct Place
{
    std::string name;
    std::vector<std::string> command;
    Say say;
    bool leaves_a_write_open = false; ///< one round is enough: it is said by what says NoList
};

void PrintTo(const Place& place, std::ostream* out)
{
    *out << place.name;
}

Say netbird(const std::string& method, unsigned status, const std::string& before, const std::string& after,
            const std::string& type = "application/json")
{
    return [=](const std::string& echo) {
        const auto inside = type == "application/json" ? json_string(echo) : echo;
        return FaultRule{.method = method,
                         .path = "/api/identity-providers",
                         .times = std::nullopt,
                         .fault = Fault::answered(status, before + inside + after, type)};
    };
}

Say provider(const std::string& path, unsigned status, const std::string& before, const std::string& after,
             const std::string& type = "application/json")
{
    return [=](const std::string& echo) {
        return FaultRule{.path = "/echo" + path,
                         .times = std::nullopt,
                         .fault = Fault::answered(status, before + json_string(echo) + after, type)};
    };
}

Say with_header(const std::string& path, unsigned status, const std::string& name, const std::string& before)
{
    return [=](const std::string& echo) {
        FaultRule rule{
            .path = path, .times = std::nullopt, .fault = Fault::answered(status, "", "text/plain")};
        std::string value;
        for (const char c : echo)
            value += c == '\n' || c == '\r' ? ' ' : c;
        rule.fault.headers = {{name, before + value}};
        return rule;
    };
}

std::vector<Place> places()
{
    const std::vector<std::string> plan{"plan", "-v"};
    const std::vector<std::string> json{"plan", "--json", "-v"};
    const std::vector<std::string> doctor{"doctor", "-v"};
    const std::vector<std::string> apply{"apply", "-v"};
    const std::string unreachable = R"({"message":"identity provider issuer is unreachable: )";
    const std::string connector = R"([{"id":"okta-1","type":"oidc","issuer":"https://id.example.com",)";
    return {
        {"NameInTheList", plan, netbird("GET", 200, connector + R"("client_id":"a","name":")", R"("}])")},
        {"NameInTheListAsJson", json,
         netbird("GET", 200, connector + R"("client_id":"a","name":")", R"("}])")},
        {"ClientIdInTheList",
         {"import"},
         netbird("GET", 200, connector + R"("name":"a","client_id":")", R"("}])")},
        {"TypeInTheList", plan, netbird("GET", 200, R"([{"id":")", R"(","type":7}])")},
        {"NoList", plan, netbird("GET", 200, R"({"headers":")", R"("})")},
        {"PageInsteadOfTheList", plan, netbird("GET", 200, "<html>", "</html>", "text/html")},
        {"BadRequest", plan, netbird("GET", 400, R"({"message":")", R"(","code":400})")},
        {"BadRequestAsJson", json, netbird("GET", 400, R"({"message":")", R"(","code":400})")},
        {"Unauthorized", plan, netbird("GET", 401, R"({"message":"token )", R"(","code":401})")},
        {"Forbidden", plan, netbird("GET", 403, "no access for ", "", "text/plain")},
        {"Failure", plan, netbird("GET", 500, R"({"message":")", R"(","code":500})")},
        {"Redirect", plan, with_header("/api", 302, "Location", "https://sso.example.com/")},
        {"ContentType", plan, with_header("/api", 200, "Content-Type", "x/")},
        {"Unprocessable", apply, netbird("POST", 422, R"({"message":"cannot store )", R"(","code":422})")},
        {"UnreachableIssuer", apply, netbird("POST", 422, unreachable, R"(","code":422})")},
        {"UnprocessableAsJson",
         {"apply", "-v", "--json"},
         netbird("POST", 422, unreachable, R"(","code":422})")},
        {"CreatedWithAnEcho", apply,
         netbird("POST", 200, R"({"id":"a","type":"oidc","client_id":")", R"("})"), true},
        {"Account", doctor,
         [](const std::string& echo) {
             return FaultRule{.path = "/api/accounts",
                              .times = std::nullopt,
                              .fault = Fault::answered(200, R"({"id":")" + json_string(echo) + R"("})",
                                                       "application/json")};
         }},
        {"IssuerOfTheDocument", doctor, provider("/.well-known", 200, R"({"issuer":")", R"("})")},
        {"PageInsteadOfTheDocument", doctor, provider("/.well-known", 500, "<html>", "", "text/html")},
        {"RedirectOfTheDocument", doctor,
         with_header("/echo/.well-known", 302, "Location", "https://a.example/")},
        {"ErrorOfTheTokenEndpoint", doctor, provider("/token", 401, R"({"error":")", R"("})")},
        {"DescriptionOfTheTokenEndpoint", doctor,
         provider("/token", 401, R"({"error":"invalid_client","error_description":")", R"("})")},
        {"DescriptionAsJson",
         {"doctor", "--json"},
         provider("/token", 400, R"({"error":"invalid_grant","error_description":")", R"("})")},
        {"DescriptionBeforeAWrite", apply,
         provider("/token", 401, R"({"error":"invalid_client","error_description":")", R"("})")},
        {"AuthorizationPage", doctor, provider("/auth", 400, "<html><body><p>error: ", "</p>", "text/html")},
    };
}

/// The echoes in rounds: so many that a message is not cut before it comes to the last.
std::vector<std::pair<std::string, std::vector<std::string>>> rounds_of(const Known& secrets)
{
    const std::set<std::string> chosen{"as it is",
                                       "percent, small",
                                       "form",
                                       "HTML names",
                                       "HTML decimal",
                                       "JSON as Go writes it",
                                       "JSON, slashes escaped",
                                       "JSON, every character",
                                       "Go's JSON in JSON",
                                       "Go, quoted",
                                       "hexadecimal, capital",
                                       "base64 after \"netbird: padded\"",
                                       "base64url after \"a\"",
                                       "Basic of forms after \"netbird: padded\""};
    std::vector<std::pair<std::string, std::vector<std::string>>> all;
    for (const auto& [name, encode] : encodings())
    {
        if (!chosen.contains(name))
            continue;
        std::vector<std::string> both{encode(secrets.secret), encode(secrets.token)};
        // A beginning alone, as of a text that was cut.
        both.push_back(both[0].substr(0, both[0].size() * 3 / 4));
        // And an end.
        both.push_back(both[0].substr(both[0].size() / 4));
        if (all.empty() || all.back().first.size() > 90)
            all.emplace_back();
        for (const auto& one : both)
            all.back().first += (all.back().first.empty() ? "" : " ") + one;
        all.back().second.insert(all.back().second.end(), both.begin(), both.end());
    }
    return all;
}

void expect_nothing_of(const Known& secrets, const std::vector<std::string>& echoes, const std::string& text,
                       const std::string& where)
{
    constexpr std::size_t piece = 10;
    std::vector<std::string> spellings{secrets.secret, secrets.token};
    for (const auto& echo : echoes)
        for (const auto& one : {echo, json_string(echo), json_string(json_string(echo))})
            // What comes first in a pair is the client's id.
            spellings.push_back(one.starts_with("bmV0YmlyZD") ? one.substr(12) : one);
    for (const auto& spelling : spellings)
        for (std::size_t from = 0; from + piece <= spelling.size(); ++from)
            ASSERT_EQ(text.find(spelling.substr(from, piece)), std::string::npos)
                << where << " shows \"" << spelling.substr(from, piece) << "\" of " << spelling << ":\n"
                << text;
}

class Echo : public testing::TestWithParam<Place>
{
protected:
    Echo() : host({.tokens = {{known.token, sandbox::Role::owner}}})
    {
        const auto issuer = host.netbird.url() + "/echo";
        host.set_top("identity_providers:\n  echo:\n    type: oidc\n    issuer: " + issuer +
                     "\n    allow_http: true\n    client_id: netbird\n"
                     "    client_secret: { file: secrets/echo }\n");
        host.write_secret("echo", known.secret + "\n");
        host.write_file("token", known.token + "\n");
        document = R"({"issuer":")" + issuer + R"(","authorization_endpoint":")" + issuer +
                   R"(/auth","token_endpoint":")" + issuer + R"(/token","jwks_uri":")" + issuer +
                   R"(/keys"})";
    }

    void fail(FaultRule rule)
    {
        host.netbird.ask([&](sandbox::Sandbox& sandbox) {
            sandbox.fail(std::move(rule));
            return 0;
        });
    }

    Installation host;
    std::string document;
};

TEST_P(Echo, IsNeverSeen)
{
    for (const auto& [echo, echoes] : rounds_of(known))
    {
        host.netbird.ask([](sandbox::Sandbox& sandbox) {
            sandbox.clear_faults();
            return 0;
        });
        fail(GetParam().say(echo));
        fail({.path = "/echo/.well-known",
              .times = std::nullopt,
              .fault = Fault::answered(200, document, "application/json")});
        fail({.path = "/echo/token",
              .times = std::nullopt,
              .fault = Fault::answered(400, R"({"error":"invalid_grant"})", "application/json")});
        const auto result = host.run(GetParam().command);
        const auto where = GetParam().name + " after " + echo;
        expect_nothing_of(known, echoes, result.out, where + " on standard output");
        expect_nothing_of(known, echoes, result.err, where + " on standard error");
        expect_nothing_of(known, echoes, host.state(), where + " in the state directory");
        EXPECT_FALSE(result.out.empty() && result.err.empty());
        if (GetParam().leaves_a_write_open)
            break; // the next round would wait until it has settled
    }
}

/// The same for the service: its log, its answers, its files and what it says to systemd.
TEST(EchoToTheDaemon, IsNeverSeen)
{
    const Known secrets{known.secret, std::string(sandbox::default_token)};
    for (const auto& [echo, echoes] : rounds_of(secrets))
    {
        DaemonHost host;
        host.installation.rotate_secret("corp", secrets.secret);
        host.fail(netbird("POST", 422, R"({"message":"identity provider issuer is unreachable: )",
                          R"(","code":422})")(echo));
        host.start({"-v"});
        host.wait_for_status("not well");
        auto& installation = host.installation;
        for (const auto& command : std::vector<std::vector<std::string>>{{"status"},
                                                                         {"status", "--json", "-v"},
                                                                         {"history", "--json"},
                                                                         {"reload", "--json"},
                                                                         {"reload", "-v"}})
        {
            const auto result = installation.run(command);
            EXPECT_FALSE(result.out.empty() && result.err.empty());
            expect_nothing_of(secrets, echoes, result.out + result.err, command[0] + " after " + echo);
        }
        const auto log = host.stop().err;
        EXPECT_THAT(log, AllOf(HasSubstr("issuer is unreachable: "), HasSubstr("[secret]")));
        expect_nothing_of(secrets, echoes, log, "the log after " + echo);
        expect_nothing_of(secrets, echoes, installation.state(), "the state directory after " + echo);
    }
}

INSTANTIATE_TEST_SUITE_P(Place, Echo, testing::ValuesIn(places()),
                         [](const auto& instance) { return instance.param.name; });

} // namespace
} // namespace idpsync::test
