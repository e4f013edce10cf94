#pragma once

// What only checks want to know of NetBird, beside the list of connectors. Pure: its JSON to values.

#include "core/error.hpp"
#include "core/guard.hpp"
#include "core/policy.hpp"
#include "core/provider.hpp"
#include "core/time_text.hpp"
#include "net/http.hpp"

#include <boost/json/fwd.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::netbird {

/// `GET /api/accounts`. Texts are raw: they come from outside. A member that a server does not show is
/// nothing.
struct AccountDetails
{
    AccountFacts facts;
    std::optional<std::string> domain;       ///< decides where SSO users land
    std::optional<std::string> category;     ///< "private" when the domain is one to join by
    std::optional<bool> user_approval;       ///< new users are blocked until somebody approves them
    std::optional<bool> group_sync;          ///< jwt_groups_enabled
    std::string group_claim;                 ///< jwt_groups_claim_name
    std::vector<std::string> allowed_groups; ///< jwt_allow_groups; empty: everybody
};

/// One user of `GET /api/users`, or the one of `GET /api/users/current`.
struct User
{
    std::string id;
    std::string name;
    std::string email;
    std::string role;        ///< "owner", "admin", "auditor", "user", …
    std::string connector;   ///< that they sign in through; raw; empty: none, or it is not known
    bool is_service = false; ///< has tokens and no login
    bool is_current = false;
    bool pending_approval = false;
    bool is_blocked = false;

    /// May change connectors: owners and admins.
    [[nodiscard]] bool may_write() const { return role == "owner" || role == "admin"; }
};

/// The connector in the id of a user who signed in through one: unpadded base64 of two fields, the provider's
/// `sub` and the connector's id (seen of v0.77.1). Empty for any other id.
std::string connector_in(std::string_view user_id);

/// How many of them sign in through this connector; nothing when no user shows a connector, and so nobody can
/// tell.
std::optional<std::size_t> users_of(const std::vector<User>& users, const ConnectorId& connector);

/// One of `GET /api/groups`.
struct Group
{
    std::string name;
    std::string issued; ///< "jwt": made by a login, which alone puts users into it and takes them out
};

/// One of `GET /api/users/{id}/tokens`.
struct AccessToken
{
    std::string id;
    std::string name;
    WallTime expires{};
    std::optional<AuditTime>
        last_used; ///< before an answer is made, NetBird notes the token that asked for it
    std::optional<WallTime> created;
};

/// Nothing when it is none.
std::optional<AccessToken> access_token_of(const boost::json::value& object);

/// Of several tokens of one user the one that was used last: the one that asks. Null when there is none.
const AccessToken* used_last(const std::vector<AccessToken>& tokens);

// Error of all of them (bad_response): not JSON, or not of that form.

Result<AccountDetails> decode_account_details(const net::Response& response);
Result<User> decode_user(const net::Response& response);
Result<std::vector<User>> decode_users(const net::Response& response);
Result<std::vector<AccessToken>> decode_tokens(const net::Response& response);
Result<std::vector<Group>> decode_groups(const net::Response& response);
Result<std::string> decode_version(const net::Response& response);

} // namespace idpsync::netbird
