#include "net/gate.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <list>
#include <optional>
#include <utility>

namespace idpsync::net {

namespace asio = boost::asio;

class Gate::State
{
public:
    /// One in the queue; it leaves by itself when its coroutine goes.
    class Waiter
    {
    public:
        Waiter(const std::shared_ptr<State>& state, const asio::any_io_executor& executor)
            : timer(executor, asio::steady_timer::time_point::max()), state_(state)
        {
            state_->queue_.push_back(this);
        }
        ~Waiter() { state_->queue_.remove(this); }
        Waiter(const Waiter&) = delete;
        Waiter& operator=(const Waiter&) = delete;

        asio::steady_timer timer; // never expires: cancelling it is the call to come in
        std::optional<Place> place;

    private:
        std::shared_ptr<State> state_;
    };

    explicit State(std::size_t places) : places_(places) {}

    static std::optional<Place> try_enter(const std::shared_ptr<State>& state)
    {
        if (state->inside_ >= state->places_)
            return std::nullopt;
        ++state->inside_;
        return Place(state);
    }

    /// Hands the place on, so that nobody who comes later can take it first.
    static void leave(const std::shared_ptr<State>& state)
    {
        --state->inside_;
        admit(state);
    }

    static void set_places(const std::shared_ptr<State>& state, std::size_t places)
    {
        state->places_ = std::max<std::size_t>(places, 1);
        admit(state);
    }

    [[nodiscard]] std::size_t places() const { return places_; }

    [[nodiscard]] std::size_t inside() const { return inside_; }
    [[nodiscard]] std::size_t waiting() const { return queue_.size(); }

private:
    static void admit(const std::shared_ptr<State>& state)
    {
        while (!state->queue_.empty() && state->inside_ < state->places_)
        {
            auto& next = *state->queue_.front();
            state->queue_.pop_front();
            ++state->inside_;
            next.place.emplace(state);
            next.timer.cancel();
        }
    }

    std::size_t places_;
    std::size_t inside_ = 0;
    std::list<Waiter*> queue_;
};

Gate::Place& Gate::Place::operator=(Place&& other) noexcept
{
    std::swap(state_, other.state_);
    return *this;
}

Gate::Place::~Place()
{
    if (state_)
        State::leave(state_);
}

Gate::Gate(std::size_t places) : state_(std::make_shared<State>(std::max<std::size_t>(places, 1)))
{}

asio::awaitable<Gate::Place> Gate::enter()
{
    const auto state = state_;
    if (auto place = State::try_enter(state))
        co_return std::move(*place);
    const auto executor = co_await asio::this_coro::executor;
    State::Waiter waiter(state, executor);
    co_await waiter.timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!waiter.place)
        throw boost::system::system_error(asio::error::operation_aborted);
    co_return std::move(*waiter.place);
}

void Gate::set_places(std::size_t places)
{
    State::set_places(state_, places);
}

std::size_t Gate::places() const
{
    return state_->places();
}

std::size_t Gate::inside() const
{
    return state_->inside();
}

std::size_t Gate::waiting() const
{
    return state_->waiting();
}

} // namespace idpsync::net
