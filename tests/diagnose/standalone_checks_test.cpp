// What `doctor` says of a standalone NetBird, by what was seen of it.

#include "standalone/management_json.hpp"
#include "standalones.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::diagnose {
namespace {

using namespace idpsync::test;

/// A NetBird that a test spoils.
class StandaloneChecks : public testing::Test
{
protected:
    Diagnosis judge() { return judge_standalone(facts, context); }

    /// Everything that is not well.
    std::vector<Finding> wrong()
    {
        auto diagnosis = judge();
        auto all = std::move(diagnosis.netbird);
        for (auto& finding : diagnosis.providers.front().findings)
            all.push_back(std::move(finding));
        std::erase_if(all, [](const Finding& finding) { return finding.severity == Severity::ok; });
        return all;
    }

    Finding only()
    {
        const auto all = wrong();
        for (const auto& finding : all)
            if (all.size() > 1)
                ADD_FAILURE() << to_string(finding.id) << ": " << finding.evidence;
        return all.size() == 1 ? all.front() : Finding{};
    }

    void use(StandaloneProvider provider)
    {
        declared = declared_standalone(provider);
        facts = healthy_standalone(declared);
    }

    void change_setup(std::string_view from, std::string_view to)
    {
        auto& setup = *facts.files->setup_env;
        setup.replace(setup.find(from), from.size(), to);
        facts.rendering = rendered(declared, *facts.files);
    }

    /// What the running server hands out: what its file has, changed.
    void hand_out(std::string_view from = {}, std::string_view to = {})
    {
        auto flows = *facts.files->server_json;
        if (!from.empty())
            flows.replace(flows.find(from, flows.find("PKCEAuthorizationFlow")), from.size(), to);
        facts.rendering = standalone::render({.declared = declared,
                                              .provider = endpoints,
                                              .secret = "not-a-real-api-key",
                                              .files = *facts.files,
                                              .handed_out = flows,
                                              .management_json = true});
        facts.handed_out.emplace(std::move(flows));
    }

    registrar::ProviderClient& client() { return ***facts.client; }
    void refuse_manager(ErrorKind kind) { facts.manager.emplace(Error{kind, "Pocket ID answers no"}); }

