#pragma once

// How often a client's credentials are tried, and what stands for a try that is not made: rule 20 of
// docs/reconciling.md. Pure.

#include "oidc/credentials.hpp"
#include "reconcile/checks_store.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace idpsync::reconcile {

/// As long as nobody says otherwise, an answer stands for another try.
inline constexpr std::chrono::seconds credentials_count_for{3600};

/// What a provider said of just these values stands for another try that somebody asks for.
inline constexpr std::chrono::seconds answers_serve_for{600};

/// A try that somebody wants.
struct CredentialTry
{
    std::string issuer; ///< these four are what would be tried
    std::string client_id;
    Fingerprint secret;
    std::string redirect_uri;    ///< empty: not known
    bool demanded = false;       ///< an operator waits for it
    bool insists = false;        ///< and says that something was put right: a refusal may be over (demanded)
    bool afresh = false;         ///< and it is about this provider alone: no earlier answer serves (demanded)
    bool due = false;            ///< nobody waits, and what could not be answered is to be asked again now
    bool client_changed = false; ///< this pass has just changed the client: they count as new
    /// How long an acceptance stands for this try, where nobody waits; a refusal stands for an hour.
    std::chrono::seconds answer_counts_for = credentials_count_for;
};

struct CredentialBudget
{
    enum class Answer
    {
        try_now,
        remembered, ///< the same values were tried not long ago, or too often
        leave_alone ///< the provider asked for that
    };

    Answer answer = Answer::try_now;
    bool counted = false; ///< the try is one of those by hand
};

/// May the credentials be tried now? Values that were not tried yet always are. Tries by hand: six at once,
/// then one a minute.
///
/// | values, answer                | by itself                          | by hand |
/// |-------------------------------|------------------------------------|------------------------------------|
/// | new                           | tried                              | tried | | accepted | tried after
/// `answer_counts_for`    | tried after 10 minutes             | | refused                       | tried
/// after an hour                | tried after 10 minutes, or insists | | unknown                       |
/// tried after an hour, or when due   | tried                              | | any, no try by hand is left |
/// | remembered                         | | the provider said 429         | left alone | left alone |
CredentialBudget budget_for(const ProviderEvidence& evidence, const CredentialTry& wanted, WallTime now);

/// What was said of the wanted values last; nothing: they were not tried yet, as far as is known.
const CredentialEvidence* answer_about(const ProviderEvidence& evidence, const CredentialTry& wanted);

/// The evidence after a try.
void note_credentials(ProviderEvidence& evidence, const CredentialTry& tried,
                      const oidc::CredentialJudgement& judgement, bool counted, WallTime now);

/// True when the values are those of the try.
bool same_values(const Unverified& values, const CredentialTry& wanted);

/// What becomes of values that the provider was asked about at `now` and did not accept: the next try comes
/// after 1, 2, 5, then every 10 minutes. `known` is what was kept before, of these values or of others.
Unverified after_silence(const std::optional<Unverified>& known, const CredentialTry& asked,
                         const Finding& finding, std::optional<WallTime> leave_alone_until, WallTime now);

/// A refusal of values that were accepted before says so: they are not mistyped.
void tell_of_acceptance(oidc::CredentialJudgement& judgement, const ProviderEvidence& evidence,
                        const CredentialTry& wanted);

/// True when `time` is less than `age` ago; one in the future is not.
bool is_younger(WallTime time, WallTime now, std::chrono::seconds age);

} // namespace idpsync::reconcile
