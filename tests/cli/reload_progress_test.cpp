// `reload` on a terminal, with a daemon of today and with one that does not know of progress.

#include "service/control/protocol.hpp"
#include "service/control/socket.hpp"
#include "support/matchers.hpp"
#include "support/process.hpp"
#include "support/temp_directory.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <string>

namespace idpsync::test {
namespace {

namespace asio = boost::asio;
namespace control = service::control;
using asio::local::stream_protocol;

/// Says what a test tells it to, to one client after the other.
class ReloadProgress : public ::testing::Test
{
protected:
    /// Begins `reload` on a terminal.
    std::unique_ptr<Process> begin()
    {
        return std::make_unique<Process>(
            IDPSYNC_PYTHON,
            std::vector<std::string>{std::string(IDPSYNC_SOURCE_DIR) + "/tests/cli/on_a_terminal.py", "y",
                                     IDPSYNC_PROGRAM, "reload", "--yes", "--runtime-dir", directory.path()});
    }

    /// Waits for a client, answers it with `lines` and hangs up. Gives what it asked.
    control::Request serve(const std::string& lines)
    {
        auto client = listener.accept();
        std::string asked;
        asio::read_until(client, asio::dynamic_buffer(asked), '\n');
        asio::write(client, asio::buffer(lines));
        return control::decode_request(asked).value();
    }

    static std::string answer()
    {
        service::ReloadOutcome outcome;
        outcome.report.emplace();
        outcome.management_url = "https://netbird.example.com";
        return control::encode(outcome);
    }

    TempDirectory directory;
    asio::io_context io;
    stream_protocol::acceptor listener{io, stream_protocol::endpoint(control::socket_path(directory.path()))};
};

TEST_F(ReloadProgress, IsShownOnATerminal)
{
    const auto program = begin();
    const auto asked = serve(control::encode(reconcile::PassProgress{.done = 12, .all = 300}) +
                             control::encode(reconcile::PassProgress{
                                 .done = 137, .all = 300, .last = EventName::updated, .whose = "pocket-id"}) +
                             answer());
    EXPECT_TRUE(std::get<service::ReloadRequest>(asked).progress);
    const auto ended = program->finish();
    const auto asking = ended.out.find("asking providers: 12 of 300");
    const auto writing = ended.out.find("[137/300] updated pocket-id");
    EXPECT_NE(asking, std::string::npos) << ended.out;
    EXPECT_LT(asking, writing);
    EXPECT_LT(writing, ended.out.find("Plan: ")) << ended.out;
    EXPECT_EQ(ended.exit, 0);
}

TEST_F(ReloadProgress, IsNotMissedWhereTheDaemonDoesNotKnowIt)
{
    const auto program = begin();
    const auto first = serve(control::encode(Error{ErrorKind::rejected, "unknown member \"progress\""}));
    EXPECT_TRUE(std::get<service::ReloadRequest>(first).progress);
    const auto second = serve(answer());
    EXPECT_FALSE(std::get<service::ReloadRequest>(second).progress);
    const auto ended = program->finish();
    EXPECT_EQ(ended.exit, 0) << ended.out;
    EXPECT_THAT(ended.out, Not(HasSubstr("unknown member")));
}

TEST_F(ReloadProgress, IsNotAskedForWithoutATerminal)
{
    Process program(IDPSYNC_PROGRAM, {"reload", "--runtime-dir", directory.path()});
    EXPECT_FALSE(std::get<service::ReloadRequest>(serve(answer())).progress);
    EXPECT_EQ(program.finish().exit, 0);
}

} // namespace
} // namespace idpsync::test
