// The secrets of Pocket ID's clients: one until 2.13 (048, 120-124), several side by side from 2.14 on. The
// chosen ones of 2.12 and everything of 2.14 are as the server's code reads; nobody recorded them.

#include "core/time_text.hpp"
#include "sandbox/json.hpp"
#include "sandbox/provider/pocket_id_admin.hpp"
#include "sandbox/provider/pocket_id_common.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <variant>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::size_t made_length = 32;
constexpr std::size_t shortest_chosen = 16;
constexpr std::size_t shown_prefix = 4;
constexpr std::size_t most_secrets = 20; ///< expired ones counted

bool may_be_chosen(std::string_view secret)
{
    return secret.size() >= shortest_chosen && std::all_of(secret.begin(), secret.end(), [](char letter) {
               return letter >= ' ' && letter <= '~';
           });
}

Answer refused(const PocketIdCall& call, std::string_view text)
{
    return call.refused(400, text, "validation_failed");
}

json::object shown(const ClientSecret& secret, std::string_view prefix, WallTime now)
{
    const auto is_active = !secret.expires || now < *secret.expires;
    return {{"id", secret.id},
            {"prefix", prefix},
            {"createdAt", format_timestamp(secret.created)},
            {"expiresAt", secret.expires ? json::value(format_timestamp(*secret.expires)) : json::value()},
            {"isActive", is_active}};
}

json::object shown(const ClientSecret& secret, WallTime now)
{
    return shown(secret, std::string_view(secret.secret).substr(0, shown_prefix), now);
}

/// The secret that the caller chose, or a new one; why it is refused.
std::variant<std::string, Answer> wanted_secret(const PocketIdCall& call, const ProviderClient& client)
{
    if (call.version >= 13 && client.public_client)
        return refused(call, "Cannot create a secret for a public client");
    if (call.version < 12 || !call.body.contains("secret"))
        return call.site.ids.secret(made_length);
    auto chosen = string_member(call.body, "secret");
    if (!may_be_chosen(chosen))
        return refused(call, "Secret must be at least 16 printable ASCII characters long");
    return chosen;
}

/// The one secret, in place of the one before.
Answer replace(PocketIdCall& call, ProviderClient& client)
{
    if (auto refusal = call.read_body(true))
        return std::move(*refusal);
    auto made = wanted_secret(call, client);
    if (auto* refusal = std::get_if<Answer>(&made))
        return std::move(*refusal);
    client.secret = std::get<std::string>(made);
    client.secret_expired = false;
    return pocket_id_json(200, {{"secret", client.secret}});
}

/// One more.
Answer add(PocketIdCall& call, ProviderClient& client)
{
    if (auto refusal = call.read_body(true))
        return std::move(*refusal);
    if (listed_secrets(call, client).size() >= most_secrets)
        return refused(call, "A client can have at most 20 secrets");
    const auto ends = string_member(call.body, "expiresAt");
    const auto expires = parse_rfc3339(ends);
    if (!ends.empty() && (!expires || *expires <= call.visitor.now))
        return refused(call, "ExpiresAt must be in the future");
    auto made = wanted_secret(call, client);
    if (auto* refusal = std::get_if<Answer>(&made))
        return std::move(*refusal);
    const auto& added = client.more_secrets.emplace_back(ClientSecret{.id = call.site.ids.uuid(),
                                                                      .secret = std::get<std::string>(made),
                                                                      .created = call.visitor.now,
                                                                      .expires = expires});
    auto body = shown(added, call.visitor.now);
    body["secret"] = added.secret;
    return pocket_id_json(201, body);
}

Answer remove(const PocketIdCall& call, ProviderClient& client, std::string_view id)
{
    const auto is_first = !client.secret.empty() && client.secret_id == id;
    if (is_first)
    {
        client.secret.clear();
        client.secret_id.clear();
    }
    const auto removed =
        std::erase_if(client.more_secrets, [id](const ClientSecret& one) { return one.id == id; });
    return is_first || removed != 0 ? without_content()
                                    : call.refused(404, "Client secret not found", "not_found");
}

} // namespace

json::array listed_secrets(const PocketIdCall& call, ProviderClient& client)
{
    const auto now = call.visitor.now;
    json::array all;
    if (!client.secret.empty())
    {
        if (client.secret_id.empty())
            client.secret_id = call.site.ids.uuid();
        const ClientSecret first{.id = client.secret_id, .secret = "", .created = {}, .expires = {}};
        auto entry = shown(first, now); // from before the upgrade: without a prefix
        entry["isActive"] = !client.secret_expired;
        all.emplace_back(std::move(entry));
    }
    for (const auto& one : client.more_secrets)
        all.emplace_back(shown(one, now));
    return all;
}

std::optional<Answer> pocket_id_secret(PocketIdCall& call, ProviderClient* client, std::string_view what)
{
    constexpr std::string_view several = "secrets";
    const auto& method = call.visitor.request.method;
    const auto id = what.starts_with("secrets/") ? what.substr(several.size() + 1) : std::string_view();
    const auto replaces = call.version < 14 && what == "secret" && method == "POST";
    const auto lists = call.version >= 14 && what == several && (method == "GET" || method == "POST");
    const auto removes = call.version >= 14 && !id.empty() && method == "DELETE";
    if (!replaces && !lists && !removes)
        return std::nullopt;
    if (client == nullptr)
        return call.unknown_client();
    if (replaces)
        return replace(call, *client);
    if (removes)
        return remove(call, *client, id);
    if (method == "POST")
        return add(call, *client);
    return pocket_id_json(listed_secrets(call, *client));
}

} // namespace idpsync::sandbox
