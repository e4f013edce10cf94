#pragma once

// The sandbox's own interface under /_sandbox/, for demonstrations and for tests of the program. Real servers
// have nothing like it.
//
// | call                              | body                                          | does |
// |-----------------------------------|-----------------------------------------------|--------------------------|
// | GET    /_sandbox/connectors       |                                               | all, secrets included
// | | POST   /_sandbox/connectors       | type, name, issuer, client_id, client_secret  | as by hand; gives
// the id | | PUT    /_sandbox/connectors/ID    | any of name, issuer, client_id, client_secret | as by hand |
// | DELETE /_sandbox/connectors/ID    |                                               | as by hand | | GET
// /_sandbox/counters         |                                               |                          | |
// GET    /_sandbox/requests         |                                               | the last ones | | POST
// /_sandbox/restart          |                                               | NetBird restarts         | |
// PUT    /_sandbox/issuers          | name or url, behaviour                        | gives the URL | | PUT
// /_sandbox/settings         | any account settings                          | sets them                | |
// POST   /_sandbox/tokens           | role                                          | gives a new token | |
// DELETE /_sandbox/tokens           | token                                         | revokes it | | POST
// /_sandbox/faults           | kind, method, path, skip, times, delay_ms,    | one more fault           | |
// | status, body, content_type, bytes             |                          | | DELETE /_sandbox/faults | |
// none any more            | | PUT    /_sandbox/time-scale       | scale | time runs faster         | | POST
// /_sandbox/stop             |                                               | the program ends         |

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
