#pragma once

// A condition in the document of `status`.

#include "core/condition.hpp"
#include "json/leaf.hpp"
#include "json/shape.hpp"

namespace idpsync::json {

template <>
inline constexpr auto shape<Condition> =
    object("condition", "How it is: docs/reconciling.md 31.", member("name", &Condition::id),
           property(
               "health", [](const Condition& condition) { return condition.health(); },
               [](Condition& condition, Health&& health) {
                   if (condition.id == ConditionId::stale && health == Health::well)
                       condition.id = ConditionId::running;
               }),
           member("text", &Condition::text).or_null(), member("next", &Condition::next).or_null(),
           member("brief", &Condition::brief).or_null().about("The text in a few words."));

/// A name of a later version is not well, unless its health says otherwise.
template <>
struct Blank<Condition>
{
    static Condition make() { return {.id = ConditionId::stale, .text = {}, .next = {}}; }
};

} // namespace idpsync::json
