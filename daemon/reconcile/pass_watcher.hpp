#pragma once

#include "core/event.hpp"
#include "core/plan.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace idpsync::reconcile {

/// How far a pass is.
struct PassProgress
{
    std::size_t done = 0; ///< of `all`: providers that have answered, or whose time is up, or changes
    std::size_t all = 0;
    /// The change that was done last, or failed; nothing: providers are being asked.
    std::optional<EventName> last = {};
    std::string whose = {}; ///< of `last`: a key, or "group_sync"

    bool operator==(const PassProgress&) const = default;
};

/// Hears how a pass gets on, for somebody who waits for it. Nothing depends on it.
class PassWatcher
{
public:
    virtual ~PassWatcher() = default;

    /// After each answer of a provider, and after each change.
    virtual void got_to(const PassProgress& progress) = 0;

    /// The plan is final, and nothing is written yet.
    virtual void planned(const Plan& plan) = 0;
};

} // namespace idpsync::reconcile