    Standalone declared = declared_standalone();
    StandaloneFacts facts = healthy_standalone(declared);
    StandaloneContext context = standalone_context(declared);
};

TEST_F(StandaloneChecks, FindNothingWhereAllIsWell)
{
    EXPECT_THAT(wrong(), IsEmpty());
    EXPECT_TRUE(judge().is_well());
}

TEST_F(StandaloneChecks, NameAValueThatIsNotAsDeclared)
{
    change_setup("NETBIRD_AUTH_CLIENT_ID='netbird'", "NETBIRD_AUTH_CLIENT_ID='other'");
    const auto all = wrong();
    ASSERT_FALSE(all.empty());
    EXPECT_THAT(
        all.front().evidence,
        AllOf(HasSubstr("/opt/netbird/setup.env: NETBIRD_AUTH_CLIENT_ID is \"other\", by client_id it "
                        "must be \"netbird\"")));
    EXPECT_THAT(all.front().next, HasSubstr("`netbird-idp-sync standalone render --write`"));
    EXPECT_FALSE(judge().is_well());
}

TEST_F(StandaloneChecks, TakeWhatIsInForceMoreSeriously)
{
    auto& server = *facts.files->server_json;
    server.replace(server.find("\"pocketid\""), 10, "\"none\"");
    facts.rendering = rendered(declared, *facts.files);
    const auto finding = only();
    EXPECT_EQ(finding.id, FindingId::setup_differs);
    EXPECT_EQ(finding.severity, Severity::error);
    EXPECT_THAT(finding.evidence, HasSubstr("IdpManagerConfig.ManagerType is \"none\""));
}

TEST_F(StandaloneChecks, ShowNoSecretOfTheFiles)
{
    change_setup("not-a-real-api-key", "another-key-that-is-not-real");
    const auto finding = only();
    EXPECT_EQ(finding.id, FindingId::setup_differs);
    EXPECT_THAT(finding.evidence, AllOf(HasSubstr("(secret)"), HasSubstr("(another secret)"),
                                        Not(HasSubstr("not-a-real")), Not(HasSubstr("not-real"))));
}

TEST_F(StandaloneChecks, NameALineThatDoesNothing)
{
    *facts.files->setup_env += "NETBIRD_AUTH_AUDIENC=netbird\n";
    const auto finding = only();
    EXPECT_EQ(finding.id, FindingId::setup_faulty);
    EXPECT_THAT(finding.evidence, HasSubstr("NETBIRD_AUTH_AUDIENC"));
}

TEST_F(StandaloneChecks, NameFilesThatAreNotThere)
{
    facts.files = standalone::DirectoryFiles();
    facts.rendering = rendered(declared, *facts.files);
    const auto all = wrong();
    ASSERT_THAT(all, SizeIs(2));
    for (const auto& finding : all)
        EXPECT_EQ(finding.id, FindingId::setup_missing) << finding.evidence;
}

TEST_F(StandaloneChecks, NameAKeyThatCouldBeLost)
{
    *facts.files->server_json = "{\"DataStoreEncryp";
    facts.rendering = rendered(declared, *facts.files);
    EXPECT_EQ(wrong().front().id, FindingId::setup_unsafe);
}

TEST_F(StandaloneChecks, NameAFileThatOthersCanRead)
{
    facts.files->modes["artifacts/management.json"] = 0644;
    facts.rendering = rendered(declared, *facts.files);
    EXPECT_EQ(only().id, FindingId::setup_readable);
}

TEST_F(StandaloneChecks, AreNotWellWhereFilesCouldNotBeLookedAt)
{
    facts.files = Error{ErrorKind::storage, "no such directory"};
    const auto finding = only();
    EXPECT_EQ(finding.severity, Severity::unknown);
    EXPECT_THAT(finding.evidence, HasSubstr("no such directory"));
    EXPECT_FALSE(judge().is_well());
    facts = healthy_standalone(declared);
    facts.rendering.reset();
    EXPECT_EQ(only().severity, Severity::unknown);
}

TEST_F(StandaloneChecks, NameAnEmbeddedLoginService)
{
    facts.login_service = answered(netbird::LoginDiscovery{.issuer = "https://netbird.example.com/oauth2"});
    EXPECT_EQ(only().id, FindingId::embedded_idp_on);
    facts.login_service = refused<netbird::LoginDiscovery>(200, ErrorKind::bad_response, "a page");
    EXPECT_THAT(wrong(), IsEmpty());
    facts.login_service = refused<netbird::LoginDiscovery>(0, ErrorKind::transport, "cut");
    EXPECT_EQ(only().severity, Severity::unknown);
}

TEST_F(StandaloneChecks, SayThatNoApiAnswers)
{
    facts.token.reset();
    facts.apis.front().instance = Error{ErrorKind::transport, "connection refused"};
    facts.login_service.reset();
    const auto all = wrong();
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all.front().severity, Severity::unknown);
}

TEST_F(StandaloneChecks, NameThePortOfALoopOfPeers)
{
    context.api_port = "33073";
    EXPECT_EQ(only().id, FindingId::api_port_differs);
    context.port_is_declared = true;
    EXPECT_THAT(wrong(), IsEmpty());
}

TEST_F(StandaloneChecks, NameADeadCredentialByWhatNetBirdAnswers)
{
    auto& seen = *facts.token;
    seen.netbird.users = refused<std::vector<netbird::User>>(500, ErrorKind::transport, "NetBird failed");
    seen.audit_log = refused<bool>(500, ErrorKind::transport);
    const auto finding = only();
    EXPECT_EQ(finding.id, FindingId::manager_failing);
    EXPECT_EQ(finding.severity, Severity::error);
    seen.audit_log = answered(true);
    EXPECT_EQ(only().severity, Severity::unknown);
    seen.netbird.users = refused<std::vector<netbird::User>>(429, ErrorKind::throttled);
    EXPECT_FALSE(judge().is_well());
}

