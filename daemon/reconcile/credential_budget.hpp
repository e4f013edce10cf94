#pragma once

// How often a client's credentials are tried, and what stands for a try that is not made: rule 20 of
// docs/reconciling.md. Pure.

#include "oidc/credentials.hpp"
#include "reconcile/checks_store.hpp"

#include <chrono>
#include <string>

namespace idpsync::reconcile {

/// As long as nobody says otherwise, an answer stands for another try.
inline constexpr std::chrono::seconds credentials_count_for{3600};

/// A try that somebody wants.
struct CredentialTry
{
    std::string issuer; ///< these three are what would be tried
    std::string client_id;
    Fingerprint secret;
    bool demanded = false; ///< an operator waits for it
    /// How long an answer stands for this try. One that an operator can mend any time (a refusal, or no
    /// answer at all) stands for an hour at most.
    std::chrono::seconds answer_counts_for = credentials_count_for;
};

struct CredentialBudget
{
    enum class Answer
    {
        try_now,
        remembered, ///< the same values were tried not long ago
        exhausted,  ///< six tries on demand in the last hour
        leave_alone ///< the provider asked for that
    };

    Answer answer = Answer::try_now;
    bool on_demand = false; ///< the try counts as one of the six
};

/// May the credentials be tried now?
CredentialBudget budget_for(const ProviderEvidence& evidence, const CredentialTry& wanted, WallTime now);

/// What stands for the try that is not made.
oidc::CredentialJudgement instead_of_a_try(const CredentialBudget& budget, const ProviderEvidence& evidence);

/// The evidence after a try.
void note_credentials(ProviderEvidence& evidence, const CredentialTry& tried,
                      const oidc::CredentialJudgement& judgement, bool on_demand, WallTime now);

/// True when the evidence is of these values.
bool same_values(const CredentialEvidence& evidence, const CredentialTry& wanted);

/// A refusal of values that were accepted before says so: they are not mistyped.
void tell_of_acceptance(oidc::CredentialJudgement& judgement, const ProviderEvidence& evidence,
                        const CredentialTry& wanted);

/// True when `time` is less than `age` ago; one in the future is not.
bool is_younger(WallTime time, WallTime now, std::chrono::seconds age);

} // namespace idpsync::reconcile
