#include "registrar/api.hpp"

#include "core/secret.hpp"
#include "core/text.hpp"
#include "json/text.hpp"

#include <array>

namespace idpsync::registrar {

namespace asio = boost::asio;

namespace {

constexpr std::size_t longest_complaint = 200;
constexpr std::size_t document_limit = std::size_t{1} << 20U;

std::string at(const Server& server)
{
    return std::string(server.name) + " at " + escaped(server.base.buffer());
}

std::string status_and_complaint(const net::Response& answer)
{
    const auto complaint = complaint_in(answer.body);
    return std::to_string(answer.status) + (complaint.empty() ? std::string() : " (" + complaint + ")");
}

/// Nothing for an answer that can be read.
std::optional<Error> refusal(const Server& server, const net::Response& answer)
{
    const auto said = at(server) + " answers " + status_and_complaint(answer);
    if (answer.status == 401)
        return Error{ErrorKind::unauthorized, said + ": it does not know the token, or the token has expired",
                     "make a new one there, and put it where registration points"};
    if (answer.status == 403)
        return Error{ErrorKind::forbidden, said + ": it does not let this token read clients",
                     "check the token, and give its owner the right to read clients"};
    if (answer.status == 429)
        return Error{ErrorKind::throttled, said + ": it is asked too often", "try again later"};
    if (answer.status >= 500)
        return Error{ErrorKind::transport, said, "try again later, or look into its log"};
    if (answer.status != 200)
        return Error{ErrorKind::bad_response, said + ", where 200 was expected",
                     "check the issuer and registration.url: this must be the server itself"};
    return std::nullopt;
}

} // namespace

std::string complaint_in(std::string_view body)
{
    const auto document = parse_json(body);
    if (!document)
        return {};
    // Pocket ID and Keycloak's login: error; Keycloak's administration: errorMessage; authentik: detail.
    constexpr std::array<std::string_view, 4> names{"error_description", "errorMessage", "detail", "error"};
    for (const auto name : names)
        if (auto text = text_member(*document, name); !text.empty())
            return quoted(text, longest_complaint);
    return {};
}

Error not_understood(const Server& server, std::string_view expected)
{
    return {ErrorKind::bad_response, at(server) + " answers something else than " + std::string(expected),
            "check the issuer and registration.url, and that no proxy answers in its place"};
}

asio::awaitable<Result<std::optional<boost::json::value>>> ask(const Server& server, net::Request request)
{
    request.body_limit = document_limit;
    auto answer = co_await server.http.send(request);
    if (answer.has_error())
        co_return answer.error().with_context(at(server));
    // Each of these servers says in JSON what it has not; what else says 404 is none of them.
    if (answer->status == 404 && parse_json(answer->body))
        co_return std::optional<boost::json::value>();
    if (auto refused = refusal(server, *answer))
        co_return std::move(*refused);
    auto document = parse_json(answer->body);
    // Keycloak and authentik show the client's secret to whoever may manage it.
    wipe(answer->body);
    if (!document)
        co_return not_understood(server, "JSON");
    co_return std::move(document);
}

} // namespace idpsync::registrar
