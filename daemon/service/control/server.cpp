#include "service/control/server.hpp"

#include "core/redaction.hpp"
#include "service/system/user_names.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <list>

namespace idpsync::service::control {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;
using asio::local::stream_protocol;

namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr auto pause_without_descriptors = 1s;

struct Client
{
    stream_protocol::socket socket;
    Access access;
    std::string who;
    std::string received;    ///< up to the end of the request
    std::size_t ignored = 0; ///< what came after it
    bool left = false;       ///< or talks although it is not its turn; nothing more comes to tell that
};

Error too_many(Access access)
{
    return {ErrorKind::throttled,
            access == Access::everything ? "16 clients are connected already"
                                         : "too many clients are connected already",
            "try again in a moment"};
}

Error not_allowed(std::string_view command)
{
    return {ErrorKind::forbidden, "`" + std::string(command) +
                                      "` is for root and the daemon's own user; the socket's group may only "
                                      "ask for `status` and `history`"};
}

} // namespace

class Server::Room : public std::enable_shared_from_this<Server::Room>
{
public:
    Room(const asio::any_io_executor& executor, net::Clock& clock, Handlers handlers, AccessRule access)
        : executor_(executor),
          clock_(clock),
          handlers_(std::move(handlers)),
          access_(std::move(access)),
          acceptor_(executor),
          closed_(executor),
          changed_(std::make_shared<net::AsyncEvent>(executor))
    {}

    Result<void> open(const std::string& path);
    void close();
    void publish();
    [[nodiscard]] std::size_t clients() const { return clients_.size(); }

private:
    using Shared = std::shared_ptr<Client>;

    static asio::awaitable<void> accept_all(std::shared_ptr<Room> room);
    static asio::awaitable<void> serve(std::shared_ptr<Room> room, Shared client);
    void admit(stream_protocol::socket socket);
    [[nodiscard]] bool full_for(Access access) const;
    asio::awaitable<Result<Request>> read_request(Client& client);
    asio::awaitable<void> answer(Client& client, Request request);
    asio::awaitable<void> watch(Client& client);
    asio::awaitable<void> tell_progress(Client& client, PendingReload& pending);
    asio::awaitable<void> wait_for(Client& client, std::shared_ptr<PendingReload> pending);
    asio::awaitable<bool> send(Client& client, std::string line);
    asio::awaitable<void> gone(Client& client);

    asio::any_io_executor executor_;
    net::Clock& clock_;
    Handlers handlers_;
    AccessRule access_;
    stream_protocol::acceptor acceptor_;
    std::optional<SocketFile> file_;
    net::AsyncEvent closed_;
    std::shared_ptr<net::AsyncEvent> changed_; ///< another one after each publish()
    std::list<Shared> clients_;
};

Result<void> Server::Room::open(const std::string& path)
{
    const auto listening = listen_at(path);
    if (listening.has_error())
        return listening.error();
    acceptor_.assign(stream_protocol(), *listening);
    file_.emplace(path);
    asio::co_spawn(executor_, accept_all(shared_from_this()), [](const std::exception_ptr& bug) {
        if (bug)
            std::rethrow_exception(bug);
    });
    return {};
}

void Server::Room::close()
{
    boost::system::error_code ignored;
    closed_.set();
    acceptor_.close(ignored);
    for (const auto& client : clients_)
        client->socket.close(ignored);
    file_.reset();
}

void Server::Room::publish()
{
    const auto changed = std::exchange(changed_, std::make_shared<net::AsyncEvent>(executor_));
    changed->set();
}

asio::awaitable<void> Server::Room::accept_all(std::shared_ptr<Room> room)
{
    while (!room->closed_.is_set())
    {
        auto [error, socket] = co_await room->acceptor_.async_accept(quietly);
        if (room->closed_.is_set())
            co_return;
        if (!error)
        {
            room->admit(std::move(socket));
            continue;
        }
        // Out of descriptors, most likely: whoever waits is still there afterwards.
        const auto again = room->clock_.now() + pause_without_descriptors;
        co_await (room->clock_.wait_until(again) || room->closed_.wait());
    }
}

