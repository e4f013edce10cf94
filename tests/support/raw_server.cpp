#include "support/raw_server.hpp"

#include "support/wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <charconv>
#include <utility>

namespace idpsync::test {

namespace asio = boost::asio;

Step receive()
{
    return {Step::Kind::receive};
}

Step send(std::string bytes)
{
    return {Step::Kind::send, std::move(bytes)};
}

Step respond(std::function<std::string(const std::string&)> answer)
{
    Step step{Step::Kind::respond};
    step.answer = std::move(answer);
    return step;
}

Step flood(const std::string& unit, std::size_t most)
{
    constexpr std::size_t block = 16U << 10U;
    Step step{Step::Kind::flood};
    while (step.text.size() < block)
        step.text += unit;
    step.most = most;
    return step;
}

Step drip(std::string bytes, net::Clock& clock, std::chrono::milliseconds pause)
{
    return {Step::Kind::drip, std::move(bytes), {}, &clock, pause};
}

Step wait()
{
    return {Step::Kind::wait};
}

Step hang()
{
    return {Step::Kind::hang};
}

Step close()
{
    return {Step::Kind::close};
}

Step reset()
{
    return {Step::Kind::reset};
}

Step start_tls(TlsIdentity identity)
{
    return {Step::Kind::start_tls, {}, std::move(identity)};
}

Step tunnel(std::uint16_t port)
{
    return {Step::Kind::tunnel, {}, {}, nullptr, {}, port};
}

namespace {

/// The length of the whole request at the front of `bytes`, or nothing when more must come.
std::optional<std::size_t> request_length(const std::string& bytes)
{
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string::npos)
        return std::nullopt;
    std::size_t body = 0;
    constexpr std::string_view field = "\r\nContent-Length: ";
    if (const auto at = bytes.find(field); at < end)
        std::from_chars(bytes.data() + at + field.size(), bytes.data() + end, body);
    const auto whole = end + 4 + body;
    return bytes.size() >= whole ? std::optional(whole) : std::nullopt;
}

asio::awaitable<void> pump(Wire& from, Wire& to)
{
    while (true)
    {
        const auto bytes = co_await from.read();
        if (bytes.empty())
            co_return;
        const bool sent = co_await to.write(bytes);
        if (!sent)
            co_return;
    }
}

} // namespace

class RawServer::State
{
public:
    State(asio::io_context& io, std::vector<Script> connections, const std::string& address)
        : acceptor(io, {asio::ip::make_address(address), 0}),
          gate(io, asio::steady_timer::time_point::max()),
          scripts(std::move(connections))
    {}

    asio::ip::tcp::acceptor acceptor;
    asio::steady_timer gate; // never expires: cancelling it opens wait()
    std::vector<Script> scripts;
    std::vector<std::string> requests;
    std::vector<std::string> server_names;
    std::size_t accepted = 0;
    std::size_t finished = 0;
    std::size_t waiting = 0;

    static asio::awaitable<void> accept(std::shared_ptr<State> state)
    {
        while (true)
        {
            auto [error, socket] = co_await state->acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
            if (error)
                co_return;
            const auto number = state->accepted++;
            if (number < state->scripts.size())
                asio::co_spawn(state->acceptor.get_executor(), serve(state, std::move(socket), number),
                               asio::detached);
        }
    }

private:
    static asio::awaitable<void> serve(std::shared_ptr<State> state, asio::ip::tcp::socket socket,
                                       std::size_t number)
    {
        Wire wire(std::move(socket));
        std::string unread;
        for (const auto& step : state->scripts[number])
        {
            const bool go_on = co_await perform(*state, step, wire, unread);
            if (!go_on)
                break;
        }
        ++state->finished;
    }

