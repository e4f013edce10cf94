#pragma once

// The keys that a provider signs ID tokens with.

#include "core/finding.hpp"
#include "core/policy.hpp"
#include "crypto/jws.hpp"
#include "oidc/discovery.hpp"

#include <boost/json/object.hpp>

#include <cstddef>
#include <vector>

namespace idpsync::oidc {

/// A key as a document writes it.
crypto::Jwk read_key(const boost::json::object& object);

struct KeysJudgement
{
    Verdict verdict = Verdict::unknown; ///< accepted: at least one key signs with an advertised algorithm
    std::vector<Finding> findings;
};

/// So many of a provider's keys are looked at (rule 22).
inline constexpr std::size_t most_keys = 100;

/// Encryption keys are passed over; an expired certificate of a signing key is a hint.
KeysJudgement judge_keys(const Registration& registration, const Discovery& document, const Fetched& fetched,
                         WallTime now);

} // namespace idpsync::oidc
