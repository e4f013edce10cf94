#include "core/text.hpp"
#include "netbird/json.hpp"
#include "reconcile/checks_store.hpp"
#include "reconcile/timestamp.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <stdexcept>
#include <type_traits>

namespace idpsync::reconcile {
namespace {

namespace json = boost::json;

/// Something in the file is not as this program writes it.
struct Unreadable
{
    std::string what;
};

std::string text_of(const std::string& text)
{
    return is_utf8(text) ? text : escaped(text);
}

json::object to_json(const Finding& finding)
{
    return {{"id", to_string(finding.id)},
            {"severity", to_string(finding.severity)},
            {"evidence", text_of(finding.evidence)},
            {"next", text_of(finding.next)}};
}

json::object to_json(const CredentialEvidence& evidence)
{
    json::object out{{"at", format_timestamp(evidence.at)},
                     {"issuer", text_of(evidence.issuer)},
                     {"client_id", text_of(evidence.client_id)},
                     {"secret", evidence.secret.hex},
                     {"redirect_uri", text_of(evidence.redirect_uri)},
                     {"verdict", to_string(evidence.verdict)},
                     {"finding", to_json(evidence.finding)}};
    if (evidence.accepted_at)
        out["accepted_at"] = format_timestamp(*evidence.accepted_at);
    return out;
}

json::object to_json(const Unverified& values)
{
    return {{"at", format_timestamp(values.at)},
            {"since", format_timestamp(values.since)},
            {"issuer", text_of(values.issuer)},
            {"client_id", text_of(values.client_id)},
            {"secret", values.secret.hex},
            {"tries", values.tries},
            {"next_try", format_timestamp(values.next_try)},
            {"finding", to_json(values.finding)}};
}

json::object to_json(const RefusedWrite& write)
{
    return {{"at", format_timestamp(write.at)}, {"name", text_of(write.name)},
            {"issuer", text_of(write.issuer)},  {"client_id", text_of(write.client_id)},
            {"secret", write.secret.hex},       {"why", text_of(write.why)}};
}

json::object to_json(const KnownRefusal& refusal)
{
    return {{"at", format_timestamp(refusal.at)},
            {"issuer", text_of(refusal.issuer)},
            {"client_id", text_of(refusal.client_id)},
            {"secret", refusal.secret.hex},
            {"redirect_uri", text_of(refusal.redirect_uri)},
            {"finding", to_json(refusal.finding)}};
}

json::object to_json(const LoginEvidence& login)
{
    json::array groups;
    for (const auto& group : login.groups)
        groups.emplace_back(text_of(group));
    return {{"at", format_timestamp(login.at)},
            {"connector", text_of(login.connector.value)},
            {"client_id", text_of(login.client_id)},
            {"name_present", login.name_present},
            {"email_present", login.email_present},
            {"group_claim", text_of(login.group_claim)},
            {"groups", std::move(groups)}};
}

template <class Value>
void add_list(json::object& out, std::string_view name, const std::vector<Value>& values)
{
    json::array list;
    for (const auto& one : values)
        list.emplace_back(to_json(one));
    if (!list.empty())
        out[name] = std::move(list);
}

json::object to_json(const ProviderEvidence& evidence)
{
    json::object out;
    add_list(out, "credentials", evidence.credentials);
    add_list(out, "refusals", evidence.refusals);
    if (evidence.tries_counted_until)
        out["tries_counted_until"] = format_timestamp(*evidence.tries_counted_until);
    if (evidence.leave_alone_until)
        out["leave_alone_until"] = format_timestamp(*evidence.leave_alone_until);
    if (evidence.unverified)
        out["unverified"] = to_json(*evidence.unverified);
    if (evidence.held)
        out["held"] = to_json(*evidence.held);
    if (evidence.refused)
        out["refused"] = to_json(*evidence.refused);
    if (evidence.login)
        out["login"] = to_json(*evidence.login);
    return out;
}

/// An object of the file.
class Source
{
public:
    explicit Source(const json::value& value)
    {
        if (!value.is_object())
            throw Unreadable{"an object is missing"};
        object_ = &value.as_object();
    }

    [[nodiscard]] const json::value* find(std::string_view name) const { return object_->if_contains(name); }

    [[nodiscard]] std::string text(std::string_view name) const
    {
        const auto* value = find(name);
        if (value == nullptr || !value->is_string())
            throw Unreadable{std::string(name)};
        return std::string(value->as_string());
    }

    [[nodiscard]] bool flag(std::string_view name) const
    {
        const auto* value = find(name);
        if (value == nullptr || !value->is_bool())
            throw Unreadable{std::string(name)};
        return value->as_bool();
    }

    [[nodiscard]] WallTime time(std::string_view name) const { return to_time(text(name)); }

    [[nodiscard]] std::optional<WallTime> optional_time(std::string_view name) const
    {
        return find(name) == nullptr ? std::nullopt : std::optional(time(name));
    }

    [[nodiscard]] unsigned number(std::string_view name) const
    {
        const auto* value = find(name);
        json::error_code failed;
        const auto number = value == nullptr ? 0 : value->to_number<unsigned>(failed);
        return value == nullptr || failed ? throw Unreadable{std::string(name)} : number;
    }

    /// The member, or null.
    [[nodiscard]] const json::value& at(std::string_view name) const
    {
        static const json::value nothing;
        const auto* value = find(name);
        return value == nullptr ? nothing : *value;
    }

    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const
    {
        std::vector<std::string> all;
        const auto* value = find(name);
        if (value == nullptr)
            return all;
        if (!value->is_array())
            throw Unreadable{std::string(name)};
        for (const auto& one : value->as_array())
            all.emplace_back(one.is_string() ? one.as_string() : throw Unreadable{std::string(name)});
        return all;
    }

