#include "sandbox/in_process_client.hpp"

#include "core/text.hpp"
#include "sandbox/wire.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

namespace idpsync::sandbox {
namespace {

namespace asio = boost::asio;
using namespace asio::experimental::awaitable_operators;

/// A request on its way: the server's side goes on when the client has stopped waiting.
struct Exchange
{
    explicit Exchange(const asio::any_io_executor& executor)
        : done(executor, std::chrono::steady_clock::time_point::max())
    {}

    asio::steady_timer done; ///< cancelled when the answer is there
    std::optional<Answer> answer;
};

asio::awaitable<void> serve(Sandbox& sandbox, Request request, std::shared_ptr<Exchange> exchange)
{
    exchange->answer = co_await sandbox.handle(std::move(request));
    exchange->done.cancel();
}

asio::awaitable<void> wait_for_answer(std::shared_ptr<Exchange> exchange)
{
    boost::system::error_code cancelled;
    if (!exchange->answer)
        co_await exchange->done.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
}

std::string origin_of(const boost::urls::url& url)
{
    return std::string(url.scheme()) + "://" + std::string(url.encoded_authority());
}

Request to_sandbox(const net::Request& request)
{
    Request copy{.method = std::string(net::to_string(request.method)),
                 .target = std::string(request.url.encoded_target()),
                 .headers = request.headers,
                 .body = request.body ? request.body->reveal() : std::string()};
    if (copy.target.empty())
        copy.target = "/";
    if (request.authorization)
        copy.headers.emplace_back(std::string(request.authorization_header), request.authorization->reveal());
    if (!request.content_type.empty())
        copy.headers.emplace_back("content-type", request.content_type);
    return copy;
}

/// The answer of a request that ended without one, after at least a byte of it had left.
Error lost(const net::Request& request, ErrorKind for_a_read, std::string_view what)
{
    const auto kind = request.method == net::Method::get ? for_a_read : ErrorKind::unknown_outcome;
    return {kind, origin_of(request.url) + ": " + std::string(what)};
}

/// How long the last byte of the body takes.
std::chrono::milliseconds time_to_drip(const Answer& answer)
{
    const auto piece = std::max<std::size_t>(answer.delivery.bytes, 1);
    return answer.delivery.interval * static_cast<long>(answer.body.size() / piece);
}

Result<net::Response> received(const net::Request& request, Answer answer, WallTime now)
{
    using Kind = Delivery::Kind;
    const auto& delivery = answer.delivery;
    if (delivery.kind == Kind::cut)
        return lost(request, ErrorKind::transport, "the server closed the connection without an answer");
    if (delivery.kind == Kind::reset)
        return lost(request, ErrorKind::transport, "Connection reset by peer");
    const auto incomplete = (delivery.kind == Kind::truncated && delivery.bytes < answer.body.size()) ||
                            (delivery.kind == Kind::mislabeled && delivery.bytes > answer.body.size());
    if (incomplete)
        return lost(request, ErrorKind::transport, "the connection closed in the middle of the answer");
    if (delivery.kind == Kind::mislabeled)
        answer.body.resize(delivery.bytes);
    if (answer.body.size() > request.body_limit)
        return lost(request, ErrorKind::bad_response, "the answer is larger than the limit");

    net::Response response{.status = answer.status, .headers = {}, .body = std::move(answer.body)};
    if (answer.dated)
        answer.headers.emplace_back("Date", http_date(now + answer.clock_error));
    for (auto& [name, value] : answer.headers)
    {
        std::transform(name.begin(), name.end(), name.begin(), [](char letter) {
            return letter >= 'A' && letter <= 'Z' ? char(letter + 32) : letter;
        });
        response.headers.emplace_back(std::move(name), std::move(value));
    }
    return response;
}

/// Hands a body to its sink in pieces.
void pour(const net::Request& request, std::string_view body)
{
    constexpr std::size_t piece = 1000;
    while (!body.empty() && request.body_sink(body.substr(0, piece)))
        body.remove_prefix(std::min(piece, body.size()));
}

} // namespace

InProcessClient::InProcessClient(asio::any_io_executor executor, Sandbox& sandbox)
    : executor_(std::move(executor)), sandbox_(sandbox)
{}

asio::awaitable<Result<net::Response>> InProcessClient::send(const net::Request& request)
{
    auto& clock = sandbox_.clock();
    const auto origin = origin_of(request.url);
    const auto for_netbird = origin == sandbox_.url();
    if (!for_netbird && !sandbox_.issuers().serves(request.url.buffer()))
        co_return Error{ErrorKind::transport,
                        "resolve " + quoted(request.url.host()) + ": Host not found",
                        {},
                        ErrorCause::name_unknown};
    if (for_netbird && sandbox_.down())
        co_return Error{ErrorKind::transport, origin + ": connect: Connection refused"};
    if (request.deadline <= clock.now())
        co_return Error{ErrorKind::timed_out, origin + ": the deadline passed before the request was sent"};

    auto exchange = std::make_shared<Exchange>(executor_);
    auto sent = to_sandbox(request);
    if (!for_netbird)
        sent.target = std::string(request.url.buffer());
    asio::co_spawn(executor_, serve(sandbox_, std::move(sent), exchange), asio::detached);

    co_await (wait_for_answer(exchange) || clock.wait_until(request.deadline));
    if (!exchange->answer)
        co_return lost(request, ErrorKind::timed_out, "no answer before the deadline");
    if (exchange->answer->delivery.kind == Delivery::Kind::drip)
    {
        const auto end = clock.now() + time_to_drip(*exchange->answer);
        const auto until = std::min(end, request.deadline);
        co_await clock.wait_until(until);
        if (end > request.deadline)
            co_return lost(request, ErrorKind::timed_out, "the answer was not complete before the deadline");
    }
    auto result = received(request, std::move(*exchange->answer), clock.wall_now());
    if (request.body_sink && result.has_value() && result->status == 200)
    {
        pour(request, result->body);
        result->body.clear();
    }
    co_return result;
}

} // namespace idpsync::sandbox