    static asio::awaitable<bool> perform(State& state, const Step& step, Wire& wire, std::string& unread)
    {
        switch (step.kind)
        {
        case Step::Kind::receive: co_return co_await take_request(state, wire, unread);
        case Step::Kind::send: co_return co_await wire.write(step.text);
        case Step::Kind::respond: co_return co_await respond_once(step, wire);
        case Step::Kind::flood: co_return co_await send_again_and_again(step, wire);
        case Step::Kind::drip: co_return co_await drip_bytes(step, wire);
        case Step::Kind::wait: co_return co_await wait_for_test(state);
        case Step::Kind::hang: co_return co_await wait_for_end(wire);
        case Step::Kind::close: co_await wire.close(); co_return false;
        case Step::Kind::reset: wire.reset(); co_return false;
        case Step::Kind::start_tls: co_return co_await encrypt(state, step.tls, wire);
        case Step::Kind::tunnel: co_return co_await relay(step.port, wire);
        }
        co_return false;
    }

    static asio::awaitable<bool> take_request(State& state, Wire& wire, std::string& unread)
    {
        std::optional<std::size_t> length;
        while (!(length = request_length(unread)))
        {
            const auto bytes = co_await wire.read();
            if (bytes.empty())
                co_return false;
            unread += bytes;
        }
        state.requests.push_back(unread.substr(0, *length));
        unread.erase(0, *length);
        co_return true;
    }

    static asio::awaitable<bool> respond_once(const Step& step, Wire& wire)
    {
        const auto came = co_await wire.read();
        if (came.empty())
            co_return false;
        const auto answer = step.answer(came);
        if (answer.empty())
            co_return true;
        co_return co_await wire.write(answer);
    }

    static asio::awaitable<bool> send_again_and_again(const Step& step, Wire& wire)
    {
        for (std::size_t sent = 0; sent < step.most; sent += step.text.size())
        {
            const bool taken = co_await wire.write(step.text);
            if (!taken)
                co_return false;
        }
        co_return true;
    }

    static asio::awaitable<bool> drip_bytes(const Step& step, Wire& wire)
    {
        for (const char byte : step.text)
        {
            const auto when = step.clock->now() + step.pause;
            co_await step.clock->wait_until(when);
            const std::string one(1, byte);
            const bool sent = co_await wire.write(one);
            if (!sent)
                co_return false;
        }
        co_return true;
    }

    static asio::awaitable<bool> wait_for_test(State& state)
    {
        ++state.waiting;
        co_await state.gate.async_wait(asio::as_tuple(asio::use_awaitable));
        --state.waiting;
        co_return true;
    }

    static asio::awaitable<bool> wait_for_end(Wire& wire)
    {
        while (true)
        {
            const auto bytes = co_await wire.read();
            if (bytes.empty())
                co_return false;
        }
    }

    static asio::awaitable<bool> encrypt(State& state, const TlsIdentity& identity, Wire& wire)
    {
        const auto server_name = co_await wire.start_tls(identity);
        if (server_name)
            state.server_names.push_back(*server_name);
        co_return server_name.has_value();
    }

    static asio::awaitable<bool> relay(std::uint16_t port, Wire& wire)
    {
        using namespace asio::experimental::awaitable_operators;
        const auto executor = co_await asio::this_coro::executor;
        asio::ip::tcp::socket socket(executor);
        const asio::ip::tcp::endpoint server(asio::ip::address_v4::loopback(), port);
        co_await socket.async_connect(server, asio::use_awaitable);
        Wire far(std::move(socket));
        auto there = pump(wire, far);
        auto back = pump(far, wire);
        co_await (std::move(there) || std::move(back));
        co_return false;
    }
};

RawServer::RawServer(asio::io_context& io, std::vector<Script> connections, const std::string& address)
    : state_(std::make_shared<State>(io, std::move(connections), address))
{
    asio::co_spawn(io, State::accept(state_), asio::detached);
}

RawServer::~RawServer()
{
    state_->acceptor.close();
}

std::uint16_t RawServer::port() const
{
    return state_->acceptor.local_endpoint().port();
}

const std::vector<std::string>& RawServer::requests() const
{
    return state_->requests;
}

const std::vector<std::string>& RawServer::server_names() const
{
    return state_->server_names;
}

std::size_t RawServer::accepted() const
{
    return state_->accepted;
}

std::size_t RawServer::finished() const
{
    return state_->finished;
}

std::size_t RawServer::waiting() const
{
    return state_->waiting;
}

void RawServer::go_on()
{
    state_->gate.cancel();
}

} // namespace idpsync::test
