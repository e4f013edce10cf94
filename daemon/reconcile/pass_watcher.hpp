#pragma once

#include "core/plan.hpp"

#include <cstddef>

namespace idpsync::reconcile {

/// Hears how a pass gets on, for somebody who waits for it. Nothing depends on it.
class PassWatcher
{
public:
    virtual ~PassWatcher() = default;

    /// So many of the providers that are to be asked have answered, or their time is up.
    virtual void asked(std::size_t done, std::size_t all) = 0;

    /// The plan is final, and nothing is written yet.
    virtual void planned(const Plan& plan) = 0;
};

} // namespace idpsync::reconcile
