// Plain HTTP: what is sent, what is read, and which error each failure is.

#include "harness.hpp"

#include <gmock/gmock.h>

namespace idpsync::net::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

TEST(Client, SendsAGetAndReadsItsAnswer)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("[]"))}});
    const auto result = harness.send(get(server.port()));
    ASSERT_TRUE(result) << told(result);
    EXPECT_EQ(result->status, 200U);
    EXPECT_EQ(result->body, "[]");
    EXPECT_EQ(result->header("content-length"), "2");
    EXPECT_EQ(result->header("x-other"), std::nullopt);
}

TEST(Client, SendsExactlyTheHeadersItShould)
{
    ClientOptions options;
    options.user_agent = "netbird-idp-sync/1";
    Harness harness(std::move(options));
    RawServer server(harness.io, {{receive(), send(answer("{}"))}});
    auto request = post(server.port(), R"({"name":"x"})");
    request.headers.emplace_back("Cache-Control", "no-cache");
    request.authorization = Secret("Token abc");
    ASSERT_TRUE(harness.send(std::move(request)));
    const auto host = "127.0.0.1:" + std::to_string(server.port());
    EXPECT_THAT(server.requests(), ElementsAre("POST /api/things HTTP/1.1\r\n"
                                               "Host: " +
                                               host +
                                               "\r\n"
                                               "User-Agent: netbird-idp-sync/1\r\n"
                                               "Accept: application/json\r\n"
                                               "Cache-Control: no-cache\r\n"
                                               "Authorization: Token abc\r\n"
                                               "Content-Type: application/json\r\n"
                                               "Content-Length: 12\r\n"
                                               "\r\n"
                                               R"({"name":"x"})"));
}

} // namespace
} // namespace idpsync::net::test
