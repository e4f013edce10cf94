#pragma once

// What a provider said no to, whoever asked, until it accepts just that: docs/reconciling.md 19 and 31. Pure.

#include "oidc/check.hpp"
#include "reconcile/checks_store.hpp"
#include "reconcile/credential_budget.hpp"

#include <optional>

namespace idpsync::reconcile {

/// The evidence after an answer about the values of `asked`: what is refused is kept, and goes once the
/// provider accepts it. An answer that does not tell changes nothing.
void note_refusals(ProviderEvidence& evidence, const CredentialTry& asked, const oidc::ProviderCheck& check,
                   WallTime now);

/// What the provider says no to of these values; nothing: not as far as is known. A secret that is empty is
/// one that nobody here knows.
std::optional<Finding> known_refusal(const ProviderEvidence& evidence, const CredentialTry& values);

/// What NetBird's login service uses for a connector with these values (rule 21).
struct LoginServiceSight
{
    ConnectorId connector;
    ConnectorValues values;
    std::string redirect_uri;       ///< NetBird's now; empty: not known
    std::optional<Finding> refusal; ///< nothing: what it uses is well
};

/// The evidence after a look that could see it.
void note_login_service(ProviderEvidence& evidence, const LoginServiceSight& sight, WallTime now);

/// The evidence after a restart of NetBird: no connector uses former values any more.
void forget_former_values(ProviderEvidence& evidence);

/// What is known to be wrong of that connector; `refusal` of `asked` does not count. Its evidence says since
/// when. Nothing: not as far as is known.
std::optional<Finding> login_service_refusal(const ProviderEvidence& evidence,
                                             const LoginServiceSight& asked);

/// The last answer about the credentials of these values that told, accepted or refused, whatever was asked
/// in vain since; nothing: none did.
std::optional<CredentialEvidence> last_told(const ProviderEvidence& evidence, const CredentialTry& values);

} // namespace idpsync::reconcile
