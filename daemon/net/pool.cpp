#include "net/pool.hpp"

namespace idpsync::net {

std::optional<Connection> KeptConnections::take(std::string_view route, SteadyTime since)
{
    for (auto next = connections_.end(); next != connections_.begin();)
    {
        --next;
        if (next->route != route || next->last_answer < since)
            continue;
        auto connection = std::move(*next);
        next = connections_.erase(next);
        if (connection.stream->is_quiet())
            return connection;
    }
    return std::nullopt;
}

void KeptConnections::keep(Connection connection)
{
    connections_.push_back(std::move(connection));
}

void KeptConnections::shrink(std::size_t limit)
{
    connections_.remove_if([](const Connection& kept) { return !kept.stream->is_quiet(); });
    while (connections_.size() > limit)
        connections_.pop_front();
}

} // namespace idpsync::net
