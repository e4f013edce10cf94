#include "service/plan_json.hpp"

#include "core/condition.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"
#include "service/control/restart_json.hpp"
#include "service/drift_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace idpsync::service {
namespace {

namespace json = boost::json;

json::value text_or_null(std::string_view text)
{
    if (text.empty())
        return nullptr;
    return json::value(json_text(text));
}

json::value time_or_null(const std::optional<WallTime>& time)
{
    if (!time)
        return nullptr;
    return json::value(format_timestamp(*time));
}

json::value id_or_null(const std::optional<ConnectorId>& id)
{
    if (!id)
        return nullptr;
    return json::value(json_text(id->value));
}

json::value key_or_null(const std::optional<ProviderKey>& key)
{
    if (!key)
        return nullptr;
    return json::value(key->str());
}

json::object values_object(const ConnectorValues& values)
{
    return {
        {"type", to_string(values.type)},
        {"name", json_text(values.name)},
        {"issuer", json_text(values.issuer)},
        {"client_id", json_text(values.client_id)},
    };
}

json::value values_or_null(const std::optional<ConnectorValues>& values)
{
    if (!values)
        return nullptr;
    return values_object(*values);
}

json::array changes_array(const PlanItem& item)
{
    json::array out;
    for (const auto& change : item.changes)
        out.push_back(json::object{{"field", to_string(change.field)},
                                   {"seen", json_text(change.observed)},
                                   {"wanted", json_text(change.desired)}});
    return out;
}

json::array consents_array(const Consents& consents)
{
    json::array out;
    for (const auto consent : consents.list())
        out.emplace_back(to_string(consent));
    return out;
}

json::value location_or_null(const SourceLocation& where)
{
    if (where.file.empty())
        return nullptr;
    return json::object{{"file", json_text(where.file)}, {"line", where.line}, {"column", where.column}};
}

json::object finding_object(const Finding& finding)
{
    return {{"id", to_string(finding.id)},
            {"severity", to_string(finding.severity)},
            {"evidence", json_text(finding.evidence)},
            {"next", text_or_null(finding.next)}};
}

json::value finding_or_null(const std::optional<Finding>& finding)
{
    if (!finding)
        return nullptr;
    return finding_object(*finding);
}

json::value preflight_or_null(const std::optional<PreflightResult>& result)
{
    if (!result)
        return nullptr;
    json::array remarks;
    for (const auto& remark : result->remarks)
        remarks.emplace_back(finding_object(remark));
    return json::object{{"verdict", to_string(result->verdict)},
                        {"repeated", result->from.has_value()},
                        {"asked", time_or_null(result->from)},
                        {"reason", finding_object(result->reason)},
                        {"remarks", std::move(remarks)}};
}

json::value before_limit_or_null(const std::optional<BeforeLimit>& before)
{
    if (!before)
        return nullptr;
    return json::object{{"action", to_string(before->action)},
                        {"reason", to_string(before->reason)},
                        {"why", text_or_null(before->why)}};
}

json::object item_object(const PlanItem& item, const std::optional<RestartNeeded>& restart)
{
    json::array hints;
    for (const auto& hint : item.hints)
        hints.emplace_back(json_text(hint));
    return {
        {"key", item.key.str()},
        {"action", to_string(item.action)},
        {"reason", to_string(item.reason)},
        {"condition", to_string(condition_of(item, concerns(restart, item.key)))},
        {"why", text_or_null(item.why)},
        {"next", text_or_null(item.next)},
        {"in_sync", item.in_sync()},
        {"id", id_or_null(item.id)},
        {"wanted", values_or_null(item.want)},
        {"seen", values_or_null(item.seen)},
        {"changes", changes_array(item)},
        {"drift", drift_json(item.drift, &item.key)},
        {"touched", authors_json(item.touched)},
        {"client_secret", to_string(item.secret)},
        {"preflight", preflight_or_null(item.preflight)},
        {"unverified_since", time_or_null(item.unverified_since)},
        {"login_refused", finding_or_null(item.login_refused)},
        {"next_try", time_or_null(item.next_try)},
        {"consequence", text_or_null(consequence(item))},
        {"missing_consents", consents_array(item.missing)},
        {"hints", std::move(hints)},
        {"adopted", item.adopted},
        {"renamed_from", key_or_null(item.renamed_from)},
        {"made_by_hand", item.made_by_hand},
        {"declared", item.declared},
        {"selected", item.selected},
        {"before_limit", before_limit_or_null(item.before_limit)},
        {"location", location_or_null(item.where)},
    };
}

json::value group_settings_or_null(const std::optional<GroupSettings>& settings)
{
    if (!settings)
        return nullptr;
    json::array groups;
    for (const auto& name : settings->allowed_groups)
        groups.emplace_back(json_text(name));
    return json::object{{"enabled", settings->enabled},
                        {"claim", json_text(settings->claim)},
                        {"allowed_groups", std::move(groups)}};
}

json::value group_sync_or_null(const std::optional<GroupSyncItem>& item)
{
    if (!item)
        return nullptr;
    json::array changes;
    for (const auto field : item->changes)
        changes.emplace_back(to_string(field));
    json::array hints;
    for (const auto& hint : item->hints)
        hints.emplace_back(json_text(hint));
    return json::object{
        {"action", to_string(item->action)},
        {"reason", to_string(item->reason)},
        {"condition", to_string(condition_of(*item))},
        {"why", text_or_null(item->why)},
        {"next", text_or_null(item->next)},
        {"in_sync", item->in_sync()},
        {"wanted", group_settings_or_null(item->want)},
        {"seen", group_settings_or_null(item->seen)},
        {"changes", std::move(changes)},
        {"drift", drift_json(item->drift, nullptr)},
        {"hints", std::move(hints)},
        {"selected", item->selected},
        {"before_limit", before_limit_or_null(item->before_limit)},
        {"location", location_or_null(item->where)},
    };
}

json::object unmanaged_object(const Unmanaged& one)
{
    json::object out{{"id", json_text(one.provider.id.value)}};
    for (auto& member : values_object(one.provider.values))
        out.emplace(member.key(), member.value());
    out["type"] = json_text(one.provider.type_name());
    out.emplace("omitted_key", key_or_null(one.omitted));
    out.emplace("note", text_or_null(one.note));
    return out;
}

json::object summary_object(const Plan& plan)
{
    json::object out;
    for (const auto action : {Action::create, Action::update, Action::remove, Action::forget, Action::wait,
                              Action::conflict, Action::refuse, Action::block, Action::hold})
        out.emplace(to_string(action), plan.count(action));
    out.emplace("in_sync", plan.count_in_sync());
    out.emplace("unmanaged", plan.unmanaged.size());
    return out;
}

json::value error_or_null(const std::optional<Error>& error)
{
    if (!error)
        return nullptr;
    return json::object{{"kind", to_string(error->kind)}, {"message", json_text(error->text())}};
}

json::value group_sync_result_or_null(const std::optional<reconcile::GroupSyncResult>& result)
{
    if (!result)
        return nullptr;
    return json::object{{"outcome", to_string(result->outcome)},
                        {"in_sync", result->in_sync},
                        {"error", error_or_null(result->error)}};
}

json::object result_object(const reconcile::ProviderResult& result)
{
    return {
        {"key", result.key.str()},   {"outcome", to_string(result.outcome)}, {"id", id_or_null(result.id)},
        {"in_sync", result.in_sync}, {"error", error_or_null(result.error)},
    };
}

} // namespace

