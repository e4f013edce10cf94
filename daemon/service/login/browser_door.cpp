#include "service/login/browser_door.hpp"

#include "net/race.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace idpsync::service {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto between_looks = 200ms;
constexpr auto time_for_the_page = 1s;
/// For somebody whose login went on while another's line was written.
constexpr auto time_after_a_line = 5s;
/// Twenty at once, over both addresses; each gives its request in 8 KiB.
constexpr net::ServerLimits limits{.connections = 10, .head = 8U << 10U, .deadline = 5s};

/// Whether somebody ended a line on the terminal; it is taken away.
bool line_was_typed()
{
    pollfd asked{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (::poll(&asked, 1, 0) <= 0)
        return false;
    std::array<char, 256> line{};
    return ::read(STDIN_FILENO, line.data(), line.size()) > 0;
}

} // namespace

BrowserDoor::BrowserDoor(const asio::any_io_executor& executor, net::Clock& clock, Options options)
    : clock_(clock),
      options_(std::move(options)),
      server_(
          executor, clock, [this](const net::PageRequest& request) { return answer(request); }, limits),
      ended_(executor)
{}

Result<diagnose::LoopbackRedirect> BrowserDoor::open(const diagnose::LoopbackRedirect& wanted)
{
    const auto port = server_.listen(wanted.port);
    if (port.has_error())
        return Error{port.error().kind, "nobody can come back to " + wanted.uri + ": " + port.error().text(),
                     (port.error().kind == ErrorKind::conflict
                          ? "end the program that listens there (another login of NetBird's command "
                            "line?), or name another URI that is registered for netbird-cli with --redirect"
                          : "")};
    redirect_ = wanted.port == 0 ? wanted.at(*port) : wanted;
    return redirect_;
}

asio::awaitable<diagnose::LoginOutcome> BrowserDoor::wait(const diagnose::LoginVisit& visit)
{
    state_ = visit.state;
    reader_ = diagnose::LogReader(visit.connector);
    end_ = visit.deadline;
    outcome_ = {.back = std::nullopt, .log_was_read = options_.log.has_value()};
    options_.show(visit.url, redirect_);
    while (!ended_.is_set() && clock_.now() < end_)
    {
        const auto later = std::min(clock_.now() + between_looks, end_);
        auto end = ended_.wait();
        co_await net::ends_by(clock_, later, std::move(end));
        look_around();
    }
    state_.clear();
    if (outcome_.back)
        co_await let_the_page_arrive();
    server_.close();
    co_return std::move(outcome_);
}

std::optional<net::Page> BrowserDoor::answer(const net::PageRequest& request)
{
    auto back = diagnose::read_callback(request, redirect_.path, state_);
    if (!back)
        return std::nullopt;
    state_.clear();
    auto page = page_after(*back);
    outcome_.back = std::move(back);
    ended_.set();
    return page;
}

void BrowserDoor::look_around()
{
    if (outcome_.back)
        return;
    if (options_.log)
        options_.log->read_into(reader_);
    if (reader_.failure() && !outcome_.logged)
    {
        outcome_.logged = reader_.failure();
        end_ = std::min(end_, clock_.now() + time_after_a_line);
    }
    outcome_.saw_error_page = options_.asks_terminal && line_was_typed();
    if (outcome_.saw_error_page)
        ended_.set();
}

asio::awaitable<void> BrowserDoor::let_the_page_arrive()
{
    const auto end = clock_.now() + time_for_the_page;
    while (server_.connections() > 0 && clock_.now() < end)
    {
        const auto later = clock_.now() + between_looks / 10;
        co_await clock_.wait_until(later);
    }
}

} // namespace idpsync::service