TEST_F(StandaloneChecks, WantATokenToSeeTheAccount)
{
    facts.token.reset();
    const auto finding = only();
    EXPECT_EQ(finding.severity, Severity::unknown);
    EXPECT_THAT(finding.evidence, HasSubstr("`management` is not declared"));
}

TEST_F(StandaloneChecks, LookAtTheAccountWithoutWhatIsOfConnectors)
{
    auto account = *facts.token->netbird.account_details();
    account.facts = {"account", false, true};
    account.group_sync = true;
    account.group_claim = "entitlements";
    account.domain = "Netbird";
    facts.token->netbird.account = answered(account);
    EXPECT_EQ(only().id, FindingId::account_domain_unusable);
}

TEST_F(StandaloneChecks, NameEachRedirectUriThatIsMissing)
{
    facts.redirects.at(1).check.redirect->finding = {FindingId::redirect_refused, Severity::error,
                                                     "it refuses https://netbird.example.com/auth", "add it"};
    EXPECT_EQ(only().id, FindingId::redirect_refused);
    facts.redirects.clear();
    EXPECT_EQ(only().severity, Severity::unknown);
}

TEST_F(StandaloneChecks, AskTheClientWhereALoginTellsNothing)
{
    for (auto& sight : facts.redirects)
        sight.check.redirect->finding.severity = Severity::unknown;
    EXPECT_THAT(wrong(), IsEmpty());
    client().redirect_uris.pop_back();
    const auto finding = only();
    EXPECT_THAT(finding.evidence, HasSubstr("no redirect URI https://netbird.example.com/silent-auth"));
    EXPECT_THAT(finding.next, HasSubstr("Callback URLs: add https://netbird.example.com/silent-auth"));
    client().redirect_uris.push_back({"https://netbird.example.com/(.*)", registrar::UriMatch::regex});
    EXPECT_EQ(only().severity, Severity::unknown);
}

TEST_F(StandaloneChecks, NameWhatTheProviderDoesWithTheManager)
{
    refuse_manager(ErrorKind::unauthorized);
    auto finding = only();
    EXPECT_EQ(finding.id, FindingId::manager_refused);
    EXPECT_THAT(finding.next, HasSubstr("file /etc/api-key"));
    refuse_manager(ErrorKind::forbidden);
    EXPECT_EQ(only().id, FindingId::manager_forbidden);
    refuse_manager(ErrorKind::transport);
    EXPECT_EQ(only().severity, Severity::unknown);
    facts.manager.reset();
    EXPECT_EQ(only().severity, Severity::unknown);
}

TEST_F(StandaloneChecks, CountTheDaysOfTheManagersCredential)
{
    (*facts.manager)->end.at = noon + std::chrono::days(3);
    const auto finding = only();
    EXPECT_EQ(finding.id, FindingId::manager_expiring);
    EXPECT_THAT(finding.evidence, HasSubstr("expires in 3 days, on 2030-01-04"));
    (*facts.manager)->end = {.at = {}, .not_told = "several keys"};
    EXPECT_EQ(only().severity, Severity::unknown);
    (*facts.manager)->end = {};
    EXPECT_THAT(wrong(), IsEmpty());
}

TEST_F(StandaloneChecks, WantAPublicClientWithALogoutCallback)
{
    client().confidential = true;
    EXPECT_EQ(only().id, FindingId::client_confidential);
    client().confidential = false;
    client().demands_challenge = true;
    EXPECT_THAT(wrong(), IsEmpty());
    client().logout_uris->clear();
    EXPECT_EQ(only().id, FindingId::logout_uri_missing);
}

TEST_F(StandaloneChecks, NameAClientThatNobodyMayUseOrThatIsNotThere)
{
    client().admission = registrar::Admission{.everybody = false, .groups = {}};
    EXPECT_EQ(only().id, FindingId::client_admission);
    facts.client.emplace(std::optional<registrar::ProviderClient>());
    EXPECT_EQ(only().id, FindingId::client_missing);
    facts.client.emplace(Error{ErrorKind::forbidden, "may not read clients"});
    EXPECT_EQ(only().id, FindingId::registration_unreadable);
    facts.client.reset();
    EXPECT_EQ(only().severity, Severity::unknown);
}

