#include "netbird/inspection.hpp"

#include "core/text.hpp"
#include "core/time_text.hpp"
#include "crypto/base64.hpp"
#include "json/text.hpp"
#include "netbird/body_outline.hpp"
#include "netbird/codec.hpp"

#include <algorithm>

namespace idpsync::netbird {
namespace {

namespace json = boost::json;

Error misfit(std::string_view expected, const net::Response& response)
{
    return {ErrorKind::bad_response,
            "expected " + std::string(expected) + " as JSON, got " + outline_of(response)};
}

std::string text_in(const json::value& object, std::string_view name)
{
    const auto* member = find_member(object, name);
    const auto* text = member == nullptr ? nullptr : member->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

std::optional<bool> flag_in(const json::value& object, std::string_view name)
{
    const auto* member = find_member(object, name);
    if (member == nullptr || !member->is_bool())
        return std::nullopt;
    return member->get_bool();
}

std::vector<std::string> words_in(const json::value& object, std::string_view name)
{
    std::vector<std::string> words;
    const auto* member = find_member(object, name);
    if (const auto* list = member == nullptr ? nullptr : member->if_array())
        for (const auto& one : *list)
            if (const auto* text = one.if_string())
                words.emplace_back(*text);
    return words;
}

/// Nothing when it is no user.
std::optional<User> user_of(const json::value& object)
{
    User user{.id = text_in(object, "id"),
              .name = text_in(object, "name"),
              .email = text_in(object, "email"),
              .role = text_in(object, "role"),
              .connector = text_in(object, "idp_id"),
              .is_service = flag_in(object, "is_service_user").value_or(false),
              .is_current = flag_in(object, "is_current").value_or(false),
              .pending_approval = flag_in(object, "pending_approval").value_or(false),
              .is_blocked = flag_in(object, "is_blocked").value_or(false)};
    if (user.id.empty())
        return std::nullopt;
    if (user.connector.empty())
        user.connector = connector_in(user.id);
    return user;
}

/// Every element of a list, each by `read`; the error names what was expected.
template <class T, class Read>
Result<std::vector<T>> list_of(const net::Response& response, std::string_view expected, const Read& read)
{
    const auto document = parse_json(response.body);
    const auto* list = document ? document->if_array() : nullptr;
    if (list == nullptr)
        return misfit(expected, response);
    std::vector<T> result;
    for (const auto& element : *list)
    {
        std::optional<T> one = read(element);
        if (!one)
            return misfit(expected, response);
        result.push_back(std::move(*one));
    }
    return result;
}

std::optional<Group> group_of(const json::value& group)
{
    if (!group.is_object())
        return std::nullopt;
    return Group{text_in(group, "name"), text_in(group, "issued")};
}

/// Takes a field of that tag off the front: the tag, one byte of length, the text.
std::optional<std::string> take_field(std::string_view& bytes, char tag)
{
    constexpr std::size_t longest = 127; // what one byte of length can say
    if (bytes.size() < 2 || bytes[0] != tag)
        return std::nullopt;
    const auto length = static_cast<unsigned char>(bytes[1]);
    if (length > longest || bytes.size() - 2 < length)
        return std::nullopt;
    std::string text(bytes.substr(2, length));
    bytes.remove_prefix(2 + std::size_t{length});
    return text;
}

} // namespace

std::optional<AccessToken> access_token_of(const json::value& object)
{
    const auto expires = parse_rfc3339(text_in(object, "expiration_date"));
    if (!expires)
        return std::nullopt;
    const auto used = text_in(object, "last_used");
    return AccessToken{.id = text_in(object, "id"),
                       .name = text_in(object, "name"),
                       .expires = *expires,
                       .last_used = parse_rfc3339(used) ? parse_audit_time(used) : std::nullopt,
                       .created = parse_rfc3339(text_in(object, "created_at"))};
}

std::string connector_in(std::string_view user_id)
{
    const auto decoded = crypto::decode_base64url(user_id);
    std::string_view bytes = decoded ? std::string_view(*decoded) : std::string_view();
    if (!take_field(bytes, '\x0A'))
        return {};
    auto connector = take_field(bytes, '\x12');
    return connector && bytes.empty() ? std::move(*connector) : std::string();
}

std::optional<std::size_t> users_of(const std::vector<User>& users, const ConnectorId& connector)
{
    const bool shown =
        std::any_of(users.begin(), users.end(), [](const User& user) { return !user.connector.empty(); });
    if (!shown)
        return std::nullopt;
    return static_cast<std::size_t>(std::count_if(
        users.begin(), users.end(), [&](const User& user) { return user.connector == connector.value; }));
}

const AccessToken* used_last(const std::vector<AccessToken>& tokens)
{
    const auto last =
        std::max_element(tokens.begin(), tokens.end(), [](const AccessToken& left, const AccessToken& right) {
            return left.last_used < right.last_used;
        });
    return last == tokens.end() ? nullptr : &*last;
}

Result<AccountDetails> decode_account_details(const net::Response& response)
{
    const auto facts = decode_account(response);
    if (facts.has_error())
        return facts.error();
    const auto document = parse_json(response.body);
    const auto& account = document->get_array().front();
    const auto& settings = *find_member(account, "settings");

    AccountDetails details;
    details.facts = *facts;
    if (const auto* domain = find_member(account, "domain"); domain != nullptr && domain->is_string())
        details.domain = std::string(domain->get_string());
    if (const auto* category = find_member(account, "domain_category");
        category != nullptr && category->is_string())
        details.category = std::string(category->get_string());
    if (const auto* extra = find_member(settings, "extra"))
        details.user_approval = flag_in(*extra, "user_approval_required");
    details.group_sync = flag_in(settings, "jwt_groups_enabled");
    details.group_claim = text_in(settings, "jwt_groups_claim_name");
    details.allowed_groups = words_in(settings, "jwt_allow_groups");
    return details;
}

Result<User> decode_user(const net::Response& response)
{
    const auto document = parse_json(response.body);
    const auto user = document ? user_of(*document) : std::nullopt;
    if (!user)
        return misfit("a user", response);
    return *user;
}

Result<std::vector<User>> decode_users(const net::Response& response)
{
    return list_of<User>(response, "the list of users", user_of);
}

Result<std::vector<AccessToken>> decode_tokens(const net::Response& response)
{
    return list_of<AccessToken>(response, "the list of a user's tokens", access_token_of);
}

Result<std::vector<Group>> decode_groups(const net::Response& response)
{
    return list_of<Group>(response, "the list of groups", group_of);
}

Result<std::string> decode_version(const net::Response& response)
{
    const auto document = parse_json(response.body);
    auto version = document ? text_in(*document, "management_current_version") : std::string();
    if (version.empty())
        return misfit("NetBird's version", response);
    return version;
}

} // namespace idpsync::netbird
