// What is said of a client that the provider's own API shows, and how that goes together with what was seen
// from outside.

#include "diagnose/catalogue.hpp"
#include "diagnose/client_checks.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace idpsync::diagnose {
namespace {

using registrar::Admission;
using registrar::UriMatch;

const std::string callback = "https://netbird.example.com/oauth2/callback";

const oidc::Registration registration{.type = ProviderType::pocketid,
                                      .issuer = "https://id.example.com",
                                      .client_id = "netbird",
                                      .redirect_uri = callback};

const registrar::ClientNeeds needs{.redirect_uri = callback, .sends_challenge = false, .allowed_groups = {}};

registrar::ProviderClient good_client()
{
    registrar::ProviderClient client{.handle = "netbird", .client_id = "netbird", .name = "NetBird"};
    client.redirect_uris.push_back({callback, UriMatch::glob});
    client.admission = Admission{};
    return client;
}

std::vector<Finding> troubles_of(const registrar::ProviderClient& client)
{
    auto findings = judge_client(ClientFound(client), registration, needs);
    std::erase_if(findings, [](const Finding& finding) { return !is_trouble(finding); });
    return findings;
}

TEST(JudgeClient, FindsNothingWrongWithOneThatFits)
{
    EXPECT_THAT(troubles_of(good_client()), IsEmpty());
    EXPECT_THAT(judge_client(ClientFound(good_client()), registration, needs),
                testing::Each(testing::Field(&Finding::severity, Severity::ok)));
}

TEST(JudgeClient, SaysWhichRedirectUrisThereAreInsteadOfNetBirds)
{
    auto client = good_client();
    client.redirect_uris.front().text = callback + "/";
    const auto found = troubles_of(client);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().id, FindingId::redirect_refused);
    EXPECT_EQ(found.front().evidence, "by Pocket ID's own API the client \"netbird\" has the redirect URIs "
                                      "\"https://netbird.example.com/oauth2/callback/\", and not NetBird's "
                                      "\"https://netbird.example.com/oauth2/callback\"");
    EXPECT_THAT(found.front().next, HasSubstr("Callback URLs"));
}

TEST(JudgeClient, ShowsAFewOfManyRedirectUris)
{
    auto client = good_client();
    client.redirect_uris.assign(300, {"https://other.example.com/" + std::string(5000, 'a'), UriMatch::glob});
    const auto found = troubles_of(client);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(found.front().evidence, HasSubstr(" and 295 more, and not NetBird's"));
    EXPECT_LT(found.front().evidence.size(), 2000U);
}

TEST(JudgeClient, SaysThatNobodyMaySignIn)
{
    auto client = good_client();
    client.admission = Admission{.everybody = false};
    const auto found = troubles_of(client);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().id, FindingId::client_admission);
    EXPECT_EQ(found.front().severity, Severity::error);
    EXPECT_THAT(found.front().evidence, HasSubstr("lets nobody sign in"));
    EXPECT_THAT(found.front().next, HasSubstr("Allowed User Groups"));
}

TEST(JudgeClient, SaysThatThereIsNone)
{
    const auto found = judge_client(ClientFound(std::nullopt), registration, needs);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.front().id, FindingId::client_missing);
    EXPECT_EQ(found.front().severity, Severity::error);
    EXPECT_THAT(found.front().evidence, HasSubstr("knows no client with the id \"netbird\""));
}

TEST(JudgeClient, SaysWhyItCouldNotLook)
{
    const Error error{ErrorKind::unauthorized, "Pocket ID answers 401", "make a new one"};
    const auto found = judge_client(ClientFound(error), registration, needs);
    EXPECT_THAT(found, ElementsAre(Finding{FindingId::registration_unreadable, Severity::warning,
                                           "Pocket ID answers 401", "make a new one"}));
}

TEST(JudgeClient, GivesEveryTroubleANextStep)
{
    auto client = good_client();
    client.enabled = client.confidential = client.code_flow = false;
    client.demands_challenge = client.demands_pushed_requests = true;
    client.signs_with_key = client.claims_in_id_token = false;
    client.encrypts_tokens = true;
    client.redirect_uris.clear();
    client.admission = Admission{.everybody = false};
    client.has_application = client.brings_groups = false;
    client.logout_uris.emplace();
    client.redirect_uris.push_back({"https://old.example.com/oauth2/callback", UriMatch::exact});
    auto all_needs = needs;
    all_needs.groups = true;
    all_needs.logout_uri = "https://netbird.example.com/oauth2/logout/callback";
    all_needs.former_uris = {client.redirect_uris.front().text};
    auto found = judge_client(ClientFound(client), registration, all_needs);
    std::erase_if(found, [](const Finding& finding) { return finding.severity == Severity::ok; });
    const auto of_connectors = std::ranges::count_if(enumerators<registrar::ClientTrait>(), [](auto trait) {
        return trait < registrar::ClientTrait::public_client;
    });
    EXPECT_EQ(found.size(), static_cast<std::size_t>(of_connectors));
    for (const auto& finding : found)
        EXPECT_FALSE(finding.next.empty() || finding.next.find('{') != std::string::npos)
            << to_string(finding.id) << ": " << finding.next;
}

Finding of_id(FindingId id, const registrar::ProviderClient& client, const registrar::ClientNeeds& wanted)
{
    const auto findings = judge_client(ClientFound(client), registration, wanted);
    const auto found = std::ranges::find(findings, id, &Finding::id);
    return found == findings.end() ? Finding{.evidence = "nothing"} : *found;
}

