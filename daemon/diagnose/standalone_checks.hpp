#pragma once

// What is wrong with a standalone NetBird, by what was seen of it. Pure. Every check says something: that all
// is well, what is wrong, or that it could not be looked at.

#include "core/finding.hpp"
#include "diagnose/diagnosis.hpp"
#include "diagnose/standalone_facts.hpp"

#include <vector>

namespace idpsync::diagnose {

/// setup.env and artifacts/management.json, as `standalone render` sees them.
std::vector<Finding> judge_setup(const StandaloneFacts& facts, const StandaloneContext& context);

/// NetBird itself: its API, its login service, what a token sees.
std::vector<Finding> judge_standalone_netbird(const StandaloneFacts& facts, const StandaloneContext& context);

/// What the running server hands out; nothing where it was not asked.
std::vector<Finding> judge_handed_out(const StandaloneFacts& facts, const StandaloneContext& context);

/// The provider from outside, the client there, and NetBird's manager of users.
std::vector<Finding> judge_standalone_provider(const StandaloneFacts& facts,
                                               const StandaloneContext& context);

/// The client by the provider's own API, without its redirect URIs.
std::vector<Finding> judge_standalone_client(const ClientFound& found, const oidc::Registration& registration,
                                             const Standalone& declared);

/// All of it, what to mend first first. What could not be checked is not well.
Diagnosis judge_standalone(const StandaloneFacts& facts, const StandaloneContext& context);

} // namespace idpsync::diagnose
