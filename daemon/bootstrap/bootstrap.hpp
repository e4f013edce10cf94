#pragma once

// From a fresh NetBird with its embedded login service to a token and a configuration for the daemon, without
// a browser:
//
//     look        notes, the token file, /api/instance, discovery
//     set up      the owner, by /api/setup (never with create_pat: the account would have no domain), or in
//                 NetBird's own configuration, which ends the run: NetBird has to be started anew
//     sign in     with the password, as netbird-cli; the first login makes the account
//     verify      the owner's role, the account's domain
//     service user, token
//     files       the token, the configuration
//
// Every request that makes something is noted before (notes.hpp), so that a run that was cut at any moment is
// finished by the next one: no second owner, no token that nobody knows. What the owner signs in with is a
// token of one login, which is kept nowhere; no access token of the owner is made.

#include "bootstrap/declare_owner.hpp"
#include "bootstrap/notes.hpp"
#include "bootstrap/owner_file.hpp"
#include "bootstrap/steps.hpp"
#include "bootstrap/target.hpp"
#include "bootstrap/wish.hpp"
#include "core/seams.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"
#include "netbird/administration.hpp"
#include "netbird/first_steps.hpp"
#include "netbird/login_service.hpp"
#include "netbird/login_tokens.hpp"
#include "netbird/password_login.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace idpsync::bootstrap {

/// What is there afterwards, and what of it was made. Texts of NetBird are raw.
struct Report
{
    std::string url;
    std::string owner; ///< the e-mail address; empty: the daemon's token does not show it
    bool owner_made = false;
    std::string domain;                ///< of the account; empty as above
    std::optional<bool> user_approval; ///< new users wait until somebody approves them
    std::string service_user;          ///< its name; empty as above
    bool service_user_made = false;
    std::string token_file;
    bool token_made = false;
    std::optional<WallTime> token_expires;
    std::size_t tokens_revoked = 0; ///< that an earlier run had lost
    std::string config_file;
    Configuration configuration = Configuration::kept;
    std::string netbird_config; ///< NetBird's own, with the owner; empty: not asked for, or to be pasted
    /// The owner is in NetBird's own configuration, and not in force yet: nothing else was looked at.
    bool restart_needed = false;
    bool answered = true;                  ///< NetBird did
    std::optional<DeclaredOwner> to_paste; ///< into that configuration, with the hash

    /// Something was not there before.
    [[nodiscard]] bool changed() const;
};

class Bootstrap
{
public:
    /// All of it must outlive the bootstrap.
    struct Dependencies
    {
        net::HttpClient& http;
        net::Clock& clock;
        Random& random;
        NotesStore& notes;
        Target& target;
        OwnerFile* owner_file = nullptr; ///< for Wish::owner_in_configuration
    };

    Bootstrap(const Dependencies& dependencies, Wish wish);

    /// Makes nothing. Errors: choose_way()'s, objection_to_address()'s and objection_to_declared()'s; those
    /// of whoever is asked; storage.
    boost::asio::awaitable<Result<Way>> look();

    /// After look(). `password`: the owner's, or a new one where the owner is made; only not needed when all
    /// is finished.
    boost::asio::awaitable<Result<Report>> carry_out(std::optional<Secret> password);

private:
    Result<void> look_at_declared_owner();
    boost::asio::awaitable<Result<TokenSeen>> look_at_token();
    boost::asio::awaitable<Result<void>> look_at_address();
    Result<Report> declare(const Secret& password);
    boost::asio::awaitable<Result<void>> provide_everything(std::optional<Secret> password);
    boost::asio::awaitable<Result<void>> make_owner(const Secret& password);
    boost::asio::awaitable<Result<void>> sign_in(const Secret& password);
    boost::asio::awaitable<Result<void>> verify();
    boost::asio::awaitable<Result<void>> provide_service_user();
    boost::asio::awaitable<Result<void>> provide_token();
    boost::asio::awaitable<Result<void>> revoke_lost_tokens();
    boost::asio::awaitable<Result<void>> describe_what_is_there();
    [[nodiscard]] netbird::ClientOptions as_daemon(const Secret& token) const;
    [[nodiscard]] netbird::Administration administration(Secret authorization);
    Result<void> note();
    std::string drawn(std::size_t bytes);

    Dependencies dependencies_;
    Wish wish_;
    netbird::FirstSteps first_steps_;
    netbird::LoginService login_service_;
    netbird::LoginTokens tokens_;
    netbird::PasswordLogin password_login_;

    Way way_ = Way::finished;
    bool running_ = true;                   ///< NetBird answered
    std::optional<DeclaredOwner> declared_; ///< in its own configuration
    Notes notes_;
    std::optional<Secret> token_;                  ///< the daemon's
    std::optional<netbird::Administration> owner_; ///< whoever signed in
    std::optional<Secret> id_token_;               ///< the owner's
    Report report_;
};

} // namespace idpsync::bootstrap
