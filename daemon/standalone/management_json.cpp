#include "standalone/management_json.hpp"

#include "json/edit.hpp"
#include "json/text.hpp"
#include "standalone/keys.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <optional>
#include <set>

namespace idpsync::standalone {
namespace {

namespace bj = boost::json;

bj::value parsed(const std::string& json)
{
    return parse_json(json).value_or(bj::value());
}

/// The value that a place shall have. It was written by json_at(), so that it is JSON.
bj::value wanted_at(const LoginPlace& place, const Variables& configured)
{
    boost::system::error_code failed;
    auto value = bj::parse(json_at(place, configured), failed);
    return failed ? bj::value() : value;
}

bool is_zero(const bj::value& value)
{
    const auto* text = value.if_string();
    const bool empty_text =
        text != nullptr && (text->empty() || *text == "null"); // jq prints a missing one so
    const bool no_number = value.is_number() && value.to_number<double>() == 0;
    return value.is_null() || empty_text || no_number || (value.is_bool() && !value.get_bool()) ||
           (value.is_object() && value.get_object().empty()) ||
           (value.is_array() && value.get_array().empty());
}

std::string lower_case_in(const bj::value& value)
{
    std::string out = value.is_string() ? std::string(value.get_string()) : std::string();
    for (auto& letter : out)
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    return out.empty() ? "none" : out;
}

/// The server reads these two in any case, and an empty one as none.
bool is_word(std::string_view path)
{
    return path == "IdpManagerConfig.ManagerType" || path == "DeviceAuthorizationFlow.Provider";
}

bool same_value(std::string_view path, const bj::value& seen, const bj::value& wanted)
{
    if (is_word(path))
        return lower_case_in(seen) == lower_case_in(wanted);
    return seen == wanted || (is_zero(seen) && is_zero(wanted));
}

std::string shown(const bj::value& value)
{
    if (value.is_null())
        return {};
    const auto* text = value.if_string();
    return text == nullptr ? bj::serialize(value) : std::string(*text);
}

/// Whose other value makes every user a new one.
bool names_users(std::string_view path)
{
    return path == "HttpConfig.AuthIssuer" || path == "HttpConfig.AuthUserIDClaim";
}

std::string consequence_of(const LoginPlace& place)
{
    if (place.path == "HttpConfig.AuthIssuer")
        return "tokens of another issuer are refused: 401";
    const auto* key = setup_key(place.variable);
    return key == nullptr || key->effect != KeyEffect::counts ? std::string() : std::string(key->note);
}

/// Of a member of ExtraConfig; one that nobody knows may be anything.
bool extra_may_be_secret(std::string_view name)
{
    const auto known = std::ranges::find_if(setup_keys(), [&](const SetupKey& key) {
        return key.name.starts_with(extra_prefix) && key.effect == KeyEffect::counts &&
               extra_name(key.name) == name;
    });
    return known == setup_keys().end() || known->secret;
}

/// Compares place by place.
class ManagementComparison
{
public:
    ManagementComparison(const std::string& present, const Variables& configured,
                         const std::function<std::string(std::string_view)>& why)
        : present_(parsed(present)), configured_(configured), why_(why)
    {}

    std::vector<Change> changes_of_flows() &&;
    std::vector<Change> changes() &&
    {
        for (const auto& place : login_places())
            if (place.receiver == Receiver::management_json)
                compare(place);
        return std::move(changes_);
    }

private:
    void compare(const LoginPlace& place);
    void compare_extras(const LoginPlace& place, const bj::value& seen, const bj::value& wanted);
    void add(const LoginPlace& place, std::string key, const bj::value& seen, const bj::value& wanted,
             bool secret);

    bj::value present_;
    const Variables& configured_;
    const std::function<std::string(std::string_view)>& why_;
    std::vector<Change> changes_;
};

/// Where only one side has a flow, the rest of that flow is no news.
std::vector<Change> ManagementComparison::changes_of_flows() &&
{
    constexpr std::string_view device = "DeviceAuthorizationFlow.";
    constexpr std::string_view device_provider = "DeviceAuthorizationFlow.Provider";
    constexpr std::string_view browser = "PKCEAuthorizationFlow.";
    constexpr std::string_view browser_client = "PKCEAuthorizationFlow.ProviderConfig.ClientID";
    const auto* pkce = find_at(present_, "PKCEAuthorizationFlow");
    const bool has_browser_flow = pkce != nullptr && pkce->is_object();
    bool both_have_device = false;
    for (const auto& place : login_places())
    {
        if (place.receiver != Receiver::management_json || place.secret)
            continue;
        if (place.path == device_provider)
        {
            const auto before = changes_.size();
            compare(place);
            both_have_device =
                changes_.size() == before && lower_case_in(wanted_at(place, configured_)) != "none";
        }
        else if ((place.path.starts_with(device) && both_have_device) ||
                 (place.path.starts_with(browser) && has_browser_flow) || place.path == browser_client)
            compare(place);
    }
    return std::move(changes_);
}

void ManagementComparison::compare(const LoginPlace& place)
{
    const auto* found = find_at(present_, place.path);
    const auto seen = found == nullptr ? bj::value() : *found;
    const auto wanted = wanted_at(place, configured_);
    if (place.form == JsonForm::extra)
        compare_extras(place, seen, wanted);
    else if (!same_value(place.path, seen, wanted))
        add(place, std::string(place.path), seen, wanted, place.secret);
}

void ManagementComparison::compare_extras(const LoginPlace& place, const bj::value& seen,
                                          const bj::value& wanted)
{
    std::set<std::string> names;
    for (const auto* side : {&seen, &wanted})
        if (const auto* object = side->if_object())
            for (const auto& [name, value] : *object)
                names.emplace(name);
    for (const auto& name : names)
    {
        const auto* before = find_member(seen, name);
        const auto* after = find_member(wanted, name);
        const auto nothing = bj::value();
        const auto& from = before == nullptr ? nothing : *before;
        const auto& to = after == nullptr ? nothing : *after;
        if (!same_value({}, from, to))
            add(place, std::string(place.path) + "." + name, from, to, extra_may_be_secret(name));
    }
}

void ManagementComparison::add(const LoginPlace& place, std::string key, const bj::value& seen,
                               const bj::value& wanted, bool secret)
{
    const bool strands = names_users(place.path) && !is_zero(seen);
    changes_.push_back({.key = std::move(key),
                        .seen = shown(seen),
                        .wanted = shown(wanted),
                        .why = why_(place.variable),
                        .consequence = strands ? std::string(other_ids) : consequence_of(place),
                        .secret = secret,
                        .strands_users = strands});
}

} // namespace

std::vector<Change> compare_management(const std::string& present, const Variables& configured,
                                       const std::function<std::string(std::string_view variable)>& why)
{
    return ManagementComparison(present, configured, why).changes();
}

std::vector<Change> compare_handed_out(const std::string& handed_out, const Variables& configured,
                                       const std::function<std::string(std::string_view variable)>& why)
{
    return ManagementComparison(handed_out, configured, why).changes_of_flows();
}

std::string managed_as(const std::string& present, const Variables& configured)
{
    const auto document = parsed(present);
    auto text = present;
    for (const auto& place : login_places())
    {
        if (place.receiver != Receiver::management_json)
            continue;
        const auto* found = find_at(document, place.path);
        const auto seen = found == nullptr ? bj::value() : *found;
        if (!same_value(place.path, seen, wanted_at(place, configured)))
            text = with_value_at(std::move(text), place.path, json_at(place, configured));
    }
    return text;
}

} // namespace idpsync::standalone
