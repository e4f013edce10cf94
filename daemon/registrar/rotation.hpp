#pragma once

// When a generated client secret is replaced, and when its predecessor goes (docs/reconciling.md 36). Pure.

#include "core/desired.hpp"
#include "core/ledger.hpp"
#include "core/plan.hpp"
#include "registrar/client_secrets.hpp"

#include <chrono>
#include <optional>

namespace idpsync::registrar {

BOOST_DEFINE_ENUM_CLASS(
    Rotation,
    none,       ///< nothing is due
    begins,     ///< a new secret is made
    interrupts, ///< one is due, and logins would fail until NetBird restarts: not by itself
    waits,      ///< one is due, and is made when the declared window opens
    under_way   ///< the new one is made, and its predecessor still works
)

struct RotationView
{
    const DesiredRegistration& declared;
    const LedgerClient& known;
    SecretCustody custody = SecretCustody::several;
    bool asked = false;         ///< somebody asked for it
    bool may_interrupt = false; ///< and accepts that logins fail for a while
    WallTime now{};
};

/// | under way           | due, or asked for     | `rotate_window` | several secrets | one        |
/// |---------------------|-----------------------|-----------------|-----------------|------------|
/// | yes                 | any                   | any             | under_way       | under_way  |
/// | waits for a restart | asked for, `--now`    | any             | begins          | begins     |
/// | no                  | no                    | any             | none            | none       |
/// | no                  | asked for, `--now`    | any             | begins          | begins     |
/// | no                  | asked for             | open            | begins          | begins     |
/// | no                  | asked for             | closed, or none | begins          | interrupts |
/// | no                  | due                   | none            | begins          | interrupts |
/// | no                  | due                   | open            | begins          | begins     |
/// | no                  | due, and failed in it | open            | waits           | waits      |
/// | no                  | due                   | closed          | waits           | waits      |
///
/// Due: `rotate` after it was made, or in the last quarter of its life. Never while it is not settled.
Rotation decide_rotation(const RotationView& view);

/// When the one that is made at `now` ends; nothing: never.
std::optional<WallTime> end_of_new_secret(const DesiredRegistration& declared, SecretCustody custody,
                                          WallTime now);

/// Notes in `entry` whether a secret is about to be sent. What is held was lost, or never was: where the
/// provider chooses secrets, another one begins beside the one that logins may use.
void note_sending(LedgerClient& entry, bool sends, bool is_chosen_there);

/// A secret that was made so short a time ago may not be known everywhere at its provider: a refusal of it
/// says nothing yet. Entra is known to take a little while, and not how long.
inline constexpr std::chrono::minutes secret_settles{10};

bool may_still_settle(ProviderType type, const LedgerClient& known, WallTime now);

/// The predecessor of the secret can be removed: the connector is as declared, and NetBird's login service
/// uses what it has. `item` as it came out of the pass, `ledger` after it.
bool predecessor_can_go(const PlanItem& item, const Ledger& ledger);

} // namespace idpsync::registrar
