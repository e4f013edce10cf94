// Every recorded exchange that a checking client can meet is judged as its table says:
// tests/data/idp/classification.tsv, by the rules of tests/data/idp/README.md.

#include "oidc/credentials.hpp"
#include "oidc/discovery.hpp"
#include "oidc/form.hpp"
#include "oidc/keys.hpp"
#include "oidc/recorded.hpp"
#include "oidc/redirect.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace idpsync::oidc::test {
namespace {

struct Row
{
    std::string kind, server, probe, control, verdict, finding;
};

std::vector<Row> rows(const std::string& kind)
{
    std::vector<Row> all;
    std::ifstream file(IDPSYNC_TEST_DATA "/idp/classification.tsv");
    for (std::string line; std::getline(file, line);)
    {
        std::istringstream words(line);
        Row row;
        words >> row.kind >> row.server >> row.probe >> row.control >> row.verdict >> row.finding;
        if (row.kind == kind)
            all.push_back(row);
    }
    return all;
}

std::string name_of(const Row& row)
{
    return row.server + "/" + row.probe + " against " + row.control;
}

Recording load(const Row& row, const std::string& name)
{
    return recording("idp/" + row.server, name);
}

TokenAnswer token_answer(const Row& row, const std::string& name)
{
    return read_token_answer(response_of(load(row, name)));
}

RedirectResult result(const Row& row, const std::string& name)
{
    const auto recorded = load(row, name);
    const auto url = url_of(recorded);
    auto asked = form_parameters(std::string(url.encoded_query()));
    return {.redirect_uri = asked["redirect_uri"], .first = {url, response_of(recorded)}, .second = {}};
}

/// The decisive finding: what the provider sent to the redirect URI counts before a plain consent.
std::string finding_of(const RedirectJudgement& judgement)
{
    return std::string(to_string(judgement.more.empty() ? judgement.finding.id : judgement.more.front().id));
}

TEST(Recordings, OfTokenEndpointsAreJudgedAsTheirTableSays)
{
    for (const auto& row : rows("token"))
    {
        const auto judgement =
            judge_credentials(registration(), boost::urls::url("https://id.example.com/token"),
                              token_answer(row, row.probe), token_answer(row, row.control));
        EXPECT_EQ(to_string(judgement.verdict), row.verdict) << name_of(row);
        EXPECT_EQ(to_string(judgement.finding.id), row.finding) << name_of(row);
    }
    EXPECT_EQ(rows("token").size(), 165U);
}

TEST(Recordings, OfAuthorizationEndpointsAreJudgedAsTheirTableSays)
{
    for (const auto& row : rows("authorize"))
    {
        const auto judgement =
            judge_redirect(registration(), result(row, row.probe), result(row, row.control));
        EXPECT_EQ(to_string(judgement.verdict), row.verdict)
            << name_of(row) << ": " << judgement.finding.evidence;
        EXPECT_EQ(finding_of(judgement), row.finding) << name_of(row);
    }
    EXPECT_EQ(rows("authorize").size(), 178U);
}

TEST(Recordings, OfDiscoveryAreJudgedAsTheirTableSays)
{
    for (const auto& row : rows("discovery"))
    {
        const auto recorded = load(row, row.probe);
        auto declared = registration();
        declared.issuer = recorded.url.substr(0, recorded.url.find("/.", 8));
        const auto judgement =
            judge_discovery(declared, response_of(recorded), WallTime(std::chrono::hours(0)));
        EXPECT_EQ(to_string(judgement.verdict), row.verdict) << name_of(row);
        if (judgement.verdict != Verdict::accepted)
            EXPECT_EQ(to_string(judgement.findings.front().id), row.finding) << name_of(row);
    }
    EXPECT_EQ(rows("discovery").size(), 38U);
}

TEST(Recordings, OfKeysAreAllUsable)
{
    for (const auto& row : rows("keys"))
    {
        const auto judgement = judge_keys(registration(), {.id_token_algorithms = Words{"RS256"}},
                                          response_of(load(row, row.probe)), WallTime());
        EXPECT_EQ(to_string(judgement.verdict), row.verdict) << name_of(row);
    }
}

/// A Dex with one connector tells registered URIs apart only behind its first redirect.
struct OneConnector
{
    static RedirectResult of(const std::string& first, const std::string& second)
    {
        const Row row{.server = "dex-2.45.1"};
        auto landed = result(row, first);
        const auto recorded = load(row, second);
        EXPECT_TRUE(own_redirect(landed.first, landed.redirect_uri));
        landed.second = Step{url_of(recorded), response_of(recorded)};
        return landed;
    }

