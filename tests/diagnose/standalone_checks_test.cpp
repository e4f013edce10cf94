// What `doctor` says of a standalone NetBird, by what was seen of it.

#include "standalone_checks_fixture.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::diagnose {
namespace {

using namespace idpsync::test;

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
