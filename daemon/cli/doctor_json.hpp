#pragma once

// `doctor --json`: docs/doctor.schema.json describes it.

#include "diagnose/diagnosis.hpp"

#include <boost/json/object.hpp>

namespace idpsync::cli {

boost::json::object doctor_json(const diagnose::Diagnosis& diagnosis);

} // namespace idpsync::cli
