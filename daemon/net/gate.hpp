#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <memory>

namespace idpsync::net {

/// Lets so many in at a time; the others wait their turn, first come, first served.
class Gate
{
    class State;

public:
    /// A place inside, given back when it goes.
    class Place
    {
    public:
        explicit Place(std::shared_ptr<State> state) : state_(std::move(state)) {}
        Place(Place&&) = default;
        Place& operator=(Place&&) = delete;
        Place(const Place&) = delete;
        ~Place();

    private:
        std::shared_ptr<State> state_;
    };

    explicit Gate(std::size_t places);

    /// Waits for a place. Cancelling leaves the queue. Throws only then.
    boost::asio::awaitable<Place> enter();

    [[nodiscard]] std::size_t inside() const;
    [[nodiscard]] std::size_t waiting() const;

private:
    std::shared_ptr<State> state_; // shared with the places: a coroutine may be destroyed after the gate
};

} // namespace idpsync::net
