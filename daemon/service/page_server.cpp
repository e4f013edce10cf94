#include "service/page_server.hpp"

#include "service/daemon/daemon_state.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace idpsync::service {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds first_pause = 5s;
constexpr std::chrono::milliseconds longest_pause = 5min;

} // namespace

class PageServer::State
{
public:
    State(const asio::any_io_executor& executor, net::Clock& clock, EventSink& log, const ServedPages& served,
          net::Pages pages)
        : executor_(executor),
          clock_(clock),
          log_(log),
          served_(served),
          server_(executor, clock, std::move(pages))
    {}

    /// Nothing: there is nothing to try again. Else the number of this endeavour, for try_again().
    std::optional<unsigned> use(const std::optional<config::ListenAddress>& where, const std::string& beyond)
    {
        beyond_ = beyond;
        if (where == serves_)
        {
            wanted_ = where;
            ++endeavour_;
            return std::nullopt;
        }
        const bool new_wish = where != wanted_;
        wanted_ = where;
        ++endeavour_;
        if (where)
            return try_it(new_wish) ? std::nullopt : std::optional(endeavour_);
        server_.close();
        serves_.reset();
        return std::nullopt;
    }

    void stop()
    {
        ++endeavour_;
        server_.close();
    }

    [[nodiscard]] std::uint16_t port() const { return server_.port(); }
    [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }

    static asio::awaitable<void> try_again(std::shared_ptr<State> state, unsigned endeavour)
    {
        for (auto pause = first_pause;; pause = std::min(2 * pause, longest_pause))
        {
            const auto later = state->clock_.now() + pause;
            co_await state->clock_.wait_until(later);
            if (state->endeavour_ != endeavour || state->try_it(false))
                break;
        }
    }

private:
    bool try_it(bool tell)
    {
        const auto listening = server_.listen(wanted_->address, wanted_->port);
        if (listening.has_value())
        {
            serves_ = wanted_;
            tell_of_success();
            return true;
        }
        if (tell)
            log_.emit({served_.failed,
                       Level::warning,
                       std::nullopt,
                       {{"listen", to_string(*wanted_)},
                        {"error", listening.error().text()},
                        {"next", "free the port or write another " + std::string(served_.setting) +
                                     "; tried again until then"}}});
        return false;
    }

    void tell_of_success()
    {
        auto where = *wanted_;
        where.port = server_.port();
        Event event{served_.listening, Level::info, std::nullopt, {{"listen", to_string(where)}}};
        if (!where.is_loopback() && !beyond_.empty())
        {
            event.level = Level::warning;
            event.fields.emplace_back("warning", beyond_);
        }
        log_.emit(std::move(event));
    }

    asio::any_io_executor executor_;
    net::Clock& clock_;
    EventSink& log_;
    ServedPages served_;
    net::HttpServer server_;
    std::string beyond_;
    std::optional<config::ListenAddress> wanted_;
    std::optional<config::ListenAddress> serves_;
    unsigned endeavour_ = 0; ///< the number of the last use(): older ones try no more
};

PageServer::PageServer(asio::any_io_executor executor, net::Clock& clock, EventSink& log,
                       const ServedPages& served, net::Pages pages)
    : state_(std::make_shared<State>(std::move(executor), clock, log, served, std::move(pages)))
{}

PageServer::~PageServer()
{
    state_->stop();
}

void PageServer::use(const std::optional<config::ListenAddress>& where, const std::string& beyond)
{
    if (const auto endeavour = state_->use(where, beyond))
        asio::co_spawn(state_->executor(), State::try_again(state_, *endeavour), asio::detached);
}

std::uint16_t PageServer::port() const
{
    return state_->port();
}

} // namespace idpsync::service
