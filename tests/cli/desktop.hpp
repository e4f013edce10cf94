#pragma once

// Where somebody sits who runs `doctor --login`: a browser, and what the program says while it waits.

#include "net/client.hpp"
#include "sandbox/real_clock.hpp"
#include "support/browser.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <unistd.h>

#include <array>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <utility>

namespace idpsync::test {

/// A browser on this host.
class DesktopBrowser
{
    template <class T>
    T wait_for(boost::asio::awaitable<T> work)
    {
        auto outcome = boost::asio::co_spawn(io_, std::move(work), boost::asio::use_future);
        io_.restart();
        while (outcome.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
            io_.run_one();
        return outcome.get();
    }

    boost::asio::io_context io_{1};
    sandbox::RealClock clock_;
    net::BeastClient http_{io_.get_executor(), clock_, {}};
    Browser browser_;

public:
    explicit DesktopBrowser(BrowserOptions options = {}) : browser_(http_, clock_, std::move(options)) {}

    Arrival open(std::string url) { return wait_for(browser_.open(std::move(url))); }

    net::Response exchange(const std::string& netbird, const std::string& code, const std::string& verifier)
    {
        return wait_for(exchange_code(http_, clock_, netbird, code, verifier)).value();
    }

    net::Response get(const std::string& url)
    {
        net::Request request;
        request.url = boost::urls::url(url);
        request.deadline = clock_.now() + std::chrono::seconds(30);
        return wait_for(http_.send(request)).value();
    }
};

/// A browser on this host that signs in for NetBird's command line.
class LoginDesk
{
public:
    /// What NetBird's token endpoint answers in the end; 0: the way ended before.
    unsigned sign_in(const std::string& netbird, const std::string& connector)
    {
        const std::string verifier(43, 'v');
        const auto end = desk_.open(login_url(netbird, connector, verifier));
        const auto code = end.parameter("code");
        return code.empty() ? 0 : desk_.exchange(netbird, code, verifier).status;
    }

private:
    DesktopBrowser desk_{{.stop_at = "http://localhost:53000/"}};
};

/// What the program says on standard error, as it says it.
class Said
{
public:
    Said()
    {
        if (::pipe(ends_.data()) != 0)
            throw std::runtime_error("no pipe");
    }
    ~Said()
    {
        ::close(ends_[0]);
        close_writer();
    }
    Said(const Said&) = delete;
    Said& operator=(const Said&) = delete;

    [[nodiscard]] int writer() const { return ends_[1]; }
    void close_writer()
    {
        if (ends_[1] >= 0)
            ::close(std::exchange(ends_[1], -1));
    }

    /// Reads until `text` has come; false at the end.
    bool until(const std::string& text)
    {
        while (text_.find(text) == std::string::npos)
            if (!read_some())
                return false;
        return true;
    }

    std::string all()
    {
        while (read_some())
            continue;
        return text_;
    }

    /// The address to open.
    [[nodiscard]] std::string url() const
    {
        const auto begin = text_.find("\n  http");
        return begin == std::string::npos ? text_
                                          : text_.substr(begin + 3, text_.find('\n', begin + 3) - begin - 3);
    }

private:
    bool read_some()
    {
        std::array<char, 4096> chunk{};
        const auto count = ::read(ends_[0], chunk.data(), chunk.size());
        if (count > 0)
            text_.append(chunk.data(), static_cast<std::size_t>(count));
        return count > 0;
    }

    std::array<int, 2> ends_{-1, -1};
    std::string text_;
};

} // namespace idpsync::test
