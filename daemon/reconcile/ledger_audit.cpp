#include "reconcile/ledger_audit.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace idpsync::reconcile {
namespace {

namespace json = boost::json;

json::array texts_of(const std::set<std::string>& texts)
{
    return json::array(texts.begin(), texts.end());
}

json::object touch_of(const ConnectorId& connector, const AuditTouch& touch)
{
    json::array users;
    for (const auto& user : touch.users)
        users.push_back(json::object{{"id", user.id}, {"name", user.name}, {"email", user.email}});
    json::object out{{"id", connector.value}, {"at", to_string(touch.at)}, {"users", std::move(users)}};
    if (touch.deleted)
        out["deleted"] = true;
    return out;
}

AuditTime audit_time_of(ObjectReader& object)
{
    const auto time = parse_audit_time(object.text("at"));
    if (!time)
        object.report("has an \"at\" that is not a time of the audit log");
    return time.value_or(AuditTime{});
}

std::set<std::string> set_of(ObjectReader& object, std::string_view name)
{
    const auto texts = object.texts(name).value_or(std::vector<std::string>());
    return {texts.begin(), texts.end()};
}

/// Calls `read` with each object of the list `name`.
template <class Read>
void each(ObjectReader& object, std::string_view name, Problem& problem, Read read)
{
    const auto* value = object.required(name);
    const auto* list = value == nullptr ? nullptr : value->if_array();
    if (value != nullptr && list == nullptr)
        object.report("has a " + quoted(name) + " that is not a list");
    if (list == nullptr)
        return;
    for (const auto& one : *list)
    {
        ObjectReader element(one, object.where() + "." + std::string(name) + "[]", problem);
        read(element);
        element.finish();
    }
}

} // namespace

std::string encode_audit_state(const AuditState& state)
{
    json::object out{{"user", state.user}};
    if (state.looked_at)
        out["looked_at"] = format_timestamp(*state.looked_at);
    if (state.cursor)
        out["cursor"] =
            json::object{{"at", to_string(state.cursor->at)}, {"ids", texts_of(state.cursor->ids)}};
    json::array touches;
    for (const auto& [connector, touch] : state.touches)
        touches.push_back(touch_of(connector, touch));
    out["touches"] = std::move(touches);
    json::array answered;
    for (const auto& [connector, answer] : state.answered)
        answered.push_back(json::object{
            {"id", connector.value}, {"secret", answer.first.hex}, {"users", texts_of(answer.second)}});
    out["answered"] = std::move(answered);
    return json::serialize(out);
}

AuditState decode_audit_state(const json::value& value, Problem& problem)
{
    ObjectReader object(value, "audit", problem);
    AuditState state;
    state.user = object.text("user");
    state.looked_at = object.time("looked_at");
    if (const auto* cursor = object.optional("cursor"))
    {
        ObjectReader reader(*cursor, "audit.cursor", problem);
        const auto at = audit_time_of(reader);
        state.cursor = AuditCursor{at, set_of(reader, "ids")};
        reader.finish();
    }
    each(object, "touches", problem, [&](ObjectReader& element) {
        auto& touch = state.touches[ConnectorId{element.named("id")}];
        touch.at = audit_time_of(element);
        touch.deleted = element.optional("deleted") != nullptr && element.flag("deleted");
        each(element, "users", problem, [&](ObjectReader& user) {
            touch.users.push_back({user.text("id"), user.text("name"), user.text("email")});
        });
    });
    each(object, "answered", problem, [&](ObjectReader& element) {
        auto& [secret, users] = state.answered[ConnectorId{element.named("id")}];
        secret = element.fingerprint("secret").value_or(Fingerprint{});
        users = set_of(element, "users");
    });
    object.finish();
    return state;
}

} // namespace idpsync::reconcile
