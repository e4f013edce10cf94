#pragma once

// The discovery document of a provider: read once, judged by every row of what NetBird's login service needs.

#include "core/finding.hpp"
#include "core/policy.hpp"
#include "oidc/registration.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::oidc {

using Words = std::vector<std::string>;

/// What the document says, as far as it matters here. Raw: it comes from outside.
struct Discovery
{
    std::optional<std::string> issuer;
    std::optional<std::string> authorization_endpoint;
    std::optional<std::string> token_endpoint;
    std::optional<std::string> jwks_uri;
    std::optional<std::string> userinfo_endpoint;
    std::optional<std::string> end_session_endpoint;
    std::optional<std::string> device_authorization_endpoint;
    // Lists: nothing when the document does not have them.
    std::optional<Words> id_token_algorithms;
    std::optional<Words> response_types;
    std::optional<Words> grant_types;
    std::optional<Words> client_authentication;
    std::optional<Words> scopes;
    std::optional<Words> claims;
    std::optional<Words> challenge_methods; ///< of PKCE

    /// NetBird's newer versions send a PKCE challenge then, and only then (recorded of v0.77.1).
    [[nodiscard]] bool lists_s256() const;
};

/// An issuer that might be the one to declare. It is advised only when its own document was found, which
/// states it.
struct IssuerCandidate
{
    std::string issuer;
    std::string remark; ///< to follow the advice: "; if users open another port, …"; may be empty

    bool operator==(const IssuerCandidate&) const = default;
};

/// Where the document of `issuer` is: one trailing slash goes, as NetBird does it.
Result<boost::urls::url> discovery_url(std::string_view issuer);

/// The document in a body, or nothing when it is not a JSON object.
std::optional<Discovery> read_discovery(std::string_view body);

struct DiscoveryJudgement
{
    /// accepted: a document with exactly the declared issuer that does not rule logins out. unknown: no
    /// answer, or one that says nothing about the document (a redirect, 401, 403, 429, 5xx).
    Verdict verdict = Verdict::unknown;
    bool may_change = false;           ///< asking again in a moment may give another answer
    std::optional<Discovery> document; ///< only with exactly the declared issuer
    /// How far the provider's clock is ahead of ours; nothing when the answer names no date.
    std::optional<std::chrono::seconds> clock_ahead = {};
    /// Everything that is not well, what hinders most first.
    std::vector<Finding> findings;
    /// What might be declared in place of the issuer that the first finding is about.
    std::optional<IssuerCandidate> candidate = {};
};

/// `now` is our clock.
DiscoveryJudgement judge_discovery(const Registration& registration, const Fetched& fetched, WallTime now);

/// The issuer that a candidate's own document states, when that is the candidate (a slash at its end more or
/// less does not count); nothing: it is not to be advised.
std::optional<std::string> found_issuer(const IssuerCandidate& candidate, const Fetched& fetched);

/// The judgement with the advice to declare `issuer`, which was found.
DiscoveryJudgement advising(DiscoveryJudgement judgement, const std::string& issuer);

} // namespace idpsync::oidc