    RedirectResult registered = of("67-single-connector-registered", "70-single-connector-registered-2");
    RedirectResult prompt_none = of("67-single-connector-registered", "73-single-connector-prompt-none-2");
    RedirectResult unregistered =
        of("68-single-connector-unregistered", "71-single-connector-unregistered-2");
    RedirectResult unknown_client =
        of("69-single-connector-unknown-client", "72-single-connector-unknown-client-2");
};

TEST(Recordings, BehindOneRedirectOfTheOwnHostAreJudgedThere)
{
    const OneConnector dex;
    EXPECT_TRUE(follow_once(dex.registered, dex.unregistered));
    EXPECT_EQ(judge_redirect(registration(), dex.registered, dex.unregistered).verdict, Verdict::accepted);
    EXPECT_EQ(judge_redirect(registration(), dex.prompt_none, dex.unregistered).verdict, Verdict::accepted);
    EXPECT_EQ(judge_redirect(registration(), dex.unregistered, dex.unregistered).verdict, Verdict::refused);
    const auto unknown = judge_redirect(registration(), dex.unknown_client, dex.unregistered);
    EXPECT_EQ(unknown.verdict, Verdict::refused);
    EXPECT_EQ(unknown.finding.id, FindingId::credentials_refused);
}

TEST(Recordings, ShowThatTheHopNeedsTheCookiesOfTheRedirect)
{
    const Row row{.server = "oidc-provider-9.13.3"};
    const auto cookies = cookies_for_hop(response_of(load(row, "40-authorize-registered")));
    EXPECT_THAT(cookies, testing::HasSubstr("_interaction="));
    EXPECT_THAT(cookies, testing::Not(testing::HasSubstr("path")));
}

TEST(Recordings, ShowWhoRequiresPkce)
{
    const auto requires_it = [](const char* server, const char* with, const char* without) {
        const Row row{.server = server};
        return judge_without_challenge(registration(), result(row, with), result(row, without), true)
            .has_value();
    };
    EXPECT_TRUE(requires_it("keycloak-26.7.3", "084-authorize-pkce-required-with",
                            "083-authorize-pkce-required-without"));
    EXPECT_TRUE(requires_it("oidc-provider-9.13.3", "65-authorize-pkce-required-with",
                            "63-authorize-pkce-required-without"));
    EXPECT_FALSE(requires_it("keycloak-26.7.3", "082-authorize-pkce", "061-authorize-registered"));
    EXPECT_FALSE(requires_it("keycloak-26.7.3", "082-authorize-pkce", "077-authorize-prompt-none"));
    EXPECT_TRUE(requires_it("pocket-id-2026-07", "1-authorize-netbird", "1-authorize-pkce"));
}

TEST(Recordings, ShowThatNoNetBirdSendsPkceWhereTheDocumentDoesNotListIt)
{
    const Row row{.server = "pocket-id-2026-07"};
    const auto judged = [&](bool lists_s256) {
        return judge_without_challenge(registration(), result(row, "1-authorize-netbird"),
                                       result(row, "1-authorize-pkce"), lists_s256)
            .value();
    };
    EXPECT_EQ(judged(true).severity, Severity::warning);
    EXPECT_EQ(judged(false).severity, Severity::error);
}

} // namespace
} // namespace idpsync::oidc::test
