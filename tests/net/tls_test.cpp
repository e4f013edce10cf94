// TLS: who is trusted, and what the refusal of a certificate says.

#include "harness.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace idpsync::net::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// The host of these tests, which is this machine.
ClientOptions trusting(const std::string& pem)
{
    ClientOptions options;
    options.ca_pem = pem;
    options.ca_name = "/etc/corp-ca.pem";
    options.lookup = fixed_lookup({"127.0.0.1"});
    return options;
}

CertificateFacts for_name(std::string name)
{
    CertificateFacts facts;
    facts.common_name = "leaf of " + name;
    facts.names = {std::move(name)};
    return facts;
}

/// Asks https://netbird.example of a server with that certificate.
Result<Response> ask(const std::string& trusted_pem, const Certificate& certificate,
                     std::string_view origin = "https://netbird.example")
{
    Harness harness(trusting(trusted_pem));
    RawServer server(harness.io, {{start_tls({certificate}), receive(), send(answer("hello"))}});
    return harness.send(get(server.port(), origin));
}

std::string refusal(const Result<Response>& result)
{
    if (result)
        return "accepted";
    EXPECT_EQ(result.error().kind, ErrorKind::transport);
    return result.error().message;
}

class Tls : public testing::Test
{
protected:
    CertificateAuthority authority{"Corp CA"};
};

TEST_F(Tls, AcceptsACertificateForTheNameByTheGivenAuthority)
{
    EXPECT_EQ(told(ask(authority.pem(), authority.issue(for_name("netbird.example")))), "200 hello");
}

TEST_F(Tls, TellsTheServerWhichNameItAsksFor)
{
    Harness harness(trusting(authority.pem()));
    const TlsIdentity identity{authority.issue(for_name("netbird.example"))};
    RawServer server(harness.io, {{start_tls(identity), receive(), send(answer(""))}});
    ASSERT_TRUE(harness.send(get(server.port(), "https://NetBird.Example.")));
    EXPECT_THAT(server.server_names(), ElementsAre("netbird.example"));
}

TEST_F(Tls, AcceptsACertificateForAnAddressAndSendsNoNameThen)
{
    CertificateFacts facts;
    facts.addresses = {"127.0.0.1"};
    Harness harness(trusting(authority.pem()));
    RawServer server(harness.io,
                     {{start_tls({authority.issue(facts)}), receive(), send(answer("by address"))}});
    EXPECT_EQ(told(harness.send(get(server.port(), "https://127.0.0.1"))), "200 by address");
    EXPECT_THAT(server.server_names(), ElementsAre(""));
}

TEST_F(Tls, AcceptsACertificateForAnIpv6Address)
{
    CertificateFacts facts;
    facts.addresses = {"::1"};
    Harness harness(trusting(authority.pem()));
    RawServer server(harness.io, {{start_tls({authority.issue(facts)}), receive(), send(answer("six"))}},
                     "::1");
    EXPECT_EQ(told(harness.send(get(server.port(), "https://[::1]"))), "200 six");
}

TEST_F(Tls, AcceptsAWildcardForOneLabel)
{
    const auto wildcard = authority.issue(for_name("*.corp.example"));
    EXPECT_EQ(told(ask(authority.pem(), wildcard, "https://netbird.corp.example")), "200 hello");
    EXPECT_NE(refusal(ask(authority.pem(), wildcard, "https://a.netbird.corp.example")), "accepted");
}

TEST_F(Tls, AcceptsAChainThatTheServerSends)
{
    const auto below = authority.intermediate("Issuing CA");
    EXPECT_EQ(told(ask(authority.pem(), below.issue(for_name("netbird.example")))), "200 hello");
}

TEST_F(Tls, TrustsAnIntermediateThatIsGivenAlone)
{
    const auto below = authority.intermediate("Issuing CA");
    EXPECT_EQ(told(ask(below.pem(), below.issue(for_name("netbird.example")))), "200 hello");
}

TEST_F(Tls, TrustsASelfSignedCertificateThatIsGiven)
{
    const auto certificate = self_signed(for_name("netbird.example"));
    EXPECT_EQ(told(ask(certificate.chain_pem, certificate)), "200 hello");
}

TEST_F(Tls, TrustsEachOfSeveralCertificates)
{
    const CertificateAuthority other("Other CA");
    const auto both = "# our authorities\n" + other.pem() + "\n" + authority.pem();
    EXPECT_EQ(told(ask(both, authority.issue(for_name("netbird.example")))), "200 hello");
}

TEST_F(Tls, RefusesACertificateForOtherNamesAndListsThem)
{
    auto facts = for_name("a.example");
    facts.names.emplace_back("b.example");
    facts.addresses = {"192.0.2.1", "2001:db8::1"};
    EXPECT_THAT(refusal(ask(authority.pem(), authority.issue(facts))),
                AllOf(HasSubstr("the certificate of netbird.example:"), HasSubstr("CN = leaf of a.example"),
                      HasSubstr("is for a.example, b.example, 192.0.2.1, 2001:db8::1, not for "
                                "\"netbird.example\"")));
}

