#include "service/drift_json.hpp"

#include "service/control/members.hpp"
#include "service/plan_json.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace idpsync::service {

namespace json = boost::json;
using control::text_or_null;

json::value authors_json(const std::optional<Authors>& authors)
{
    if (!authors)
        return nullptr;
    return json::object{{"by", text_or_null(authors->by)},
                        {"at", text_or_null(authors->at)},
                        {"others", text_or_null(authors->others)}};
}

std::optional<Authors> authors_from_json(const json::value* value)
{
    const control::Members members(value);
    if (!members.there())
        return std::nullopt;
    return Authors{members.text("by"), members.text("at"), members.text("others")};
}

boost::json::array drift_json(const std::vector<Drift>& drift, const ProviderKey* provider)
{
    json::array out;
    for (const auto& one : drift)
    {
        // A value of a field may be empty and is a value all the same.
        const bool changed = one.kind == Drift::Kind::changed;
        const auto value = [changed](const std::string& text) {
            return changed ? json::value(json_text(text)) : json::value();
        };
        out.push_back(json::object{
            {"provider", provider == nullptr ? json::value() : json::value(provider->str())},
            {"setting", provider == nullptr ? json::value("group_sync") : json::value()},
            {"kind", to_string(one.kind)},
            {"field", value(one.field)},
            {"observed", value(one.observed)},
            {"desired", value(one.desired)},
            {"by", text_or_null(one.authors.by)},
            {"at", text_or_null(one.authors.at)},
            {"others", text_or_null(one.authors.others)},
        });
    }
    return out;
}

std::vector<Drift> drift_from_json(const json::array& list)
{
    std::vector<Drift> out;
    for (const auto& value : list)
    {
        const control::Members one(value);
        if (!one.there())
            continue;
        out.push_back({.kind = one.named("kind", Drift::Kind::changed),
                       .field = one.text("field"),
                       .observed = one.text("observed"),
                       .desired = one.text("desired"),
                       .authors = {one.text("by"), one.text("at"), one.text("others")}});
    }
    return out;
}

} // namespace idpsync::service
