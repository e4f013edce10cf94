#pragma once

// What a real login came to, for a terminal.

#include "cli/render/render_doctor.hpp"
#include "diagnose/login_trial.hpp"

#include <string>

namespace idpsync::cli {

std::string render_login(const diagnose::LoginDiagnosis& diagnosis, const DoctorStyle& style);

} // namespace idpsync::cli
