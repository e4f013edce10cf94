#pragma once

// What is looked at of NetBird itself, before any provider: what is wrong here is wrong for all of them.

#include "core/finding.hpp"
#include "core/policy.hpp"
#include "net/clock.hpp"
#include "netbird/inspector.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/url/url.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::diagnose {

/// Everything that was fetched. What is nothing was not asked, because the list already failed.
struct NetBirdFacts
{
    netbird::Asked<ObservedState> list{Error{ErrorKind::stopped, "not asked"}};
    std::optional<netbird::Asked<netbird::AccountDetails>> account;
    std::optional<netbird::Asked<netbird::LoginDiscovery>> login_service;
    std::optional<netbird::Asked<std::string>> version;
    std::optional<netbird::Asked<netbird::User>> current_user;
    std::optional<netbird::Asked<std::vector<netbird::User>>> users;
    std::optional<netbird::Asked<std::vector<netbird::AccessToken>>> tokens; ///< of the token's own user
    std::optional<std::chrono::seconds> clock_ahead;
    std::optional<WallTime> certificate_expires;
    std::chrono::milliseconds took{0}; ///< to the answer to the first question

    /// The user that the token stands for, as far as NetBird tells.
    [[nodiscard]] const netbird::User* token_user() const;
    /// When the token ends: of several tokens of that user, the one that was used last.
    [[nodiscard]] const netbird::AccessToken* token() const;
    [[nodiscard]] const netbird::AccountDetails* account_details() const;
    /// NetBird's login service, when it says what it is.
    [[nodiscard]] const netbird::LoginDiscovery* login_facts() const;
};

/// What the judgement needs beside what NetBird says.
struct NetBirdContext
{
    boost::urls::url management;
    std::string token_source; ///< where management.token points, in words: describe()
    Mode mode = Mode::enforce;
    WallTime now{};
    bool standalone = false; ///< there is no login service, and nothing is written
};

/// At most eight requests; never fails. When the list is not to be had, only the login service is asked too,
/// and nothing at all when nobody answers.
boost::asio::awaitable<NetBirdFacts> fetch_netbird(netbird::Inspector& inspector, net::Clock& clock);

/// Every check of NetBird, well or not, what to mend first first. Pure.
std::vector<Finding> judge_netbird(const NetBirdFacts& facts, const NetBirdContext& context);

/// How soon something that ends is mentioned: 14 days for a token, 30 for a certificate or a client secret.
inline constexpr std::chrono::days token_notice{14};
inline constexpr std::chrono::days certificate_notice{30};

/// "expires in 3 days, on 2027-01-31", "expires within a day, on 2027-01-31", "expired on 2027-01-31".
std::string ending(WallTime end, WallTime now);

} // namespace idpsync::diagnose
