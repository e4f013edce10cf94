#pragma once

// The way out to a real browser and back: a small server on this host's loopback addresses.

#include "diagnose/login_trial.hpp"
#include "net/async_event.hpp"
#include "net/loopback_server.hpp"
#include "service/login/followed_log.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <optional>
#include <string>

namespace idpsync::service {

class BrowserDoor final : public diagnose::LoginDoor
{
public:
    struct Options
    {
        std::function<void(const std::string& url, const diagnose::LoopbackRedirect& redirect)> show;
        bool asks_terminal = false; ///< a line on standard input says that NetBird showed an error page
        std::optional<FollowedLog> log{};
    };

    /// `clock` must outlive it.
    BrowserDoor(const boost::asio::any_io_executor& executor, net::Clock& clock, Options options);

    Result<diagnose::LoopbackRedirect> open(const diagnose::LoopbackRedirect& wanted) override;

    /// Answers 404 to everything but the one request that brings the login back, which gets a page that says
    /// to close it; then it listens no more. A line in NetBird's log ends the wait 5 s later: it is the whole
    /// server's, and may be about another login while this one goes on.
    boost::asio::awaitable<diagnose::LoginOutcome> wait(const diagnose::LoginVisit& visit) override;

private:
    std::optional<net::Page> answer(const net::PageRequest& request);
    void look_around();
    boost::asio::awaitable<void> let_the_page_arrive();

    net::Clock& clock_;
    Options options_;
    net::LoopbackServer server_;
    net::AsyncEvent ended_;
    diagnose::LoopbackRedirect redirect_;
    std::string state_;     ///< empty: nobody is out
    net::SteadyTime end_{}; ///< of the wait
    diagnose::LogReader reader_;
    diagnose::LoginOutcome outcome_;
};

} // namespace idpsync::service
