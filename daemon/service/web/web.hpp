#pragma once

// The page for people, and the status as JSON, over HTTP. The daemon tells it what happens; it never asks.

#include "config/settings.hpp"
#include "core/event.hpp"
#include "core/seams.hpp"
#include "net/clock.hpp"
#include "net/page.hpp"
#include "service/daemon/daemon_state.hpp"
#include "service/page_server.hpp"
#include "service/web/web_password.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace idpsync::service {

class Web
{
public:
    /// All must outlive it.
    Web(boost::asio::any_io_executor executor, net::Clock& clock, Files& files, EventSink& log);

    /// The files were read and are good; these settings are in force. A password file that cannot be read
    /// admits nobody.
    void accepted(const config::Settings& settings);
    void published(const DaemonState& state) { state_ = state; }

    /// What the server answers: the page at /, the status (docs/control.md) at /api/status.
    [[nodiscard]] std::optional<net::Page> page(const net::PageRequest& request);

    [[nodiscard]] std::uint16_t port() const { return server_.port(); }

private:
    net::Clock& clock_;
    Files& files_;
    EventSink& log_;
    DaemonState state_; ///< as it was published last
    std::string policy_;
    WebPassword password_;
    PageServer server_;
};

} // namespace idpsync::service
