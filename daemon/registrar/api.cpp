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

std::string status_and_complaint(const net::Response& answer)
{
    const auto complaint = complaint_in(answer.body);
    return std::to_string(answer.status) + (complaint.empty() ? std::string() : " (" + complaint + ")");
}

std::string said_by(const Server& server, const net::Response& answer)
{
    return at(server) + " answers " + status_and_complaint(answer);
}

/// What reads and changes have in common.
std::optional<Error> refusal(const Server& server, const net::Response& answer)
{
    if (answer.status == 401)
        return Error{ErrorKind::unauthorized,
                     said_by(server, answer) + ": it does not take the credentials, or they have expired",
                     "make a new one there, and put it where registration points"};
    if (answer.status == 429)
        return Error{ErrorKind::throttled, said_by(server, answer) + ": it is asked too often",
                     "try again later"};
    return std::nullopt;
}

Error unexpected(const Server& server, const net::Response& answer)
{
    return {ErrorKind::bad_response, said_by(server, answer) + ", where 200 was expected",
            "check the issuer and registration.url: this must be the server itself"};
}

/// Nothing for an answer that can be read.
std::optional<Error> refusal_of_read(const Server& server, const net::Response& answer)
{
    if (auto refused = refusal(server, answer))
        return refused;
    if (answer.status == 403)
        return Error{ErrorKind::forbidden,
                     said_by(server, answer) + ": it does not let this token read clients",
                     "check the token, and give its owner the right to read clients"};
    if (answer.status >= 500)
        return Error{ErrorKind::transport, said_by(server, answer), "try again later, or look into its log"};
    if (answer.status != 200)
        return unexpected(server, answer);
    return std::nullopt;
}

/// Each of these servers says in JSON what it has not; what else says 404 is none of them.
bool says_missing(const net::Response& answer)
{
    return answer.status == 404 && parse_json(answer.body);
}

/// Nothing for a change that was carried out.
std::optional<Error> refusal_of_change(const Server& server, const net::Response& answer)
{
    if (auto refused = refusal(server, answer))
        return refused;
    if (answer.status == 403)
        return Error{ErrorKind::forbidden,
                     said_by(server, answer) + ": it does not let this token change clients",
                     "check the token, and " + std::string(server.right)};
    if (answer.status == 409 || says_missing(answer))
        return Error{ErrorKind::conflict, said_by(server, answer) + ": it was changed there meanwhile",
                     "try again"};
    if (answer.status == 400 || answer.status == 422)
        return Error{ErrorKind::rejected, said_by(server, answer) + ": it refuses this client",
                     "correct what it names"};
    if (answer.status >= 500)
        return Error{ErrorKind::unknown_outcome,
                     said_by(server, answer) + ", so whether it made the change is not known",
                     "try again: what is there is read first"};
    if (answer.status < 200 || answer.status > 299)
        return unexpected(server, answer);
    return std::nullopt;
}

/// "name: This field is required.", of lists of texts by the names of members, however deep.
void add_complaints(const boost::json::value& value, std::string_view name, std::string& all)
{
    if (const auto* object = value.if_object())
        for (const auto& member : *object)
            add_complaints(member.value(), member.key(), all);
    const auto* list = value.if_array();
    if (list == nullptr)
        return;
    for (const auto& one : *list)
        if (const auto* text = one.if_string())
            all += (all.empty() ? "" : "; ") + std::string(name) + ": " + std::string(*text);
}

} // namespace

Document::~Document()
{
    wipe_texts(value_);
}

std::string at(const Server& server)
{
    return std::string(server.name) + " at " + escaped(server.base.buffer());
}

std::string complaint_in(std::string_view body)
{
    const auto document = parse_json(body);
    return document ? complaint_of(*document) : std::string();
}

std::string complaint_of(const boost::json::value& document)
{
    // Pocket ID and Keycloak's login: error; Keycloak's administration: errorMessage; authentik: detail.
    constexpr std::array<std::string_view, 4> names{"error_description", "errorMessage", "detail", "error"};
    for (const auto name : names)
        if (auto text = text_member(document, name); !text.empty())
            return quoted(text, longest_complaint);
    // Microsoft Graph: error.code, error.message.
    if (const auto* error = find_member(document, "error"))
        for (const auto* name : {"message", "code"})
            if (auto text = text_member(*error, name); !text.empty())
                return quoted(text, longest_complaint);
    std::string by_member;
    add_complaints(document, {}, by_member);
    return by_member.empty() ? std::string() : quoted(by_member, longest_complaint);
}

Error not_understood(const Server& server, std::string_view expected)
{
    return {ErrorKind::bad_response, at(server) + " answers something else than " + std::string(expected),
            "check the issuer and registration.url, and that no proxy answers in its place"};
}

Error gone(const Server& server, const std::string& client_id)
{
    return {ErrorKind::conflict, at(server) + " has no client " + quoted(client_id) + " any more",
            "try again"};
}

Error taken(const Server& server, const std::string& client_id)
{
    return {ErrorKind::conflict, at(server) + " has a client " + quoted(client_id) + " already", "try again"};
}

Error holds_one_secret(const Server& server)
{
    return {ErrorKind::rejected,
            at(server) + " keeps one secret for each client, which only a new one can replace"};
}

net::Request with_json(net::Request request, std::string body)
{
    request.body = Secret(std::move(body));
    request.content_type = "application/json";
    return request;
}

asio::awaitable<Result<std::optional<std::string>>> ask_for_text(const Server& server, net::Request request)
{
    request.body_limit = document_limit;
    auto answer = co_await server.http.send(request);
    if (answer.has_error())
        co_return answer.error().with_context(at(server));
    if (says_missing(*answer))
        co_return std::optional<std::string>();
    if (auto refused = refusal_of_read(server, *answer))
        co_return std::move(*refused);
    co_return std::optional(std::move(answer->body));
}

asio::awaitable<Result<std::optional<Document>>> ask(const Server& server, net::Request request)
{
    auto text = co_await ask_for_text(server, std::move(request));
    if (text.has_error())
        co_return text.error();
    if (!text->has_value())
        co_return std::optional<Document>();
    auto document = parse_json(**text);
    wipe(**text);
    if (!document)
        co_return not_understood(server, "JSON");
    co_return std::optional<Document>(std::in_place, std::move(*document));
}

asio::awaitable<Result<Document>> tell(const Server& server, net::Request request)
{
    request.body_limit = document_limit;
    // One that was kept may have died unseen: then nobody could tell what became of the change.
    request.kept_since = net::SteadyTime::max();
    auto answer = co_await server.http.send(request);
    if (answer.has_error())
        co_return answer.error().with_context(at(server));
    auto refused = refusal_of_change(server, *answer);
    auto document = answer->body.empty() ? boost::json::value() : parse_json(answer->body);
    wipe(answer->body);
    if (refused)
        co_return std::move(*refused);
    if (!document)
        co_return not_understood(server, "JSON");
    co_return Document(std::move(*document));
}

} // namespace idpsync::registrar
