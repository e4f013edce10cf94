// TLS: who is trusted, and how connections behave.

#include "support/matchers.hpp"
#include "support/temp_directory.hpp"
#include "tls_harness.hpp"

#include <cstdlib>
#include <fstream>

namespace idpsync::net::test {
namespace {

using Tls = TlsTest;

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

TEST_F(Tls, TrustsWhatSslCertFileNames)
{
    const TempDirectory directory;
    const auto file = directory / "trusted.pem";
    std::ofstream(file) << authority.pem();
    ::setenv("SSL_CERT_FILE", file.c_str(), 1);
    ClientOptions options;
    options.lookup = fixed_lookup({"127.0.0.1"});
    Harness harness(std::move(options));
    const TlsIdentity identity{authority.issue(for_name("netbird.example"))};
    RawServer server(harness.io, {{start_tls(identity), receive(), send(answer("trusted"))}});
    EXPECT_EQ(told(harness.send(get(server.port(), "https://netbird.example"))), "200 trusted");
    ::unsetenv("SSL_CERT_FILE");
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
        EXPECT_THAT(result.error().text(),
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
    EXPECT_THAT(result.error().text(), HasSubstr("certificate 2"));
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
