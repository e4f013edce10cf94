#pragma once

#include "core/attempts.hpp"
#include "core/ledger_audit.hpp"
#include "core/login_state.hpp"
#include "core/omissions.hpp"
#include "net/clock.hpp"
#include "reconcile/abandoned.hpp"
#include "registrar/decide_client.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace idpsync::reconcile {

/// What passes of one process hand on to each other.
struct PassMemory
{
    explicit PassMemory(Abandoned abandoned_writes) : abandoned(std::move(abandoned_writes)) {}

    Attempts attempts;
    Omissions omissions;                   ///< of keys from the files
    std::optional<WallTime> looked_at_log; ///< the audit log, by a pass of this process
    bool only_looked_at_log = false; ///< by one that may not write: what it saw is for the next that may
    std::string log_refused;         ///< why the token may not read it: not asked again until somebody asks
    bool asks_log_again = false;     ///< it was refused, and somebody asked since
    std::string told_log_refusal;    ///< as it was told last
    std::map<ConnectorId, AuditTime> told_touches; ///< as they were told last
    /// What a look that may not write found in the log. The ledger forgets it, and until the next look the
    /// passes after it must not.
    struct SeenInLog
    {
        AuditState before; ///< of the ledger that it was found with
        AuditState after;
        std::set<ConnectorId> secrets_in_doubt;
    };
    std::optional<SeenInLog> seen_in_log;
    std::optional<ServerRun> run; ///< NetBird's, as it was read last
    std::string metrics_problem;  ///< as it was told last
    /// Creates that turned out to have been carried out, until a pass that may write has reported them.
    std::map<ProviderKey, ConnectorId> settled;
    Abandoned abandoned;
    std::optional<net::SteadyTime> next_settling; ///< of what the last pass left open

    /// A write without a known outcome that NetBird itself answered with 5xx, and what it said.
    struct Write
    {
        PlanItem item;
        std::string why;
    };
    std::map<ProviderKey, Write> answered_5xx;

    /// The client of a key as its provider showed it last.
    struct SeenClient
    {
        std::string asked; ///< of whom, and for which
        registrar::ClientFound found;
        net::SteadyTime at;
        std::optional<WallTime> access_ends;
        std::optional<WallTime> shown_at;
    };
    std::map<ProviderKey, SeenClient> clients;

    /// When providers are asked again about values that nobody could verify (rule 19).
    std::vector<net::SteadyTime> questions_due;

    /// When secrets that are due may be replaced (rule 36).
    std::vector<net::SteadyTime> windows_open;

    /// The write of `key` turns out not to have been carried out: refused, if NetBird answered it (rule 16).
    void was_not_carried_out(const ProviderKey& key, net::SteadyTime now)
    {
        const auto answered = answered_5xx.extract(key);
        if (!answered.empty())
            attempts.rejected(answered.mapped().item, false, answered.mapped().why, now);
    }

    /// Someone asked: the audit log is asked again.
    void ask_log_again()
    {
        asks_log_again = asks_log_again || !log_refused.empty();
        log_refused.clear();
    }

    /// When, after `when`, something that NetBird refused may be tried again, or a write without an outcome
    /// has settled; nothing: never by itself.
    [[nodiscard]] std::optional<net::SteadyTime> earliest_due(net::SteadyTime when) const
    {
        auto due = attempts.earliest_due(when);
        if (next_settling && when < *next_settling)
            due = std::min(*next_settling, due.value_or(*next_settling));
        for (const auto* moments : {&questions_due, &windows_open})
            for (const auto moment : *moments)
                if (when < moment)
                    due = std::min(moment, due.value_or(moment));
        return due;
    }
};

} // namespace idpsync::reconcile