TEST_F(StandaloneChecks, WantAuthentiksUsersByTheirIdsAndItsGrants)
{
    use(StandaloneProvider::authentik);
    client().subject_mode = "hashed_user_id";
    EXPECT_EQ(only().id, FindingId::subject_mode_unusable);
    client().subject_mode = "user_id";
    client().grants = std::vector<std::string>{"authorization_code", "refresh_token"};
    const auto finding = only();
    EXPECT_EQ(finding.id, FindingId::grants_missing);
    EXPECT_THAT(finding.evidence, AllOf(HasSubstr("client_credentials"), HasSubstr("device_code")));
    client().grants->insert(client().grants->end(),
                            {"client_credentials", std::string(registrar::device_grant)});
    EXPECT_THAT(wrong(), IsEmpty());
}

TEST_F(StandaloneChecks, AskAuthentikWhatItsGuideHasPeopleClick)
{
    use(StandaloneProvider::authentik);
    auto& sight = (*facts.manager)
                      ->authentik.emplace(registrar::AuthentikSight{
                          .admitted = true, .administrator = true, .device_flow = true});
    EXPECT_THAT(wrong(), IsEmpty());
    sight.admitted = false;
    EXPECT_EQ(only().id, FindingId::manager_forbidden);
    EXPECT_THAT(only().next, HasSubstr("Bindings"));
    sight.admitted = Error{ErrorKind::forbidden, "403"};
    EXPECT_EQ(only().severity, Severity::unknown);
    sight.admitted = true;
    sight.device_flow = false;
    EXPECT_EQ(only().id, FindingId::grants_missing);
    EXPECT_THAT(only().next, HasSubstr("Brands"));
    declared.device_login = false;
    sight.administrator = false; // the least that works
    EXPECT_EQ(std::ranges::count(wrong(), FindingId::grants_missing, &Finding::id), 0);
}

TEST_F(StandaloneChecks, NameTheScopesThatAClientLacks)
{
    use(StandaloneProvider::authentik);
    client().scopes = std::vector<std::string>{"profile", "email"};
    const auto finding = only();
    EXPECT_EQ(finding.id, FindingId::scope_refused);
    EXPECT_THAT(finding.evidence, HasSubstr("offline_access"));
}

TEST_F(StandaloneChecks, NameTheCommandThatWritesTheClient)
{
    client().confidential = true;
    EXPECT_THAT(only().next, Not(HasSubstr("standalone client")));
    declared.registration = DesiredRegistration{};
    EXPECT_THAT(only().next, HasSubstr("`netbird-idp-sync standalone client --write` does that"));
}

TEST_F(StandaloneChecks, TakeAWordForAClientThatNobodyCanLookAt)
{
    use(StandaloneProvider::generic);
    declared.manager.reset();
    facts.manager.reset();
    facts.client.reset();
    EXPECT_THAT(only().next, HasSubstr("client_attested: true"));
    declared.client_attested = true;
    EXPECT_THAT(wrong(), IsEmpty());
    facts.redirects.at(1).check.redirect->finding = {FindingId::redirect_refused, Severity::unknown, "a page",
                                                     ""};
    EXPECT_THAT(wrong(), IsEmpty());
    facts.redirects.clear();
    EXPECT_EQ(only().severity, Severity::unknown);
}

TEST_F(StandaloneChecks, WantAnAudienceInKeycloaksAccessTokens)
{
    use(StandaloneProvider::keycloak);
    EXPECT_EQ(only().severity, Severity::unknown);
    client().audiences.emplace();
    const auto finding = only();
    EXPECT_EQ(finding.id, FindingId::audience_missing);
    EXPECT_THAT(finding.next, HasSubstr("Included Client Audience \"netbird\""));
    client().audiences->push_back("netbird");
    EXPECT_THAT(wrong(), IsEmpty());
}

