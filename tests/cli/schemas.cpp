#include "cli/schemas.hpp"

#include "cli/render/check_shape.hpp"
#include "cli/render/doctor_shape.hpp"
#include "cli/render/instances_shape.hpp"
#include "cli/render/registration_shape.hpp"
#include "cli/render/standalone_client_shape.hpp"
#include "cli/render/standalone_shape.hpp"
#include "json/schema.hpp"
#include "service/history_shape.hpp"
#include "service/report_shape.hpp"

namespace idpsync::json {

template <>
inline constexpr std::string_view definition_name<Action> = "action";
template <>
inline constexpr std::string_view definition_name<Reason> = "reason";
template <>
inline constexpr std::string_view definition_name<ConditionId> = "condition_name";
template <>
inline constexpr std::string_view definition_name<Mode> = "mode";
template <>
inline constexpr std::string_view definition_name<ProviderType> = "type";
template <>
inline constexpr std::string_view definition_name<FindingId> = "finding_id";

} // namespace idpsync::json

namespace idpsync::test {

std::map<std::string, std::string> schemas()
{
    using json::pretty;
    using json::SchemaMaker;
    return {
        {"plan.schema.json",
         pretty(SchemaMaker::document<service::PlanDocument, service::ReportDocument, cli::CheckResult,
                                      cli::StandaloneDocument, cli::StandaloneClientDocument>(
             "Output of netbird-idp-sync with --json",
             "The document of `plan`. Those of `apply`, `check`, `standalone render` and `standalone client` "
             "are "
             "#/$defs/apply, #/$defs/check, #/$defs/standalone and #/$defs/standalone_client."))},
        {"status.schema.json",
         pretty(SchemaMaker::document<service::control::StatusDocument, cli::InstancesDocument>(
             "Output of netbird-idp-sync status with --json",
             "The document of `status`. That of `status --all-instances` is #/$defs/instances."))},
        {"doctor.schema.json",
         pretty(SchemaMaker::document<diagnose::Diagnosis, diagnose::LoginDiagnosis, netbird::LoginDiscovery,
                                      cli::Registrations>(
             "Output of netbird-idp-sync doctor with --json",
             "The document of `doctor`. That of `doctor --login` is #/$defs/login, that of `show "
             "redirect-uri` #/$defs/redirect_uri, that of `show registration` #/$defs/registration."))},
        {"history.schema.json", pretty(SchemaMaker::document<service::History::Kept, service::ChangeLine>(
                                    "Output of netbird-idp-sync history with --json",
                                    "The document of `history`. A line of history.jsonl is #/$defs/line."))}};
}

} // namespace idpsync::test
