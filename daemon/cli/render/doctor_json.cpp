#include "cli/render/doctor_json.hpp"

#include "cli/render/doctor_shape.hpp"
#include "json/write.hpp"

namespace idpsync::cli {

std::string doctor_json(const diagnose::Diagnosis& diagnosis)
{
    return json::text_of(diagnosis);
}

std::string login_json(const diagnose::LoginDiagnosis& diagnosis)
{
    return json::text_of(diagnosis);
}

std::string redirect_uri_json(const netbird::LoginDiscovery& facts)
{
    return json::text_of(facts);
}

} // namespace idpsync::cli