void Server::Room::admit(stream_protocol::socket socket)
{
    const auto peer = peer_of(socket.native_handle());
    if (peer.has_error())
        return;
    const auto access = access_(*peer);
    if (full_for(access))
    {
        const auto refusal = encode(too_many(access)); // holds nothing from outside
        static_cast<void>(
            ::send(socket.native_handle(), refusal.data(), refusal.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
        return;
    }
    const auto client =
        std::make_shared<Client>(Client{std::move(socket), access, user_named(peer->uid), {}, 0, false});
    clients_.push_back(client);
    asio::co_spawn(executor_, serve(shared_from_this(), client),
                   [room = shared_from_this(), client](const std::exception_ptr& bug) {
                       room->clients_.remove(client);
                       if (bug)
                           std::rethrow_exception(bug);
                   });
}

bool Server::Room::full_for(Access access) const
{
    const auto lookers = std::count_if(clients_.begin(), clients_.end(),
                                       [](const Shared& one) { return one->access == Access::look; });
    return clients_.size() >= most_clients ||
           (access == Access::look && static_cast<std::size_t>(lookers) >= most_lookers);
}

asio::awaitable<void> Server::Room::serve(std::shared_ptr<Room> room, Shared client)
{
    auto request = co_await room->read_request(*client);
    if (request.has_error() && request.error().kind == ErrorKind::stopped)
        co_return;
    if (request.has_error())
    {
        auto refusal = encode(request.error());
        co_await room->send(*client, std::move(refusal));
        co_return;
    }
    auto asked = std::move(*request);
    co_await room->answer(*client, std::move(asked));
}

/// Error (stopped): the client left, or hangs; there is nobody to answer.
asio::awaitable<Result<Request>> Server::Room::read_request(Client& client)
{
    const auto deadline = clock_.now() + longest_silence;
    const auto limit = client.access == Access::everything ? longest_request_with_files : longest_request;
    std::array<char, 4096> piece{};
    const auto buffer = asio::buffer(piece);
    for (std::size_t searched = 0; client.received.find('\n', searched) == std::string::npos;)
    {
        searched = client.received.size();
        if (client.received.size() >= limit)
            co_return Error{ErrorKind::rejected,
                            "a request is one line of at most " + std::to_string(limit >> 10U) + " KiB"};
        const auto read =
            co_await (client.socket.async_read_some(buffer, quietly) || clock_.wait_until(deadline));
        if (read.index() != 0 || std::get<0>(std::get<0>(read)))
            co_return Error{ErrorKind::stopped, "the client left"};
        client.received.append(piece.data(), std::get<1>(std::get<0>(read)));
    }
    const std::string_view received = client.received;
    const auto line = received.substr(0, received.find('\n'));
    client.who = with_sudo(std::move(client.who), sudo_user_in(line));
    co_return decode_request(line);
}

asio::awaitable<void> Server::Room::answer(Client& client, Request request)
{
    std::string line;
    if (client.access != Access::everything && !only_looks(request))
        line = encode(not_allowed(name_of(request)));
    else if (auto* reload = std::get_if<ReloadRequest>(&request))
    {
        reload->who = client.who;
        auto pending = handlers_.reload(std::move(*reload));
        co_return co_await wait_for(client, std::move(pending));
    }
    else if (const auto* status = std::get_if<StatusRequest>(&request))
    {
        if (status->watch)
            co_return co_await watch(client);
        line = encode(handlers_.status());
    }
    else if (const auto* history = std::get_if<HistoryRequest>(&request))
    {
        const auto kept = handlers_.history(*history);
        line = kept.has_value() ? encode(*kept) : encode(kept.error());
    }
    else if (const auto* pause = std::get_if<PauseRequest>(&request))
        line = encode(handlers_.pause(pause->duration, client.who));
    else if (std::holds_alternative<ResumeRequest>(request))
        line = encode(handlers_.resume(client.who));
    else
    {
        const auto& asked = std::get<AcknowledgeRequest>(request);
        const auto acknowledged = handlers_.acknowledge_restart(asked.generation, client.who);
        line = acknowledged.has_value() ? encode(*acknowledged) : encode(acknowledged.error());
    }
    co_await send(client, std::move(line));
}

asio::awaitable<void> Server::Room::watch(Client& client)
{
    while (!closed_.is_set())
    {
        const auto changed = changed_;
        auto line = encode(handlers_.status());
        const bool sent = co_await send(client, std::move(line));
        if (!sent)
            co_return;
        co_await (changed->wait() || gone(client));
        if (!changed->is_set())
            co_return;
    }
}

/// Until the answer is there, or nobody waits for it. Only the latest is told.
asio::awaitable<void> Server::Room::tell_progress(Client& client, PendingReload& pending)
{
    std::optional<reconcile::PassProgress> sent;
    for (;;)
    {
        const auto next = clock_.now() + between_progress;
        const auto first = co_await (clock_.wait_until(next) || pending.answered.wait() || gone(client));
        if (first.index() != 0 || client.left)
            co_return;
        if (pending.progress == sent)
            continue;
        sent = pending.progress;
        auto line = encode(*sent);
        const bool taken = co_await send(client, std::move(line));
        if (!taken)
            co_return;
    }
}

asio::awaitable<void> Server::Room::wait_for(Client& client, std::shared_ptr<PendingReload> pending)
{
    if (!pending->request.progress)
        co_await (pending->answered.wait() || gone(client));
    else
        co_await tell_progress(client, *pending);
    if (pending->outcome == nullptr)
        co_return;
    auto line = encode(*pending->outcome);
    co_await send(client, std::move(line));
}

asio::awaitable<bool> Server::Room::send(Client& client, std::string line)
{
    const auto deadline = clock_.now() + longest_silence;
    line = redacted(std::move(line));
    const auto buffer = asio::buffer(line);
    const auto written =
        co_await (asio::async_write(client.socket, buffer, quietly) || clock_.wait_until(deadline));
    co_return written.index() == 0 && !std::get<0>(std::get<0>(written));
}

/// Returns when the client left, or talks although it is not its turn.
asio::awaitable<void> Server::Room::gone(Client& client)
{
    std::array<char, 4096> piece{};
    const auto buffer = asio::buffer(piece);
    while (client.ignored < longest_request)
    {
        const auto [error, size] = co_await client.socket.async_read_some(buffer, quietly);
        client.left = error && error != asio::error::operation_aborted;
        if (error)
            co_return;
        client.ignored += size;
    }
    client.left = true;
}

Server::Server(const asio::any_io_executor& executor, net::Clock& clock, Handlers handlers, AccessRule access)
    : room_(std::make_shared<Room>(executor, clock, std::move(handlers), std::move(access)))
{}

Server::~Server()
{
    room_->close();
}

Result<void> Server::start(const std::string& path)
{
    return room_->open(path);
}

void Server::publish()
{
    room_->publish();
}

std::size_t Server::clients() const
{
    return room_->clients();
}

} // namespace idpsync::service::control
