#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <limits>
#include <memory>

namespace idpsync::net {

/// Lets so many in at a time; the others wait their turn, first come, first served. For one thread.
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
        Place& operator=(Place&& other) noexcept;
        Place(const Place&) = delete;
        ~Place();

    private:
        std::shared_ptr<State> state_;
    };

    static constexpr auto unlimited = std::numeric_limits<std::size_t>::max();

    /// At least one.
    explicit Gate(std::size_t places);

    /// From now on so many; those who are inside stay, and those who wait go in where there is room.
    void set_places(std::size_t places);

    /// Waits for a place. Cancelling leaves the queue. Throws only then.
    boost::asio::awaitable<Place> enter();

    [[nodiscard]] std::size_t places() const;
    [[nodiscard]] std::size_t inside() const;
    [[nodiscard]] std::size_t waiting() const;

private:
    std::shared_ptr<State> state_; // shared with the places: a coroutine may be destroyed after the gate
};

} // namespace idpsync::net
