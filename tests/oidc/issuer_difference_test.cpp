#include "oidc/issuer_difference.hpp"
#include "oidc/recorded.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::oidc::test {
namespace {

Finding difference(const std::string& declared, const std::string& stated,
                   ProviderType type = ProviderType::oidc)
{
    auto asked = registration();
    asked.type = type;
    asked.issuer = declared;
    return issuer_difference(asked, stated).finding;
}

std::optional<IssuerCandidate> candidate(const std::string& declared, const std::string& stated,
                                         ProviderType type = ProviderType::oidc)
{
    auto asked = registration();
    asked.type = type;
    asked.issuer = declared;
    return issuer_difference(asked, stated).candidate;
}

struct Difference
{
    const char* declared;
    const char* stated;
    FindingId id;
    const char* words;
};

TEST(IssuerDifference, IsNamedPrecisely)
{
    for (const auto& [declared, stated, id, words] : {
             Difference{"https://a.example/o/x", "https://a.example/o/x/", FindingId::issuer_spelling,
                        "write it with the trailing slash"},
             Difference{"https://a.example/", "https://a.example", FindingId::issuer_spelling,
                        "write it without the trailing slash"},
             Difference{"https://a.example/realms/Corp", "https://a.example/realms/corp",
                        FindingId::issuer_spelling, "upper and lower case"},
             Difference{"https://A.example", "https://a.example", FindingId::issuer_spelling,
                        "upper and lower case"},
             Difference{"https://a.example:443", "https://a.example", FindingId::issuer_spelling,
                        "how the port is written"},
             Difference{"https://a.example", "https://a.example:8443", FindingId::issuer_spelling,
                        "with port 8443"},
             Difference{"http://a.example", "https://a.example:80", FindingId::issuer_spelling,
                        "write it with https"},
             Difference{"https://a.example", "http://a.example", FindingId::issuer_follows_host,
                        "plain http"},
             Difference{"https://a.example/x", "https://b.internal/x", FindingId::issuer_follows_host,
                        "the host"},
             Difference{"https://a.example", "https://a.example/auth", FindingId::issuer_mismatch,
                        "goes on with \"/auth\""},
             Difference{"https://a.example/auth", "https://a.example", FindingId::issuer_mismatch,
                        "ends before \"/auth\""},
             Difference{"https://a.example/realms/a", "https://a.example/realms/b",
                        FindingId::issuer_mismatch, "the path"},
             Difference{"https://a.example", "not an address", FindingId::issuer_mismatch,
                        "\"not an address\""},
         })
    {
        const auto finding = difference(declared, stated);
        EXPECT_EQ(finding.id, id) << declared << ' ' << stated;
        EXPECT_EQ(finding.severity, Severity::error);
        EXPECT_THAT(finding.evidence, HasSubstr(words)) << declared << ' ' << stated;
    }
}

TEST(IssuerDifference, SaysWhichToWrite)
{
    EXPECT_EQ(candidate("https://a.example/o/x", "https://a.example/o/x/").value().issuer,
              "https://a.example/o/x/");
    EXPECT_FALSE(candidate("https://a.example", "http://a.example"));
    EXPECT_THAT(difference("https://a.example/o/x", "https://b.example/").next, Not(HasSubstr("declare `")));
    EXPECT_THAT(
        difference("https://kc.example/realms/a", "http://kc.example/realms/a", ProviderType::keycloak).next,
        HasSubstr("KC_HOSTNAME"));
}

TEST(IssuerDifference, OfAuthentikThatStatesItsRootNamesTheIssuerMode)
{
    const auto finding = difference("https://ak.example/application/o/netbird/", "https://ak.example/",
                                    ProviderType::authentik);
    EXPECT_THAT(finding.next, HasSubstr("Issuer mode"));
    EXPECT_THAT(finding.next, Not(HasSubstr("declare `")));
}

TEST(IssuerDifference, OfEntrasFirstVersionIsMadeUpForByThePath)
{
    const std::string tenant = "0f8fad5b-d9cb-469f-a165-70867728950e";
    const auto declared = "https://login.microsoftonline.com/" + tenant;
    EXPECT_EQ(
        candidate(declared, "https://sts.windows.net/" + tenant + "/", ProviderType::entra).value().issuer,
        declared + "/v2.0");
    EXPECT_THAT(difference(declared, "https://sts.windows.net/" + tenant + "/", ProviderType::entra).evidence,
                HasSubstr("does not end in /v2.0"));
}

TEST(IssuerDifference, OfATemplateForEveryTenantIsTheTypeMicrosoft)
{
    for (const std::string path : {"common", "organizations"})
    {
        const auto declared = "https://login.microsoftonline.com/" + path + "/v2.0";
        const std::string stated = "https://login.microsoftonline.com/{tenantid}/v2.0";
        EXPECT_THAT(difference(declared, stated, ProviderType::entra).next, HasSubstr("`type: microsoft`"));
        EXPECT_FALSE(candidate(declared, stated, ProviderType::entra));
    }
}

TEST(IssuerDifference, EscapesWhatTheProviderStates)
{
    const auto finding = difference("https://a.example", "https://a.example/\x1b[2J");
    EXPECT_THAT(finding.evidence, Not(HasSubstr("\x1b")));
    EXPECT_THAT(finding.next, Not(HasSubstr("\x1b")));
}

} // namespace
} // namespace idpsync::oidc::test
