#pragma once

#include "support/datagram_socket.hpp"

#include <string>

namespace idpsync::test {

/// Listens as systemd does for sd_notify(3).
class NotifySocket : public DatagramSocket
{
public:
    /// Waits for a message that holds `text`, passing over others, and gives it.
    [[nodiscard]] std::string wait_for(const std::string& text) const
    {
        for (;;)
            if (auto message = receive(); message.find(text) != std::string::npos)
                return message;
    }
};

} // namespace idpsync::test
