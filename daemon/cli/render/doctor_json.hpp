#pragma once

// `doctor --json`, with and without --login, and `show redirect-uri --json`: docs/doctor.schema.json.

#include "diagnose/diagnosis.hpp"
#include "diagnose/login_trial.hpp"
#include "netbird/login_service.hpp"

#include <string>

namespace idpsync::cli {

std::string doctor_json(const diagnose::Diagnosis& diagnosis);
std::string login_json(const diagnose::LoginDiagnosis& diagnosis);
std::string redirect_uri_json(const netbird::LoginDiscovery& facts);

} // namespace idpsync::cli
