#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <memory>

namespace idpsync::netbird {

/// Lets requests through: all at once while it is wide, one after the other, first come first served, once it
/// is narrow. For one thread.
class Gate
{
    struct State;
    class Waiter;

public:
    /// The right to be inside. Letting it go, also by an exception or a cancellation, lets the next one in.
    class Turn
    {
    public:
        explicit Turn(std::shared_ptr<State> gate) : gate_(std::move(gate)) {}
        Turn(Turn&& other) noexcept = default;
        Turn& operator=(Turn&& other) noexcept;
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn();

    private:
        std::shared_ptr<State> gate_; ///< nothing: moved from
    };

    Gate();
    ~Gate();
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;

    /// Returns when the caller may go in. Throws boost::system::system_error (operation_aborted) when the
    /// waiting coroutine is cancelled.
    boost::asio::awaitable<Turn> enter();

    /// From now on one at a time; those who are inside stay.
    void narrow();

    /// From now on everybody; those who wait go in.
    void widen();

    [[nodiscard]] bool is_narrow() const;
    [[nodiscard]] std::size_t inside() const;

private:
    std::shared_ptr<State> state_; // shared with those inside: a coroutine may be destroyed after its gate
};

} // namespace idpsync::netbird
