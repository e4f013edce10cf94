// The way out to a browser and back: what ends the wait, whom the door lets in, what a browser is given.

#include "service/login/browser_door.hpp"
#include "service/login/open_browser.hpp"
#include "support/manual_clock.hpp"
#include "support/matchers.hpp"
#include "support/temp_directory.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto missing_name =
    "ERRO [err: missing \"name\" claim] dex/logrus_handler.go:83: failed to authenticate\n";

void append(const std::string& path, const std::string& text)
{
    std::ofstream(path, std::ios::app) << text;
}

/// A connection to the door that says what it is told.
class Guest
{
public:
    Guest(asio::io_context& io, std::uint16_t port) : io_(io), socket_(io)
    {
        socket_.connect({asio::ip::address_v4::loopback(), port});
    }

    void ask(const std::string& target)
    {
        asio::write(socket_, asio::buffer("GET " + target + " HTTP/1.1\r\n\r\n"));
    }
    void leave() { socket_.close(); }

    std::string read()
    {
        std::string bytes;
        bool ended = false;
        asio::async_read(socket_, asio::dynamic_buffer(bytes),
                         [&](const boost::system::error_code&, std::size_t) { ended = true; });
        io_.restart();
        while (!ended)
            io_.run_one();
        return bytes;
    }

    [[nodiscard]] bool was_answered() const { return socket_.available() > 0; }

private:
    asio::io_context& io_;
    tcp::socket socket_;
};

class BrowserDoorTest : public testing::Test
{
protected:
    BrowserDoorTest()
    {
        // Long ago.
        append(log,
               "ERRO [err: malformed \"groups\" claim] dex/logrus_handler.go:83: failed to authenticate\n");
    }

    /// Somebody is sent out; NetBird's log is read.
    void open()
    {
        service::BrowserDoor::Options options{
            .show = [](const std::string&, const diagnose::LoopbackRedirect&) {},
            .log = service::FollowedLog::open(log).value()};
        door.emplace(io.get_executor(), clock, std::move(options));
        port = door->open(diagnose::LoopbackRedirect::parse("http://localhost:0/").value())->port;
        diagnose::LoginVisit visit{.url = "u", .path = "/", .state = "s", .deadline = clock.now() + 3min};
        asio::co_spawn(io, door->wait(visit), [this](std::exception_ptr, diagnose::LoginOutcome outcome) {
            ended.emplace(std::move(outcome));
        });
        pass(0s);
    }

    /// In steps between which the door looks around.
    void pass(std::chrono::milliseconds time)
    {
        for (auto left = time; left >= 0ms; left -= 200ms)
        {
            io.restart();
            io.poll();
            if (left > 0ms)
                clock.advance(std::min<std::chrono::milliseconds>(left, 200ms));
        }
        io.restart();
        io.poll();
    }

    TempDirectory directory;
    const std::string log = directory / "netbird.log";
    asio::io_context io{1};
    ManualClock clock;
    std::optional<service::BrowserDoor> door;
    std::uint16_t port = 0;
    std::optional<diagnose::LoginOutcome> ended;
};

TEST_F(BrowserDoorTest, ACodeThatComesBackCountsMoreThanALineOfAnother)
{
    open();
    append(log, missing_name);
    pass(4s);
    ASSERT_FALSE(ended);
    Guest browser(io, port);
    browser.ask("/?code=c&state=s");
    EXPECT_THAT(browser.read(), HasSubstr("You are back."));
    pass(2s);
    ASSERT_TRUE(ended);
    ASSERT_TRUE(ended->back);
    EXPECT_EQ(ended->back->code->reveal(), "c");
}

TEST_F(BrowserDoorTest, ALineEndsTheWaitWhenNobodyComesBack)
{
    open();
    append(log, missing_name);
    pass(6s);
    ASSERT_TRUE(ended);
    EXPECT_FALSE(ended->back);
    EXPECT_EQ(ended->logged->words, "missing \"name\" claim");
}

TEST_F(BrowserDoorTest, FollowsALogToTheFileThatTakesItsPlace)
{
    open();
    append(log, "nothing of note\n");
    pass(1s);
    std::filesystem::rename(log, log + ".1");
    append(log, missing_name);
    pass(6s);
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->logged->words, "missing \"name\" claim");
}

