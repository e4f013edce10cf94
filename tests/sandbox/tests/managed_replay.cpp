#include "sandbox/tests/managed_replay.hpp"

#include "sandbox/provider/signing_key.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <regex>
#include <set>

namespace idpsync::sandbox::test {
namespace {

namespace json = boost::json;

constexpr const char* service_account = "netbird-idp-sync";
const std::string staged_secret = "idpsync-fake-secret";
const std::regex
    drawn_text("GENERATED-SECRET-[0-9]|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|"
               "\\b[A-Za-z0-9]{32}\\b|\\b[A-Za-z0-9]{86}\\b");

void replace_every(std::string& text, std::string_view from, std::string_view to)
{
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

std::optional<json::value> parsed_document(const std::string& text)
{
    json::error_code error;
    auto value = json::parse(text, error);
    return error ? std::nullopt : std::optional(std::move(value));
}

bool is_pocket_id(const Recording& recording)
{
    return recording.folder.find("pocket-id") != std::string::npos;
}

/// The place of an element among its siblings, whatever was drawn for it.
std::string rank_of(const json::value& element)
{
    return std::regex_replace(json::serialize(comparable_document(element)), drawn_text, "<drawn>");
}

std::vector<json::value> ranked(const json::array& siblings)
{
    std::vector<json::value> elements(siblings.begin(), siblings.end());
    std::ranges::sort(elements, {}, rank_of);
    return elements;
}

const Recording& named_recording(const std::vector<Recording>& session, std::string_view ending)
{
    return *std::ranges::find_if(session, [&](const auto& one) { return one.name.ends_with(ending); });
}

/// Alice, her group, and somebody who is in none: of Pocket ID.
void add_people(ProviderSetup& setup, const std::vector<Recording>& session)
{
    auto claims = named_recording(session, "-admin-preview").response_body.at("userInfo").as_object();
    setup.user.sub = claims.at("sub").as_string();
    claims.erase("sub");
    claims.erase("type");
    setup.user.id_token = claims;
    setup.user.userinfo = claims;
    const auto& group = named_recording(session, "-admin-groups").response_body.at("data").at(0);
    setup.groups = {{.id = std::string(group.at("id").as_string()),
                     .name = std::string(group.at("name").as_string()),
                     .friendly_name = std::string(group.at("friendlyName").as_string())}};
    const auto& url = named_recording(session, "-user-not-allowed").url;
    const auto begin = url.find("/preview/") + std::string_view("/preview/").size();
    setup.other_users = {{.sub = url.substr(begin, url.find('?') - begin)}};
    setup.api_keys = {{.key = "idpsync-fake-api-key"}};
}

/// The realm with the clients that it had, and the account that asks.
void stage_realm(ProviderSetup& setup, const std::vector<Recording>& session)
{
    setup.profile = Profile::keycloak;
    setup.knows_groups_scope = false;
    setup.master_password = "idpsync-fake-admin";
    for (const auto* id :
         {"netbird", "netbird-bearer", "netbird-consent", "netbird-disabled", "netbird-jwt", "netbird-nocode",
          "netbird-nouri", "netbird-pkce", "netbird-public", "netbird-wildcard", service_account})
        setup.clients.push_back({.id = id,
                                 .secret = staged_secret,
                                 .groups_scope = false,
                                 .service_account = id == std::string_view(service_account)});
    const auto& claims = named_recording(session, "-admin-example-id-token").response_body.as_object();
    setup.user.sub = claims.at("sub").as_string();
    setup.user.id_token.clear();
    for (const auto* name :
         {"email_verified", "name", "groups", "preferred_username", "given_name", "family_name", "email"})
        setup.user.id_token[name] = claims.at(name);
}

} // namespace

const std::vector<std::string>& managed_folders()
{
    static const std::vector<std::string> all{"idp/pocket-id-2.9.0", "idp/pocket-id-2.9.0-dev-8564d356",
                                              "idp/keycloak-26.7.3"};
    return all;
}

bool is_managed(const Recording& recording)
{
    const auto bare = recording.name.substr(recording.name.find('-') + 1);
    static const std::set<std::string> shows_a_change{"version-current",
                                                      "token-before-any-secret",
                                                      "token-old-secret-after-second",
                                                      "token-generated-secret",
                                                      "token-new-secret-after-second",
                                                      "token-old-secret-after-rotation",
                                                      "authorize-scope-exists-not-attached",
                                                      "token-new-secret-after-rotation",
                                                      "authorize-scope-attached-default"};
    return bare.starts_with("admin-") || bare.starts_with("groups-kept-") || shows_a_change.contains(bare);
}

void Drawn::learn(const std::string& recorded, const std::string& sent)
{
    auto mine = std::sregex_iterator(sent.begin(), sent.end(), drawn_text);
    for (auto theirs = std::sregex_iterator(recorded.begin(), recorded.end(), drawn_text);
         theirs != std::sregex_iterator() && mine != std::sregex_iterator(); ++theirs, ++mine)
        if (std::ranges::none_of(sent_, [&](const auto& pair) { return pair.second == mine->str(); }))
            sent_.emplace(theirs->str(), mine->str()); // each stands for one: what does not is a difference
}

void Drawn::learn(const json::value& recorded, const json::value& sent)
{
    if (recorded.is_string() && sent.is_string())
        learn(std::string(recorded.get_string()), std::string(sent.get_string()));
    if (recorded.is_object() && sent.is_object())
        for (const auto& [name, value] : recorded.get_object())
            if (const auto* member = sent.get_object().if_contains(name); member != nullptr && name != "jti")
                learn(value, *member);
    if (!recorded.is_array() || !sent.is_array() || recorded.get_array().size() != sent.get_array().size())
        return;
    const auto theirs = ranked(recorded.get_array());
    const auto mine = ranked(sent.get_array());
    for (std::size_t at = 0; at < theirs.size(); ++at)
        learn(theirs[at], mine[at]);
}

std::string Drawn::to_sandbox(std::string recorded) const
{
    for (const auto& [theirs, mine] : sent_)
        replace_every(recorded, theirs, mine);
    return recorded;
}

std::string Drawn::to_recorded(std::string sent) const
{
    for (const auto& [theirs, mine] : sent_)
        replace_every(sent, mine, theirs);
    return sent;
}

ManagedReplay::ManagedReplay(const std::string& folder)
    : session_(idpsync::test::recordings(folder)), sandbox_(clock_)
{
    const auto& url = session_.front().url;
    ProviderSetup setup;
    stage(setup);
    provider_ = &sandbox_.add_provider(url.substr(0, url.find('/', url.find("://") + 3)), std::move(setup));
    if (is_pocket_id(session_.front()))
        provider_->setup().clients.clear();
}

void ManagedReplay::stage(ProviderSetup& setup)
{
    if (!is_pocket_id(session_.front()))
        return stage_realm(setup, session_);
    setup.profile =
        session_.front().folder.ends_with("2.9.0") ? Profile::pocketid_2_9 : Profile::pocketid_2_10;
    add_people(setup, session_);
}

/// The recordings leave the tokens out: who asked is what they say of it.
void ManagedReplay::become(int number)
{
    if (number == 135) // 117 took them away, and 135 shows that they were back
        provider_->client("netbird-new").redirect_uris = {"https://netbird.example.com/oauth2/callback"};
    const auto is_master = number == 146 || number == 148;
    auto& roles = provider_->client(service_account).roles;
    roles = {"manage-clients"};
    if (number < 100)
        roles.clear();
    if (number == 100)
        roles = {"view-clients"};
    if (number == 141)
        roles.emplace_back("view-users");
    const auto& token =
        named_recording(session_, is_master ? "-admin-token-password" : "-admin-token-client-credentials");
    Request request{.method = token.method, .target = token.url, .body = token.request_text()};
    for (const auto& header : token.request_headers)
        request.headers.emplace_back(header.key(), header.value().as_string());
    bearer_ = json::parse(ask(std::move(request)).body).at("access_token").as_string();
}

void ManagedReplay::prepare(const Recording& recorded)
{
    if (!is_pocket_id(recorded))
        return become(recorded.number());
    if (!recorded.name.ends_with("-groups-kept-put"))
        return;
    auto& setup = provider_->setup();
    auto& kept = setup.clients.emplace_back();
    kept.id = "netbird-kept";
    kept.group_restricted = true;
    kept.allowed_groups = {setup.groups.front().id};
}

Answer ManagedReplay::ask(Request request)
{
    return idpsync::test::run(io_, clock_, sandbox_.handle(std::move(request)));
}

std::string ManagedReplay::authorization(const Recording& recorded) const
{
    const std::string shown(recorded.request_headers.at("Authorization").as_string());
    if (shown == "Bearer <jwt>")
        return "Bearer " + bearer_;
    constexpr std::string_view basic = "Basic ";
    return shown.starts_with(basic)
               ? std::string(basic) + base64(drawn_.to_sandbox(from_base64(shown.substr(basic.size()))))
               : shown;
}

Answer ManagedReplay::send(const Recording& recorded)
{
    prepare(recorded);
    Request request{.method = recorded.method,
                    .target = drawn_.to_sandbox(recorded.url),
                    .body = drawn_.to_sandbox(recorded.request_text())};
    for (const auto& header : recorded.request_headers)
        request.headers.emplace_back(header.key(), header.key() == "Authorization"
                                                       ? authorization(recorded)
                                                       : std::string(header.value().as_string()));
    auto answer = ask(std::move(request));
    learn(recorded, answer);
    return answer;
}

void ManagedReplay::learn(const Recording& recorded, Answer& answer)
{
    if (const auto body = parsed_document(answer.body))
        drawn_.learn(recorded.response_body,
                     recorded.abridged ? kept_part(recorded.response_body, *body) : *body);
    drawn_.learn(recorded.response_header("location"), std::string(header_of(answer.headers, "location")));
    for (auto& [name, value] : answer.headers)
        value = drawn_.to_recorded(value);
    answer.body = drawn_.to_recorded(answer.body);
}

json::value comparable_document(const json::value& document)
{
    static const std::regex time("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z");
    static const std::regex column("column [0-9]+"); // depends on the blanks of the request
    static const std::set<std::string, std::less<>> made{
        "jti", "sid",          "exp",           "iat",           "auth_time",
        "rat", "access_token", "refresh_token", "session_state", "client.secret.creation.time"};
    if (document.is_string())
        return json::value(
            std::regex_replace(std::regex_replace(std::string(document.get_string()), time, "<time>"), column,
                               "column <number>"));
    if (document.is_array())
    {
        std::multiset<std::string> elements;
        for (const auto& element : document.get_array())
            elements.insert(json::serialize(comparable_document(element)));
        return json::value_from(std::vector(elements.begin(), elements.end()));
    }
    if (!document.is_object())
        return document;
    std::map<std::string, json::value> members;
    for (const auto& [name, value] : document.get_object())
        members.emplace(name, made.contains(std::string_view(name)) ? json::value("<made>")
                                                                    : comparable_document(value));
    return json::value_from(members);
}

json::value kept_part(const json::value& recorded, const json::value& sent)
{
    if (recorded.is_array() && sent.is_object()) // the names of its members
    {
        json::array names;
        for (const auto& [name, value] : sent.get_object())
            names.emplace_back(name);
        return names;
    }
    if (recorded.is_string() && sent.is_object())
        return sent.at("clientId");
    if (recorded.is_array() && sent.is_array() && !recorded.get_array().empty())
    {
        json::array kept;
        for (const auto& element : sent.get_array())
            kept.push_back(kept_part(recorded.get_array().front(), element));
        return kept;
    }
    if (!recorded.is_object() || !sent.is_object())
        return sent;
    json::object kept;
    for (const auto& [name, value] : recorded.get_object())
        if (const auto* member = sent.get_object().if_contains(name))
            kept[name] = kept_part(value, *member);
    return kept;
}

} // namespace idpsync::sandbox::test
