#pragma once

// What the ledger remembers of NetBird's audit log.

#include "core/policy.hpp"
#include "core/provider.hpp"
#include "core/secret.hpp"
#include "core/time_text.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace idpsync {

/// Who did something in NetBird. All of it comes from outside.
struct AuditUser
{
    std::string id;
    std::string name;
    std::string email;

    bool operator==(const AuditUser&) const = default;
};

/// "Ada <ada@example.com>"; what there is of it. Raw.
std::string to_string(const AuditUser& user);

/// The newest events that were seen. NetBird's ids have no order: several may share a time.
struct AuditCursor
{
    AuditTime at;
    std::set<std::string> ids; ///< of the events at that time

    bool operator==(const AuditCursor&) const = default;
};

/// What others did to one connector since our own last write.
struct AuditTouch
{
    AuditTime at;                 ///< of the last
    std::vector<AuditUser> users; ///< the last first, each once; at most `most_users`
    bool deleted = false;         ///< the last of it was its deletion

    static constexpr std::size_t most_users = 8;

    bool operator==(const AuditTouch&) const = default;
};

struct AuditState
{
    std::optional<AuditCursor> cursor; ///< nothing: the log was never read
    std::string user;                  ///< NetBird's id of who we are; empty until a write of ours showed it
    std::optional<WallTime> looked_at; ///< by our clock
    std::map<ConnectorId, AuditTouch> touches;
    /// Whose touch was answered by writing this secret again.
    std::map<ConnectorId, std::pair<Fingerprint, std::set<std::string>>> answered;

    bool operator==(const AuditState&) const = default;
};

} // namespace idpsync
