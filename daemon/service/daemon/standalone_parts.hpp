#pragma once

// What the daemon makes of the checks of a standalone NetBird: one row of `status` for its files, its
// provider and NetBird itself, and what of them is news for the log. Pure.

#include "core/event.hpp"
#include "core/finding.hpp"
#include "diagnose/diagnosis.hpp"
#include "service/daemon/provider_status.hpp"

#include <string>
#include <vector>

namespace idpsync::service {

/// The parts, as `status`, the log and the metrics call them: "files", "netbird", and the provider by its
/// kind.
struct StandalonePart
{
    ProviderKey key;
    std::vector<Finding> findings; ///< what to mend first first

    bool operator==(const StandalonePart&) const = default;
};

/// By key.
std::vector<StandalonePart> parts_of(const diagnose::Diagnosis& diagnosis);

/// | the worst of it                                            | is           |
/// |------------------------------------------------------------|--------------|
/// | an error of the files                                      | drifted      |
/// | any other error                                            | login_broken |
/// | a warning that files or client are not as declared         | drifted      |
/// | something that could not be checked                        | unknown      |
/// | any other warning, a hint, nothing                         | in_sync      |
ConditionId condition_of_part(const StandalonePart& part);

/// One for each part, with what `before` knew of it.
std::vector<ProviderStatus> statuses_of_parts(const std::vector<ProviderStatus>& before,
                                              const std::vector<StandalonePart>& parts, WallTime now);

/// Everything that the parts say now and did not say before, and what they do not say any more. What is only
/// said in other words, as a day fewer to an end, is no news.
std::vector<Event> news_of_parts(const std::vector<StandalonePart>& before,
                                 const std::vector<StandalonePart>& now);

} // namespace idpsync::service
