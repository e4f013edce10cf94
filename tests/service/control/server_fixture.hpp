#pragma once

// A control socket with clients of every kind: real sockets, one clock that is turned.

#include "service/control/server.hpp"
#include "support/manual_clock.hpp"
#include "support/temp_directory.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::service::control {

class ControlServer : public ::testing::Test
{
protected:
    /// One end of a connection, which never waits.
    class Caller
    {
    public:
        Caller(boost::asio::io_context& io, const std::string& path) : socket_(io)
        {
            socket_.connect(boost::asio::local::stream_protocol::endpoint(path));
            socket_.non_blocking(true);
        }

        /// As much of `text` as the connection takes.
        std::size_t say(std::string_view text)
        {
            boost::system::error_code error;
            return boost::asio::write(socket_, boost::asio::buffer(text), error);
        }

        void leave() { socket_.close(); }

        /// What came so far.
        const std::string& heard()
        {
            std::array<char, 4096> piece{};
            boost::system::error_code error;
            while (!error)
            {
                const auto size = socket_.read_some(boost::asio::buffer(piece), error);
                heard_.append(piece.data(), size);
            }
            ended_ = error != boost::asio::error::would_block;
            return heard_;
        }

        bool cut_off()
        {
            heard();
            return ended_;
        }

    private:
        boost::asio::local::stream_protocol::socket socket_;
        std::string heard_;
        bool ended_ = false;
    };

    void SetUp() override { server->start(path).value(); }

    std::unique_ptr<Caller> call()
    {
        auto caller = std::make_unique<Caller>(io, path);
        settle();
        return caller;
    }

    std::unique_ptr<Caller> call(const Request& request)
    {
        auto caller = call();
        caller->say(encode(request));
        settle();
        return caller;
    }

    void settle()
    {
        for (int round = 0; round < 3; ++round)
        {
            io.restart();
            io.poll();
        }
    }

    void pass_time(std::chrono::nanoseconds time)
    {
        clock.advance(time);
        settle();
    }

    /// The server still does its work.
    void expect_service() { EXPECT_TRUE(decode_status_answer(call(StatusRequest())->heard()).has_value()); }

    Handlers handlers()
    {
        return {.status = [this] { return status_document(state, clock.now(), clock.wall_now()); },
                .reload =
                    [this](ReloadRequest request) {
                        auto pending = std::make_shared<PendingReload>(io.get_executor(), std::move(request));
                        reloads.push_back(pending);
                        return pending;
                    },
                .pause =
                    [this](std::chrono::seconds duration, const std::string& who) {
                        asked.push_back("pause " + std::to_string(duration.count()) + " by " + who);
                        return PauseAnswer{.until = clock.wall_now() + duration, .warning = {}};
                    },
                .resume =
                    [this](const std::string&) {
                        asked.emplace_back("resume");
                        return ResumeAnswer{.was_paused = true, .warning = {}};
                    },
                .acknowledge_restart = [this](std::optional<std::uint64_t> generation,
                                              const std::string&) -> Result<AcknowledgeAnswer> {
                    asked.push_back("ack-restart " + std::to_string(generation.value_or(0)));
                    return Error{ErrorKind::rejected, "no such generation"};
                },
                .history = [this](const HistoryRequest& request) -> Result<History::Kept> {
                    asked.push_back("history " + std::to_string(request.lines));
                    return History::Kept{.entries = {}, .damaged = {{"history.jsonl", 7}}};
                }};
    }

    boost::asio::io_context io;
    test::ManualClock clock;
    test::TempDirectory directory;
    std::string path = directory / "control.sock";
    DaemonState state;
    Access access = Access::everything;
    std::vector<std::weak_ptr<PendingReload>> reloads;
    std::vector<std::string> asked;
    std::unique_ptr<Server> server = std::make_unique<Server>(io.get_executor(), clock, handlers(),
                                                              [this](const Peer&) { return access; });
};

} // namespace idpsync::service::control
