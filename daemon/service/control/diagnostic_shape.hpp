#pragma once

// What is wrong with files, in the documents of `check` and of the control socket.

#include "config/diagnostic.hpp"
#include "json/leaf.hpp"
#include "json/shape.hpp"

namespace idpsync::json {

template <>
inline constexpr auto shape<config::Diagnostic> = object(
    "diagnostic", "",
    member("file", [](auto& diagnostic) -> auto& { return diagnostic.where.file; }).or_null(),
    member("line", [](auto& diagnostic) -> auto& { return diagnostic.where.line; }).or_null(),
    member("column", [](auto& diagnostic) -> auto& { return diagnostic.where.column; }).or_null(),
    member("path", &config::Diagnostic::path).or_null().about("As in identity_providers.pocket-id.issuer."),
    member("message", &config::Diagnostic::message));

} // namespace idpsync::json
