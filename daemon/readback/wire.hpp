#pragma once

// What gRPC sends: frames around messages, and messages of numbered fields (protobuf). Pure.

#include "core/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::readback {

/// One field of a message: a number or bytes. Fields of fixed width are passed over.
struct Field
{
    std::uint32_t number = 0;
    std::uint64_t value = 0;
    std::string_view bytes; ///< into the message
};

/// Nothing: it is no such message.
std::optional<std::vector<Field>> fields_of(std::string_view message);

/// Appends a field of bytes.
void append_field(std::string& message, std::uint32_t number, std::string_view bytes);

/// A message as the body of a request.
std::string framed(std::string_view message);

/// The one message in the body of an answer. Error (bad_response): there is none, it is compressed or cut.
Result<std::string> unframed(std::string_view body);

} // namespace idpsync::readback
