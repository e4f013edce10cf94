#pragma once

// Each root cause once: what several providers suffer from together is told where it is, not for each of
// them.

#include "diagnose/diagnosis.hpp"

namespace idpsync::diagnose {

/// - This host's clock: when NetBird's and every provider's that can be seen are off by the same, ours is.
/// - NetBird: what follows from a fault of its own is dropped from the providers.
/// - NetBird's own address: a provider there has its certificate and its clock.
/// - Hosts: a finding about a host (it does not answer, has no address, its certificate, its clock) that two
///   or more providers there have in common moves to Diagnosis::hosts.
///
/// The order of everything else stays. Pure.
void fold(Diagnosis& diagnosis);

} // namespace idpsync::diagnose
