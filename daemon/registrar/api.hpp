#pragma once

// What the clients of all management APIs share: sending, and telling what went wrong.

#include "core/error.hpp"
#include "core/secret.hpp"
#include "net/http.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <boost/url/url.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace idpsync::registrar {

/// One server. Its answers are told by its name, for people: "Pocket ID".
struct Server
{
    net::HttpClient& http;
    std::string_view name;
    boost::urls::url base;  ///< without trailing slash
    std::string_view right; ///< what to do so that the token may change clients, as an order
};

/// The JSON of an answer. Keycloak and authentik show the client's secret to whoever may manage it, so the
/// texts are overwritten when it goes.
class Document
{
public:
    explicit Document(boost::json::value value) : value_(std::move(value)) {}
    Document(Document&& other) noexcept : value_(std::move(other.value_)) {}
    ~Document();
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;
    Document& operator=(Document&&) = delete;

    [[nodiscard]] const boost::json::value& operator*() const { return value_; }

private:
    boost::json::value value_;
};

/// Sends what asks for JSON. Nothing: 404, in JSON (recorded: Pocket ID 028, Keycloak 144). Errors as
/// Registrar::find() has them.
boost::asio::awaitable<Result<std::optional<Document>>> ask(const Server& server, net::Request request);

/// The same, as the server wrote it, JSON or not.
boost::asio::awaitable<Result<std::optional<std::string>>> ask_for_text(const Server& server,
                                                                        net::Request request);

/// Sends what changes something, on a connection of its own. Gives null where the answer has no body. Errors
/// as Registrar's changes have them; conflict for a 404 in JSON, too: what was to be changed is gone.
boost::asio::awaitable<Result<Document>> tell(const Server& server, net::Request request);

/// `request` with a body.
net::Request with_json(net::Request request, std::string body);

/// What the server says is wrong, of a body as these servers have it: `error`, `error.message`,
/// `errorMessage`, `detail`, or a list of texts for each member; empty when it says nothing. Escaped and
/// short.
std::string complaint_in(std::string_view body);
std::string complaint_of(const boost::json::value& document);

/// "Pocket ID at https://id.example.com", escaped.
std::string at(const Server& server);

/// An answer of a form that nobody knows.
Error not_understood(const Server& server, std::string_view expected);

/// The client that was to be changed is not there.
Error gone(const Server& server, const std::string& client_id);

/// The client that was to be made is there already.
Error taken(const Server& server, const std::string& client_id);

/// Of what only Pocket ID 2.14 has.
Error holds_one_secret(const Server& server);

} // namespace idpsync::registrar
