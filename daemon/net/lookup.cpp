#include "net/lookup.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <future>
#include <memory>
#include <system_error>
#include <thread>

namespace idpsync::net {
namespace {

namespace asio = boost::asio;

/// What the thread and the one who asked share; it lives until both have let go.
struct Question
{
    Question(Lookup how, std::string name) : lookup(std::move(how)), host(std::move(name)) {}
    ~Question()
    {
        if (bell >= 0)
            ::close(bell);
    }
    Question(const Question&) = delete;
    Question& operator=(const Question&) = delete;

    Lookup lookup;
    std::string host;
    std::promise<Result<Addresses>> answer;
    int bell = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); ///< readable once `answer` is there
};

void answer(const std::shared_ptr<Question>& question)
{
    try
    {
        question->answer.set_value(question->lookup(question->host));
    }
    catch (...)
    {
        question->answer.set_exception(std::current_exception());
    }
    const std::uint64_t once = 1;
    while (::write(question->bell, &once, sizeof once) < 0 && errno == EINTR)
        continue;
}

/// Starts the thread; signals stay with the threads that were there before.
void ask(const std::shared_ptr<Question>& question)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try
    {
        std::thread(answer, question).detach();
    }
    catch (...)
    {
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        throw;
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Error cannot_ask(const std::string& why)
{
    return {ErrorKind::transport, "the lookup cannot be started: " + why};
}

asio::ip::address to_address(const sockaddr& address)
{
    if (address.sa_family == AF_INET)
    {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return asio::ip::make_address_v4(ntohl(v4.sin_addr.s_addr));
    }
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    asio::ip::address_v6::bytes_type bytes;
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return asio::ip::address_v6(bytes, v6.sin6_scope_id);
}

} // namespace

Result<Addresses> system_lookup(const std::string& host)
{
    if (names_localhost(host))
        return Addresses{asio::ip::address_v4::loopback(), asio::ip::address_v6::loopback()};
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &found);
    if (code == EAI_SYSTEM)
        return Error{ErrorKind::transport, std::generic_category().message(errno)};
    if (code != 0)
        return Error{ErrorKind::transport, ::gai_strerror(code)};
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(found, &::freeaddrinfo);
    Addresses addresses;
    for (const auto* entry = list.get(); entry != nullptr; entry = entry->ai_next)
    {
        if (entry->ai_family != AF_INET && entry->ai_family != AF_INET6)
            continue;
        const auto address = to_address(*entry->ai_addr);
        if (std::ranges::find(addresses, address) == addresses.end())
            addresses.push_back(address);
    }
    if (addresses.empty())
        return Error{ErrorKind::transport, "it has no address"};
    return addresses;
}

Place place_of(const asio::ip::address& address)
{
    return address.is_v4() ? idpsync::place_of(address.to_v4().to_bytes())
                           : idpsync::place_of(address.to_v6().to_bytes());
}

asio::awaitable<Result<Addresses>> look_up(Lookup lookup, std::string host)
{
    boost::system::error_code error;
    const auto literal = asio::ip::make_address(host, error);
    if (!error)
        co_return Addresses{literal};

    const auto question = std::make_shared<Question>(std::move(lookup), std::move(host));
    const int bell = question->bell < 0 ? -1 : ::fcntl(question->bell, F_DUPFD_CLOEXEC, 0);
    if (bell < 0)
        co_return cannot_ask(std::generic_category().message(errno));
    const auto executor = co_await asio::this_coro::executor;
    asio::posix::stream_descriptor listener(executor, bell);
    auto answered = question->answer.get_future();
    try
    {
        ask(question);
    }
    catch (const std::system_error& failure)
    {
        co_return cannot_ask(failure.code().message());
    }
    const auto [failed] = co_await listener.async_wait(asio::posix::stream_descriptor::wait_read,
                                                       asio::as_tuple(asio::use_awaitable));
    if (failed)
        co_return Error{ErrorKind::transport, failed.message()};
    co_return answered.get();
}

} // namespace idpsync::net