TEST_F(Tls, ShortensALongListOfNames)
{
    auto facts = for_name("n0.example");
    for (int i = 1; i < 25; ++i)
        facts.names.push_back("n" + std::to_string(i) + ".example");
    EXPECT_THAT(refusal(ask(authority.pem(), authority.issue(facts))),
                AllOf(HasSubstr("n9.example and 15 more"), Not(HasSubstr("n10.example"))));
}

TEST_F(Tls, RefusesACertificateThatHasOnlyACommonName)
{
    CertificateFacts facts;
    facts.common_name = "netbird.example";
    EXPECT_THAT(refusal(ask(authority.pem(), authority.issue(facts))), HasSubstr("names no host at all"));
}

TEST_F(Tls, RefusesAnAddressThatTheCertificateIsNotFor)
{
    EXPECT_THAT(
        refusal(ask(authority.pem(), authority.issue(for_name("netbird.example")), "https://127.0.0.1")),
        HasSubstr("is for netbird.example, not for \"127.0.0.1\""));
}

TEST_F(Tls, RefusesAnExpiredCertificateAndSaysSinceWhen)
{
    auto facts = for_name("netbird.example");
    facts.not_before = -std::chrono::hours{48};
    facts.not_after = -std::chrono::hours{24};
    EXPECT_THAT(
        refusal(ask(authority.pem(), authority.issue(facts))),
        AllOf(HasSubstr("\"CN = leaf of netbird.example\", expired on 2"), HasSubstr(" UTC: renew it")));
}

TEST_F(Tls, RefusesACertificateFromTheFuture)
{
    auto facts = for_name("netbird.example");
    facts.not_before = std::chrono::hours{24};
    facts.not_after = std::chrono::hours{48};
    EXPECT_THAT(refusal(ask(authority.pem(), authority.issue(facts))),
                AllOf(HasSubstr("is valid only from 2"), HasSubstr("clock")));
}

TEST_F(Tls, RefusesAnUnknownIssuerAndNamesIt)
{
    const CertificateAuthority other("Other CA");
    EXPECT_THAT(refusal(ask(authority.pem(), other.issue(for_name("netbird.example")))),
                AllOf(HasSubstr("is issued by \"CN = Other CA\""), HasSubstr("/etc/corp-ca.pem")));
}

TEST_F(Tls, RefusesASelfSignedCertificate)
{
    EXPECT_THAT(refusal(ask(authority.pem(), self_signed(for_name("netbird.example")))),
                HasSubstr("is signed by itself"));
}

TEST_F(Tls, EscapesWhatACertificateSays)
{
    auto facts = for_name("netbird.example");
    facts.common_name = "evil\x1b[31m\nname";
    facts.names = {"other.example"};
    EXPECT_THAT(refusal(ask(authority.pem(), authority.issue(facts))),
                AllOf(HasSubstr("evil"), Not(HasSubstr("\x1b")), Not(HasSubstr("\n"))));
}

TEST_F(Tls, TrustsNobodyElseWhenACaFileIsGiven)
{
    const CertificateAuthority other("Other CA");
    EXPECT_NE(refusal(ask(other.pem(), authority.issue(for_name("netbird.example")))), "accepted");
}

TEST_F(Tls, RefusesAPrivateAuthorityByTheSystemsStore)
{
    ::unsetenv("SSL_CERT_FILE");
    ::unsetenv("SSL_CERT_DIR");
    ClientOptions options;
    options.lookup = fixed_lookup({"127.0.0.1"});
    Harness harness(std::move(options));
    const TlsIdentity identity{authority.issue(for_name("netbird.example"))};
    RawServer server(harness.io, {{start_tls(identity), receive(), send(answer(""))}});
    EXPECT_THAT(refusal(harness.send(get(server.port(), "https://netbird.example"))),
                AllOf(HasSubstr("\"CN = Corp CA\""), HasSubstr("this system trusts")));
}

