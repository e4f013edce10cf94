// Whom a request may reach, and what is told of who answered: docs/reconciling.md 22.

#include "net/lookup.hpp"
#include "tls_harness.hpp"

#include <boost/asio/ip/address.hpp>
#include <gmock/gmock.h>

#include <algorithm>

namespace idpsync::net::test {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

bool local(const char* text)
{
    return is_local(boost::asio::ip::make_address(text));
}

Trouble trouble_of(const Result<Response>& result)
{
    EXPECT_TRUE(result.has_error());
    return result.has_error() ? result.error().trouble : Trouble::other;
}

ClientOptions resolving_to(const std::string& address)
{
    ClientOptions options;
    options.lookup = fixed_lookup({address});
    return options;
}

Request never_local(Request request)
{
    request.never_local = true;
    return request;
}

TEST(Rule22_Addresses, LoopbackLinkLocalAndUnspecifiedAreLocal)
{
    for (const auto* address : {"127.0.0.1", "127.9.9.9", "169.254.169.254", "0.0.0.0", "::1", "fe80::1",
                                "::", "::ffff:127.0.0.1", "::ffff:169.254.169.254"})
        EXPECT_TRUE(local(address)) << address;
}

TEST(Rule22_Addresses, PrivateRangesAreFine)
{
    for (const auto* address :
         {"10.0.0.1", "192.168.1.1", "172.16.0.1", "fd00::1", "192.0.2.1", "2001:db8::1"})
        EXPECT_FALSE(local(address)) << address;
}

TEST(Rule22_Addresses, ARequestThatMayNotGoThereIsNotSent)
{
    Harness harness(resolving_to("127.0.0.1"));
    RawServer server(harness.io, {{receive(), send(answer("secret place"))}});
    const auto result = harness.send(never_local(get(server.port(), "http://id.example")));
    EXPECT_EQ(trouble_of(result), Trouble::address_not_allowed);
    EXPECT_THAT(told(result), HasSubstr("id.example (127.0.0.1)"));
    EXPECT_THAT(server.requests(), IsEmpty());
}

TEST(Rule22_Addresses, AKeptConnectionIsNoWayAround)
{
    Harness harness(resolving_to("127.0.0.1"));
    RawServer server(harness.io,
                     {{receive(), send(answer("open")), receive(), send(answer("secret place"))}});
    ASSERT_TRUE(harness.send(get(server.port(), "http://id.example")));
    const auto result = harness.send(never_local(get(server.port(), "http://id.example")));
    EXPECT_EQ(trouble_of(result), Trouble::address_not_allowed);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Rule22_Addresses, ThroughAProxyTheUrlItselfMayNotNameOne)
{
    Harness harness;
    RawServer proxy(harness.io, {{receive(), send(answer("from the proxy"))}});
    ClientOptions options;
    options.proxy = "http://127.0.0.1:" + std::to_string(proxy.port());
    harness.client.emplace(harness.io.get_executor(), harness.clock, options);
    EXPECT_EQ(trouble_of(harness.send(never_local(get(80, "http://169.254.169.254")))),
              Trouble::address_not_allowed);
    EXPECT_THAT(proxy.requests(), IsEmpty());
    const auto elsewhere = harness.send(never_local(get(80, "http://id.example")));
    ASSERT_TRUE(elsewhere) << told(elsewhere);
    EXPECT_FALSE(elsewhere->peer.local);
}

TEST(Peer, TellsThatTheServerIsThisMachine)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("here"))}});
    const auto result = harness.send(get(server.port()));
    ASSERT_TRUE(result);
    EXPECT_TRUE(result->peer.local);
    EXPECT_FALSE(result->peer.certificate_expires);
}

TEST(Peer, WhoseNameHasNoAddressIsToldApart)
{
    ClientOptions options;
    options.lookup = [](const std::string&) -> Result<Addresses> {
        return Error{ErrorKind::transport, "Name or service not known"};
    };
    Harness harness(std::move(options));
    EXPECT_EQ(trouble_of(harness.send(get(80, "http://nothing.example"))), Trouble::name_unknown);
}

using PeerCertificate = TlsTest;

TEST_F(PeerCertificate, ExpiresAtATimeThatIsTold)
{
    auto facts = for_name("netbird.example");
    facts.not_after = std::chrono::hours(48);
    const auto result = ask(authority.pem(), authority.issue(facts));
    ASSERT_TRUE(result) << told(result);
    ASSERT_TRUE(result->peer.certificate_expires);
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    EXPECT_GT(*result->peer.certificate_expires, now + std::chrono::hours(47));
    EXPECT_LT(*result->peer.certificate_expires, now + std::chrono::hours(49));
}

TEST_F(PeerCertificate, ThatIsRefusedSaysWhyInOneWord)
{
    auto expired = for_name("netbird.example");
    expired.not_before = -std::chrono::hours(48);
    expired.not_after = -std::chrono::hours(24);
    EXPECT_EQ(trouble_of(ask(authority.pem(), authority.issue(expired))), Trouble::certificate_expired);
    EXPECT_EQ(trouble_of(ask(authority.pem(), authority.issue(for_name("other.example")))),
              Trouble::certificate_for_another_host);
    EXPECT_EQ(trouble_of(ask(authority.pem(), self_signed(for_name("netbird.example")))),
              Trouble::certificate_untrusted);
}

TEST(SystemLookup, KnowsLocalhostWithoutAskingTheSystem)
{
    // No resolver knows this name: only who follows RFC 6761 gives it an address.
    for (const auto* host : {"localhost", "nobody-knows-this-name.localhost"})
    {
        const auto addresses = system_lookup(host);
        ASSERT_TRUE(addresses.has_value()) << host;
        EXPECT_THAT(*addresses, Contains(boost::asio::ip::make_address("127.0.0.1")));
        EXPECT_TRUE(std::ranges::all_of(*addresses, [](const auto& one) { return one.is_loopback(); }));
    }
}

} // namespace
} // namespace idpsync::net::test
