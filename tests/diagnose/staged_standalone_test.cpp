// Everything that docs/standalone.md says of failing logins, staged at a real doctor's door: each entry of
// the guides' troubleshooting has its own finding.

#include "diagnose/staged.hpp"
#include "diagnose/standalone_clinic.hpp"
#include "support/matchers.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace idpsync::test {
namespace {

using sandbox::Profile;
using sandbox::PublishedKeys;
using enum FindingId;

/// One entry, and one thing that `doctor` may call it.
struct GuideEntry
{
    std::string entry; ///< the first cell of its row
    FindingId finding;
    std::function<void(StandaloneClinic&)> stage;
    Profile profile = Profile::pocketid_2_14;
    std::vector<std::string> beside = {}; ///< what follows from it
    std::string account_domain = "netbird.selfhosted";
};

void ask_for_groups_in(StandaloneClinic& clinic, std::string_view claim)
{
    clinic.netbird.set_account_setting("jwt_groups_enabled", true);
    clinic.netbird.set_account_setting("jwt_groups_claim_name", boost::json::string(claim));
}

void refuse_users(StandaloneClinic& clinic)
{
    for (const auto* path : {"/api/users", "/api/events/audit"})
        clinic.netbird.fail({.method = "GET",
                             .path = path,
                             .times = {},
                             .fault = sandbox::Fault::answered(500, R"({"message": "internal", "code": 500})",
                                                               "application/json")});
}

const std::vector<GuideEntry> log_entries{
    {"invalid audience", audience_missing,
     [](StandaloneClinic& c) {
         c.declared.device_login = false;
         c.write_files();
         c.declare_registration();
     },
     Profile::keycloak_hostname},
    {"invalid audience", setup_differs,
     [](StandaloneClinic& c) { c.change_server(R"("AuthAudience": "netbird")", R"("AuthAudience": "x")"); }},
    {"invalid issuer", issuer_mismatch,
     [](StandaloneClinic& c) { c.provider.setup().issuer = "https://id.example.com/"; },
     Profile::authentik_unrecorded},
    {"invalid issuer", issuer_spelling, [](StandaloneClinic& c) { c.declared.issuer += "/"; },
     Profile::keycloak_hostname},
    {"invalid issuer", setup_differs,
     [](StandaloneClinic& c) { c.change_server(R"("AuthIssuer": "https)", R"("AuthIssuer": "http)"); }},
    {"malformed", setup_differs,
     [](StandaloneClinic& c) { c.change_setup("TOKEN_SOURCE='idToken'", "TOKEN_SOURCE='accessToken'"); }},
    {"unable to find appropriate key", keys_unusable,
     [](StandaloneClinic& c) { c.provider.setup().keys = PublishedKeys::none; }},
    {"unable to find appropriate key", keys_unreachable,
     [](StandaloneClinic& c) { c.provider.setup().keys = PublishedKeys::unreachable; }},
    {"user ID claim empty",
     setup_faulty,
     [](StandaloneClinic& c) { *c.files.setup_env += "NETBIRD_AUTH_USER_ID_CLAIM=mail\n"; },
     Profile::pocketid_2_14,
     {"setup-differs"}},
    {"user ID claim empty", setup_differs,
     [](StandaloneClinic& c) {
         c.change_server(R"("AuthAudience")", R"("AuthUserIDClaim": "mail", "AuthAudience")");
     }},
    {"401 or 403 of the manager", manager_refused,
     [](StandaloneClinic& c) { c.provider.setup().api_keys.front().key = "not-a-real-other-key"; }},
    {"401 or 403 of the manager", manager_forbidden,
     [](StandaloneClinic& c) { c.provider.setup().api_keys.front().administrator = false; }},
    {"401 or 403 of the manager", manager_failing, refuse_users},
    {"not in jwt_allow_groups", allow_list_active,
     [](StandaloneClinic& c) {
         ask_for_groups_in(c, "groups");
         c.netbird.set_account_setting("jwt_allow_groups", boost::json::array{"staff"});
     }},
    {"message authentication failed", setup_unsafe,
     [](StandaloneClinic& c) { c.files.server_json = R"({"DataStoreEncryp)"; }},
};

const std::vector<GuideEntry> silent_entries{
    {"the provider's error page", redirect_refused,
     [](StandaloneClinic& c) { c.provider.client().redirect_uris.pop_back(); }},
    {"the provider's error page",
     client_missing,
     [](StandaloneClinic& c) { c.provider.client().id = "somebody"; },
     Profile::pocketid_2_14,
     {"credentials-refused"}},
    {"the provider's error page", credentials_refused,
     [](StandaloneClinic& c) { c.provider.client().id = "somebody"; }, Profile::oidc_provider},
    {"the provider's error page", scope_refused,
     [](StandaloneClinic& c) { c.provider.client().groups_scope = false; }, Profile::keycloak_hostname},
    {"`user is blocked`", users_need_approval,
     [](StandaloneClinic& c) {
         c.netbird.set_account_setting("extra", boost::json::object{{"user_approval_required", true}});
     }},
    {"`user is blocked`", users_waiting,
     [](StandaloneClinic& c) {
         c.netbird.add_user({.id = "bob", .name = "Bob", .email = "bob@example.com", .pending = true});
     }},
    {"an empty network of their own",
     account_domain_unusable,
     [](StandaloneClinic&) {},
     Profile::pocketid_2_14,
     {},
     "192.0.2.7"},
    {"an empty network of their own",
     setup_faulty,
     [](StandaloneClinic& c) { c.change_setup("'netbird.test'", "'NetBird.test'"); },
     Profile::pocketid_2_14,
     {"setup-differs"}},
    {"`/peers` reloads for ever", api_port_differs,
     [](StandaloneClinic& c) {
         c.declared.reverse_proxy.reset();
         c.change_setup("NETBIRD_MGMT_API_PORT='443'", "NETBIRD_MGMT_API_PORT='33073'");
     }},
    {"users without name or email", login_claim_missing,
     [](StandaloneClinic& c) { c.netbird.add_user({.id = "bob", .name = "", .email = ""}); }},
    {"users without groups", group_claim_ignored,
     [](StandaloneClinic& c) { ask_for_groups_in(c, "realm_access.roles"); }},
    {"`User not found` after the login",
     subject_mode_unusable,
     [](StandaloneClinic& c) {
         c.declared.registration.emplace();
         c.declared.device_login = false;
         c.declared.manager = UserManager{
             .secret = {SecretSource::File{"/etc/app-password"}}, .account = "NetBird", .url = {}};
         c.write_files();
     },
     Profile::authentik_unrecorded,
     {"client-incomplete", "manager-refused", "scope-refused"}} /* no app passwords, 3 scopes, short codes */,
    {"`User not found` after the login",
     setup_faulty,
     [](StandaloneClinic& c) { *c.files.setup_env += "NETBIRD_AUTH_USER_ID_CLAIM=mail\n"; },
     Profile::pocketid_2_14,
     {"setup-differs"}},
    {"401 now and then", clock_off,
     [](StandaloneClinic& c) { c.provider.setup().clock_error = std::chrono::minutes(10); }},
    {"the container does not start", discovery_missing,
     [](StandaloneClinic& c) { c.declared.issuer = "https://id.example.com/realms/nobody"; },
     Profile::keycloak_hostname},
    {"the container does not start", setup_differs,
     [](StandaloneClinic& c) { c.change_server(R"("ManagerType": "pocketid")", R"("ManagerType": "x")"); }},
    {"no login without a browser", grants_missing,
     [](StandaloneClinic& c) {
         c.declared.token_source = TokenSource::id_token; // the audience is the client then
         c.write_files();
         c.declare_registration();
     },
     Profile::keycloak_hostname},
    {"`netbird up` does not sign in at authentik", setup_differs,
     [](StandaloneClinic& c) {
         c.change_setup("DISABLE_PROMPT_LOGIN='true'", "DISABLE_PROMPT_LOGIN='false'");
     },
     Profile::authentik_unrecorded},
};

std::vector<GuideEntry> guide_entries()
{
    auto all = log_entries;
    all.insert(all.end(), silent_entries.begin(), silent_entries.end());
    return all;
}

TEST(StandaloneGuides, HaveAFindingForEachThingThatMayBeWrong)
{
    std::map<Profile, std::vector<std::string>> healthy;
    for (const auto& one : guide_entries())
        if (!healthy.contains(one.profile))
            healthy[one.profile] = named_troubles(StandaloneClinic(one.profile).visit());
    for (const auto& one : guide_entries())
    {
        SCOPED_TRACE(one.entry + " > " + std::string(to_string(one.finding)));
        const auto& before = healthy.at(one.profile);
        StandaloneClinic clinic(one.profile, one.account_domain);
        one.stage(clinic);
        const auto diagnosis = clinic.visit();
        EXPECT_THAT(said(all_findings(diagnosis)), Not(HasSubstr("not-a-real")));
        std::vector<std::string> news;
        std::ranges::set_difference(named_troubles(diagnosis), before, std::back_inserter(news));
        auto expected = one.beside;
        expected.emplace_back(to_string(one.finding));
        std::ranges::sort(expected);
        EXPECT_EQ(news, expected) << said(all_findings(diagnosis));
    }
}

using EntryAndFinding = std::pair<std::string, std::string>;

/// The words between backticks.
std::vector<std::string> names_in(const std::string& cell)
{
    std::vector<std::string> names;
    for (auto at = cell.find('`'); at != std::string::npos; at = cell.find('`', at))
    {
        const auto end = cell.find('`', at + 1);
        names.push_back(cell.substr(at + 1, end - at - 1));
        at = end + 1;
    }
    return names;
}

/// Of both tables of "When a login fails"; a row without a finding has an empty one.
std::set<EntryAndFinding> documented()
{
    std::ifstream page(std::string(IDPSYNC_SOURCE_DIR) + "/docs/standalone.md");
    std::set<EntryAndFinding> rows;
    bool inside = false;
    for (std::string line; std::getline(page, line);)
    {
        if (line.starts_with("## "))
            inside = line == "## When a login fails";
        const auto first = line.find(" | ");
        const auto last = line.rfind(" | ");
        if (!inside || !line.starts_with("| ") || first == last || line.ends_with("names it |"))
            continue;
        const auto entry = line.substr(2, first - 2);
        const auto names = names_in(line.substr(last));
        if (names.empty())
            rows.emplace(entry, "");
        for (const auto& name : names)
            rows.emplace(entry, name);
    }
    return rows;
}

TEST(StandaloneGuides, AreStagedAsThePageHasThem)
{
    std::set<EntryAndFinding> staged;
    for (const auto& one : guide_entries())
        staged.emplace(one.entry, to_string(one.finding));
    EXPECT_EQ(documented(), staged);
}

} // namespace
} // namespace idpsync::test
