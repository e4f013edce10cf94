#include "service/system/event_loop.hpp"

namespace idpsync::service {

bool EventLoop::watch_signals()
{
    if (stop_signal() != 0)
        return false;
    signals_.emplace(io_.get_executor(),
                     Signals::Handlers{.reload = {}, .stop = [this](const std::string&) {
                                           cancel_.emit(boost::asio::cancellation_type::terminal);
                                       }});
    return true;
}

} // namespace idpsync::service
