#pragma once

#include "net/connection.hpp"

#include <cstddef>
#include <list>
#include <optional>
#include <string_view>

namespace idpsync::net {

/// Connections that wait for their next request. Pure policy: opening and using them is the client's.
class KeptConnections
{
public:
    /// The latest used connection for `route` that last answered at or after `since` and on which nothing has
    /// happened since. Of this route, what the peer has closed is dropped on the way.
    std::optional<Connection> take(std::string_view route, SteadyTime since);

    void keep(Connection connection);

    /// Drops what a peer has closed, then the longest unused until no more than `limit` are left.
    void shrink(std::size_t limit);

    [[nodiscard]] std::size_t size() const { return connections_.size(); }

private:
    std::list<Connection> connections_; // the longest unused first
};

} // namespace idpsync::net
