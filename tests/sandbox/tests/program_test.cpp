// netbird-sandbox as a program.

#include "sandbox/tests/socket_client.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

namespace idpsync::sandbox::test {
namespace {

/// The running program, with its standard input open and its output read from here.
class Program
{
public:
    explicit Program(std::vector<std::string> arguments)
    {
        std::array<int, 2> input{};
        std::array<int, 2> output{};
        if (::pipe(input.data()) != 0 || ::pipe(output.data()) != 0)
            throw std::runtime_error("no pipe");
        posix_spawn_file_actions_t actions{};
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
        posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, output[1], STDERR_FILENO);
        for (const int end : {input[0], input[1], output[0], output[1]})
            posix_spawn_file_actions_addclose(&actions, end);
        arguments.insert(arguments.begin(), SANDBOX_PROGRAM);
        std::vector<char*> raw;
        for (auto& argument : arguments)
            raw.push_back(argument.data());
        raw.push_back(nullptr);
        if (::posix_spawn(&process_, SANDBOX_PROGRAM, &actions, nullptr, raw.data(), environ) != 0)
            throw std::runtime_error("cannot start " SANDBOX_PROGRAM);
        posix_spawn_file_actions_destroy(&actions);
        ::close(input[0]);
        ::close(output[1]);
        input_ = input[1];
        output_ = output[0];
    }
    ~Program()
    {
        close_input();
        ::close(output_);
        if (process_ > 0)
        {
            ::kill(process_, SIGKILL);
            ::waitpid(process_, nullptr, 0);
        }
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// One line of output, without its end; what there is when the output ends.
    std::string line()
    {
        std::string text;
        for (char letter = 0; ::read(output_, &letter, 1) == 1 && letter != '\n';)
            text += letter;
        return text;
    }

    std::string url()
    {
        constexpr std::string_view words = "listening on ";
        for (auto text = line(); !text.empty(); text = line())
            if (text.starts_with(words))
                return text.substr(words.size());
        return {};
    }

    void close_input()
    {
        if (input_ >= 0)
            ::close(input_);
        input_ = -1;
    }

    void signal(int number) const { ::kill(process_, number); }

    /// Waits for the end; gives the exit code.
    int exit_code()
    {
        int status = 0;
        ::waitpid(process_, &status, 0);
        process_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    pid_t process_ = -1;
    int input_ = -1;
    int output_ = -1;
};

std::string ask(const std::string& url, const std::string& request)
{
    SocketClient client(url);
    client.send(request);
    return client.receive_until_close();
}

TEST(Program, SaysWhereItListensAndAnswersThere)
{
    Program program({"--generation", "0.62"});
    const auto url = program.url();
    EXPECT_THAT(url, StartsWith("http://127.0.0.1:"));
    EXPECT_THAT(ask(url, http_request("GET", "/api/identity-providers")), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(ask(url, http_request("GET", "/api/instance/version")), StartsWith("HTTP/1.1 404"));
}

TEST(Program, ServesTheIssuersOfItsCommandLine)
{
    Program program({"--issuer", "corp", "--issuer", "down:status=503"});
    const auto url = program.url();
    EXPECT_THAT(ask(url, http_request("GET", "/issuers/corp/.well-known/openid-configuration")),
                HasSubstr("\"issuer\":\"" + url + "/issuers/corp\""));
    EXPECT_THAT(ask(url, http_request("GET", "/issuers/down/.well-known/openid-configuration")),
                StartsWith("HTTP/1.1 503"));
}

TEST(Program, PlaysTheProvidersOfItsCommandLine)
{
    Program program({"--provider", "keycloak=corp"});
    const auto issuer = program.line();
    const auto url = program.url();
    EXPECT_EQ(issuer, "provider " + url + "/providers/corp/realms/netbird-test");
    EXPECT_THAT(ask(url, http_request("GET", "/providers/corp/realms/nope/.well-known/openid-configuration")),
                HasSubstr("Realm does not exist"));
}

TEST(Program, ReachesTheProvidersOfThisHostWhenItIsTold)
{
    Program playing({"--provider", "keycloak=corp"});
    const auto issuer = playing.line().substr(std::string_view("provider ").size());
    Program reaching({"--reach-this-host"});
    Program staying({});
    const auto connector = R"({"type": "keycloak", "name": "a", "issuer": ")" + issuer +
                           R"(", "client_id": "netbird", "client_secret": "not-a-real-secret"})";
    const auto create = [&](const std::string& url) {
        return ask(url, http_request("POST", "/api/identity-providers", connector));
    };
    EXPECT_THAT(create(reaching.url()), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(create(staying.url()), HasSubstr("connection refused"));
}

TEST(Program, TakesTokensWithRoles)
{
    Program program({"--token", "first", "--token", std::string("second:user")});
    const auto url = program.url();
    const auto with = [](const std::string& token) {
        return "GET /api/accounts HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Token " + token +
               "\r\n\r\n";
    };
    EXPECT_THAT(ask(url, with("first")), StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(ask(url, with("second")), StartsWith("HTTP/1.1 403"));
}

TEST(Program, EndsWhenItsInputIsClosed)
{
    Program program({"--until-stdin-closes"});
    program.url();
    program.close_input();
    EXPECT_EQ(program.exit_code(), 0);
}

TEST(Program, EndsOnSigterm)
{
    Program program({});
    program.url();
    program.signal(SIGTERM);
    EXPECT_EQ(program.exit_code(), 0);
}

TEST(Program, EndsWhenItIsTold)
{
    Program program({});
    ask(program.url(), http_request("POST", "/_sandbox/stop"));
    EXPECT_EQ(program.exit_code(), 0);
}

TEST(Program, EndsByItself)
{
    Program program({"--max-seconds", "1"});
    EXPECT_EQ(program.exit_code(), 0);
}

TEST(Program, ListensOnLoopbackOnly)
{
    Program program({"--listen", "0.0.0.0:0"});
    EXPECT_THAT(program.line(), HasSubstr("--listen takes a loopback address"));
    EXPECT_EQ(program.exit_code(), 1);
}

TEST(Program, RefusesWhatItDoesNotUnderstand)
{
    for (const auto& arguments : std::vector<std::vector<std::string>>{{"--generation", "0.1"},
                                                                       {"--token", "a:b"},
                                                                       {"--issuer", "a:b"},
                                                                       {"--provider", "a=b"},
                                                                       {"--write-delay", "20"}})
    {
        Program program(arguments);
        EXPECT_THAT(program.line(), StartsWith("netbird-sandbox: "));
        EXPECT_EQ(program.exit_code(), 1);
    }
}

} // namespace
} // namespace idpsync::sandbox::test
