#include "registrar/pocket_id_codec.hpp"

#include "core/time_text.hpp"
#include "json/raw_members.hpp"
#include "json/read.hpp"
#include "json/text.hpp"
#include "json/write.hpp"
#include "registrar/former_uris.hpp"
#include "registrar/pocket_id_shape.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace idpsync::registrar {
namespace {

constexpr std::string_view callbacks = "callbackURLs";
constexpr std::string_view logout_callbacks = "logoutCallbackURLs";

std::vector<std::string> those_of(const std::string& uri)
{
    return uri.empty() ? std::vector<std::string>() : std::vector{uri};
}

std::vector<RegisteredUri> globs(std::vector<std::string> urls)
{
    std::vector<RegisteredUri> all;
    all.reserve(urls.size());
    for (auto& url : urls)
        all.push_back({std::move(url), UriMatch::glob});
    return all;
}

Admission admission_of(PocketIdClient& read)
{
    Admission admission{.everybody = !read.restricted};
    if (read.restricted)
        for (auto& group : read.allowed_groups)
            admission.groups.push_back(std::move(group.name));
    std::ranges::sort(admission.groups);
    return admission;
}

/// The members of a client, as they are written.
using Members = std::vector<JsonMember>;

std::string_view value_of(const Members& members, std::string_view name)
{
    const auto found = std::ranges::find(members, name, &JsonMember::name);
    return found == members.end() ? std::string_view() : found->value;
}

/// A list with these texts, too. Go writes a list that has nothing as null, too.
std::string with_elements(std::string_view list, const std::vector<std::string>& texts)
{
    std::string out;
    if (list.starts_with('['))
        for (const auto element : json_elements(list))
            (out += out.empty() ? '[' : ',') += element;
    for (const auto& text : texts)
        append_json_string(out += out.empty() ? '[' : ',', text);
    return out.empty() ? "[]" : out + ']';
}

/// Nothing: the list has none.
std::optional<std::string> without_former(std::string_view list, const ClientNeeds& needs)
{
    if (!list.starts_with('['))
        return std::nullopt;
    std::string out;
    bool any = false;
    for (const auto element : json_elements(list))
    {
        const auto read = parse_json(element);
        const bool goes = read && read->is_string() && is_former(std::string(read->get_string()), needs);
        any = any || goes;
        if (!goes)
            (out += out.empty() ? "[" : ",") += element;
    }
    return any ? std::optional(out.empty() ? "[]" : out + ']') : std::nullopt;
}

/// `object` without some members; with others in place of theirs, or at the end.
std::string rewritten(const Members& object, const std::set<std::string_view>& without,
                      std::map<std::string_view, std::string> changes)
{
    std::string out;
    const auto add = [&out](std::string_view name, std::string_view value) {
        out += out.empty() ? '{' : ',';
        append_json_string(out, name);
        (out += ':') += value;
    };
    for (const auto& member : object)
    {
        const auto changed = changes.find(member.name);
        if (changed != changes.end())
        {
            add(member.name, changed->second);
            changes.erase(changed);
        }
        else if (!without.contains(member.name))
            add(member.name, member.value);
    }
    for (const auto& [name, value] : changes)
        add(name, value);
    return out.empty() ? "{}" : out + '}';
}

/// Of the redirect URIs, by a list of callbacks as it is written.
std::vector<std::string> missing_in(std::string_view list, const ClientNeeds& needs)
{
    auto document = parse_json(list);
    auto texts = document ? json::read<std::vector<std::string>>(*document, json::leniently) : std::nullopt;
    return missing_redirect_uris(globs(std::move(texts).value_or(std::vector<std::string>())), needs);
}

/// What the traits ask for: members by name, as they are written.
std::map<std::string_view, std::string> changes_for(const Members& client, const ClientTraits& traits,
                                                    const ClientNeeds& needs)
{
    std::map<std::string_view, std::string> changes;
    const auto list_of = [&](std::string_view name) {
        const auto changed = changes.find(name);
        return changed == changes.end() ? std::string(value_of(client, name)) : changed->second;
    };
    const auto add_uris = [&](ClientTrait trait, std::string_view name,
                              const std::vector<std::string>& uris) {
        if (traits.contains(trait) && !uris.empty())
            changes[name] = with_elements(list_of(name), uris);
    };
    const auto set = [&](ClientTrait trait, std::string_view name, std::string_view value) {
        if (traits.contains(trait) && value_of(client, name) != value)
            changes[name] = value;
    };
    if (traits.contains(ClientTrait::former_uris))
        for (const auto name : {callbacks, logout_callbacks})
            if (auto rest = without_former(value_of(client, name), needs))
                changes[name] = std::move(*rest);
    add_uris(ClientTrait::redirect_uri, callbacks, missing_in(value_of(client, callbacks), needs));
    add_uris(ClientTrait::logout_uri, logout_callbacks, those_of(needs.logout_uri));
    if (!needs.standalone)
        set(ClientTrait::confidential, "isPublic", "false");
    else
        for (const auto* name : {"isPublic", "pkceEnabled"})
            set(ClientTrait::public_client, name, "true");
    set(ClientTrait::challenge, "pkceEnabled", "false");
    set(ClientTrait::pushed_requests, "requiresPushedAuthorizationRequests", "false");
    if (needs.allowed_groups)
        set(ClientTrait::admission, "isGroupRestricted", "true");
    return changes;
}

/// This host's and the server's.
constexpr auto clocks_may_differ_by = std::chrono::minutes(5);

ClientSecret as_secret(PocketIdSecret read)
{
    return {.id = std::move(read.id),
            .prefix = std::move(read.prefix),
            .made = parse_rfc3339(read.made),
            .expires = read.expires ? parse_rfc3339(*read.expires) : std::nullopt,
            .active = read.active};
}

} // namespace

