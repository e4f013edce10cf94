#pragma once

// The daemon renews its own access token in time (`management.token_renew`).

#include "bootstrap/renewal.hpp"
#include "bootstrap/token_file.hpp"
#include "config/settings.hpp"
#include "core/event.hpp"
#include "core/seams.hpp"
#include "net/clock.hpp"
#include "service/session.hpp"
#include "service/verification/token_renewal_status.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace idpsync::service {

class TokenRenewal
{
public:
    using OpenFile = std::function<std::unique_ptr<bootstrap::TokenFile>(const std::string& path)>;

    /// All of it must outlive the renewal.
    struct Dependencies
    {
        net::Clock& clock;
        Files& files;
        Random& random;
        EventSink& log;
        std::string state_directory;
        OpenFile open_file; ///< nothing: files cannot be swapped here
    };

    explicit TokenRenewal(Dependencies dependencies);

    /// What is in force from now on. Tells once why the token cannot be renewed with it.
    void obey(const config::Management& management);

    /// Renews it when it is time, or clears up behind a renewal that was cut. `may_write`: neither observing
    /// nor paused. A failure is told, tried again a day later, and no pass's business. A token whose end
    /// NetBird does not show is not renewed.
    boost::asio::awaitable<void> after_pass(Session& session, bool may_write);

    [[nodiscard]] const TokenRenewalStatus& status() const { return status_; }

private:
    [[nodiscard]] bool ends_soon(Session& session) const;
    [[nodiscard]] bool was_cut();
    boost::asio::awaitable<void> renew(bootstrap::Renewal& renewal);
    boost::asio::awaitable<void> clear_up(bootstrap::Renewal& renewal);
    [[nodiscard]] Result<std::unique_ptr<bootstrap::TokenFile>> open() const;
    void fail(const Error& error);

    Dependencies dependencies_;
    config::Management management_;
    TokenRenewalStatus status_;
    std::optional<net::SteadyTime> not_before_; ///< after a failure
    std::optional<bool> was_cut_;               ///< nothing: not looked up yet
};

} // namespace idpsync::service
