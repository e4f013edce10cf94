#pragma once

#include "config/settings.hpp"
#include "core/event.hpp"
#include "net/server.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::service {

/// What it is called that a server serves.
struct ServedPages
{
    EventName listening;
    EventName failed;
    std::string_view setting; ///< "metrics.listen"
};

/// Keeps a small server where the configuration wants it. A port that is taken stops nothing: it is told
/// once, tried again after 5 s, then after twice as long and so on up to 5 min, and at once when the files
/// are read again. A server that is to move goes on at its former place until the new one works.
///
/// For one thread. Tells `listening` (as a warning for an address beyond loopback) and `failed`.
class PageServer
{
public:
    /// `clock` and `log` must outlive it.
    PageServer(boost::asio::any_io_executor executor, net::Clock& clock, EventSink& log,
               const ServedPages& served, net::Pages pages);
    ~PageServer();
    PageServer(const PageServer&) = delete;
    PageServer& operator=(const PageServer&) = delete;

    /// Serves there from now on; nothing: nowhere. To be called whenever the files were read. `beyond`: what
    /// is told with an address beyond loopback; empty: nothing has to be.
    void use(const std::optional<config::ListenAddress>& where, const std::string& beyond);

    /// 0 while it serves nowhere.
    [[nodiscard]] std::uint16_t port() const;

private:
    class State;
    std::shared_ptr<State> state_; // shared with the coroutine that tries again
};

} // namespace idpsync::service
