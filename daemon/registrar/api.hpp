#pragma once

// What the clients of all management APIs share: sending, and telling what went wrong.

#include "core/error.hpp"
#include "net/http.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <boost/url/url.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::registrar {

/// One server. Its answers are told by its name, for people: "Pocket ID".
struct Server
{
    net::HttpClient& http;
    std::string_view name;
    boost::urls::url base; ///< without trailing slash
};

/// Sends what asks for JSON. Nothing: 404, in JSON (recorded: Pocket ID 028, Keycloak 144). Errors as
/// Registrar::find() has them.
boost::asio::awaitable<Result<std::optional<boost::json::value>>> ask(const Server& server,
                                                                      net::Request request);

/// What the server says is wrong, of a body as these servers have it: `error`, `errorMessage`, `detail`;
/// empty when it says nothing. Escaped and short.
std::string complaint_in(std::string_view body);

/// An answer of a form that nobody knows.
Error not_understood(const Server& server, std::string_view expected);

} // namespace idpsync::registrar
