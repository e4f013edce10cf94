#pragma once

// NetBird's JSON <-> values, and its answers -> error kinds. Pure. Every answer it was written against was
// recorded from a real server; tests/data/netbird holds them.

#include "core/error.hpp"
#include "core/guard.hpp"
#include "core/plan.hpp"
#include "core/provider.hpp"
#include "core/secret.hpp"
#include "net/http.hpp"

#include <string>

namespace idpsync::netbird {

/// Body of a POST or PUT: type, name, issuer (left out for google and microsoft), client_id, and
/// client_secret when there is one to send; then `unknown_members` as they are (ObservedProvider).
Secret encode_connector(const ConnectorValues& values, const Secret* client_secret,
                        std::string_view unknown_members = {});

/// What a request was for: it decides how an answer without a clear outcome counts.
enum class Operation
{
    list,
    account,
    create,
    update,
    remove,
    write_account ///< of the account's settings
};

/// The error an answer stands for, or success when its status is 2xx. `asked` is the URL of the request.
///
/// | answer                                          | error           | says beside what was seen        |
/// |-------------------------------------------------|-----------------|----------------------------------|
/// | 401; 404 "invalid token: …"                     | unauthorized    | make a new token                 |
/// | 403                                             | forbidden       | which token it needs             |
/// | 429                                             | throttled       |                                  |
/// | other 4xx with NetBird's JSON                   | rejected        | the next step, where one is known|
/// | the recorded 500 refusals                       | rejected        | the same                         |
/// | other 5xx of a write                            | unknown_outcome | NetBird's or the proxy's failure |
/// | other 5xx of a list or account                  | transport       | the same                         |
/// | 3xx                                             | bad_response    | the target; the URL to write     |
/// | 4xx without NetBird's JSON, any other status    | bad_response    | to check management.url          |
///
/// The recorded 500 refusals: the embedded identity provider is off, a changed type, a PUT of an unknown id.
Result<void> judge(Operation operation, const boost::urls::url& asked, const net::Response& response);

/// The answer to a list. Error (bad_response): not JSON (HTML, an empty body, deeper than 32), not a list, an
/// entry with a missing member or one of another type, an id twice or empty.
/// Members that this program does not know are kept as they are written (ObservedProvider::unknown_members),
/// but for a secret. A `type` that it does not know makes the entry unmanageable; only its id must be there.
/// It is not left out: its twin might be created then (docs/reconciling.md 2).
Result<ObservedState> decode_list(const net::Response& response);

/// The answer to a POST or PUT. Error (unknown_outcome): as for an entry of the list. A 2xx says that the
/// write was most likely carried out, so an answer that cannot be read leaves its outcome open.
Result<ObservedProvider> decode_connector(const net::Response& response);

/// The answer to a DELETE: `{}`, or no body at all. Error (unknown_outcome): anything else, such as the page
/// of something in front of NetBird.
Result<void> decode_removed(const net::Response& response);

/// The answer to `GET /api/accounts`, a list of one. Error (bad_response): anything else, a missing id or
/// settings, a setting that is not true, false or absent.
Result<AccountFacts> decode_account(const net::Response& response);

/// True for `/oauth2` discovery as the embedded identity provider answers it: 200 and JSON with an issuer.
/// The page that a dashboard answers to every path is none.
bool is_discovery(const net::Response& response);

/// True for the 404 that says that there is no connector of that id.
bool says_gone(const net::Response& response);

} // namespace idpsync::netbird
