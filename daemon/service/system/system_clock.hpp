#pragma once

#include "net/clock.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace idpsync::service {

/// The real clocks of the machine. Steady time does not run while the machine is suspended.
class SystemClock final : public net::Clock
{
public:
    /// Waits happen on `executor`.
    explicit SystemClock(boost::asio::any_io_executor executor);

    [[nodiscard]] net::SteadyTime now() const override;
    [[nodiscard]] WallTime wall_now() const override;
    boost::asio::awaitable<void> wait_until(net::SteadyTime when) override;

private:
    boost::asio::any_io_executor executor_;
};

} // namespace idpsync::service
