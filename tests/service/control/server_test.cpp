// What clients do to the control socket, the badly behaved included. Real sockets, one clock that is turned.

#include "service/control/server_fixture.hpp"
#include "service/system/user_names.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace idpsync::service::control {
namespace {

using namespace std::chrono_literals;
using boost::asio::local::stream_protocol;

TEST_F(ControlServer, AnswersOneLineAndHangsUp)
{
    state.config_hash = "0123456789abcdef";
    const auto caller = call(StatusRequest());
    EXPECT_EQ(decode_status_answer(caller->heard()).value().state.config_hash, "0123456789abcdef");
    EXPECT_EQ(caller->heard().find('\n'), caller->heard().size() - 1);
    EXPECT_TRUE(caller->cut_off());
    EXPECT_EQ(server->clients(), 0U);
}

TEST_F(ControlServer, TellsWhoAsked)
{
    call(PauseRequest{90s});
    call(ResumeRequest());
    const auto acknowledge = call(AcknowledgeRequest{7});
    EXPECT_THAT(asked, ElementsAre("pause 90 by " + user_named(::getuid()), "resume", "ack-restart 7"));
    EXPECT_EQ(decode_acknowledge_answer(acknowledge->heard()).error().text(), "no such generation");
}

TEST_F(ControlServer, LetsTheGroupLookAndNothingElse)
{
    access = Access::look;
    EXPECT_TRUE(decode_status_answer(call(StatusRequest())->heard()).has_value());
    EXPECT_EQ(decode_history_answer(call(HistoryRequest())->heard()).value().damaged.size(), 1U);
    EXPECT_THAT(asked, ElementsAre("history 50"));
    asked.clear();
    for (const Request& request : {Request(ReloadRequest{.write = false}), Request(PauseRequest{1s}),
                                   Request(ResumeRequest()), Request(AcknowledgeRequest())})
    {
        const auto answer = decode_status_answer(call(request)->heard());
        EXPECT_EQ(answer.error().kind, ErrorKind::forbidden) << name_of(request);
    }
    EXPECT_THAT(asked, IsEmpty());
    EXPECT_THAT(reloads, IsEmpty());
}

TEST_F(ControlServer, KeepsAReloadWaitingForItsOutcome)
{
    const auto caller = call(ReloadRequest{.keys = {"corp"}});
    ASSERT_THAT(reloads, SizeIs(1));
    pass_time(1h);
    EXPECT_FALSE(caller->cut_off());
    const auto pending = reloads[0].lock();
    EXPECT_EQ(pending->request.keys.at(0), "corp");
    EXPECT_EQ(pending->request.who, user_named(::getuid()));
    auto outcome = std::make_shared<ReloadOutcome>();
    outcome->error = Error{ErrorKind::transport, "connection refused"};
    pending->outcome = outcome;
    pending->answered.set();
    settle();
    EXPECT_EQ(decode_reload_answer(caller->heard()).value().error->text(), "connection refused");
    EXPECT_TRUE(caller->cut_off());
}

TEST_F(ControlServer, LetsGoOfAReloadWhoseClientLeft)
{
    const auto caller = call(ReloadRequest());
    EXPECT_FALSE(reloads.at(0).expired());
    caller->leave();
    settle();
    EXPECT_TRUE(reloads.at(0).expired());
    EXPECT_EQ(server->clients(), 0U);
}

TEST_F(ControlServer, TellsThoseWhoWatchOfEveryChange)
{
    const auto watcher = call(StatusRequest{.watch = true});
    EXPECT_THAT(watcher->heard(), HasSubstr("\"passes\":0"));
    state.passes = 1;
    server->publish();
    settle();
    EXPECT_THAT(watcher->heard(), HasSubstr("\"passes\":1"));
    pass_time(1h);
    EXPECT_FALSE(watcher->cut_off());
    EXPECT_EQ(std::count(watcher->heard().begin(), watcher->heard().end(), '\n'), 2);
    watcher->leave();
    settle();
    EXPECT_EQ(server->clients(), 0U);
}

TEST_F(ControlServer, ManyChangesAtOnceAreOneForWhoWatches)
{
    const auto watcher = call(StatusRequest{.watch = true});
    for (int change = 0; change < 1000; ++change)
        server->publish();
    settle();
    EXPECT_EQ(std::count(watcher->heard().begin(), watcher->heard().end(), '\n'), 2);
}

TEST_F(ControlServer, CutsOffWhoSaysNothing)
{
    const auto silent = call();
    pass_time(5s - 1ns);
    EXPECT_FALSE(silent->cut_off());
    pass_time(1ns);
    EXPECT_TRUE(silent->cut_off());
    EXPECT_EQ(silent->heard(), "");
    expect_service();
}

TEST_F(ControlServer, CutsOffWhoDripsItsRequest)
{
    const auto slow = call();
    for (const char c : std::string("{\"version\""))
    {
        slow->say(std::string(1, c));
        pass_time(1s);
    }
    EXPECT_TRUE(slow->cut_off());
    expect_service();
}

TEST_F(ControlServer, AnswersAnObjectionToNonsense)
{
    const auto caller = call();
    caller->say("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    settle();
    EXPECT_EQ(decode_status_answer(caller->heard()).error().kind, ErrorKind::rejected);
    expect_service();
}

TEST_F(ControlServer, CutsOffWhoFloods)
{
    const auto flood = call();
    const std::string junk(16U << 10U, 'x');
    for (std::size_t sent = 0; sent < longest_request_with_files + junk.size(); sent += junk.size())
    {
        flood->say(junk);
        settle();
    }
    EXPECT_THAT(flood->heard(), HasSubstr("at most 8192 KiB")) << "the files of a candidate fit";
    EXPECT_TRUE(flood->cut_off());
    expect_service();
}

TEST_F(ControlServer, CutsOffWhoFloodsInsteadOfWaiting)
{
    const auto flood = call(ReloadRequest());
    const std::string junk(16U << 10U, 'x');
    for (int i = 0; i < 8; ++i)
    {
        flood->say(junk);
        settle();
    }
    EXPECT_TRUE(flood->cut_off());
    EXPECT_TRUE(reloads.at(0).expired());
    expect_service();
}

TEST_F(ControlServer, LastsThroughThoseWhoLeaveHalfway)
{
    const auto whole = encode(Request(StatusRequest()));
    for (std::size_t length = 0; length <= whole.size(); ++length)
    {
        auto caller = std::make_unique<Caller>(io, path);
        caller->say(whole.substr(0, length));
        if (length % 2 == 0)
            settle();
        caller->leave();
        settle();
    }
    EXPECT_EQ(server->clients(), 0U);
    expect_service();
}

TEST_F(ControlServer, CutsOffWhoDoesNotReadItsAnswer)
{
    for (int number = 0; number < 4000; ++number)
        state.providers.push_back({.key = ProviderKey::parse("provider-" + std::to_string(number)).value(),
                                   .problem = std::string(100, 'x')});
    const auto stuck = call(StatusRequest());
    EXPECT_EQ(server->clients(), 1U);
    pass_time(5s);
    EXPECT_EQ(server->clients(), 0U);
    state.providers.clear();
    expect_service();
}

TEST_F(ControlServer, TurnsTheSeventeenthAway)
{
    std::vector<std::unique_ptr<Caller>> callers;
    for (std::size_t i = 0; i < most_clients; ++i)
        callers.push_back(call());
    EXPECT_EQ(server->clients(), most_clients);
    const auto late = call();
    EXPECT_EQ(decode_status_answer(late->heard()).error().kind, ErrorKind::throttled);
    EXPECT_TRUE(late->cut_off());
    callers.pop_back();
    settle();
    expect_service();
}

TEST_F(ControlServer, KeepsPlacesForOperatorsWhateverTheGroupDoes)
{
    access = Access::look;
    std::vector<std::unique_ptr<Caller>> lookers;
    for (std::size_t i = 0; i < most_clients; ++i)
        lookers.push_back(call(StatusRequest{.watch = true}));
    EXPECT_EQ(server->clients(), most_lookers);
    access = Access::everything;
    expect_service();
}

TEST_F(ControlServer, TakesItsSocketWithItAndEndsItsConnections)
{
    const auto silent = call();
    const auto watcher = call(StatusRequest{.watch = true});
    const auto waiting = call(ReloadRequest());
    server.reset();
    settle();
    EXPECT_TRUE(silent->cut_off());
    EXPECT_TRUE(watcher->cut_off());
    EXPECT_TRUE(waiting->cut_off());
    EXPECT_TRUE(reloads.at(0).expired());
    stream_protocol::socket late(io);
    EXPECT_THROW(late.connect(stream_protocol::endpoint(path)), boost::system::system_error);
    EXPECT_EQ(clock.waiting(), 0U);
}

} // namespace
} // namespace idpsync::service::control
