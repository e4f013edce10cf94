#pragma once

// Users, and the personal access tokens that stand for them.

#include "core/policy.hpp"
#include "sandbox/events.hpp"
#include "sandbox/ids.hpp"
#include "sandbox/message.hpp"
#include "sandbox/options.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace idpsync::sandbox {

/// The owner, unless somebody else sets a fresh NetBird up.
inline constexpr std::string_view owner_email = "admin@example.com";
inline constexpr std::string_view owner_subject = "88fc5e07-4b18-48dc-ab76-f64724ddc43b";

struct Token
{
    std::string id;
    std::string plain;
    std::string name;
    std::string created_by; ///< a user's id
    WallTime created;
    WallTime expires;
    std::optional<WallTime> last_used;
    bool revoked = false;
};

struct User
{
    std::string id;
    std::string name;
    std::string email;
    Role role = Role::user;
    bool service = false;
    std::vector<Token> tokens;

    // Of people who signed in through a provider.
    bool has_own_account = false; ///< and is its owner: the account's domain took nobody in
    bool pending = false;         ///< blocked until somebody approves
    std::string idp_id = "local"; ///< the connector's
    std::vector<std::string> jwt_groups;

    [[nodiscard]] Initiator initiator() const { return {id, name, email}; }
    [[nodiscard]] bool may_write() const { return role == Role::owner || role == Role::admin; }
    [[nodiscard]] bool may_read_account() const { return role != Role::user; }
};

class Users
{
public:
    /// Starts with the owner, without a token; a fresh one with nobody.
    Users(Ids& ids, bool fresh);

    [[nodiscard]] const User& owner() const { return users_.front(); }
    User* find(std::string_view id);

    [[nodiscard]] const std::deque<User>& all() const { return users_; }
    User& add(User user);
    User& add_service_user(std::string name, Role role);
    /// A token for `user`, valid for `days`; `plain` empty draws one.
    const Token& add_token(User& user, std::string name, std::string plain, int days, std::string created_by,
                           WallTime now);
    Token* find_token(std::string_view plain);

    /// Who sends a request with this Authorization header, or the refusal.
    std::variant<User*, Answer> authenticate(std::string_view authorization, WallTime now);

private:
    Ids& ids_;
    std::deque<User> users_; ///< references stay valid
};

/// The token of an Authorization header, by either scheme; empty when there is none.
std::string_view token_of(std::string_view authorization);

boost::json::object shown(const Token& token);
boost::json::object shown(const User& user, const User& asking);
/// GET /api/users/current of somebody who may do everything.
boost::json::object shown_with_permissions(const User& user);

} // namespace idpsync::sandbox