TEST_F(BrowserDoorTest, LetsTenInAtAnAddress)
{
    open();
    std::vector<std::unique_ptr<Guest>> silent;
    for (int i = 0; i < 10; ++i)
        silent.push_back(std::make_unique<Guest>(io, port));
    Guest eleventh(io, port);
    eleventh.ask("/elsewhere");
    pass(1s);
    EXPECT_FALSE(eleventh.was_answered());
    silent.front()->leave();
    EXPECT_THAT(eleventh.read(), StartsWith("HTTP/1.1 404 "));
}

TEST_F(BrowserDoorTest, TakesNoLongRequest)
{
    open();
    Guest guest(io, port);
    guest.ask("/?code=" + std::string(9000, 'c'));
    EXPECT_THAT(guest.read(), StartsWith("HTTP/1.1 431 "));
}

TEST(Browser, IsOpenedOnADesktopAndNeverAsRoot)
{
    const auto environment = [](std::string set) {
        return [set](const std::string& name) {
            return name == set ? std::optional<std::string>(":0") : std::nullopt;
        };
    };
    EXPECT_TRUE(service::has_browser(environment("DISPLAY"), false));
    EXPECT_TRUE(service::has_browser(environment("WAYLAND_DISPLAY"), false));
    EXPECT_FALSE(service::has_browser(environment("TERM"), false));
    EXPECT_FALSE(service::has_browser(environment("DISPLAY"), true));
}

TEST(Browser, IsGivenWhatADesktopNeedsAndNoSecret)
{
    const std::array<const char*, 8> all{
        "DISPLAY=:0",   "IDPSYNC_TOKEN=nbp_x", "LC_ALL=C",     "XDG_RUNTIME_DIR=/run/user/1",
        "HOMESECRET=x", "HOME=/home/a",        "LD_PRELOAD=x", nullptr};
    EXPECT_THAT(service::browser_environment(all.data()),
                ElementsAre("DISPLAY=:0", "LC_ALL=C", "XDG_RUNTIME_DIR=/run/user/1", "HOME=/home/a"));
}

/// xdg-open that says how it was started, into a pipe that ends when it does.
class FakeDesktop
{
public:
    FakeDesktop()
    {
        const auto program = directory_ / "xdg-open";
        std::ofstream(program) << "#!/bin/sh\n{ echo \"url $1\"; ls -l /proc/$$/fd; env; echo pid $$; "
                                  "echo session $(cut -d' ' -f6 /proc/$$/stat); } > '"
                               << pipe_ << "'\n";
        std::filesystem::permissions(program, std::filesystem::perms::owner_all);
        EXPECT_EQ(::mkfifo(pipe_.c_str(), 0600), 0);
        ::setenv("PATH", (directory_.path() + ":" + path_).c_str(), 1);
        ::setenv("IDPSYNC_TEST_SECRET", "canary", 1);
    }
    ~FakeDesktop()
    {
        ::setenv("PATH", path_.c_str(), 1);
        ::unsetenv("IDPSYNC_TEST_SECRET");
    }
    FakeDesktop(const FakeDesktop&) = delete;
    FakeDesktop& operator=(const FakeDesktop&) = delete;

    /// Waits for its end.
    [[nodiscard]] std::string said() const
    {
        std::ostringstream text;
        text << std::ifstream(pipe_).rdbuf();
        return text.str();
    }

private:
    TempDirectory directory_;
    std::string pipe_ = directory_ / "said";
    std::string path_ = std::getenv("PATH");
};

TEST(Browser, InheritsNothingAndLeavesTheTerminal)
{
    const FakeDesktop desktop;
    asio::io_context io;
    const tcp::acceptor listening(io, {asio::ip::address_v4::loopback(), 0});
    ASSERT_TRUE(service::open_browser("https://netbird.example.com/?a=b"));
    const auto said = desktop.said();
    EXPECT_THAT(said, AllOf(HasSubstr("url https://netbird.example.com/?a=b\n"), HasSubstr("/dev/null"),
                            HasSubstr("PATH="), Not(HasSubstr("socket:")), Not(HasSubstr("canary"))));
    const auto word_after = [&](const std::string& name) {
        const auto begin = said.rfind("\n" + name + " ") + name.size() + 2;
        return said.substr(begin, said.find('\n', begin) - begin);
    };
    EXPECT_EQ(word_after("session"), word_after("pid"));
}

} // namespace
} // namespace idpsync::test
