#include "sandbox/provider/patch.hpp"

#include "core/time_text.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <map>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

bool read(const json::value& value, std::string& into)
{
    if (value.is_string())
        into = value.get_string();
    return value.is_string();
}

bool read(const json::value& value, bool& into)
{
    if (value.is_bool())
        into = value.get_bool();
    return value.is_bool();
}

bool read(const json::value& value, json::object& into)
{
    if (value.is_object())
        into = value.get_object();
    return value.is_object();
}

template <class Period>
bool read(const json::value& value, std::chrono::duration<long, Period>& into)
{
    if (value.is_int64())
        into = std::chrono::duration<long, Period>(value.get_int64());
    return value.is_int64();
}

bool read(const json::value& value, std::vector<std::string>& into)
{
    if (!value.is_array())
        return false;
    std::vector<std::string> list;
    for (const auto& one : value.get_array())
        if (!read(one, list.emplace_back()))
            return false;
    into = std::move(list);
    return true;
}

bool read(const json::value& value, PublishedKeys& into)
{
    constexpr std::array<std::pair<std::string_view, PublishedKeys>, 4> names{
        {{"usable", PublishedKeys::usable},
         {"none", PublishedKeys::none},
         {"encryption-only", PublishedKeys::encryption_only},
         {"unreachable", PublishedKeys::unreachable}}};
    for (const auto& [name, keys] : names)
        if (value.is_string() && value.get_string() == name)
        {
            into = keys;
            return true;
        }
    return false;
}

/// Reads one member; false when its value is not of its type.
using Reader = std::function<bool(const json::value&)>;

template <class Field>
Reader into(Field& field)
{
    return [&field](const json::value& value) { return read(value, field); };
}

/// Reads every member of `wanted` by the reader of its name.
std::optional<std::string> read_members(const json::object& wanted,
                                        const std::map<std::string, Reader, std::less<>>& readers)
{
    for (const auto& [name, value] : wanted)
    {
        const auto reader = readers.find(std::string_view(name));
        if (reader == readers.end() || !reader->second(value))
            return "\"" + std::string(name) + "\" is unknown or has a value that does not fit";
    }
    return std::nullopt;
}

bool read_client(const json::value& value, std::vector<ProviderClient>& clients)
{
    const auto* id = value.is_object() ? value.get_object().if_contains("id") : nullptr;
    if (id == nullptr || !id->is_string())
        return false;
    auto found = std::find_if(clients.begin(), clients.end(),
                              [id](const ProviderClient& one) { return one.id == id->get_string(); });
    auto& client = found == clients.end() ? clients.emplace_back() : *found;
    return !read_members(value.get_object(), {{"id", into(client.id)},
                                              {"secret", into(client.secret)},
                                              {"redirect_uris", into(client.redirect_uris)},
                                              {"logout_uris", into(client.logout_uris)},
                                              {"public", into(client.public_client)},
                                              {"code_flow", into(client.code_flow)},
                                              {"pkce_required", into(client.pkce_required)},
                                              {"groups_scope", into(client.groups_scope)},
                                              {"disabled", into(client.disabled)},
                                              {"secret_expired", into(client.secret_expired)},
                                              {"service_account", into(client.service_account)},
                                              {"roles", into(client.roles)}})
                .has_value();
}

bool read_clients(const json::value& value, std::vector<ProviderClient>& clients)
{
    return value.is_array() && std::all_of(value.get_array().begin(), value.get_array().end(),
                                           [&](const json::value& one) { return read_client(one, clients); });
}

bool read_groups(const json::value& value, std::vector<ProviderGroup>& groups)
{
    std::vector<std::string> names;
    if (!read(value, names))
        return false;
    groups.clear();
    for (const auto& name : names)
        groups.push_back({.id = "group-" + name, .name = name, .friendly_name = name});
    return true;
}

/// The key that the APIs take; there is one unless a test took it away.
ApiKey& key_of(ProviderSetup& setup)
{
    return setup.api_keys.empty() ? setup.api_keys.emplace_back() : setup.api_keys.front();
}

bool read_expiry(const json::value& value, ApiKey& key)
{
    key.expires = value.is_string() ? parse_rfc3339(value.get_string()) : std::nullopt;
    return key.expires.has_value();
}

bool read_user(const json::value& value, ProviderUser& user)
{
    return value.is_object() && !read_members(value.get_object(), {{"sub", into(user.sub)},
                                                                   {"id_token", into(user.id_token)},
                                                                   {"userinfo", into(user.userinfo)}})
                                     .has_value();
}

} // namespace

std::optional<std::string> patch(Provider& provider, const json::object& wanted)
{
    auto& setup = provider.setup();
    return read_members(
        wanted,
        {{"issuer", into(setup.issuer)},
         {"moved_to", into(setup.moved_to)},
         {"seen_as", into(setup.seen_as)},
         {"backchannel", into(setup.backchannel)},
         {"also_at", into(setup.also_at)},
         {"answers_html", into(setup.answers_html)},
         {"signing_key", into(setup.signing_key)},
         {"knows_groups_scope", into(setup.knows_groups_scope)},
         {"hidden_from_netbird", into(setup.hidden_from_netbird)},
         {"keys", into(setup.keys)},
         {"api_key", into(key_of(setup).key)},
         {"api_key_administrator", into(key_of(setup).administrator)},
         {"api_key_expires", [&](const json::value& value) { return read_expiry(value, key_of(setup)); }},
         {"master_password", into(setup.master_password)},
         {"groups", [&](const json::value& value) { return read_groups(value, setup.groups); }},
         {"forget_clients",
          [&](const json::value& value) {
              if (value.is_bool() && value.get_bool())
                  setup.clients.clear();
              return value.is_bool();
          }},
         {"clock_error_s", into(setup.clock_error)},
         {"secrets_settle_s", into(setup.secrets_settle)},
         {"delay_ms", into(setup.delay)},
         {"document", into(setup.document)},
         {"user", [&](const json::value& value) { return read_user(value, setup.user); }},
         {"clients", [&](const json::value& value) { return read_clients(value, setup.clients); }},
         {"rotate_key", [&](const json::value& value) {
              if (value.is_bool() && value.get_bool())
                  provider.rotate_key();
              return value.is_bool();
          }}});
}

} // namespace idpsync::sandbox
