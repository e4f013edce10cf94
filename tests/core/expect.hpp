#pragma once

// What tests ask of a plan item, in one line.

#include "core/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace idpsync {

inline void PrintTo(Action action, std::ostream* out)
{
    *out << to_string(action);
}

inline void PrintTo(Reason reason, std::ostream* out)
{
    *out << to_string(reason);
}

inline void PrintTo(SecretFate fate, std::ostream* out)
{
    *out << to_string(fate);
}

inline void PrintTo(const ConnectorId& id, std::ostream* out)
{
    *out << id.value;
}

namespace test {

MATCHER_P2(Decides, action, reason,
           "decides " + std::string(to_string(action)) + ", because " + std::string(to_string(reason)))
{
    *result_listener << "which decides " << to_string(arg.action) << ", because " << to_string(arg.reason)
                     << ": " << arg.why;
    return arg.action == action && arg.reason == reason;
}

/// Everything the operator reads about an item.
inline std::string text_of(const PlanItem& item)
{
    return item.why + "\n" + item.next;
}

} // namespace test
} // namespace idpsync
