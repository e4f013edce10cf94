#pragma once

// What answers look like, beside that to `status`; docs/control.md says what they mean.

#include "reconcile/pass_watcher.hpp"
#include "service/control/diagnostic_shape.hpp"
#include "service/control/protocol.hpp"
#include "service/report_shape.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace idpsync::service::control {

/// What is wrong with the files, in parts.
struct DiagnosticsRecord
{
    std::vector<config::Diagnostic> errors;
    std::vector<config::Diagnostic> warnings;
};

BOOST_DESCRIBE_STRUCT(DiagnosticsRecord, (), (errors, warnings))
BOOST_DESCRIBE_STRUCT(AcknowledgeAnswer, (), (message))

/// The same, a line each.
std::vector<std::string> in_lines(const std::vector<config::Diagnostic>& diagnostics);

std::optional<ReportDocument> report_document(const ReloadOutcome& outcome);
void take_report(ReloadOutcome& outcome, std::optional<ReportDocument>&& document);

} // namespace idpsync::service::control

namespace idpsync::json {

template <>
inline constexpr auto shape<service::ReloadOutcome> = object(
    "", "",
    member("refused", [](const auto& outcome) { return service::control::in_lines(outcome.refused); }),
    member("warnings", [](const auto& outcome) { return service::control::in_lines(outcome.warnings); }),
    property(
        "diagnostics",
        [](const auto& outcome) {
            return service::control::DiagnosticsRecord{outcome.refused, outcome.warnings};
        },
        [](auto& outcome, service::control::DiagnosticsRecord&& read) {
            outcome.refused = std::move(read.errors);
            outcome.warnings = std::move(read.warnings);
        }),
    member("not_judged", &service::ReloadOutcome::not_judged),
    member("error", &service::ReloadOutcome::error).or_null(),
    member("management_url", &service::ReloadOutcome::management_url),
    member("mode", &service::ReloadOutcome::mode), member("paused", &service::ReloadOutcome::paused),
    property(
        "ledger_set_aside",
        [](const auto& outcome) { return outcome.report ? outcome.report->ledger_set_aside : std::string(); },
        [](auto& outcome, std::string&& read) {
            outcome.report.emplace().ledger_set_aside = std::move(read);
        })
        .or_null(),
    property("report", service::control::report_document, service::control::take_report).or_null());

template <>
inline constexpr auto shape<reconcile::PassProgress> =
    object("", "", member("done", &reconcile::PassProgress::done),
           member("all", &reconcile::PassProgress::all),
           member("last", &reconcile::PassProgress::last).or_null(),
           member("provider", &reconcile::PassProgress::whose).or_null());

template <>
inline constexpr auto shape<service::PauseAnswer> =
    object("", "", member("until", &service::PauseAnswer::until).essential(),
           member("pass_under_way", &service::PauseAnswer::pass_under_way),
           member("warning", &service::PauseAnswer::warning).or_null());

template <>
inline constexpr auto shape<service::ResumeAnswer> =
    object("", "", member("was_paused", &service::ResumeAnswer::was_paused),
           member("warning", &service::ResumeAnswer::warning).or_null());

} // namespace idpsync::json
