#pragma once

// `doctor --json`, with and without --login: docs/doctor.schema.json describes them.

#include "diagnose/diagnosis.hpp"
#include "diagnose/login_trial.hpp"

#include <boost/json/object.hpp>

namespace idpsync::cli {

boost::json::object doctor_json(const diagnose::Diagnosis& diagnosis);
boost::json::object login_json(const diagnose::LoginDiagnosis& diagnosis);

} // namespace idpsync::cli
