#pragma once

#include "sandbox/sandbox.hpp"
#include "support/manual_clock.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>

#include <string>
#include <utility>

namespace idpsync::sandbox::test {

inline const std::string corporate = "https://id.example.com";

/// A sandbox with one good issuer, spoken to without a socket.
class Netbird
{
public:
    explicit Netbird(Options options = {}) : sandbox(clock, std::move(options))
    {
        sandbox.add_issuer(corporate);
    }

    Answer ask(std::string method, std::string target, std::string body = "",
               std::string token = std::string(default_token))
    {
        Request request{.method = std::move(method),
                        .target = std::move(target),
                        .headers = {{"Authorization", "Token " + token}},
                        .body = std::move(body)};
        return idpsync::test::run(io, clock, sandbox.handle(std::move(request)));
    }
    Answer get(std::string target) { return ask("GET", std::move(target)); }
    Answer get(std::string target, std::string token)
    {
        return ask("GET", std::move(target), "", std::move(token));
    }
    Answer create(const boost::json::object& connector)
    {
        return ask("POST", "/api/identity-providers", boost::json::serialize(connector));
    }
    Answer update(const std::string& id, const boost::json::object& connector)
    {
        return ask("PUT", "/api/identity-providers/" + id, boost::json::serialize(connector));
    }
    Answer probe(const std::string& id)
    {
        return get("/oauth2/auth/" + id +
                   "?client_id=netbird-cli&redirect_uri=http%3A%2F%2Flocalhost%3A53000%2F&response_type=code"
                   "&scope=openid&state=probe");
    }

    boost::asio::io_context io;
    idpsync::test::ManualClock clock;
    Sandbox sandbox;
};

/// A connector at the good issuer.
inline boost::json::object connector(std::string type = "okta")
{
    return {{"type", type},
            {"name", "Corporate"},
            {"issuer", corporate},
            {"client_id", "netbird"},
            {"client_secret", "first secret"}};
}

inline boost::json::object changed(boost::json::object object, std::string_view name,
                                   boost::json::value value)
{
    object[name] = std::move(value);
    return object;
}

inline std::string id_of(const Answer& answer)
{
    return std::string(boost::json::parse(answer.body).at("id").as_string());
}

inline std::string message_of(const Answer& answer)
{
    return std::string(boost::json::parse(answer.body).at("message").as_string());
}

inline std::string location_of(const Answer& answer)
{
    return std::string(header_of(answer.headers, "location"));
}

} // namespace idpsync::sandbox::test