std::string json_text(std::string_view text)
{
    return is_utf8(text) ? std::string(text) : escaped(text);
}

json::object plan_json(const Plan& plan, const PlanFacts& facts)
{
    json::array providers;
    providers.reserve(plan.items.size());
    for (const auto& item : plan.items)
        providers.emplace_back(item_object(item, facts.restart_needed));
    json::array unmanaged;
    unmanaged.reserve(plan.unmanaged.size());
    for (const auto& one : plan.unmanaged)
        unmanaged.emplace_back(unmanaged_object(one));
    return {
        {"version", json_version},
        {"management_url", json_text(facts.management_url)},
        {"mode", to_string(facts.mode)},
        {"pending", facts.intents_open},
        {"without_ledger", plan.memory != Memory::complete},
        {"memory", to_string(plan.memory)},
        {"restart_needed", control::restart_json(facts.restart_needed)},
        {"summary", summary_object(plan)},
        {"providers", std::move(providers)},
        {"unmanaged", std::move(unmanaged)},
        {"group_sync", group_sync_or_null(plan.group_sync)},
        {"redirect_uri",
         plan.redirect_uri.empty() ? json::value() : json::value(json_text(plan.redirect_uri))},
    };
}

json::object report_json(const reconcile::Report& report, const std::string& management_url, Mode mode)
{
    json::array results;
    results.reserve(report.results.size());
    for (const auto& result : report.results)
        results.emplace_back(result_object(result));
    json::array duplicates;
    for (const auto& one : report.duplicates)
        duplicates.emplace_back(json::object{{"key", one.key.str()},
                                             {"id", json_text(one.ours.value)},
                                             {"other_id", json_text(one.other.value)}});
    return {
        {"version", json_version},
        {"in_sync", report.in_sync()},
        {"wrote", report.wrote},
        {"results", std::move(results)},
        {"group_sync", group_sync_result_or_null(report.group_sync)},
        {"duplicates", std::move(duplicates)},
        {"confirmation_error", error_or_null(report.confirmation_failed)},
        {"restart_needed", control::restart_json(report.restart_needed)},
        {"plan", plan_json(report.plan, {management_url, mode, report.intents_open, report.restart_needed})},
    };
}

} // namespace idpsync::service
