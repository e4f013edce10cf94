#include "netbird/gate.hpp"

#include "net/async_event.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <deque>
#include <utility>

namespace idpsync::netbird {

namespace asio = boost::asio;

struct Gate::State
{
    bool is_narrow = false;
    std::size_t inside = 0;
    std::deque<net::AsyncEvent*> waiting; ///< in order; each lives in its coroutine's frame

    void leave()
    {
        --inside;
        admit();
    }

    void admit()
    {
        while (!waiting.empty() && (!is_narrow || inside == 0))
        {
            // Counted before it runs, so that nobody slips in between.
            ++inside;
            waiting.front()->set();
            waiting.pop_front();
        }
    }
};

Gate::Turn& Gate::Turn::operator=(Turn&& other) noexcept
{
    std::swap(gate_, other.gate_);
    return *this;
}

Gate::Turn::~Turn()
{
    if (gate_)
        gate_->leave();
}

/// One place in the queue. Whoever is let in but does not come back for it (its coroutine was cancelled or
/// destroyed meanwhile) gives the turn to the next.
class Gate::Waiter
{
public:
    Waiter(std::shared_ptr<State> gate, const asio::any_io_executor& executor)
        : gate_(std::move(gate)), admitted_(executor)
    {
        gate_->waiting.push_back(&admitted_);
    }

    ~Waiter()
    {
        std::erase(gate_->waiting, &admitted_);
        if (admitted_.is_set() && !taken_)
            gate_->leave();
    }

    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    asio::awaitable<void> wait() { return admitted_.wait(); }
    [[nodiscard]] bool admitted() const { return admitted_.is_set(); }

    Turn take()
    {
        taken_ = true;
        return Turn(gate_);
    }

private:
    std::shared_ptr<State> gate_;
    net::AsyncEvent admitted_;
    bool taken_ = false;
};

Gate::Gate() : state_(std::make_shared<State>())
{}

Gate::~Gate() = default;

asio::awaitable<Gate::Turn> Gate::enter()
{
    if (!state_->is_narrow || (state_->inside == 0 && state_->waiting.empty()))
    {
        ++state_->inside;
        co_return Turn(state_);
    }
    const auto executor = co_await asio::this_coro::executor;
    Waiter waiter(state_, executor);
    co_await waiter.wait();
    if (!waiter.admitted())
        throw boost::system::system_error(asio::error::operation_aborted);
    co_return waiter.take();
}

void Gate::narrow()
{
    state_->is_narrow = true;
}

void Gate::widen()
{
    state_->is_narrow = false;
    state_->admit();
}

bool Gate::is_narrow() const
{
    return state_->is_narrow;
}

std::size_t Gate::inside() const
{
    return state_->inside;
}

} // namespace idpsync::netbird
