#include "cli/render/doctor_json.hpp"

#include "service/plan_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace idpsync::cli {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text)
{
    if (text.empty())
        return nullptr;
    return json::value(service::json_text(text));
}

json::array findings_array(const std::vector<Finding>& findings)
{
    json::array out;
    for (const auto& finding : findings)
        out.push_back(json::object{{"id", to_string(finding.id)},
                                   {"severity", to_string(finding.severity)},
                                   {"evidence", service::json_text(finding.evidence)},
                                   {"next", text_or_null(finding.next)}});
    return out;
}

json::value seconds_or_null(std::optional<std::chrono::seconds> time)
{
    if (!time)
        return nullptr;
    return time->count();
}

json::array keys_array(const std::vector<ProviderKey>& keys)
{
    json::array out;
    for (const auto& key : keys)
        out.emplace_back(key.str());
    return out;
}

json::array hosts_array(const std::vector<diagnose::HostDiagnosis>& hosts)
{
    json::array out;
    for (const auto& host : hosts)
        out.push_back(json::object{{"host", host.host},
                                   {"providers", keys_array(host.providers)},
                                   {"findings", findings_array(host.findings)}});
    return out;
}

json::object summary_object(const diagnose::Diagnosis& diagnosis)
{
    json::object out;
    for (const auto severity :
         {Severity::error, Severity::warning, Severity::unknown, Severity::hint, Severity::ok})
        out[to_string(severity)] = diagnosis.count(severity);
    return out;
}

json::object seen_object(const diagnose::LoginSeen& seen)
{
    json::object out{{"name", text_or_null(seen.name)},
                     {"email", text_or_null(seen.email)},
                     {"groups", nullptr},
                     {"role", text_or_null(seen.role)},
                     {"joined", nullptr},
                     {"group_sync", service::json_text(seen.group_sync)}};
    if (seen.joined)
        out["joined"] = *seen.joined;
    if (seen.groups)
    {
        json::array groups;
        for (const auto& group : *seen.groups)
            groups.emplace_back(service::json_text(group));
        out["groups"] = std::move(groups);
    }
    return out;
}

} // namespace

json::object doctor_json(const diagnose::Diagnosis& diagnosis)
{
    json::array providers;
    for (const auto& provider : diagnosis.providers)
        providers.push_back(json::object{{"key", provider.key.str()},
                                         {"name", service::json_text(provider.name)},
                                         {"issuer", text_or_null(provider.issuer)},
                                         {"host", text_or_null(provider.host)},
                                         {"credentials_age_s", seconds_or_null(provider.credentials_age)},
                                         {"findings", findings_array(provider.findings)}});
    return {{"version", 1},
            {"management_url", diagnosis.management_url},
            {"redirect_uri", text_or_null(diagnosis.redirect_uri.value_or(""))},
            {"logout_uri", text_or_null(diagnosis.logout_uri.value_or(""))},
            {"well", diagnosis.is_well()},
            {"summary", summary_object(diagnosis)},
            {"netbird", findings_array(diagnosis.netbird)},
            {"hosts", hosts_array(diagnosis.hosts)},
            {"providers", std::move(providers)},
            {"not_checked", keys_array(diagnosis.not_checked)}};
}

json::object login_json(const diagnose::LoginDiagnosis& diagnosis)
{
    json::object out{{"version", 1},
                     {"management_url", diagnosis.management_url},
                     {"key", diagnosis.key},
                     {"name", service::json_text(diagnosis.name)},
                     {"well", diagnosis.is_well()},
                     {"findings", findings_array(diagnosis.findings)},
                     {"seen", nullptr}};
    if (diagnosis.seen)
        out["seen"] = seen_object(*diagnosis.seen);
    return out;
}

} // namespace idpsync::cli
