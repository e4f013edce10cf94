#include "sandbox/accounts.hpp"

#include "sandbox/json.hpp"
#include "sandbox/time_text.hpp"

#include <boost/json.hpp>

#include <array>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

/// What a PUT does with a setting that it does not mention.
enum class Absent
{
    emptied,  ///< false, "", [], null: the value of `empty`
    kept,     ///< the account keeps it and the answer shows it
    unshown,  ///< the account keeps it and the answer leaves it out
    read_only ///< nobody can set it; the answer to a PUT shows `empty`
};

struct Setting
{
    std::string_view name;
    Generation since;
    json::value initial;
    json::value empty;
    Absent absent = Absent::emptied;
};

/// Every setting of every generation, in the order of the answers.
std::vector<Setting> known_settings()
{
    using enum Generation;
    const json::object extra{{"network_traffic_logs_enabled", false},
                             {"network_traffic_logs_groups", nullptr},
                             {"network_traffic_packet_counter_enabled", false},
                             {"peer_approval_enabled", false},
                             {"user_approval_required", true}};
    return {
        {"agent_network_only", v0_77, false, false},
        {"auto_update_always", v0_70, false, false},
        {"auto_update_version", v0_62, "disabled", ""},
        {"dns_domain", v0_62, "", ""},
        {"embedded_idp_enabled", v0_62, true, false, Absent::read_only},
        {"extra", v0_62, extra, json::object(), Absent::kept},
        {"groups_propagation_enabled", v0_62, true, false},
        {"ipv6_enabled_groups", v0_77, json::array(), nullptr},
        {"jwt_allow_groups", v0_62, json::array(), json::array()},
        {"jwt_groups_claim_name", v0_62, "", ""},
        {"jwt_groups_enabled", v0_62, false, false},
        {"lazy_connection_enabled", v0_62, false, false},
        {"local_auth_disabled", v0_65, false, false, Absent::read_only},
        {"local_mfa_enabled", v0_77, false, false},
        {"metrics_push_enabled", v0_77, false, false},
        {"network_range", v0_77, "100.102.0.0/16", nullptr, Absent::unshown},
        {"network_range_v6", v0_77, "fd1c:4c50:7c7f:9e4::/64", nullptr, Absent::unshown},
        {"peer_expose_enabled", v0_70, false, false},
        {"peer_expose_groups", v0_70, nullptr, nullptr},
        {"peer_inactivity_expiration", v0_62, 600, 0},
        {"peer_inactivity_expiration_enabled", v0_62, false, false},
        {"peer_login_expiration", v0_62, 86400, 0},
        {"peer_login_expiration_enabled", v0_62, true, false},
        {"regular_users_view_blocked", v0_62, true, false},
        {"routing_peer_dns_resolution_enabled", v0_62, true, false},
    };
}

bool is_set(const json::object& settings, std::string_view name)
{
    const auto* value = settings.if_contains(name);
    if (value == nullptr || value->is_null())
        return false;
    if (value->is_bool())
        return value->get_bool();
    return !value->is_array() || !value->get_array().empty();
}

/// NetBird treats a domain as the account's own when it looks like one; an address does not.
bool is_private_domain(std::string_view domain)
{
    const auto dot = domain.rfind('.');
    if (dot == std::string_view::npos || domain.size() - dot < 3)
        return false;
    const auto top = domain.substr(dot + 1);
    return top.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
}

constexpr std::string_view unset_range = "invalid Prefix"; // how Go writes an empty netip.Prefix

} // namespace

Account::Account(const Options& options, Ids& ids) : generation_(options.generation), id_(ids.xid())
{
    for (const auto& setting : known_settings())
        if (setting.since <= generation_)
            settings_[setting.name] = setting.initial;
    settings_["embedded_idp_enabled"] = options.embedded_idp;
    if (generation_ >= Generation::v0_65)
        settings_["local_auth_disabled"] = options.local_auth_disabled;
    if (generation_ >= Generation::v0_77)
    {
        settings_["ipv6_enabled_groups"] = json::array{ids.xid()};
        settings_["lazy_connection_enabled"] = true;
    }
}

void Account::create(WallTime now, const Initiator& owner, std::string domain)
{
    created_at_ = to_rfc3339(now);
    created_by_ = owner.id;
    domain_ = std::move(domain);
}

json::object Account::around(json::object settings) const
{
    return {{"created_at", created_at_},
            {"created_by", created_by_},
            {"domain", domain_},
            {"domain_category", is_private_domain(domain_) ? "private" : ""},
            {"id", id_},
            {"onboarding", {{"onboarding_flow_pending", true}, {"signup_form_pending", true}}},
            {"settings", std::move(settings)}};
}

json::object Account::shown() const
{
    return around(settings_);
}

bool Account::local_auth_disabled() const
{
    return is_set(settings_, "local_auth_disabled");
}

bool Account::local_mfa_enabled() const
{
    return is_set(settings_, "local_mfa_enabled");
}

std::optional<std::string> Account::objection(const json::object& sent)
{
    const auto* expiration = sent.if_contains("peer_login_expiration");
    if (expiration == nullptr || !expiration->is_number() || expiration->to_number<double>() < 3600)
        return "peer login expiration can't be smaller than one hour";
    return std::nullopt;
}

json::object Account::replace(const json::object& sent, Events& events, WallTime now, const Initiator& by)
{
    const auto before = settings_;
    json::object answer;
    for (const auto& setting : known_settings())
    {
        if (setting.since > generation_)
            continue;
        const auto* value = sent.if_contains(setting.name);
        if (setting.absent == Absent::read_only)
        {
            // v0.62.0 still shows the truth here; later ones say false whatever is true.
            answer[setting.name] = generation_ == Generation::v0_62 ? settings_[setting.name] : setting.empty;
            continue;
        }
        if (value != nullptr)
            settings_[setting.name] = *value;
        else if (setting.absent == Absent::emptied)
            settings_[setting.name] = setting.empty;
        if (value != nullptr || setting.absent != Absent::unshown)
            answer[setting.name] = settings_[setting.name];
    }
    record_changes(before, sent, events, now, by);
    return around(std::move(answer));
}

void Account::record_changes(const json::object& before, const json::object& sent, Events& events,
                             WallTime now, const Initiator& by)
{
    struct Switch
    {
        std::string_view setting;
        std::string_view code;
    };
    constexpr std::array switches{
        Switch{"groups_propagation_enabled", "account.setting.group.propagation"},
        Switch{"lazy_connection_enabled", "account.setting.lazy.connection"},
        Switch{"routing_peer_dns_resolution_enabled", "account.setting.routing.peer.dns.resolution"},
        Switch{"ipv6_enabled_groups", "account.setting.ipv6"}};
    for (const auto& [setting, code] : switches)
        if (is_set(before, setting) != is_set(settings_, setting))
            events.record(now, std::string(code) + (is_set(settings_, setting) ? ".enable" : ".disable"), by,
                          id_, {});

    const auto version = string_member(settings_, "auto_update_version");
    if (string_member(before, "auto_update_version") != version)
        events.record(now, "account.settings.auto.version.update", by, id_, {{"version", version}});

    const auto range = string_member(sent, "network_range_v6");
    const auto named = [](const std::string& one) {
        return one.empty() ? unset_range : std::string_view(one);
    };
    if (generation_ >= Generation::v0_77 && range != set_range_v6_)
        events.record(
            now, "account.network.range.update", by, id_,
            {{"new_network_range_v6", named(range)}, {"old_network_range_v6", named(set_range_v6_)}});
    set_range_v6_ = range;
}

} // namespace idpsync::sandbox
