#include "service/control/report_reader.hpp"

#include "service/control/members.hpp"
#include "service/control/restart_json.hpp"
#include "service/drift_json.hpp"
#include "service/plan_json.hpp"

namespace idpsync::service::control {

namespace json = boost::json;

namespace {

using Outcome = reconcile::ProviderResult::Outcome;

std::optional<ConnectorId> id_in(const Members& members, std::string_view name)
{
    auto text = members.text(name);
    return text.empty() ? std::nullopt : std::optional(ConnectorId{std::move(text)});
}

std::optional<ConnectorValues> values_in(const Members& members)
{
    if (!members.there())
        return std::nullopt;
    return ConnectorValues{.type = members.named("type", ProviderType::oidc),
                           .name = members.text("name"),
                           .issuer = members.text("issuer"),
                           .client_id = members.text("client_id")};
}

std::optional<Error> error_in(const Members& members)
{
    if (!members.there())
        return std::nullopt;
    return Error{members.named("kind", ErrorKind::bad_response), members.text("message")};
}

std::vector<std::string> texts_in(const json::array& list)
{
    std::vector<std::string> out;
    for (const auto& one : list)
        if (one.is_string())
            out.emplace_back(one.get_string());
    return out;
}

SourceLocation location_in(const Members& where)
{
    return {where.text("file"), static_cast<unsigned>(where.number("line")),
            static_cast<unsigned>(where.number("column"))};
}

Finding finding_in(const Members& members)
{
    return {.id = members.named("id", FindingId::provider_healthy),
            .severity = members.named("severity", Severity::unknown),
            .evidence = members.text("evidence"),
            .next = members.text("next")};
}

std::optional<PreflightResult> preflight_in(const Members& members)
{
    if (!members.there())
        return std::nullopt;
    PreflightResult result{.verdict = members.named("verdict", Verdict::unknown),
                           .reason = finding_in(Members(members.find("reason"))),
                           .remarks = {},
                           .from = members.time("asked")};
    for (const auto& remark : members.list("remarks"))
        result.remarks.push_back(finding_in(Members(remark)));
    return result;
}

std::optional<BeforeLimit> before_limit_in(const Members& members)
{
    if (!members.there())
        return std::nullopt;
    return BeforeLimit{.action = members.named("action", Action::none),
                       .reason = members.named("reason", Reason::in_sync),
                       .why = members.text("why")};
}

void read_lists(PlanItem& item, const Members& members)
{
    for (const auto& one : members.list("changes"))
    {
        const Members change(one);
        item.changes.push_back(
            {change.named("field", Field::name), change.text("seen"), change.text("wanted")});
    }
    for (const auto& one : members.list("missing_consents"))
        if (const auto consent = one.is_string() ? enumerator_of<Consent>(one.get_string()) : std::nullopt)
            item.missing.add(*consent);
    item.drift = drift_from_json(members.list("drift"));
    item.touched = authors_from_json(members.find("touched"));
    item.hints = texts_in(members.list("hints"));
}

std::optional<PlanItem> item_in(const Members& members)
{
    auto key = ProviderKey::parse(members.text("key"));
    if (!key)
        return std::nullopt;
    PlanItem item{.key = std::move(*key)};
    item.conclude(members.named("action", Action::none), members.named("reason", Reason::in_sync),
                  members.text("why"), members.text("next"));
    item.id = id_in(members, "id");
    item.want = values_in(Members(members.find("wanted")));
    item.seen = values_in(Members(members.find("seen")));
    item.secret = members.named("client_secret", SecretFate::not_applicable);
    item.preflight = preflight_in(Members(members.find("preflight")));
    item.unverified_since = members.time("unverified_since");
    if (const Members refused(members.find("login_refused")); refused.there())
        item.login_refused = finding_in(refused);
    item.next_try = members.time("next_try");
    item.adopted = members.flag("adopted");
    item.renamed_from = ProviderKey::parse(members.text("renamed_from"));
    item.made_by_hand = members.flag("made_by_hand");
    item.declared = members.flag("declared");
    item.selected = members.flag("selected");
    item.before_limit = before_limit_in(Members(members.find("before_limit")));
    item.where = location_in(Members(members.find("location")));
    read_lists(item, members);
    return item;
}

std::optional<Unmanaged> unmanaged_in(const Members& members)
{
    auto id = id_in(members, "id");
    auto values = values_in(members);
    if (!id || !values)
        return std::nullopt;
    auto type = members.text("type");
    if (enumerator_of<ProviderType>(type))
        type.clear();
    return Unmanaged{.provider = {std::move(*id), std::move(*values), std::move(type)},
                     .omitted = ProviderKey::parse(members.text("omitted_key")),
                     .note = members.text("note")};
}

std::optional<reconcile::ProviderResult> result_in(const Members& members)
{
    auto key = ProviderKey::parse(members.text("key"));
    if (!key)
        return std::nullopt;
    return reconcile::ProviderResult{.key = std::move(*key),
                                     .outcome = members.named("outcome", Outcome::unknown),
                                     .id = id_in(members, "id"),
                                     .error = error_in(Members(members.find("error"))),
                                     .in_sync = members.flag("in_sync")};
}

std::optional<reconcile::Duplicate> duplicate_in(const Members& members)
{
    auto key = ProviderKey::parse(members.text("key"));
    if (!key)
        return std::nullopt;
    return reconcile::Duplicate{std::move(*key), ConnectorId{members.text("id")},
                                ConnectorId{members.text("other_id")}};
}

std::optional<GroupSettings> settings_in(const Members& members)
{
    if (!members.there())
        return std::nullopt;
    return GroupSettings{.enabled = members.flag("enabled"),
                         .claim = members.text("claim"),
                         .allowed_groups = texts_in(members.list("allowed_groups"))};
}

std::optional<GroupSyncItem> group_sync_in(const Members& members)
{
    if (!members.there())
        return std::nullopt;
    GroupSyncItem item;
    item.conclude(members.named("action", Action::none), members.named("reason", Reason::in_sync),
                  members.text("why"), members.text("next"));
    item.want = settings_in(Members(members.find("wanted")));
    item.seen = settings_in(Members(members.find("seen")));
    for (const auto& name : texts_in(members.list("changes")))
        if (const auto field = enumerator_of<GroupSyncField>(name))
            item.changes.push_back(*field);
    item.drift = drift_from_json(members.list("drift"));
    item.hints = texts_in(members.list("hints"));
    item.where = location_in(Members(members.find("location")));
    item.selected = members.flag("selected");
    item.before_limit = before_limit_in(Members(members.find("before_limit")));
    return item;
}

std::optional<reconcile::GroupSyncResult> group_sync_result_in(const Members& members)
{
    if (!members.there())
        return std::nullopt;
    return reconcile::GroupSyncResult{.outcome = members.named("outcome", Outcome::unknown),
                                      .error = error_in(Members(members.find("error"))),
                                      .in_sync = members.flag("in_sync")};
}

/// Fills `out` with what `read` makes of each; false when it makes nothing of one.
template <class Value, class Read>
bool read_all(const json::array& list, std::vector<Value>& out, const Read& read)
{
    for (const auto& one : list)
    {
        auto value = read(Members(one));
        if (!value)
            return false;
        out.push_back(std::move(*value));
    }
    return true;
}

} // namespace

std::optional<reconcile::Report> report_from_json(const json::value& value)
{
    const Members members(value);
    const Members plan(members.find("plan"));
    if (!plan.there() || members.number("version") != static_cast<std::uint64_t>(json_version))
        return std::nullopt;
    reconcile::Report report;
    const bool read = read_all(plan.list("providers"), report.plan.items, item_in) &&
                      read_all(plan.list("unmanaged"), report.plan.unmanaged, unmanaged_in) &&
                      read_all(members.list("results"), report.results, result_in) &&
                      read_all(members.list("duplicates"), report.duplicates, duplicate_in);
    if (!read)
        return std::nullopt;
    report.confirmation_failed = error_in(Members(members.find("confirmation_error")));
    report.plan.redirect_uri = plan.text("redirect_uri");
    report.plan.group_sync = group_sync_in(Members(plan.find("group_sync")));
    report.group_sync = group_sync_result_in(Members(members.find("group_sync")));
    report.wrote = members.flag("wrote");
    report.intents_open = plan.flag("pending");
    report.plan.memory = plan.named("memory", Memory::complete);
    report.restart_needed = restart_from_json(Members(members.find("restart_needed")));
    return report;
}

} // namespace idpsync::service::control
