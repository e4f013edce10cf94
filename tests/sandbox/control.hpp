#pragma once

// The sandbox's own interface under /_sandbox/, for demonstrations and for tests of the program. Real servers
// have nothing like it. Bodies are JSON.
//
// - GET connectors: all, secrets included
// - POST connectors {type, name, issuer, client_id, client_secret}: as by hand; gives the id
// - PUT connectors/ID {any of name, issuer, client_id, client_secret}: as by hand
// - DELETE connectors/ID: as by hand
// - GET counters, GET requests: what arrived
// - POST events {count}: the audit log is that much longer, by nothing about a connector that is there
// - POST restart: NetBird restarts
// - PUT issuers {name or url, behaviour}: gives the URL
// - PUT providers {name or url, profile, …}: adds the provider there when there is none yet, with a profile,
//   and changes it (the other members: sandbox/provider/patch.hpp); gives its base and issuer
// - PUT settings {any account settings}: sets them
// - POST tokens {role}: gives a new token
// - DELETE tokens {token}: revokes it
// - POST faults {kind, method, path, skip, times, delay_ms, status, body, content_type, bytes, headers}: one
//   more fault; headers is an object, {"Retry-After": "5"}
// - DELETE faults: none any more
// - PUT time-scale {scale}: time runs faster
// - POST stop: the program ends

#include "sandbox/sandbox.hpp"

#include <functional>

namespace idpsync::sandbox {

/// What only the program can do; without the function the call does not exist.
struct ControlHooks
{
    std::function<void()> stop;
    std::function<void(double scale)> set_time_scale;
};

class Control
{
public:
    Control(Sandbox& sandbox, ControlHooks hooks) : sandbox_(sandbox), hooks_(std::move(hooks)) {}

    /// Answers a request whose path begins with /_sandbox/.
    Answer handle(const Request& request);

private:
    Answer connectors(const Request& request, std::string_view id);
    Answer issuers(const Request& request);
    Answer providers(const Request& request);
    Answer tokens(const Request& request);
    Answer faults(const Request& request);
    Answer settings(const Request& request);
    Answer program(const Request& request, std::string_view what);
    [[nodiscard]] Answer counters() const;
    [[nodiscard]] Answer requests() const;

    Sandbox& sandbox_;
    ControlHooks hooks_;
};

} // namespace idpsync::sandbox
