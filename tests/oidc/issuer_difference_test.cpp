#include "oidc/issuer_difference.hpp"
#include "oidc/recorded.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace idpsync::oidc::test {
namespace {

using testing::HasSubstr;
using testing::Not;

Finding difference(const std::string& declared, const std::string& stated,
                   ProviderType type = ProviderType::oidc)
{
    auto asked = registration();
    asked.type = type;
    asked.issuer = declared;
    return issuer_difference(asked, stated);
}

struct Case
{
    const char* declared;
    const char* stated;
    FindingId id;
    const char* words;
};

TEST(IssuerDifference, IsNamedPrecisely)
{
    for (const auto& [declared, stated, id, words] : {
             Case{"https://a.example/o/x", "https://a.example/o/x/", FindingId::issuer_spelling,
                  "write it with the trailing slash"},
             Case{"https://a.example/", "https://a.example", FindingId::issuer_spelling,
                  "write it without the trailing slash"},
             Case{"https://a.example/realms/Corp", "https://a.example/realms/corp",
                  FindingId::issuer_spelling, "upper and lower case"},
             Case{"https://A.example", "https://a.example", FindingId::issuer_spelling,
                  "upper and lower case"},
             Case{"https://a.example:443", "https://a.example", FindingId::issuer_spelling,
                  "how the port is written"},
             Case{"https://a.example", "https://a.example:8443", FindingId::issuer_spelling,
                  "with port 8443"},
             Case{"http://a.example", "https://a.example:80", FindingId::issuer_spelling,
                  "write it with https"},
             Case{"https://a.example", "http://a.example", FindingId::issuer_follows_host, "plain http"},
             Case{"https://a.example/x", "https://b.internal/x", FindingId::issuer_follows_host, "the host"},
             Case{"https://a.example", "https://a.example/auth", FindingId::issuer_mismatch,
                  "goes on with \"/auth\""},
             Case{"https://a.example/auth", "https://a.example", FindingId::issuer_mismatch,
                  "ends before \"/auth\""},
             Case{"https://a.example/realms/a", "https://a.example/realms/b", FindingId::issuer_mismatch,
                  "the path"},
             Case{"https://a.example", "not an address", FindingId::issuer_mismatch, "\"not an address\""},
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
    EXPECT_THAT(difference("https://a.example/o/x", "https://a.example/o/x/").next,
                HasSubstr("`issuer: https://a.example/o/x/`"));
    EXPECT_THAT(
        difference("https://kc.example/realms/a", "http://kc.example/realms/a", ProviderType::keycloak).next,
        HasSubstr("KC_HOSTNAME"));
}

TEST(IssuerDifference, EscapesWhatTheProviderStates)
{
    const auto finding = difference("https://a.example", "https://a.example/\x1b[2J");
    EXPECT_THAT(finding.evidence, Not(HasSubstr("\x1b")));
    EXPECT_THAT(finding.next, Not(HasSubstr("\x1b")));
}

} // namespace
} // namespace idpsync::oidc::test
