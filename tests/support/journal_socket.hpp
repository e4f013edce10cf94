#pragma once

#include "support/datagram_socket.hpp"

namespace idpsync::test {

/// Listens as systemd's journal does for entries.
using JournalSocket = DatagramSocket;

} // namespace idpsync::test
