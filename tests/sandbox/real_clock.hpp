#pragma once

#include "net/clock.hpp"

namespace idpsync::sandbox {

/// The system's clocks, faster than they are when somebody asks: a demonstration does not wait ten seconds.
class RealClock final : public net::Clock
{
public:
    RealClock();

    [[nodiscard]] net::SteadyTime now() const override;
    [[nodiscard]] WallTime wall_now() const override;
    boost::asio::awaitable<void> wait_until(net::SteadyTime when) override;

    /// From now on a real second counts as `scale` seconds; greater than 0. Waits that have begun end when
    /// they would have ended before.
    void set_scale(double scale);

private:
    net::SteadyTime real_start_;
    net::SteadyTime start_;
    WallTime wall_start_;
    net::SteadyTime first_;
    double scale_ = 1;
};

} // namespace idpsync::sandbox