    static WallTime to_time(const std::string& text)
    {
        const auto time = parse_timestamp(text);
        if (!time)
            throw Unreadable{"a time"};
        return *time;
    }

private:
    const json::object* object_ = nullptr;
};

/// The enumerator whose to_string() is `text`; names of later versions are not known.
template <class Enum>
Enum by_name(const std::string& text)
{
    // What to_string() says behind the last enumerator; severities and verdicts have one of that name, too.
    if (std::is_same_v<Enum, FindingId> && text == "unknown")
        throw Unreadable{text};
    for (int i = 0;; ++i)
    {
        const auto known = to_string(static_cast<Enum>(i));
        if (known == text)
            return static_cast<Enum>(i);
        if (known == "unknown")
            throw Unreadable{text};
    }
}

Finding read_finding(const Source& source)
{
    return {by_name<FindingId>(source.text("id")), by_name<Severity>(source.text("severity")),
            source.text("evidence"), source.text("next")};
}

CredentialEvidence read_credentials(const Source& source)
{
    return {.at = source.time("at"),
            .issuer = source.text("issuer"),
            .client_id = source.text("client_id"),
            .secret = {source.text("secret")},
            .redirect_uri = source.text("redirect_uri"),
            .verdict = by_name<Verdict>(source.text("verdict")),
            .finding = read_finding(Source(source.at("finding"))),
            .accepted_at = source.optional_time("accepted_at")};
}

Unverified read_unverified(const Source& source)
{
    return {.at = source.time("at"),
            .since = source.time("since"),
            .issuer = source.text("issuer"),
            .client_id = source.text("client_id"),
            .secret = {source.text("secret")},
            .tries = source.number("tries"),
            .next_try = source.time("next_try"),
            .finding = read_finding(Source(source.at("finding")))};
}

LoginEvidence read_login(const Source& source)
{
    return {.at = source.time("at"),
            .connector = {source.text("connector")},
            .client_id = source.text("client_id"),
            .name_present = source.flag("name_present"),
            .email_present = source.flag("email_present"),
            .group_claim = source.text("group_claim"),
            .groups = source.texts("groups")};
}

KnownRefusal read_refusal(const Source& source)
{
    return {.at = source.time("at"),
            .issuer = source.text("issuer"),
            .client_id = source.text("client_id"),
            .secret = {source.text("secret")},
            .redirect_uri = source.text("redirect_uri"),
            .finding = read_finding(Source(source.at("finding")))};
}

template <class Value>
std::vector<Value> read_list(const Source& source, std::string_view name, Value (*read)(const Source&))
{
    std::vector<Value> values;
    const auto* list = source.find(name);
    if (list == nullptr)
        return values;
    if (!list->is_array())
        throw Unreadable{std::string(name)};
    for (const auto& one : list->as_array())
        values.push_back(read(Source(one)));
    return values;
}

ProviderEvidence read_provider(const Source& source)
{
    ProviderEvidence evidence;
    evidence.credentials = read_list(source, "credentials", read_credentials);
    evidence.refusals = read_list(source, "refusals", read_refusal);
    evidence.tries_counted_until = source.optional_time("tries_counted_until");
    evidence.leave_alone_until = source.optional_time("leave_alone_until");
    if (const auto* value = source.find("unverified"))
        evidence.unverified = read_unverified(Source(*value));
    if (const auto* value = source.find("held"))
        evidence.held = read_unverified(Source(*value));
    if (const auto* value = source.find("refused"))
    {
        const Source write(*value);
        evidence.refused = RefusedWrite{.at = write.time("at"),
                                        .name = write.text("name"),
                                        .issuer = write.text("issuer"),
                                        .client_id = write.text("client_id"),
                                        .secret = {write.text("secret")},
                                        .why = write.text("why")};
    }
    if (const auto* value = source.find("login"))
        evidence.login = read_login(Source(*value));
    return evidence;
}

Error unreadable(const std::string& what)
{
    return {ErrorKind::storage,
            "checks.json cannot be read (" + escaped(what) + "); delete it, a new one is written"};
}

} // namespace

std::string encode_checks(const Checks& checks)
{
    json::object providers;
    for (const auto& [key, evidence] : checks.providers)
        if (evidence != ProviderEvidence{})
            providers[key.str()] = to_json(evidence);
    return json::serialize(json::object{{"version", checks_version}, {"providers", std::move(providers)}}) +
           "\n";
}

Result<Checks> decode_checks(std::string_view text)
{
    const auto parsed = netbird::parse_json(text);
    if (!parsed || !parsed->is_object())
        return unreadable("it is not JSON");
    try
    {
        const Source source(*parsed);
        const auto* version = source.find("version");
        if (version == nullptr || !version->is_int64() || version->as_int64() != checks_version)
            return unreadable("its version is not " + std::to_string(checks_version));
        const auto* providers = source.find("providers");
        if (providers == nullptr || !providers->is_object())
            return unreadable("providers");
        Checks checks;
        for (const auto& member : providers->as_object())
            if (const auto key = ProviderKey::parse(member.key()))
                if (auto evidence = read_provider(Source(member.value())); evidence != ProviderEvidence())
                    checks.providers.emplace(*key, std::move(evidence));
        return checks;
    }
    catch (const Unreadable& reason)
    {
        return unreadable(reason.what);
    }
}

} // namespace idpsync::reconcile
