#include "sandbox/sandbox_thread.hpp"

#include <boost/asio/executor_work_guard.hpp>

namespace idpsync::sandbox {

SandboxThread::SandboxThread(Options options, ServerOptions server)
    : sandbox_(clock_, std::move(options)),
      server_(io_, sandbox_, std::move(server)),
      url_(server_.url()),
      thread_([this] {
          const auto work = boost::asio::make_work_guard(io_); // nobody listens while the sandbox is down
          io_.run();
      })
{}

std::string SandboxThread::open_provider_door(std::optional<TlsIdentity> tls, const std::string& host)
{
    constexpr std::string_view loopback = "127.0.0.1";
    auto url = ask([&](Sandbox& sandbox) {
        return provider_doors_
            .emplace_back(io_, sandbox, ServerOptions{.tls = std::move(tls), .door = Door::providers})
            .url();
    });
    return url.replace(url.find(loopback), loopback.size(), host);
}

void SandboxThread::listen(const std::function<void()>& listener)
{
    ask([&](Sandbox& sandbox) {
        sandbox.when_something_happens(listener);
        return 0;
    });
}

SandboxThread::~SandboxThread()
{
    io_.stop();
    thread_.join();
}

} // namespace idpsync::sandbox
