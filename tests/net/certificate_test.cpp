// What the refusal of a certificate says.

#include "support/matchers.hpp"
#include "tls_harness.hpp"

namespace idpsync::net::test {
namespace {

using Certificates = TlsTest;

TEST_F(Certificates, RefusesACertificateForOtherNamesAndListsThem)
{
    auto facts = for_name("a.example");
    facts.names.emplace_back("b.example");
    facts.addresses = {"192.0.2.1", "2001:db8::1"};
    EXPECT_THAT(refusal(ask(authority.pem(), authority.issue(facts))),
                AllOf(HasSubstr("the certificate of netbird.example:"), HasSubstr("CN = leaf of a.example"),
                      HasSubstr("is for a.example, b.example, 192.0.2.1, 2001:db8::1, not for "
                                "\"netbird.example\"")));
}

TEST_F(Certificates, ShortensALongListOfNames)
{
    auto facts = for_name("n0.example");
    for (int i = 1; i < 25; ++i)
        facts.names.push_back("n" + std::to_string(i) + ".example");
    EXPECT_THAT(refusal(ask(authority.pem(), authority.issue(facts))),
                AllOf(HasSubstr("n9.example and 15 more"), Not(HasSubstr("n10.example"))));
}

TEST_F(Certificates, RefusesACertificateThatHasOnlyACommonName)
{
    CertificateFacts facts;
    facts.common_name = "netbird.example";
    EXPECT_THAT(refusal(ask(authority.pem(), authority.issue(facts))), HasSubstr("names no host at all"));
}

TEST_F(Certificates, RefusesAnAddressThatTheCertificateIsNotFor)
{
    EXPECT_THAT(
        refusal(ask(authority.pem(), authority.issue(for_name("netbird.example")), "https://127.0.0.1")),
        HasSubstr("is for netbird.example, not for \"127.0.0.1\""));
}

TEST_F(Certificates, RefusesAnExpiredCertificateAndSaysSinceWhen)
{
    auto facts = for_name("netbird.example");
    facts.not_before = -std::chrono::hours{48};
    facts.not_after = -std::chrono::hours{24};
    EXPECT_THAT(
        refusal(ask(authority.pem(), authority.issue(facts))),
        AllOf(HasSubstr("\"CN = leaf of netbird.example\", expired on 2"), HasSubstr(" UTC: renew it")));
}

TEST_F(Certificates, RefusesACertificateFromTheFuture)
{
    auto facts = for_name("netbird.example");
    facts.not_before = std::chrono::hours{24};
    facts.not_after = std::chrono::hours{48};
    EXPECT_THAT(refusal(ask(authority.pem(), authority.issue(facts))),
                AllOf(HasSubstr("is valid only from 2"), HasSubstr("clock")));
}

TEST_F(Certificates, RefusesAnUnknownIssuerAndNamesIt)
{
    const CertificateAuthority other("Other CA");
    EXPECT_THAT(refusal(ask(authority.pem(), other.issue(for_name("netbird.example")))),
                AllOf(HasSubstr("is issued by \"CN = Other CA\""), HasSubstr("/etc/corp-ca.pem")));
}

TEST_F(Certificates, RefusesASelfSignedCertificate)
{
    EXPECT_THAT(refusal(ask(authority.pem(), self_signed(for_name("netbird.example")))),
                HasSubstr("is signed by itself"));
}

TEST_F(Certificates, EscapesWhatACertificateSays)
{
    auto facts = for_name("netbird.example");
    facts.common_name = "evil\x1b[31m\nname";
    facts.names = {"other.example"};
    EXPECT_THAT(refusal(ask(authority.pem(), authority.issue(facts))),
                AllOf(HasSubstr("evil"), Not(HasSubstr("\x1b")), Not(HasSubstr("\n"))));
}

TEST_F(Certificates, TrustsNobodyElseWhenACaFileIsGiven)
{
    const CertificateAuthority other("Other CA");
    EXPECT_NE(refusal(ask(other.pem(), authority.issue(for_name("netbird.example")))), "accepted");
}

} // namespace
} // namespace idpsync::net::test
