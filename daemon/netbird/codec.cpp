#include "netbird/codec.hpp"

#include "core/text.hpp"
#include "json/raw_members.hpp"
#include "json/text.hpp"
#include "netbird/body_outline.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace idpsync::netbird {
namespace {

namespace json = boost::json;

/// Why an entry cannot be used, to follow its name: "has no …".
Error misfit(std::string what)
{
    return {ErrorKind::bad_response, std::move(what)};
}

Result<std::string> required_text(const json::value& entry, std::string_view name)
{
    const auto* member = find_member(entry, name);
    if (member == nullptr)
        return misfit("has no \"" + std::string(name) + "\"");
    const auto* text = member->if_string();
    if (text == nullptr)
        return misfit("has a \"" + std::string(name) + "\" that is not a string");
    return std::string(*text);
}

Result<std::optional<bool>> flag_member(const json::value& settings, std::string_view name)
{
    const auto* member = find_member(settings, name);
    if (member == nullptr || member->is_null())
        return std::optional<bool>();
    if (!member->is_bool())
        return misfit("the setting \"" + std::string(name) + "\" is neither true nor false");
    return std::optional<bool>(member->get_bool());
}

/// The issuer in canonical form: none for google and microsoft, which may also leave the member out.
Result<std::string> issuer_of(const json::value& entry, ProviderType type)
{
    if (has_builtin_issuer(type))
        return std::string();
    return required_text(entry, "issuer");
}

/// A connector of a type that nobody here knows has whatever members it has; what looks like ours is taken,
/// so that nothing is created beside it.
ObservedProvider unmanageable(std::string id, std::string type, const json::value& entry)
{
    const auto text = [&](std::string_view name) {
        const auto member = required_text(entry, name);
        return member.has_value() ? *member : std::string();
    };
    return {.id = {std::move(id)},
            .values = {ProviderType::oidc, text("name"), text("issuer"), text("client_id")},
            .unknown_type = std::move(type)};
}

/// What NetBird is told, and what it shows. A secret, should it ever be listed, is not carried back: it may
/// be masked. Go, in which NetBird is written, reads names in any letter case.
bool is_known_member(std::string_view name)
{
    constexpr std::array<std::string_view, 6> known{"id",     "type",      "name",
                                                    "issuer", "client_id", "client_secret"};
    return std::any_of(known.begin(), known.end(), [&](std::string_view one) {
        return std::equal(one.begin(), one.end(), name.begin(), name.end(), [](char left, char right) {
            return left == (right >= 'A' && right <= 'Z' ? static_cast<char>(right - 'A' + 'a') : right);
        });
    });
}

bool has_unknown_members(const json::value& entry)
{
    const auto& members = entry.get_object();
    return std::any_of(members.begin(), members.end(),
                       [](const auto& member) { return !is_known_member(member.key()); });
}

/// Of one entry of the list, as it is written.
std::string unknown_members_in(std::string_view entry)
{
    std::string out;
    for (const auto& member : json_members(entry))
    {
        if (is_known_member(member.name))
            continue;
        if (!out.empty())
            out += ',';
        append_json_string(out, member.name);
        out += ':';
        out += member.value;
    }
    return out;
}

Result<ObservedProvider> connector_of(const json::value& entry)
{
    if (!entry.is_object())
        return misfit("is not an object");
    auto id = required_text(entry, "id");
    if (id.has_error())
        return id.error();
    if (id->empty())
        return misfit("has an empty \"id\"");
    auto type_name = required_text(entry, "type");
    if (type_name.has_error())
        return type_name.error();
    const auto known_type = enumerator_of<ProviderType>(*type_name);
    if (!known_type && type_name->empty())
        return misfit("has an empty \"type\"");
    if (!known_type)
        return unmanageable(std::move(*id), std::move(*type_name), entry);
    const auto type = *known_type;
    auto name = required_text(entry, "name");
    if (name.has_error())
        return name.error();
    auto issuer = issuer_of(entry, type);
    if (issuer.has_error())
        return issuer.error();
    auto client_id = required_text(entry, "client_id");
    if (client_id.has_error())
        return client_id.error();
    return ObservedProvider{{std::move(*id)},
                            {type, std::move(*name), std::move(*issuer), std::move(*client_id)}};
}

Error not_the_api(const net::Response& response, std::string_view expected)
{
    return {ErrorKind::bad_response,
            "expected " + std::string(expected) + " as JSON, got " + outline_of(response),
            "check that management.url is NetBird's own address and that a proxy in front of it "
            "passes /api on to the management server"};
}

Error bad_list(std::string what)
{
    return {ErrorKind::bad_response, "the list of identity providers cannot be used: " + std::move(what) +
                                         "; nothing is decided from a part of it"};
}

Error unreadable_after_write(std::string_view what)
{
    return {ErrorKind::unknown_outcome,
            "the answer to the write cannot be read: " + std::string(what) +
                "; it was most likely carried out, and the next read of the list shows it"};
}

} // namespace

