#pragma once

// A successor for the token in the daemon's file, made by that token itself:
//
//     look       whose token it is, and which of that user's tokens
//     settle     what a renewal that was cut left in NetBird
//     make       the successor, its name noted before
//     place      beside the file; tried; then by a rename in the file's place
//     revoke     the one before, by its successor
//
// At every moment the file holds a token that NetBird takes. A token that nobody holds is found by its name
// in the notes and revoked by the next run. What cannot be told apart is not revoked.

#include "bootstrap/renewal_notes.hpp"
#include "bootstrap/renewal_steps.hpp"
#include "bootstrap/token_file.hpp"
#include "core/seams.hpp"
#include "net/clock.hpp"
#include "net/http.hpp"
#include "netbird/administration.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/url/url.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace idpsync::bootstrap {

/// The token in the file, and the user that it is of. Texts of NetBird are raw.
struct TokenSight
{
    std::string url;
    std::string file;
    std::string user; ///< its name, or the e-mail address
    std::string role;
    std::optional<netbird::AccessToken> token; ///< nothing: it cannot be told from others of that user
};

/// What a renewal did. Texts of NetBird are raw.
struct Renewed
{
    std::string url;
    std::string file;
    std::string user;
    std::string token; ///< the new one's name
    WallTime expires{};
    std::string former; ///< name of the one before; empty: it cannot be told from others
    bool former_revoked = false;
    std::size_t lost_revoked = 0; ///< that earlier renewals had left
    std::string left;             ///< why the one before still works, and what to do; empty: it does not
};

class Renewal
{
public:
    /// All of it must outlive the renewal.
    struct Dependencies
    {
        net::HttpClient& http;
        net::Clock& clock;
        Random& random;
        RenewalNotesStore& notes;
        TokenFile& file;
    };

    /// `management` as netbird::ClientOptions has it; `timeout` of each request.
    Renewal(const Dependencies& dependencies, boost::urls::url management, std::chrono::milliseconds timeout);

    /// Changes nothing. Errors: the file's and those of whoever is asked; forbidden, conflict.
    boost::asio::awaitable<Result<TokenSight>> look();

    /// Once. `life`: of the successor, 1 to 365 days; nothing: as long as the one before. Errors: the same,
    /// and those of the notes and of the new token. The file holds a token that works then as well.
    boost::asio::awaitable<Result<Renewed>> renew(std::optional<std::chrono::days> life);

    /// Only what an earlier renewal left, if it left anything: how many tokens were revoked.
    boost::asio::awaitable<Result<std::size_t>> settle();

private:
    boost::asio::awaitable<Result<void>> see();
    boost::asio::awaitable<Result<void>> begin();
    boost::asio::awaitable<Result<void>> clear_up();
    boost::asio::awaitable<Result<netbird::MadeToken>> make(std::optional<std::chrono::days> life);
    boost::asio::awaitable<Result<void>> place(const Secret& successor);
    boost::asio::awaitable<Result<void>> prove(const Secret& successor);
    boost::asio::awaitable<void> withdraw(const netbird::MadeToken& made);
    boost::asio::awaitable<void> revoke_former(const Secret& successor);
    Result<void> load_notes();
    [[nodiscard]] netbird::Administration administration(const Secret& token);
    [[nodiscard]] std::string new_name();

    Dependencies dependencies_;
    boost::urls::url management_;
    std::chrono::milliseconds timeout_;
    std::unique_ptr<FileLock> lock_;
    RenewalNotes notes_;
    Secret token_; ///< in the file
    netbird::User user_;
    Tokens all_;    ///< of the user
    Tokens asking_; ///< those of which one is in the file
    Renewed renewed_;
};

} // namespace idpsync::bootstrap