TEST(JudgeClient, TellsOfGroupsOnlyWhereTheyAreDeclared)
{
    auto client = good_client();
    client.brings_groups = false;
    EXPECT_EQ(of_id(FindingId::groups_not_sent, client, needs).evidence, "nothing");
    auto wanted = needs;
    wanted.groups = true;
    const auto missing = of_id(FindingId::groups_not_sent, client, wanted);
    EXPECT_EQ(missing.severity, Severity::warning);
    EXPECT_THAT(missing.evidence, HasSubstr("does not bring the user's groups as `groups`"));
    client.brings_groups = std::nullopt;
    const auto unseen = of_id(FindingId::groups_not_sent, client, wanted);
    EXPECT_EQ(unseen.severity, Severity::unknown);
    EXPECT_THAT(unseen.evidence, HasSubstr("does not show whether the user's groups arrive"));
    client.brings_groups = true;
    EXPECT_EQ(of_id(FindingId::groups_not_sent, client, wanted).severity, Severity::ok);
}

TEST(JudgeClient, HintsAtALogoutUriWhereLoginsDoWithoutIt)
{
    auto client = good_client();
    auto wanted = needs;
    wanted.logout_uri = "https://netbird.example.com/oauth2/logout/callback";
    EXPECT_EQ(of_id(FindingId::logout_uri_missing, client, wanted).evidence, "nothing");
    client.logout_uris.emplace();
    const auto missing = of_id(FindingId::logout_uri_missing, client, wanted);
    EXPECT_EQ(missing.severity, Severity::hint);
    EXPECT_THAT(missing.next, HasSubstr(wanted.logout_uri));
    EXPECT_EQ(of_id(FindingId::logout_uri_missing, client, needs).severity, Severity::unknown);
    client.logout_uris->push_back({"https://other.example.com/", UriMatch::exact});
    client.one_logout_uri = true;
    const auto taken = of_id(FindingId::logout_uri_missing, client, wanted);
    EXPECT_EQ(taken.severity, Severity::hint);
    EXPECT_THAT(taken.evidence, HasSubstr("which stays; NetBird's would be"));
    client.logout_uris->front().text = wanted.logout_uri;
    EXPECT_EQ(of_id(FindingId::logout_uri_missing, client, wanted).severity, Severity::ok);
}

TEST(JudgeClient, NamesWhatIsLeftOfAFormerAddress)
{
    auto client = good_client();
    client.redirect_uris.push_back({"https://old.example.com/oauth2/callback", UriMatch::exact});
    EXPECT_EQ(of_id(FindingId::former_uri_registered, client, needs).evidence, "nothing");
    auto wanted = needs;
    wanted.former_uris = {"https://old.example.com/oauth2/callback"};
    const auto left = of_id(FindingId::former_uri_registered, client, wanted);
    EXPECT_EQ(left.severity, Severity::hint);
    EXPECT_THAT(left.evidence, HasSubstr("\"https://old.example.com/oauth2/callback\""));
}

TEST(JudgeClient, TellsOfAnApplicationOnlyWhereTheProviderHasSome)
{
    auto client = good_client();
    EXPECT_EQ(of_id(FindingId::application_missing, client, needs).evidence, "nothing");
    client.has_application = true;
    EXPECT_EQ(of_id(FindingId::application_missing, client, needs).severity, Severity::ok);
    client.has_application = false;
    EXPECT_EQ(of_id(FindingId::application_missing, client, needs).severity, Severity::error);
}

std::vector<Finding> together(Finding from_outside, Finding of_client)
{
    std::vector<Finding> findings{std::move(from_outside)};
    add_client_findings({std::move(of_client)}, findings);
    return findings;
}

Finding redirect(Severity severity, const std::string& evidence)
{
    return {FindingId::redirect_refused, severity, evidence, {}};
}

/// | from outside | by the API | said                    |
/// |--------------|------------|-------------------------|
/// | unknown      | good       | good                    |
/// | unknown      | bad        | bad, as the API has it  |
/// | bad          | bad        | bad, as the API has it  |
/// | bad          | good       | bad, as it was seen     |
/// | good, bad    | unknown    | what was seen           |
TEST(AddClientFindings, TellsWhatTheProviderItselfSaysUnlessMoreWasSeen)
{
    using enum Severity;
    const auto outside = [](Severity severity) { return redirect(severity, "from outside"); };
    const auto by_api = [](Severity severity) { return redirect(severity, "by the API"); };
    EXPECT_THAT(together(outside(unknown), by_api(ok)), ElementsAre(by_api(ok)));
    EXPECT_THAT(together(outside(unknown), by_api(error)), ElementsAre(by_api(error)));
    EXPECT_THAT(together(outside(error), by_api(error)), ElementsAre(by_api(error)));
    EXPECT_THAT(together(outside(error), by_api(ok)), ElementsAre(outside(error)));
    EXPECT_THAT(together(outside(error), by_api(unknown)), ElementsAre(outside(error)));
    EXPECT_THAT(together(outside(ok), by_api(unknown)), ElementsAre(outside(ok)));
}

TEST(AddClientFindings, ExplainsWhatOnlyTheApiCanExplain)
{
    const auto both = together({FindingId::login_request_refused, Severity::error, "invalid_request", {}},
                               {FindingId::code_flow_off, Severity::error, "may not use it", {}});
    EXPECT_THAT(both, ElementsAre(testing::Field(&Finding::id, FindingId::code_flow_off)));
}

TEST(AddClientFindings, KeepsWhatOnlyOneOfThemTells)
{
    const auto both = together(redirect(Severity::ok, "from outside"),
                               {FindingId::client_missing, Severity::ok, "the client is there", {}});
    EXPECT_EQ(both.size(), 2U);
}

} // namespace
} // namespace idpsync::diagnose
