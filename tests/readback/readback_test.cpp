// What a running management server hands out: its messages, and a conversation with one.

#include "core/text.hpp"
#include "json/edit.hpp"
#include "json/text.hpp"
#include "net/clock.hpp"
#include "readback/ask.hpp"
#include "readback/flows.hpp"
#include "readback/grpc_peer.hpp"
#include "readback/wire.hpp"
#include "support/matchers.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace idpsync::readback {
namespace {

namespace asio = boost::asio;
using namespace idpsync::test;

/// Time as it passes; only a peer that says nothing would make these tests wait.
class RunningClock final : public net::Clock
{
public:
    [[nodiscard]] net::SteadyTime now() const override { return std::chrono::steady_clock::now(); }
    [[nodiscard]] WallTime wall_now() const override { return {}; }
    asio::awaitable<void> wait_until(net::SteadyTime when) override
    {
        asio::steady_timer timer(co_await asio::this_coro::executor, when);
        co_await timer.async_wait(asio::use_awaitable);
    }
};

Result<std::string> asked(const GrpcPeer& peer)
{
    asio::io_context io;
    RunningClock clock;
    Question question{.url = boost::urls::url(peer.url()), .reach = {}};
    auto answer =
        asio::co_spawn(io, ask_server(std::move(question), io.get_executor(), clock), asio::use_future);
    io.run();
    return answer.get();
}

std::string at(const Result<std::string>& answer, std::string_view path)
{
    if (answer.has_error())
        return answer.error().text();
    const auto document = parse_json(*answer).value();
    const auto* found = find_at(document, path);
    return found == nullptr ? "nothing" : boost::json::serialize(*found);
}

TEST(ServerReadback, TellsBothFlowsInTheFormOfTheFile)
{
    const GrpcPeer peer({.pkce = flow_message(1, "netbird", ""), .device = flow_message(2, "devices", "")});
    const auto answer = asked(peer);
    EXPECT_EQ(at(answer, "PKCEAuthorizationFlow.ProviderConfig.ClientID"), "\"netbird\"");
    EXPECT_EQ(at(answer, "PKCEAuthorizationFlow.ProviderConfig.UseIDToken"), "true");
    EXPECT_EQ(at(answer, "PKCEAuthorizationFlow.ProviderConfig.RedirectURLs"),
              R"(["http://localhost:53000","http://localhost:54000"])");
    EXPECT_EQ(at(answer, "PKCEAuthorizationFlow.ProviderConfig.ClientSecretIsSet"), "nothing");
    EXPECT_EQ(at(answer, "DeviceAuthorizationFlow.Provider"), "\"hosted\"");
    EXPECT_EQ(at(answer, "DeviceAuthorizationFlow.ProviderConfig.ClientID"), "\"devices\"");
}

TEST(ServerReadback, TellsThatThereIsASecretAndNotWhich)
{
    const GrpcPeer peer({.pkce = flow_message(1, "netbird", "not-a-real-secret")});
    const auto answer = asked(peer);
    EXPECT_EQ(at(answer, "PKCEAuthorizationFlow.ProviderConfig.ClientSecretIsSet"), "true");
    EXPECT_THAT(*answer, Not(HasSubstr("not-a-real-secret")));
}

TEST(ServerReadback, TellsAFlowThatIsOff)
{
    const GrpcPeer peer({.pkce = std::nullopt, .device = std::nullopt});
    const auto answer = asked(peer);
    EXPECT_EQ(at(answer, "PKCEAuthorizationFlow"), "null");
    EXPECT_EQ(at(answer, "DeviceAuthorizationFlow"), R"({"Provider":"none"})");
}

TEST(ServerReadback, TellsWhatAnswersInNetBirdsPlace)
{
    EXPECT_THAT(asked(GrpcPeer({.speaks_http1 = true})).error().text(),
                AllOf(HasSubstr("HTTP/1 alone"), HasSubstr("reverse proxy")));
    EXPECT_THAT(asked(GrpcPeer({.http_status = "404"})).error().text(), HasSubstr("status 404"));
    EXPECT_THAT(asked(GrpcPeer({.content_type = "text/html"})).error().text(), HasSubstr("\"text/html\""));
    EXPECT_THAT(asked(GrpcPeer({.refusal = "13"})).error().text(), HasSubstr("grpc-status 13"));
    EXPECT_THAT(asked(GrpcPeer({.pkce = flow_message(1, "netbird", ""), .other_keys = true})).error().text(),
                HasSubstr("no encrypted message"));
}

TEST(Wire, KeepsWhatItFrames)
{
    EXPECT_EQ(unframed(framed("message")).value(), "message");
    EXPECT_EQ(framed(std::string(258, 'x')).substr(0, 5), std::string("\0\0\0\1\2", 5));
    for (const std::string body : {"", "1234", "\1\0\0\0\0", "12345678"})
        EXPECT_TRUE(unframed(body).has_error()) << escaped(body);
    EXPECT_TRUE(unframed(framed("message") + "x").has_error());
}

TEST(Wire, ReadsFieldsAndPassesOverFixedOnes)
{
    std::string message;
    append_field(message, 300, "bytes");
    message += std::string("\x08\xAC\x02", 3);           // 1: 300
    message += std::string("\x15\x01\x02\x03\x04", 5);   // 2: four bytes
    message += std::string("\x19\1\2\3\4\5\6\7\x08", 9); // 3: eight bytes
    const auto fields = fields_of(message).value();
    ASSERT_EQ(fields.size(), 2U);
    EXPECT_EQ(fields[0].number, 300U);
    EXPECT_EQ(fields[0].bytes, "bytes");
    EXPECT_EQ(fields[1].value, 300U);
    for (const std::string cut :
         {"\x0A\x05one", "\x08", "\x0B", "\x15\x01", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"})
        EXPECT_FALSE(fields_of(cut)) << escaped(cut);
}

TEST(Box, OpensForTheOneItIsFor)
{
    const auto one = make_keys();
    const auto other = make_keys();
    const auto box = sealed("hello", other.open, one);
    EXPECT_EQ(opened(box, one.open, other), "hello");
    EXPECT_EQ(opened(box, other.open, one), "hello") << "both ends share one secret";
    EXPECT_FALSE(opened(box, one.open, make_keys()));
    EXPECT_FALSE(opened("short", one.open, other));
    EXPECT_EQ(sealed({}, other.open, one).size(), 40U) << "as NetBird's clients send an empty message";
    EXPECT_EQ(key_from(to_base64(one.open)), one.open);
    EXPECT_FALSE(key_from("c2hvcnQ="));
}

} // namespace
} // namespace idpsync::readback
