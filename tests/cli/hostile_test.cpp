// The real program before peers that mean harm: it ends by itself or at its deadline, and a signal always
// ends it.

#include "support/matchers.hpp"
#include "support/process.hpp"
#include "support/raw_server.hpp"
#include "support/temp_directory.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <future>
#include <thread>

namespace idpsync::cli {
namespace {

using namespace idpsync::test;

/// NetBird's place, taken by somebody else: does the same on each connection, on a thread of its own.
class FalseNetBird
{
public:
    explicit FalseNetBird(const Script& script)
        : server_(io_, std::vector<Script>(8, reporting(script))), thread_([this] { io_.run(); })
    {}
    ~FalseNetBird()
    {
        io_.stop();
        thread_.join();
    }
    FalseNetBird(const FalseNetBird&) = delete;
    FalseNetBird& operator=(const FalseNetBird&) = delete;

    [[nodiscard]] std::string url(const std::string& scheme) const
    {
        return scheme + "://127.0.0.1:" + std::to_string(server_.port());
    }

    /// Until a client has said something.
    void wait_for_client() { asked_.get_future().wait(); }

private:
    /// `script`, behind whatever the client says first.
    Script reporting(const Script& script)
    {
        Script whole{respond([this](const std::string&) {
            if (!reported_)
                asked_.set_value();
            reported_ = true;
            return std::string();
        })};
        whole.insert(whole.end(), script.begin(), script.end());
        return whole;
    }

    std::promise<void> asked_;
    bool reported_ = false;
    boost::asio::io_context io_{1};
    RawServer server_;
    std::thread thread_;
};

const std::string ok = "HTTP/1.1 200 OK\r\n";
const std::string end_mark("\x15\x03\x03\x00\x02\x01\x00", 7);

class HostilePeer : public ::testing::Test
{
protected:
    HostilePeer()
    {
        write("token", "nbp_fake\n");
        write("secret", "fake-secret\n");
    }

    void write(const std::string& name, const std::string& text) const
    {
        const std::filesystem::path path = directory_ / name;
        std::ofstream(path) << text;
        std::filesystem::permissions(path, std::filesystem::perms::owner_read |
                                               std::filesystem::perms::owner_write);
        std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() -
                                                   std::chrono::hours(1));
    }

    /// Arguments of `command` with a NetBird at `url`, which may take a minute to answer.
    [[nodiscard]] std::vector<std::string> arguments(const std::string& command, const std::string& url) const
    {
        write("config.yaml",
              "version: 1\nmanagement:\n  url: " + url +
                  "\n  timeout: 60s\n  token: { file: " + (directory_ / "token") +
                  " }\nidentity_providers:\n  corp:\n    type: oidc\n    issuer: " + url +
                  "\n    client_id: netbird\n    client_secret: { file: " + (directory_ / "secret") + " }\n");
        return {command, "--config", directory_ / "config.yaml", "--state-dir", directory_ / "state"};
    }

    TempDirectory directory_;
};

TEST_F(HostilePeer, WhoEndsTlsInTheHandshakeAndHoldsEndsThePlan)
{
    FalseNetBird netbird({send(end_mark + end_mark), hang()});
    const auto plan = run(IDPSYNC_PROGRAM, arguments("plan", netbird.url("https")));
    EXPECT_EQ(plan.exit, 1);
    EXPECT_THAT(plan.err, HasSubstr("closed the connection during the handshake"));
}

TEST_F(HostilePeer, WhoNeverEndsALineEndsThePlan)
{
    const auto chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    for (const auto& begin : {chunked, chunked + "5;", chunked + "0\r\nX: ", ok, ok + "X: "})
    {
        SCOPED_TRACE(begin);
        FalseNetBird netbird({send(begin), flood("0")});
        const auto plan = run(IDPSYNC_PROGRAM, arguments("plan", netbird.url("http")));
        EXPECT_EQ(plan.exit, 1);
        EXPECT_THAT(plan.err, HasSubstr("64 KiB"));
    }
}

/// Each would hold a command for the minute of its deadline.
TEST_F(HostilePeer, EndsAtOnceOnASignalWhateverThePeerDoes)
{
    const std::vector<std::pair<std::string, Script>> peers{
        {"http", {hang()}},
        {"http", {send(ok + "X: y"), hang()}},
        {"http", {send(ok + "Transfer-Encoding: chunked\r\n\r\n5;"), hang()}},
        {"http", {send("HTTP/1.1 103 Early Hints\r\n\r\n"), hang()}},
        {"https", {hang()}},
        {"https", {send(std::string("\x16\x03\x03\x40\x00", 5)), hang()}},
        {"https", {send(std::string("\x16\x03\x03\x00\x00", 5)), hang()}},
    };
    for (const auto& [scheme, script] : peers)
        for (const std::string command : {"plan", "apply", "doctor"})
            for (const int number : {SIGTERM, SIGINT})
            {
                SCOPED_TRACE(command + " " + scheme + " " + script.front().text);
                FalseNetBird netbird(script);
                Process process(IDPSYNC_PROGRAM, arguments(command, netbird.url(scheme)));
                netbird.wait_for_client();
                process.signal(number);
                EXPECT_EQ(process.finish().exit, 128 + number);
            }
}

TEST_F(HostilePeer, SeesNoCoreDump)
{
    FalseNetBird netbird({hang()});
    Process process(IDPSYNC_PROGRAM, arguments("plan", netbird.url("http")));
    netbird.wait_for_client();
    std::ifstream limits("/proc/" + std::to_string(process.pid()) + "/limits");
    const std::string text{std::istreambuf_iterator<char>(limits), {}};
    EXPECT_THAT(text, ::testing::ContainsRegex("Max core file size +0 +0"));
}

} // namespace
} // namespace idpsync::cli
