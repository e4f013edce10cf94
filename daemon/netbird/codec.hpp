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
/// client_secret when there is one to send.
Secret encode_connector(const ConnectorValues& values, const Secret* client_secret);

/// What a request was for: it decides how an answer without a clear outcome counts.
enum class Operation
{
    list,
    account,
    create,
    update,
    remove
};

/// The error an answer stands for, or success when its status is 200.
/// 401, and 404 with "invalid token", are unauthorized; 403 forbidden; 429 throttled; other 4xx with
/// NetBird's JSON and the recorded 500 refusals are rejected; any other 5xx of a create, update or remove is
/// unknown_outcome, of a read transport; redirects, HTML, text/plain 404 and the like are bad_response with
/// the URL to write where the answer shows one. `asked` is the URL of the request.
Result<void> judge(Operation operation, const boost::urls::url& asked, const net::Response& response);

Result<ObservedState> decode_list(const net::Response& response);
Result<ObservedProvider> decode_connector(const net::Response& response);
Result<AccountFacts> decode_account(const net::Response& response);

/// True for a refusal that says the provider's issuer cannot be reached from NetBird (422 "… is
/// unreachable").
bool says_issuer_unreachable(const Error& error);

} // namespace idpsync::netbird