Secret encode_connector(const ConnectorValues& values, const Secret* client_secret,
                        std::string_view unknown_members)
{
    std::string body;
    // Room for the worst case (each byte as \u00XX): growing would leave copies of the secret in freed
    // memory.
    const auto secret_size = client_secret == nullptr ? 0 : client_secret->reveal().size();
    body.reserve(101 + unknown_members.size() +
                 6 * (values.name.size() + values.issuer.size() + values.client_id.size() + secret_size));

    body += R"({"type":")";
    body += to_string(values.type);
    body += R"(","name":)";
    append_json_string(body, values.name);
    if (!has_builtin_issuer(values.type))
    {
        body += R"(,"issuer":)";
        append_json_string(body, values.issuer);
    }
    body += R"(,"client_id":)";
    append_json_string(body, values.client_id);
    if (client_secret != nullptr)
    {
        body += R"(,"client_secret":)";
        append_json_string(body, client_secret->reveal());
    }
    if (!unknown_members.empty())
    {
        body += ',';
        body += unknown_members;
    }
    body += '}';
    return Secret(std::move(body));
}

Result<ObservedState> decode_list(const net::Response& response)
{
    const auto document = parse_json(response.body);
    if (!document)
        return not_the_api(response, "the list of identity providers");
    const auto* entries = document->if_array();
    if (entries == nullptr)
        return bad_list("it is not a list but " + outline_of(response));

    ObservedState observed;
    observed.providers.reserve(entries->size());
    std::unordered_set<std::string> ids;
    std::vector<std::string_view> written; // each entry's text, once one is needed
    for (const auto& entry : *entries)
    {
        auto connector = connector_of(entry);
        if (connector.has_error())
            return bad_list("entry " + std::to_string(observed.providers.size() + 1) + " " +
                            connector.error().text());
        if (!ids.insert(connector->id.value).second)
            return bad_list("the id " + quoted(connector->id.value) + " is there twice");
        if (has_unknown_members(entry))
        {
            if (written.empty())
                written = json_elements(response.body);
            connector->unknown_members = unknown_members_in(written.at(observed.providers.size()));
        }
        observed.providers.push_back(std::move(*connector));
    }
    return observed;
}

Result<ObservedProvider> decode_connector(const net::Response& response)
{
    const auto document = parse_json(response.body);
    if (!document)
        return unreadable_after_write("expected the connector as JSON, got " + outline_of(response));
    const auto connector = connector_of(*document);
    if (connector.has_error())
        return unreadable_after_write("the connector in it " + connector.error().text());
    return *connector;
}

Result<void> decode_removed(const net::Response& response)
{
    if (response.body.empty())
        return {};
    const auto document = parse_json(response.body);
    if (!document || !document->is_object())
        return unreadable_after_write("expected {}, got " + outline_of(response));
    return {};
}

Result<AccountFacts> decode_account(const net::Response& response)
{
    const auto bad_account = [](const std::string& what) {
        return Error{ErrorKind::bad_response, "the account's settings cannot be used: " + what};
    };

    const auto document = parse_json(response.body);
    if (!document)
        return not_the_api(response, "the account");
    const auto* accounts = document->if_array();
    if (accounts == nullptr || accounts->size() != 1)
        return bad_account("expected a list of one account, got " + outline_of(response));
    const auto& account = accounts->front();
    const auto id = required_text(account, "id");
    if (id.has_error() || id->empty())
        return bad_account("the account " + (id.has_error() ? id.error().text() : "has an empty \"id\""));
    const auto* settings = find_member(account, "settings");
    if (settings == nullptr || !settings->is_object())
        return bad_account("the account has no \"settings\"");
    const auto embedded = flag_member(*settings, "embedded_idp_enabled");
    if (embedded.has_error())
        return bad_account(embedded.error().text());
    const auto local_off = flag_member(*settings, "local_auth_disabled");
    if (local_off.has_error())
        return bad_account(local_off.error().text());
    return AccountFacts{*id, *embedded, *local_off};
}

bool is_discovery(const net::Response& response)
{
    if (response.status != 200)
        return false;
    const auto document = parse_json(response.body);
    return document && required_text(*document, "issuer").has_value();
}

} // namespace idpsync::netbird
