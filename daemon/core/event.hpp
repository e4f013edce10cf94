#pragma once

// What a lower room has to say. service/ turns events into log lines, journal fields and JSON; nothing below
// it writes a log.

#include "core/enumerators.hpp"
#include "core/provider.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace idpsync {

BOOST_DEFINE_ENUM_CLASS(Level, debug, info, warning, error)

/// The names are a public interface (docs/events.md): monitoring greps for them.
BOOST_DEFINE_ENUM_CLASS(
    EventName,
    started,           ///< the daemon
    config_loaded,     ///< the files are in force, or something about them is worth a warning
    config_rejected,   ///< the files are wrong: what was in force stays so
    stopped,           ///< the daemon, as it was asked to
    log_dropped,       ///< lines were left out because nobody took the log away
    metrics_listening, ///< metrics and health are served
    metrics_failed,    ///< they are not: the port is taken, or the address is not this host's
    touched,           ///< others updated a connector of ours: its secret may be another
    audit_unreadable,  ///< the token may not read NetBird's audit log
    backup_restored,   ///< NetBird was restored from a backup
    pass_started, drift, created, updated, deleted, adopted, renamed, released, conflict, contested,
    not_converging, duplicate, secret_unverified, blocked,
    held, ///< new values for a live connector that nobody could verify
    failed,
    throttled,          ///< NetBird limits requests: the pass waits before it asks again
    settling,           ///< an earlier create has no known outcome: the pass waits before it looks
    settled,            ///< and this is what came of it
    secret_removed,     ///< at a provider: the one before the one that logins use now
    secret_in_use,      ///< the one that took the place of a client's one secret: logins work again
    restart_needed,     ///< logins use what was written only once NetBird restarts
    restart_seen,       ///< and it did
    restart_unneeded,   ///< what logins use is what is wanted again, without a restart
    metrics_unreadable, ///< management.metrics_url: only probes can see a restart
    pass_done,
    paused,                    ///< an operator's `pause`: it observes only
    resumed,                   ///< and that is over
    token_expiring,            ///< the access token for NetBird ends soon
    token_renewed,             ///< its successor is in the file
    token_renewal_failed,      ///< and this is why not
    login_broken,              ///< something at a provider keeps users from signing in
    login_restored,            ///< and does not any more
    certificate_expiring,      ///< NetBird's, or of one of a provider's hosts
    client_secret_expiring,    ///< by the day in the file
    web_listening, web_failed, ///< the page for people
    registration_expiring,     ///< what `registration` signs in with, by the provider's word
    no_longer_managed,         ///< a declaration is gone, and its connector stays
    problem_found,             ///< of a standalone NetBird: a check says what it did not say before
    problem_gone,              ///< and does not say it any more
    history_unsaved            ///< history.jsonl cannot be written: changes are missing there
)

/// One line of the log. Values are raw: whoever writes them escapes them.
struct Event
{
    EventName name;
    Level level = Level::info;
    std::optional<ProviderKey> provider;
    std::vector<std::pair<std::string, std::string>> fields;
};

class EventSink
{
public:
    virtual ~EventSink() = default;
    virtual void emit(Event event) = 0;
};

} // namespace idpsync