TEST_F(StandaloneChecks, WantTimeForALogin)
{
    use(StandaloneProvider::authentik);
    client().code_validity = std::chrono::seconds(60);
    EXPECT_EQ(only().id, FindingId::client_incomplete);
    EXPECT_THAT(only().evidence, HasSubstr("60 s"));
    EXPECT_THAT(only().next, HasSubstr("minutes=10"));
    client().code_validity = registrar::enough_for_a_code;
    EXPECT_THAT(wrong(), IsEmpty());
}

TEST_F(StandaloneChecks, LetBrowsersAskFromTheDashboard)
{
    client().web_origins = {"https://other.example.com"};
    EXPECT_EQ(only().id, FindingId::client_incomplete);
    EXPECT_THAT(only().next, HasSubstr("Web origins: +"));
    for (const auto& origin : {std::string("+"), std::string("*"), "https://" + declared.domain})
    {
        client().web_origins = {origin};
        EXPECT_THAT(wrong(), IsEmpty()) << origin;
    }
}

TEST_F(StandaloneChecks, AgreeWithAServerThatHandsOutItsFile)
{
    hand_out();
    EXPECT_THAT(wrong(), IsEmpty());
    const auto all = judge().netbird;
    EXPECT_EQ(std::ranges::count(all, FindingId::server_differs, &Finding::id), 1);
}

TEST_F(StandaloneChecks, NameAValueThatTheRunningServerHandsOutInstead)
{
    hand_out("\"http://localhost:53000\"", "\"http://localhost:1\"");
    const auto finding = only();
    EXPECT_EQ(finding.id, FindingId::server_differs);
    EXPECT_THAT(finding.evidence, AllOf(HasSubstr("PKCEAuthorizationFlow.ProviderConfig.RedirectURLs"),
                                        HasSubstr("http://localhost:1")));
    EXPECT_THAT(finding.next, HasSubstr("restart the management container"));
}

TEST_F(StandaloneChecks, NameASecretThatTheRunningServerHandsOut)
{
    hand_out("\"ClientID\":", "\"ClientSecretIsSet\": true, \"ClientID\":");
    EXPECT_EQ(only().id, FindingId::server_hands_out_secret);
}

TEST_F(StandaloneChecks, NameFlowsThatAreSwitchedOff)
{
    hand_out();
    const std::string off =
        R"({"PKCEAuthorizationFlow": null, "DeviceAuthorizationFlow": {"Provider": "none"}})";
    facts.rendering->handed_out = standalone::compare_handed_out(
        off,
        standalone::configured(standalone::parse_setup_env(*facts.files->setup_env).variables(), endpoints),
        [](std::string_view) { return std::string("setup.env"); });
    const auto all = wrong();
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_THAT(all[0].evidence + all[1].evidence,
                AllOf(HasSubstr("DeviceAuthorizationFlow.Provider"),
                      HasSubstr("PKCEAuthorizationFlow.ProviderConfig.ClientID nothing")));
}

TEST_F(StandaloneChecks, AreNotGreenWhereTheServerDidNotTell)
{
    facts.handed_out = Error{ErrorKind::transport, "Connection refused"};
    EXPECT_EQ(only().severity, Severity::unknown);
    EXPECT_THAT(only().evidence, HasSubstr("Connection refused"));
}

TEST(StandaloneAddresses, AreWhereSetupEnvAndAProxyHaveTheApi)
{
    const auto declared = declared_standalone();
    const auto addresses = api_addresses(declared, "33073");
    ASSERT_THAT(addresses, SizeIs(2));
    EXPECT_EQ(addresses[0].buffer(), "https://netbird.example.com:33073");
    EXPECT_EQ(addresses[1].buffer(), "https://netbird.example.com");
    EXPECT_THAT(api_addresses(declared, "443"), SizeIs(1));
    EXPECT_THAT(api_addresses(declared, ""), SizeIs(1));
}

} // namespace
} // namespace idpsync::diagnose
