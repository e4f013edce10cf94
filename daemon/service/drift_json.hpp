#pragma once

// A drift as JSON, in `plan --json`, `status --json` and on the control socket: docs/drift.schema.json, which
// the lines of the JSON log keep to as well.

#include "core/drift.hpp"
#include "core/provider.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <optional>
#include <vector>

namespace idpsync::service {

/// Who did something behind our back: an object with `by`, `at` and `others`; null: nobody did.
boost::json::value authors_json(const std::optional<Authors>& authors);
std::optional<Authors> authors_from_json(const boost::json::value* value);

/// `provider`: whose they are; nothing: the account's settings of group sync.
boost::json::array drift_json(const std::vector<Drift>& drift, const ProviderKey* provider);

/// And back. What is no drift is left out.
std::vector<Drift> drift_from_json(const boost::json::array& list);

} // namespace idpsync::service
