#include "net/pool.hpp"

#include <algorithm>

namespace idpsync::net {

std::optional<Connection> KeptConnections::take(std::string_view route, SteadyTime since)
{
    connections_.remove_if([](const Connection& kept) { return !kept.stream->is_quiet(); });
    const auto found = std::find_if(connections_.rbegin(), connections_.rend(), [&](const Connection& kept) {
        return kept.route == route && kept.last_answer >= since;
    });
    if (found == connections_.rend())
        return std::nullopt;
    auto connection = std::move(*found);
    connections_.erase(std::next(found).base());
    return connection;
}

void KeptConnections::keep(Connection connection)
{
    connections_.push_back(std::move(connection));
}

void KeptConnections::shrink(std::size_t limit)
{
    while (connections_.size() > limit)
        connections_.pop_front();
}

} // namespace idpsync::net
