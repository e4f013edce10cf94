#pragma once

// What NetBird's login service uses for a connector, as far as it can be known: it keeps what it opened, and
// updates do not reach it before NetBird restarts (docs/reconciling.md 24). Values only, kept in the ledger;
// core/restart.hpp decides.

#include "core/policy.hpp"
#include "core/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace idpsync {

/// The part of a connector that a login uses.
struct LoginValues
{
    std::string issuer; ///< empty for google and microsoft
    std::string client_id;
    std::optional<Fingerprint> secret; ///< nothing: not known, or none was ever written from here

    bool operator==(const LoginValues&) const = default;
};

/// What a login probe can see of them. A secret is never seen.
struct LoginProbeResult
{
    std::string client_id;
    std::string endpoint; ///< the provider's authorization endpoint

    bool operator==(const LoginProbeResult&) const = default;
};

/// What is known of one connector of ours.
struct LoginState
{
    /// What it uses, if it is open; nothing: not known (it was not made here, and no restart was seen since).
    std::optional<LoginValues> in_force;
    std::optional<LoginProbeResult> seen; ///< by the last probe since the last restart that was seen
    std::uint64_t seen_at = 0;            ///< that probe came after every write up to this need
    bool client_is_new = false;           ///< the last write's client id cannot have been in force before it
    std::uint64_t need = 0;               ///< the need for a restart that the last write belongs to; 0: none
    bool acknowledged = false; ///< NetBird was restarted, says an operator; no probe has looked yet

    bool operator==(const LoginState&) const = default;
};

/// One run of NetBird's process, as its own metrics tell.
struct ServerRun
{
    double started = 0; ///< process_start_time_seconds
    double cpu = 0;     ///< process_cpu_seconds_total

    bool operator==(const ServerRun&) const = default;
};

/// What is known of NetBird's restarts.
struct RestartState
{
    std::uint64_t generation = 0;  ///< of the last need; each pass whose writes add to it makes the next one
    std::optional<WallTime> since; ///< a restart is needed since then; nothing: none is
    std::optional<ServerRun> run;  ///< in which the last write that needs a restart was made

    bool operator==(const RestartState&) const = default;
};

} // namespace idpsync
