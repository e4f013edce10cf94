#include "harness.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/url/parse.hpp>
#include <gtest/gtest.h>

namespace idpsync::net::test {

namespace asio = boost::asio;

namespace {

asio::awaitable<void> exchange(BeastClient& client, Request request, std::shared_ptr<Pending> pending)
{
    pending->result = co_await client.send(request);
}

Request request_to(std::uint16_t port, std::string_view origin)
{
    Request request;
    request.url =
        boost::urls::parse_uri(std::string(origin) + ":" + std::to_string(port) + "/api/things").value();
    request.deadline = SteadyTime::min();
    return request;
}

} // namespace

Harness::Harness(ClientOptions options)
{
    client.emplace(io.get_executor(), clock, std::move(options));
}

std::shared_ptr<Pending> Harness::start(Request request)
{
    if (request.deadline == SteadyTime::min())
        request.deadline = clock.now() + 30s;
    auto pending = std::make_shared<Pending>();
    asio::co_spawn(io, exchange(*client, std::move(request), pending),
                   asio::bind_cancellation_slot(pending->stop.slot(), [pending](std::exception_ptr error) {
                       pending->cancelled = error != nullptr;
                   }));
    return pending;
}

void Harness::run_until(const std::function<bool()>& done)
{
    while (!done())
    {
        io.restart();
        if (io.run_one() == 0)
            throw std::logic_error("nothing can happen any more");
    }
}

Result<Response> Harness::send(Request request)
{
    return await(start(std::move(request)));
}

Result<Response> Harness::await(const std::shared_ptr<Pending>& pending)
{
    run_until([&] { return pending->ended(); });
    if (pending->cancelled)
        throw std::logic_error("the request was cancelled");
    return *pending->result;
}

Request get(std::uint16_t port, std::string_view origin)
{
    return request_to(port, origin);
}

Request post(std::uint16_t port, std::string body, std::string_view origin)
{
    auto request = request_to(port, origin);
    request.method = Method::post;
    request.body = Secret(std::move(body));
    request.content_type = "application/json";
    return request;
}

std::string answer(std::string_view body, std::string_view status)
{
    return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + std::string(body);
}

Lookup fixed_lookup(std::vector<std::string> addresses)
{
    return [addresses](const std::string&) -> Result<Addresses> {
        Addresses found;
        for (const auto& address : addresses)
            found.push_back(asio::ip::make_address(address));
        return found;
    };
}

std::string told(const Result<Response>& result)
{
    if (result)
        return std::to_string(result->status) + " " + result->body;
    return std::string(to_string(result.error().kind)) + ": " + result.error().text();
}

} // namespace idpsync::net::test