TEST_F(Tls, TakesACaFileWithoutCertificatesAsABadConfig)
{
    for (const auto* pem :
         {"", "not PEM at all", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"})
    {
        Harness harness(trusting(pem));
        const auto result = harness.send(get(443, "https://netbird.example"));
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, ErrorKind::bad_config);
        EXPECT_THAT(result.error().message,
                    AllOf(HasSubstr("/etc/corp-ca.pem"), HasSubstr("holds no certificate")));
    }
}

TEST_F(Tls, SaysWhichCertificateOfACaFileIsDamaged)
{
    auto damaged = authority.pem();
    damaged.replace(damaged.find("MII"), 3, "!!!");
    Harness harness(trusting(authority.pem() + damaged));
    const auto result = harness.send(get(443, "https://netbird.example"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::bad_config);
    EXPECT_THAT(result.error().message, HasSubstr("certificate 2"));
}

TEST_F(Tls, DoesNotLookAtACaFileForPlainHttp)
{
    Harness harness(trusting("not PEM at all"));
    RawServer server(harness.io, {{receive(), send(answer("plain"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 plain");
}

TEST_F(Tls, RefusesTls11)
{
    Harness harness(trusting(authority.pem()));
    const TlsIdentity old{authority.issue(for_name("netbird.example")), true};
    RawServer server(harness.io, {{start_tls(old), receive(), send(answer("old"))}});
    EXPECT_THAT(refusal(harness.send(get(server.port(), "https://netbird.example"))),
                HasSubstr("does not offer TLS 1.2 or newer"));
}

TEST_F(Tls, SaysWhenThePortSpeaksPlainHttp)
{
    Harness harness(trusting(authority.pem()));
    RawServer server(harness.io, {{send("HTTP/1.1 400 Bad Request\r\n\r\n"), hang()}});
    EXPECT_THAT(refusal(harness.send(get(server.port(), "https://netbird.example"))),
                HasSubstr("is that port for plain http?"));
}

TEST_F(Tls, SaysWhenTheServerClosesDuringTheHandshake)
{
    Harness harness(trusting(authority.pem()));
    RawServer server(harness.io, {{close()}});
    EXPECT_THAT(refusal(harness.send(post(server.port(), "{}", "https://netbird.example"))),
                HasSubstr("closed the connection during the handshake"));
}

TEST_F(Tls, EndsAHandshakeAtTheDeadline)
{
    Harness harness(trusting(authority.pem()));
    RawServer server(harness.io, {{hang()}});
    const auto pending = harness.start(post(server.port(), "{}", "https://netbird.example"));
    harness.run_until([&] { return server.accepted() == 1; });
    harness.clock.advance(30s);
    const auto result = harness.await(pending);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::timed_out);
    harness.run_until([&] { return server.finished() == 1; });
}

TEST_F(Tls, KeepsAConnection)
{
    Harness harness(trusting(authority.pem()));
    const TlsIdentity identity{authority.issue(for_name("netbird.example"))};
    RawServer server(harness.io, {{start_tls(identity), receive(), send(answer("one")), receive(),
                                   send(answer("two")), receive(), send(answer("three"))}});
    EXPECT_EQ(told(harness.send(get(server.port(), "https://netbird.example"))), "200 one");
    EXPECT_EQ(told(harness.send(post(server.port(), "{}", "https://netbird.example"))), "200 two");
    EXPECT_EQ(told(harness.send(get(server.port(), "https://netbird.example"))), "200 three");
    EXPECT_EQ(server.accepted(), 1U);
}

TEST_F(Tls, SeesThatAKeptConnectionWasClosed)
{
    Harness harness(trusting(authority.pem()));
    const TlsIdentity identity{authority.issue(for_name("netbird.example"))};
    RawServer server(harness.io, {{start_tls(identity), receive(), send(answer("one")), wait(), close()},
                                  {start_tls(identity), receive(), send(answer("two"))}});
    EXPECT_EQ(told(harness.send(get(server.port(), "https://netbird.example"))), "200 one");
    harness.run_until([&] { return server.waiting() == 1; });
    server.go_on();
    harness.run_until([&] { return server.finished() == 1; });
    EXPECT_EQ(told(harness.send(post(server.port(), "{}", "https://netbird.example"))), "200 two");
}

TEST_F(Tls, ReadsABodyThatEndsWithTheEndMark)
{
    Harness harness(trusting(authority.pem()));
    const TlsIdentity identity{authority.issue(for_name("netbird.example"))};
    RawServer server(harness.io,
                     {{start_tls(identity), receive(), send("HTTP/1.1 200 OK\r\n\r\nwhole"), close()}});
    EXPECT_EQ(told(harness.send(get(server.port(), "https://netbird.example"))), "200 whole");
}

TEST_F(Tls, RefusesABodyThatSomebodyMayHaveCut)
{
    Harness harness(trusting(authority.pem()));
    const TlsIdentity identity{authority.issue(for_name("netbird.example"))};
    RawServer server(harness.io, {{start_tls(identity), receive(), send("HTTP/1.1 200 OK\r\n\r\nhalf")}});
    EXPECT_THAT(refusal(harness.send(get(server.port(), "https://netbird.example"))), HasSubstr("was cut"));
}

TEST_F(Tls, SendsAndReadsLargeBodies)
{
    Harness harness(trusting(authority.pem()));
    const TlsIdentity identity{authority.issue(for_name("netbird.example"))};
    const std::string large(4U << 20U, 'x');
    RawServer server(harness.io, {{start_tls(identity), receive(), send(answer(large))}});
    const auto result = harness.send(post(server.port(), large, "https://netbird.example"));
    ASSERT_TRUE(result) << told(result);
    EXPECT_EQ(result->body.size(), large.size());
    EXPECT_TRUE(server.requests().front().ends_with(large));
}

} // namespace
} // namespace idpsync::net::test
