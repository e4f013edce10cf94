#pragma once

// A report as `reload` reads it from what the daemon wrote.

#include "json/read.hpp"
#include "json/text.hpp"
#include "service/report_shape.hpp"

#include <optional>
#include <string_view>

namespace idpsync::test {

inline std::optional<reconcile::Report> read_report(std::string_view text)
{
    const auto value = parse_json(text);
    auto document =
        value ? idpsync::json::read<service::ReportDocument>(*value, idpsync::json::leniently) : std::nullopt;
    return document ? std::optional(std::move(document->report)) : std::nullopt;
}

} // namespace idpsync::test
