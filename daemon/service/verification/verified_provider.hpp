#pragma once

// Which providers are looked at between passes, with which values, and when. Pure.

#include "config/settings.hpp"
#include "core/plan.hpp"
#include "diagnose/provider_checks.hpp"
#include "net/clock.hpp"
#include "reconcile/report.hpp"
#include "reconcile/secret_reader.hpp"
#include "service/verification/login_health.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::service {

/// A declared, present provider as NetBird has it.
struct VerifiedProvider
{
    ProviderKey key;
    ConnectorId id;
    ConnectorValues values;       ///< as NetBird lists it: what logins depend on
    std::optional<Secret> secret; ///< the one that NetBird has, as far as that is known
    Fingerprint fingerprint;      ///< of `secret`
    bool secret_declared = false; ///< without `secret`: NetBird may have another one
    CheckSettings checks{};
    bool opened = false; ///< a login probe changes nothing: NetBird counts as having it open (rule 21)
    std::optional<Finding> refused = {}; ///< by its provider, as the pass knows
    bool restart_needed = false;         ///< logins use former values until NetBird restarts, which is known

    /// True when a look at the one says nothing of the other.
    [[nodiscard]] bool differs_from(const VerifiedProvider& other) const;
};

/// Those that a pass left in NetBird. A secret that is held back, or that goes with values that NetBird does
/// not have, is not among them: NetBird may have another one.
std::vector<VerifiedProvider> verified_providers(const reconcile::Report& report, const DesiredState& desired,
                                                 const reconcile::Secrets& secrets);

/// What was found out about its logins, once a pass has left `provider`; `differs`: with other values than
/// those that this was found out about. What broke them stays broken until it is accepted. Only of a secret
/// that nobody declares any more can nobody find out: its refusal stays as long as NetBird has just that one
/// (VerifiedProvider::refused), and then nothing is known.
LoginHealth health_after_pass(LoginHealth health, const VerifiedProvider& provider, bool differs);

/// True for a provider that this pass wrote: it is looked at soon.
bool was_written(const reconcile::Report& report, const ProviderKey& key);

/// Whether the login service may be asked about it after this check (rule 21): what is not open yet is opened
/// only when the provider accepts its values.
bool may_be_probed(const VerifiedProvider& provider, const std::optional<oidc::ProviderCheck>& check);

/// What a look came to. `tries`: credentials are tried between passes (`verify.credentials`). Left out are
/// what the need for a restart tells anyway, and what may be the fault of this host alone (rule 23): a
/// certificate that is not trusted from here, and a clock that is off by ours but not by NetBird's.
/// `netbird_ahead`: how far its clock is ahead of ours; nothing: not known.
Look look_at(const VerifiedProvider& provider, const diagnose::ProviderFacts& facts, bool tries, WallTime now,
             std::optional<std::chrono::seconds> netbird_ahead = std::nullopt);

/// Whether its discovery document could be fetched; nothing: that was not to be found out, or only NetBird
/// can tell, as with a certificate that is not trusted from here.
std::optional<bool> issuer_is_up(const oidc::ProviderCheck& check);

/// When the certificate of each of a provider's hosts ends, after a check that may not have reached all of
/// them: what was known stays, as long as the provider still names its host.
std::map<std::string, WallTime> certificates_after(std::map<std::string, WallTime> known,
                                                   const oidc::ProviderCheck& check);

/// How long an answer about the credentials stands for another try, which is an hour at least (rule 20).
/// `chance` in [0, 1) varies it by a tenth.
std::chrono::seconds credentials_count_for(const config::VerifySettings& settings, double chance);

/// Between two looks; nothing: never.
std::optional<std::chrono::milliseconds> time_between_looks(const config::VerifySettings& settings);

/// After a look: the next one. A suspicion is looked into soon, and one that is broken is looked at often, so
/// that it is told when it works again. `chance` in [0, 1) varies it by a tenth.
net::SteadyTime next_look(const LoginHealth& health, std::chrono::milliseconds regular, net::SteadyTime now,
                          double chance);

/// `time`, varied by a tenth.
std::chrono::milliseconds varied(std::chrono::milliseconds time, double chance);

} // namespace idpsync::service
