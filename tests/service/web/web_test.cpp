// The page as a browser gets it.

#include "service/control/status.hpp"
#include "service/web/web.hpp"
#include "support/key.hpp"
#include "support/manual_clock.hpp"
#include "support/matchers.hpp"
#include "support/memory_files.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <vector>

namespace idpsync::service {
namespace {

class Told final : public EventSink
{
public:
    void emit(Event event) override { events.push_back(std::move(event)); }
    std::vector<Event> events;
};

class WebTest : public testing::Test
{
protected:
    void use(const std::string& address, const std::optional<std::string>& password_file = {})
    {
        config::Settings settings;
        settings.web = {.listen = config::ListenAddress{address, 0}, .password_file = password_file};
        web.accepted(settings);
    }
    std::optional<net::Page> get(const std::string& path, const std::string& host = "127.0.0.1")
    {
        return web.page({.path = path, .host = host});
    }

    boost::asio::io_context io;
    test::ManualClock clock;
    test::MemoryFiles files;
    Told log;
    Web web{io.get_executor(), clock, files, log};
};

TEST_F(WebTest, ServesThePageAndTheStatus)
{
    use("127.0.0.1");
    EXPECT_NE(web.port(), 0);
    const auto page = get("/");
    EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
    EXPECT_THAT(page->body, HasSubstr("Can people sign in?"));
    EXPECT_THAT(page->headers, Contains(testing::Pair("Content-Security-Policy",
                                                      testing::StartsWith("default-src 'none'"))));
    const auto status = get("/api/status");
    EXPECT_TRUE(control::status_from_json(boost::json::parse(status->body)));
    for (const auto* other : {"//", "/index.html", "/api", "/../etc/passwd", "/metrics"})
        EXPECT_FALSE(get(other)) << other;
}

TEST_F(WebTest, ShowsNothingWithoutThePassword)
{
    files.put("/p", "not-a-real-password");
    use("127.0.0.1", "/p");
    for (const auto* path : {"/", "/api/status", "/nothing"})
    {
        const auto page = get(path);
        EXPECT_EQ(page->status, 401U);
        EXPECT_EQ(page->body, "a password is needed\n");
        EXPECT_EQ(page->headers.front().first, "WWW-Authenticate");
    }
}

TEST_F(WebTest, ShowsNothingToAPageThatPointsItsNameHere)
{
    use("127.0.0.1");
    EXPECT_EQ(get("/api/status", "rebound.example.com")->status, 421U);
}

TEST_F(WebTest, WarnsOfAPageThatOthersReachWithoutAPassword)
{
    use("0.0.0.0");
    EXPECT_EQ(log.events.back().level, Level::warning);
    EXPECT_THAT(log.events.back().fields.back().second, HasSubstr("web.password_file"));
    files.put("/p", "not-a-real-password");
    use("127.0.0.1", "/p");
    EXPECT_EQ(log.events.back().level, Level::info);
}

TEST_F(WebTest, SaysWhyItAdmitsNobody)
{
    use("127.0.0.1", "/missing");
    EXPECT_EQ(log.events.front().name, EventName::web_failed);
    EXPECT_THAT(log.events.front().fields.at(1).second, HasSubstr("/missing"));
    EXPECT_EQ(get("/")->status, 401U);
}

} // namespace
} // namespace idpsync::service
