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

SandboxThread::~SandboxThread()
{
    io_.stop();
    thread_.join();
}

} // namespace idpsync::sandbox
