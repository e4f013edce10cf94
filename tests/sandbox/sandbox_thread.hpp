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

#include <future>
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

private:
    boost::asio::io_context io_{1};
    RealClock clock_;
    Sandbox sandbox_;
    SandboxServer server_;
    std::string url_;
    std::thread thread_;
};

} // namespace idpsync::sandbox
