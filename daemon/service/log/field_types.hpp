#pragma once

// Which fields of events are numbers or booleans in the log's JSON. Everything else is a text. docs/events.md
// lists the same, held together by a test.

#include "core/event.hpp"

#include <span>
#include <string_view>

namespace idpsync::service {

enum class FieldType
{
    text,
    number, ///< decimal digits
    boolean ///< "true" or "false"
};

struct TypedField
{
    EventName event;
    std::string_view field;
    FieldType type;
};

/// Those that are not texts, but for `over`, which is a boolean on every event.
std::span<const TypedField> typed_fields();

FieldType type_of(EventName event, std::string_view field);

} // namespace idpsync::service
