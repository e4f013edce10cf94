// What `doctor` says of the client of a standalone NetBird.

#include "standalone_checks_fixture.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::diagnose {
namespace {

using namespace idpsync::test;

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
    client().enabled = false;
    EXPECT_THAT(only().next, Not(HasSubstr("standalone client")));
    declared.registration = DesiredRegistration{};
    EXPECT_THAT(only().next, HasSubstr("; `netbird-idp-sync standalone client --write` does that"));
}

TEST_F(StandaloneChecks, NameTheConsentThatTheCommandNeeds)
{
    client().enabled = false;
    client().confidential = true;
    declared.registration = DesiredRegistration{};
    for (const auto& finding : wrong())
        EXPECT_THAT(finding.next, HasSubstr("; with `allow: [client-change]` in standalone, "
                                            "`netbird-idp-sync standalone client --write` does that"));
    declared.allow.add(Consent::client_change);
    for (const auto& finding : wrong())
        EXPECT_THAT(finding.next, HasSubstr("; `netbird-idp-sync standalone client --write` does that"));
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

} // namespace
} // namespace idpsync::diagnose
