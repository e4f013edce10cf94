#include "netbird/account_settings.hpp"

#include "core/text.hpp"
#include "json/raw_members.hpp"
#include "json/text.hpp"
#include "netbird/codec.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace idpsync::netbird {
namespace {

namespace json = boost::json;

constexpr std::string_view enabled_name = "jwt_groups_enabled";
constexpr std::string_view claim_name = "jwt_groups_claim_name";
constexpr std::string_view allowed_name = "jwt_allow_groups";
constexpr std::array group_sync_names{enabled_name, claim_name, allowed_name};

bool is_of_group_sync(std::string_view name)
{
    return std::find(group_sync_names.begin(), group_sync_names.end(), name) != group_sync_names.end();
}

Error not_what_it_should_be(std::string_view name, std::string_view what)
{
    return {ErrorKind::bad_response, "the account's settings cannot be used: the setting \"" +
                                         std::string(name) + "\" is not " + std::string(what)};
}

/// The member, or null when it is missing or null itself.
const json::value* set_member(const json::value& settings, std::string_view name)
{
    const auto* member = find_member(settings, name);
    return member == nullptr || member->is_null() ? nullptr : member;
}

Result<GroupNames> names_of(const json::value& settings)
{
    GroupNames names;
    const auto* member = set_member(settings, allowed_name);
    if (member == nullptr)
        return names;
    const auto* list = member->if_array();
    if (list == nullptr)
        return not_what_it_should_be(allowed_name, "a list");
    for (const auto& entry : *list)
    {
        const auto* name = entry.if_string();
        if (name == nullptr)
            return not_what_it_should_be(allowed_name, "a list of names");
        names.emplace_back(*name);
    }
    return group_names(std::move(names));
}

std::string written(GroupSyncField field, const GroupSettings& groups)
{
    std::string out;
    switch (field)
    {
    case GroupSyncField::enabled: return groups.enabled ? "true" : "false";
    case GroupSyncField::claim: append_json_string(out, groups.claim); return out;
    case GroupSyncField::allowed_groups: break;
    }
    for (const auto& name : groups.allowed_groups)
        append_json_string(out += out.empty() ? '[' : ',', name);
    return out.empty() ? "[]" : out + ']';
}

} // namespace

Result<AccountSettings> decode_account_settings(const net::Response& response)
{
    auto facts = decode_account(response);
    if (facts.has_error())
        return facts.error();
    AccountSettings account{.facts = std::move(*facts), .groups = {}, .text = {}};
    // decode_account() has seen that this is a list of one account with settings. Where a name is there
    // twice, NetBird and our parser take the last.
    for (const auto& member : json_members(json_elements(response.body).at(0)))
        if (member.name == "settings")
            account.text = std::string(member.value);
    auto groups = group_settings_in(account.text);
    if (groups.has_error())
        return groups.error();
    account.groups = std::move(*groups);
    return account;
}

Result<GroupSettings> group_settings_of(const json::value& settings)
{
    if (!settings.is_object())
        return Error{ErrorKind::bad_response, "these are no account settings"};
    GroupSettings groups;
    const auto* enabled = set_member(settings, enabled_name);
    if (enabled != nullptr && !enabled->is_bool())
        return not_what_it_should_be(enabled_name, "true or false");
    groups.enabled = enabled != nullptr && enabled->get_bool();
    const auto* claim = set_member(settings, claim_name);
    if (claim != nullptr && !claim->is_string())
        return not_what_it_should_be(claim_name, "a string");
    groups.claim = claim == nullptr ? std::string() : std::string(claim->get_string());
    auto names = names_of(settings);
    if (names.has_error())
        return names.error();
    groups.allowed_groups = std::move(*names);
    return groups;
}

Result<GroupSettings> group_settings_in(std::string_view settings)
{
    const auto parsed = parse_json(settings);
    return group_settings_of(parsed.value_or(json::value()));
}

std::string with_group_settings(std::string_view settings, const GroupSettings& groups)
{
    const auto present = group_settings_in(settings);
    std::string out(settings);
    for (const auto field : differences(present.value(), groups))
    {
        const auto name = group_sync_names.at(static_cast<std::size_t>(field));
        const auto value = written(field, groups);
        const std::string before = std::move(out);
        const auto members = json_members(before);
        std::string_view rest = before;
        bool found = false;
        out.clear();
        for (const auto& member : members)
        {
            if (member.name != name)
                continue;
            found = true;
            const auto begin = static_cast<std::size_t>(member.value.data() - rest.data());
            out += rest.substr(0, begin);
            out += value;
            rest.remove_prefix(begin + member.value.size());
        }
        if (!found)
        {
            const auto end = rest.rfind('}');
            out += rest.substr(0, end);
            out += members.empty() ? "\"" : ",\"";
            out += std::string(name) + "\":" + value;
            rest.remove_prefix(end);
        }
        out += rest;
    }
    return out;
}

std::vector<std::string> other_changes(std::string_view before, std::string_view after)
{
    const auto left = parse_json(before);
    const auto right = parse_json(after);
    std::set<std::string> changed;
    const auto compare = [&](const json::object& one, const json::object& other) {
        for (const auto& member : one)
        {
            const auto* twin = other.if_contains(member.key());
            if (!is_of_group_sync(member.key()) && (twin == nullptr || *twin != member.value()))
                changed.emplace(member.key());
        }
    };
    compare(left.value().as_object(), right.value().as_object());
    compare(right.value().as_object(), left.value().as_object());
    return {changed.begin(), changed.end()};
}

std::string encode_account_settings(std::string_view settings)
{
    return "{\"settings\":" + std::string(settings) + '}';
}

Result<void> decode_settings_written(const net::Response& response)
{
    const auto document = parse_json(response.body);
    if (document && document->is_object())
        return {};
    return Error{ErrorKind::unknown_outcome,
                 "the answer to the write cannot be read: expected the account as JSON, got " +
                     std::to_string(response.body.size()) +
                     " bytes of something else; the next read of the settings shows what became of it"};
}

} // namespace idpsync::netbird
