#pragma once

// A drift as JSON, in `plan --json`, `status --json` and on the control socket: docs/drift.schema.json, which
// the lines of the JSON log keep to as well.

#include "core/drift.hpp"
#include "core/provider.hpp"
#include "json/model.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace idpsync::service {

/// A drift, and whose it is.
struct DriftRecord : Drift
{
    std::optional<ProviderKey> provider; ///< nothing: the account's settings of group sync
};

/// The records of whatever has a list of drift: what has a key is a provider.
template <class Owner>
std::vector<DriftRecord> drift_records(const Owner& owner)
{
    std::vector<DriftRecord> records;
    for (const auto& one : owner.drift)
    {
        records.push_back({one, std::nullopt});
        if constexpr (requires { owner.key; })
            records.back().provider = owner.key;
    }
    return records;
}

} // namespace idpsync::service

namespace idpsync::json {

template <>
inline constexpr auto shape<Authors> =
    object("", "", member("by", &Authors::by).or_null().about("Who did last, by NetBird's audit log."),
           member("at", &Authors::at).or_null().about("When, by NetBird's clock."),
           member("others", &Authors::others).or_null().about("Who else did."));

/// A value of a field may be empty and is a value all the same; of what is missing there is none.
constexpr auto drift_value(std::string_view name, std::string Drift::* value)
{
    return property(
               name,
               [value](const Drift& drift) {
                   return drift.kind == Drift::Kind::changed ? std::optional(drift.*value) : std::nullopt;
               },
               [value](Drift& drift, std::optional<std::string>&& read) {
                   drift.*value = std::move(read).value_or(std::string());
               })
        .or_null();
}

template <>
inline constexpr auto shape<service::DriftRecord> =
    object("drift.schema.json", "", member("provider", &service::DriftRecord::provider).or_null(),
           member("setting",
                  [](const service::DriftRecord& drift) {
                      return std::string_view(drift.provider ? "" : "group_sync");
                  })
               .or_null(),
           member("client", &Drift::client).or_null(), member("kind", &Drift::kind),
           drift_value("field", &Drift::field), drift_value("observed", &Drift::observed),
           drift_value("desired", &Drift::desired),
           member("by", [](auto& drift) -> auto& { return drift.authors.by; }).or_null(),
           member("at", [](auto& drift) -> auto& { return drift.authors.at; }).or_null(),
           member("others", [](auto& drift) -> auto& { return drift.authors.others; }).or_null());

/// The list of whatever has one.
inline constexpr auto drift_member =
    property(
        "drift", [](const auto& owner) { return service::drift_records(owner); },
        [](auto& owner, std::vector<service::DriftRecord>&& records) {
            owner.drift.assign(records.begin(), records.end());
        })
        .about("In what NetBird differs from what was declared and written before, and by whom.");

} // namespace idpsync::json
