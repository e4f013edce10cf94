#pragma once

// What the first steps decide, by what was seen. Pure.

#include "bootstrap/notes.hpp"
#include "bootstrap/wish.hpp"
#include "core/error.hpp"
#include "core/secret.hpp"
#include "netbird/inspection.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::bootstrap {

/// The token that is in the daemon's file.
enum class TokenSeen
{
    none,
    works,
    refused ///< NetBird does not know it, or no more
};

/// What is known before anything is made.
struct Seen
{
    bool setup_required = false;
    TokenSeen token = TokenSeen::none;
    std::optional<Notes> notes; ///< of earlier runs
    bool running = true;        ///< NetBird answered; else nothing else is known of it
    bool declared = false;      ///< the owner, in NetBird's own configuration
};

/// Where to begin.
enum class Way
{
    finished,  ///< the daemon's token works: at most the configuration is missing
    set_up,    ///< nobody is there: the owner is made first
    configure, ///< nobody is there: the owner is put into NetBird's configuration, and no more is done
    sign_in    ///< the owner is there
};

/// | token   | set up | notes of this owner | --existing-owner | way                            |
/// |---------|--------|---------------------|------------------|--------------------------------|
/// | works   | any    | any                 | any              | finished                       |
/// | other   | no     | any                 | no               | set_up                         |
/// | other   | no     | any                 | yes              | rejected: there is no owner    |
/// | other   | yes    | yes                 | any              | sign_in                        |
/// | other   | yes    | no                  | yes              | sign_in                        |
/// | other   | yes    | no                  | no               | conflict: set up by others     |
///
/// With Wish::owner_in_configuration, `configure` stands where `set_up` stands here, also where NetBird does
/// not run; and an owner that is declared counts as notes of this owner.
///
/// Conflicts as well, unless the token works: notes of another NetBird, or of another owner who was made; a
/// refused token in a file that no run wrote (it would be lost).
Result<Way> choose_way(const Wish& wish, const Seen& seen);

/// What tells old servers from new ones without a token.
struct Signs
{
    bool ends_sessions = false;       ///< LoginDiscovery's
    bool has_version_endpoint = true; ///< FirstSteps'
};

/// Why nobody may be made there: NetBird v0.65.0 to v0.66.2 gives the account the host of its own address as
/// the domain, and with one that is no name every SSO user gets an account of their own. `host`: of the login
/// service's issuer. Nothing where it is a name, or where NetBird is known to be older or newer.
std::optional<Error> objection_to_address(std::string_view host, const Signs& signs);

/// Why NetBird would not take it; nothing: it would. Nothing of it is in the message.
std::optional<Error> objection_to_password(const Secret& password);

/// Why the account is not one that SSO users join; nothing: it is.
std::optional<Error> objection_to_account(const netbird::AccountDetails& account);

/// Why whoever signed in is not the owner; nothing: it is.
std::optional<Error> objection_to_owner(const netbird::User& user);

/// The service user that the notes or the name tell; nothing: there is none yet. Error (conflict): one of
/// that name was not made by us, there are several, or it may not write.
Result<std::optional<netbird::User>> choose_service_user(const std::vector<netbird::User>& users,
                                                         const Notes& notes, const std::string& name);

/// Tokens that earlier runs made and lost: by the name that was noted before.
std::vector<netbird::AccessToken> lost_tokens(const std::vector<netbird::AccessToken>& tokens,
                                              const Notes& notes);

} // namespace idpsync::bootstrap
