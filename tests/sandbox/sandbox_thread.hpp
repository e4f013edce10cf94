#pragma once

// A sandbox with a server, a thread and the real clock of its own, for tests of whole programs:
//
//     SandboxThread netbird({.generation = Generation::v0_70});
//     const auto issuer = netbird.ask([](Sandbox& sandbox) { return sandbox.add_local_issuer("corp"); });
//     …                                                        // talk to netbird.url()
//     EXPECT_EQ(netbird.ask([](Sandbox& sandbox) { return sandbox.connectors(); }).size(), 1U);

#include "sandbox/real_clock.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <functional>
#include <future>
#include <list>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

namespace idpsync::sandbox {

class SandboxThread
{
public:
    explicit SandboxThread(Options options = {}, ServerOptions server = {});
    ~SandboxThread();
    SandboxThread(const SandboxThread&) = delete;
    SandboxThread& operator=(const SandboxThread&) = delete;

    [[nodiscard]] const std::string& url() const { return url_; }

    /// Opens one more port, for providers alone, with a certificate of their own or without TLS. Gives its
    /// address with `host` for the loopback address: the base of a provider to add.
    ///
    ///     const auto base = netbird.open_provider_door(identity, "localhost");
    ///     netbird.ask([&](Sandbox& sandbox) { return sandbox.add_provider(base).issuer(); });
    std::string open_provider_door(std::optional<TlsIdentity> tls = {},
                                   const std::string& host = "127.0.0.1");

    /// Runs `question(sandbox)` between two requests and gives its result, a copy: the sandbox belongs to its
    /// thread.
    template <class Question>
    auto ask(Question question)
    {
        using Result = std::decay_t<std::invoke_result_t<Question&, Sandbox&>>;
        std::packaged_task<Result()> task([&] { return question(sandbox_); });
        auto result = task.get_future();
        boost::asio::post(io_, [&task] { task(); });
        return result.get();
    }

    /// Returns once `condition(sandbox)` holds, which is looked at now and after whatever happens. Throws
    /// when it never does, so that a test that hangs has an end.
    template <class Condition>
    void wait_until(Condition condition)
    {
        std::promise<void> holds;
        auto held = holds.get_future();
        auto look = [&, over = false](Sandbox& sandbox) mutable {
            if (!over && (over = condition(sandbox)))
                holds.set_value();
        };
        listen([&, look]() mutable { look(sandbox_); });
        const auto status = held.wait_for(std::chrono::seconds(30));
        listen({});
        if (status != std::future_status::ready)
            throw std::runtime_error("the moment that was waited for never came");
    }

private:
    void listen(const std::function<void()>& listener);

    boost::asio::io_context io_{1};
    RealClock clock_;
    Sandbox sandbox_;
    SandboxServer server_;
    std::list<SandboxServer> provider_doors_;
    std::string url_;
    std::thread thread_;
};

} // namespace idpsync::sandbox
