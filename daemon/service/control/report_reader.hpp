#pragma once

#include "reconcile/report.hpp"

#include <boost/json/value.hpp>

namespace idpsync::service::control {

/// The report that report_json() wrote, as far as it can be shown: what the ledger keeps is not in it.
/// Nothing when `value` is no such document.
std::optional<reconcile::Report> report_from_json(const boost::json::value& value);

} // namespace idpsync::service::control
