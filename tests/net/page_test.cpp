// Requests to the small server, and its answers, as bytes.

#include "net/page.hpp"

#include <gtest/gtest.h>

namespace idpsync::net {
namespace {

PageRequest asked(const std::string& first_line, const std::string& headers = "Host: x\r\n")
{
    return parse_page_request(first_line + "\r\n" + headers + "\r\n");
}

TEST(PageRequest, IsThePathOfAGet)
{
    const auto request = asked("GET /metrics HTTP/1.1");
    EXPECT_EQ(request.refused, 0U);
    EXPECT_EQ(request.path, "/metrics");
}

TEST(PageRequest, LeavesTheQueryOut)
{
    EXPECT_EQ(asked("GET /metrics?name[]=up HTTP/1.1").path, "/metrics");
    EXPECT_EQ(asked("GET /metrics?name[]=up HTTP/1.1").query, "name[]=up");
    EXPECT_EQ(asked("GET /metrics? HTTP/1.1").query, "");
    EXPECT_EQ(asked("GET /?code=a?b HTTP/1.1").query, "code=a?b");
}

TEST(PageRequest, MayBeOfHttp1_0WithoutAHost)
{
    EXPECT_EQ(asked("GET / HTTP/1.0", "").path, "/");
}

TEST(PageRequest, RefusesEveryMethodButGet)
{
    for (const auto* method : {"POST", "PUT", "DELETE", "HEAD", "OPTIONS", "BREW"})
        EXPECT_EQ(asked(std::string(method) + " /metrics HTTP/1.1").refused, 405U) << method;
}

TEST(PageRequest, RefusesABody)
{
    EXPECT_EQ(asked("GET / HTTP/1.1", "Content-Length: 1\r\n").refused, 413U);
    EXPECT_EQ(asked("GET / HTTP/1.1", "Transfer-Encoding: chunked\r\n").refused, 413U);
    EXPECT_EQ(asked("GET / HTTP/1.1", "Content-Length: 0\r\n").refused, 0U);
}

TEST(PageRequest, RefusesWhatIsNotHttp)
{
    for (const auto* head : {"\r\n\r\n", "hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\r\n\r\n",
                             "GET / HTTP/1.1\r\nno colon\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n",
                             "GET http://127.0.0.1/metrics HTTP/1.1\r\n\r\n", "GET * HTTP/1.1\r\n\r\n",
                             "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"})
        EXPECT_EQ(parse_page_request(head).refused, 400U) << head;
}

TEST(PageRequest, EndsWithItsEmptyLine)
{
    EXPECT_EQ(head_size("GET / HTTP/1.1\r\n"), std::nullopt);
    EXPECT_EQ(head_size("GET / HTTP/1.1\r\n\r\nmore"), 18U);
}

TEST(AnswerBytes, EndTheConnection)
{
    EXPECT_EQ(answer_bytes({200, "text/plain", "ok\n"}),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n"
              "Cache-Control: no-store\r\n\r\nok\n");
}

TEST(AnswerBytes, SayWhatIsAllowedInstead)
{
    EXPECT_NE(answer_bytes({405, "text/plain", ""}).find("HTTP/1.1 405 Method Not Allowed\r\n"),
              std::string::npos);
    EXPECT_NE(answer_bytes({405, "text/plain", ""}).find("Allow: GET\r\n"), std::string::npos);
}

} // namespace
} // namespace idpsync::net
