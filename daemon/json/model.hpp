#pragma once

// Shapes of the model's values that more than one document holds.

#include "core/desired.hpp"
#include "core/error.hpp"
#include "core/finding.hpp"
#include "core/group_settings.hpp"
#include "core/plan.hpp"
#include "core/provider.hpp"
#include "core/restart.hpp"
#include "json/leaf.hpp"
#include "json/shape.hpp"

namespace idpsync::json {

template <>
inline constexpr auto shape<ConnectorValues> = object(
    "values", "", member("type", &ConnectorValues::type), member("name", &ConnectorValues::name),
    member("issuer", &ConnectorValues::issuer).about("Empty for google and microsoft, which have their own."),
    member(to_string(Field::client_id), &ConnectorValues::client_id));

template <>
inline constexpr auto shape<GroupSettings> = object(
    "group_settings", "", member("enabled", &GroupSettings::enabled), member("claim", &GroupSettings::claim),
    member("allowed_groups", &GroupSettings::allowed_groups).about("Sorted; empty: everybody may log in."));

template <>
inline constexpr auto shape<SourceLocation> =
    object("location", "Of the declaration; line and column are 0 when unknown.",
           member("file", &SourceLocation::file), member("line", &SourceLocation::line),
           member("column", &SourceLocation::column));

template <>
inline constexpr auto shape<Finding> =
    object("finding", "", member("id", &Finding::id), member("severity", &Finding::severity),
           member("evidence", &Finding::evidence).about("What was expected and what was seen."),
           member("next", &Finding::next).or_null().about("What to do, and where."));

/// What to do next is a part of the message for whoever reads it.
inline constexpr auto error_text = property(
    "message", [](const Error& error) { return error.text(); },
    [](Error& error, std::string&& read) {
        error.message = std::move(read);
        error.next.clear();
    });

template <>
inline constexpr auto shape<Error> = object("error", "", member("kind", &Error::kind), error_text);

template <>
inline constexpr auto shape<RestartNeeded> =
    object("restart_needed", "NetBird must be restarted before logins use what was written.",
           member("generation", &RestartNeeded::generation)
               .about("Grows with each pass whose writes add to the need."),
           member("since", &RestartNeeded::since), member("providers", &RestartNeeded::providers));

/// Read over in any case.
template <>
struct Blank<ProviderKey>
{
    static ProviderKey make() { return *ProviderKey::parse("none"); }
};

// What a later version of this program says, and this one does not know, is as bad as it may be.

template <>
struct Blank<Finding>
{
    static Finding make() { return {.severity = Severity::unknown}; }
};

template <>
struct Blank<Error>
{
    static Error make() { return {ErrorKind::bad_response, {}}; }
};

} // namespace idpsync::json
