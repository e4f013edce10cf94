#include "netbird/first_steps.hpp"

#include "core/joined.hpp"
#include "core/text.hpp"
#include "json/text.hpp"
#include "net/request_under.hpp"
#include "net/status.hpp"
#include "netbird/body_outline.hpp"
#include "netbird/codec.hpp"

#include <algorithm>
#include <array>

namespace idpsync::netbird {

namespace asio = boost::asio;

namespace {

constexpr unsigned precondition_failed = 412;
constexpr unsigned unprocessable = 422;
constexpr std::size_t step_answer_limit = 256U << 10U;

/// What /api/setup was recorded to refuse with; any other message may repeat the password.
bool is_setup_refusal(std::string_view message)
{
    constexpr std::array<std::string_view, 7> recorded{"email is required",
                                                       "invalid email format",
                                                       "name is required",
                                                       "password is required",
                                                       "password must be at least 8 characters",
                                                       "password must be at most 72 characters",
                                                       "setup already completed"};
    return std::ranges::find(recorded, message) != recorded.end();
}

/// The error, told with method and URL, and with a next step when nobody answered.
Error of_step(const net::Request& request, Error error)
{
    if (error.kind == ErrorKind::transport || error.kind == ErrorKind::timed_out)
        append_part(error.next, "check the address, and that NetBird runs", "; ");
    return error.with_context(std::string(net::to_string(request.method)) + " " +
                              escaped(request.url.buffer()));
}

/// Of an answer to /api/setup that is no success.
Error setup_refused(const net::Response& response, Error judged)
{
    const auto document = parse_json(response.body);
    const auto message = document ? text_member(*document, "message") : std::string();
    if (response.status == precondition_failed)
        return {ErrorKind::conflict, "NetBird was set up already"};
    if (response.status == unprocessable && is_setup_refusal(message))
        return {ErrorKind::rejected, "NetBird refuses the owner: " + message};
    // Words that were never recorded are left out: they could repeat the password.
    const auto answered = "NetBird answers " + std::to_string(response.status);
    if (judged.kind == ErrorKind::rejected)
        return {ErrorKind::rejected, answered + " and makes no owner", "NetBird's log says why"};
    if (judged.kind == ErrorKind::unknown_outcome)
        return {ErrorKind::unknown_outcome, answered + ", and may have made the owner",
                "run the command again: it goes on from there"};
    return judged;
}

} // namespace

Secret encode_setup(const NewOwner& owner)
{
    std::string body;
    // Room for the worst case: growing would leave copies of the password in freed memory.
    body.reserve(64 + 6 * (owner.email.size() + owner.name.size() + owner.password.reveal().size()));
    body += R"({"email":)";
    append_json_string(body, owner.email);
    body += R"(,"name":)";
    append_json_string(body, owner.name);
    body += R"(,"password":)";
    append_json_string(body, owner.password.reveal());
    body += '}';
    return Secret(std::move(body));
}

Result<bool> decode_setup_required(const net::Response& response)
{
    const auto document = parse_json(response.body);
    const auto* required = document ? find_member(*document, "setup_required") : nullptr;
    if (required == nullptr || !required->is_bool())
        return Error{ErrorKind::bad_response,
                     "expected whether NetBird was set up as JSON, got " + outline_of(response)};
    return required->get_bool();
}

FirstSteps::FirstSteps(net::HttpClient& http, net::Clock& clock, boost::urls::url management,
                       std::chrono::milliseconds timeout)
    : http_(http),
      clock_(clock),
      management_(net::without_trailing_slash(std::move(management))),
      timeout_(timeout)
{}

asio::awaitable<Result<bool>> FirstSteps::setup_required()
{
    auto request = net::request_under(management_, net::Method::get, "/api/instance");
    const auto answer = co_await send(request);
    if (answer.has_error())
        co_return of_step(request, answer.error());
    if (const auto judged = judge(Operation::list, request.url, *answer); judged.has_error())
    {
        auto error = judged.error();
        if (answer->status == net::status::not_found)
            error.next = "check the address; NetBird before v0.62.0 cannot be set up this way";
        co_return of_step(request, std::move(error));
    }
    const auto required = decode_setup_required(*answer);
    if (required.has_error())
        co_return of_step(request, required.error());
    co_return *required; // a Result<bool> that moves out of a constant tells whether it has a value
}

asio::awaitable<Result<void>> FirstSteps::set_up(NewOwner owner)
{
    auto request = net::request_under(management_, net::Method::post, "/api/setup");
    request.body = encode_setup(owner);
    request.content_type = "application/json";
    request.kept_since = clock_.now();
    const auto answer = co_await send(request);
    if (answer.has_error())
    {
        auto error = answer.error();
        if (error.kind == ErrorKind::unknown_outcome)
            error.next = "run the command again: it goes on from there";
        co_return of_step(request, std::move(error));
    }
    const auto judged = judge(Operation::create, request.url, *answer);
    if (judged.has_error())
        co_return of_step(request, setup_refused(*answer, judged.error()));
    co_return Result<void>();
}

asio::awaitable<Result<bool>> FirstSteps::has_version_endpoint()
{
    auto request = net::request_under(management_, net::Method::get, "/api/instance/version");
    const auto answer = co_await send(request);
    if (answer.has_error())
        co_return of_step(request, answer.error());
    co_return answer->status != net::status::not_found;
}

asio::awaitable<Result<net::Response>> FirstSteps::send(net::Request& request)
{
    request.headers.emplace_back("Cache-Control", "no-cache");
    request.deadline = clock_.now() + timeout_;
    request.body_limit = step_answer_limit;
    co_return co_await http_.send(request);
}

} // namespace idpsync::netbird