std::optional<ProviderClient> pocket_id_client(const boost::json::value& answer)
{
    auto read = json::read<PocketIdClient>(answer, {.unknown_members = true});
    if (!read)
        return std::nullopt;
    ProviderClient client{.handle = read->id, .client_id = read->id, .name = std::move(read->name)};
    client.redirect_uris = globs(std::move(read->callback_urls));
    client.logout_uris = globs(std::move(read->logout_urls));
    client.confidential = !read->is_public;
    client.demands_challenge = read->demands_challenge;
    client.demands_pushed_requests = read->demands_pushed_requests;
    client.brings_groups = true; // with the scope `groups`, which NetBird asks Pocket ID for
    client.admission = admission_of(*read);
    return client;
}

std::string pocket_id_new_client(const NewClient& client)
{
    // The mark is of 2.10: what a version does not know it passes over (recorded: 025). isGroupRestricted is
    // false where it is left out: everybody may sign in, as at every provider that asks nobody.
    const auto& standalone = client.needs.standalone;
    return json::text_of(NewPocketIdClient{.id = client.client_id,
                                           .name = client.name,
                                           .description = mark_of_this_program,
                                           .callback_urls = redirect_uris_of(client.needs),
                                           .logout_urls = those_of(client.needs.logout_uri),
                                           .launch_url = standalone ? standalone->launch_url : std::string(),
                                           .is_public = standalone.has_value(),
                                           .restricted = client.needs.allowed_groups.has_value()});
}

std::optional<std::string> pocket_id_change(std::string_view client, const ClientTraits& traits,
                                            const ClientNeeds& needs)
{
    // A PUT replaces everything: what it leaves out is false or empty then (recorded: 037-040). So everything
    // goes back but what only answers have.
    static const std::set<std::string_view> only_in_answers{"id", "clientType", "pkceSupported",
                                                            "allowedUserGroups", "allowedUserGroupsCount"};
    const auto members = json_members(client);
    auto changes = changes_for(members, traits, needs);
    if (changes.empty())
        return std::nullopt;
    if (const auto credentials = value_of(members, "credentials"); credentials.starts_with('{'))
        changes["credentials"] = rewritten(json_members(credentials), {"secrets"}, {});
    return rewritten(members, only_in_answers, std::move(changes));
}

std::optional<PocketIdGroups> pocket_id_group_page(const boost::json::value& answer)
{
    const auto read = json::read<PocketIdGroupList>(answer, {.unknown_members = true});
    if (!read)
        return std::nullopt;
    PocketIdGroups groups{.ids = {}, .page = read->page.current, .pages = read->page.total};
    for (const auto& group : read->groups)
        groups.ids.emplace(group.name, group.id);
    return groups;
}

std::string pocket_id_admission(const std::vector<std::string>& group_ids)
{
    return "{\"userGroupIds\":" + json::text_of(group_ids) + '}';
}

std::optional<std::vector<ClientSecret>> pocket_id_secrets(const boost::json::value& answer)
{
    if (answer.is_null()) // so Go writes a list that has nothing
        return std::vector<ClientSecret>();
    auto read = json::read<std::vector<PocketIdSecret>>(answer, {.unknown_members = true});
    if (!read)
        return std::nullopt;
    std::vector<ClientSecret> secrets;
    secrets.reserve(read->size());
    for (auto& one : *read)
        secrets.push_back(as_secret(std::move(one)));
    std::ranges::sort(secrets, {}, [](const ClientSecret& one) { return std::tie(one.made, one.id); });
    return secrets;
}

std::string pocket_id_new_secret(const Secret& chosen, std::optional<WallTime> expires)
{
    auto body = "{\"secret\":" + json::text_of(chosen.reveal());
    if (expires)
        body += ",\"expiresAt\":" + json::text_of(*expires);
    return body += '}';
}

std::optional<MadeSecret> pocket_id_made_secret(const boost::json::value& answer)
{
    auto read = json::read<PocketIdMadeSecret>(answer, {.unknown_members = true});
    if (!read || read->secret.empty())
        return std::nullopt;
    return MadeSecret{.secret = Secret(std::move(read->secret)), .id = std::move(read->id)};
}

std::optional<std::optional<WallTime>> pocket_id_key_end(const boost::json::value& answer, WallTime now)
{
    const auto read = json::read<PocketIdKeyList>(answer, {.unknown_members = true});
    if (!read)
        return std::nullopt;
    std::optional<WallTime> last;
    std::optional<WallTime> ends;
    for (const auto& key : read->keys)
    {
        const auto used = parse_rfc3339(key.used.value_or(std::string()));
        const auto end = parse_rfc3339(key.expires);
        if (!used || !end || (last && *used < *last))
            continue;
        ends = last == used ? std::min(*end, *ends) : *end;
        last = used;
    }
    const bool just_now = last && std::chrono::abs(now - *last) <= clocks_may_differ_by;
    return std::optional(just_now ? ends : std::nullopt);
}

} // namespace idpsync::registrar
