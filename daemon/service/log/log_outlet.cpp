#include "service/log/log_outlet.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

namespace idpsync::service {

void StandardError::write(std::string_view record)
{
    while (!record.empty())
    {
        const auto written = ::write(STDERR_FILENO, record.data(), record.size());
        if (written >= 0)
            record.remove_prefix(static_cast<std::size_t>(written));
        else if (errno == EAGAIN)
        {
            // Somebody else made it non-blocking.
            pollfd room{STDERR_FILENO, POLLOUT, 0};
            static_cast<void>(::poll(&room, 1, -1));
        }
        else if (errno != EINTR)
            return;
    }
}

} // namespace idpsync::service
