// Whom a request may reach, and what is told of who answered: docs/reconciling.md 22.

#include "net/lookup.hpp"
#include "support/matchers.hpp"
#include "tls_harness.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>

namespace idpsync::net::test {
namespace {

ErrorCause cause_of(const Result<Response>& result)
{
    EXPECT_TRUE(result.has_error());
    return result.has_error() ? result.error().cause : ErrorCause::unspecified;
}

ClientOptions resolving_to(const std::string& address)
{
    ClientOptions options;
    options.lookup = fixed_lookup({address});
    return options;
}

Request never_local(Request request)
{
    request.reach = Reach::elsewhere;
    return request;
}

TEST(Rule22_Addresses, ARequestThatMayNotGoThereIsNotSent)
{
    Harness harness(resolving_to("127.0.0.1"));
    RawServer server(harness.io, {{receive(), send(answer("secret place"))}});
    const auto result = harness.send(never_local(get(server.port(), "http://id.example")));
    EXPECT_EQ(cause_of(result), ErrorCause::address_not_allowed);
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
    EXPECT_EQ(cause_of(result), ErrorCause::address_not_allowed);
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Rule22_Addresses, ThroughAProxyTheUrlItselfMayNotNameOne)
{
    Harness harness;
    RawServer proxy(harness.io, {{receive(), send(answer("from the proxy"))}});
    ClientOptions options;
    options.proxy = "http://127.0.0.1:" + std::to_string(proxy.port());
    harness.client.emplace(harness.io.get_executor(), harness.clock, options);
    EXPECT_EQ(cause_of(harness.send(never_local(get(80, "http://169.254.169.254")))),
              ErrorCause::address_not_allowed);
    EXPECT_THAT(proxy.requests(), IsEmpty());
    const auto elsewhere = harness.send(never_local(get(80, "http://id.example")));
    ASSERT_TRUE(elsewhere) << told(elsewhere);
    EXPECT_EQ(elsewhere->peer.place, Place::elsewhere);
}

/// Each spelling of this machine or this link, and each address that carries one.
constexpr std::array local_hosts{"localhost.",
                                 "a.localhost",
                                 "127.1",
                                 "0x7f.1",
                                 "2130706433",
                                 "127.0.0.1.",
                                 "[::ffff:127.0.0.1]",
                                 "[64:ff9b::7f00:1]",
                                 "[2002:7f00:1::]",
                                 "[::ffff:0:7f00:1]",
                                 "[2001:0:7f00:1::]",
                                 "[fe80::1]",
                                 "169.254.169.254",
                                 "0.0.0.0",
                                 "[::]"};

TEST(Rule22_Addresses, NoSpellingIsAWayAround)
{
    for (const std::string host : local_hosts)
    {
        ClientOptions options;
        options.lookup = fixed_lookup({"127.0.0.1"});
        Harness harness(std::move(options));
        EXPECT_EQ(cause_of(harness.send(never_local(get(80, "http://" + host)))),
                  ErrorCause::address_not_allowed)
            << host;
    }
}

TEST(Rule22_Addresses, NoSpellingIsAWayAroundThroughAProxy)
{
    for (const std::string host : local_hosts)
    {
        Harness harness;
        RawServer proxy(harness.io, {{receive(), send(answer("from the proxy"))}});
        ClientOptions options;
        options.lookup = fixed_lookup({"127.0.0.1"});
        options.proxy = "http://127.0.0.1:" + std::to_string(proxy.port());
        harness.client.emplace(harness.io.get_executor(), harness.clock, std::move(options));
        EXPECT_EQ(cause_of(harness.send(never_local(get(80, "http://" + host)))),
                  ErrorCause::address_not_allowed)
            << host;
        EXPECT_THAT(proxy.requests(), IsEmpty());
    }
}

TEST(Rule22_Addresses, ALoopbackIssuerReachesLoopbackButNotTheLink)
{
    for (const auto* address : {"169.254.169.254", "fe80::1", "64:ff9b::a9fe:a9fe", "0.0.0.0"})
    {
        Harness harness(resolving_to(address));
        auto request = get(80, "http://id.example");
        request.reach = Reach::not_this_link;
        EXPECT_EQ(cause_of(harness.send(std::move(request))), ErrorCause::address_not_allowed) << address;
    }
    Harness harness(resolving_to("127.0.0.1"));
    RawServer server(harness.io, {{receive(), send(answer("mine"))}});
    auto request = get(server.port(), "http://id.example");
    request.reach = Reach::not_this_link;
    EXPECT_EQ(told(harness.send(std::move(request))), "200 mine");
}

TEST(Peer, TellsThatTheServerIsThisMachine)
{
    Harness harness;
    RawServer server(harness.io, {{receive(), send(answer("here"))}});
    const auto result = harness.send(get(server.port()));
    ASSERT_TRUE(result);
    EXPECT_EQ(result->peer.place, Place::loopback);
    EXPECT_FALSE(result->peer.certificate_expires);
}

TEST(Peer, WhoseNameHasNoAddressIsToldApart)
{
    ClientOptions options;
    options.lookup = [](const std::string&) -> Result<Addresses> {
        return Error{ErrorKind::transport, "Name or service not known"};
    };
    Harness harness(std::move(options));
    EXPECT_EQ(cause_of(harness.send(get(80, "http://nothing.example"))), ErrorCause::name_unknown);
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
    EXPECT_EQ(cause_of(ask(authority.pem(), authority.issue(expired))), ErrorCause::certificate_expired);
    EXPECT_EQ(cause_of(ask(authority.pem(), authority.issue(for_name("other.example")))),
              ErrorCause::certificate_for_another_host);
    EXPECT_EQ(cause_of(ask(authority.pem(), self_signed(for_name("netbird.example")))),
              ErrorCause::certificate_untrusted);
}

TEST(SystemLookup, KnowsLocalhostWithoutAskingTheSystem)
{
    // No resolver knows this name: only who follows RFC 6761 gives it an address.
    for (const auto* host : {"localhost", "LOCALHOST.", "nobody-knows-this-name.localhost"})
    {
        const auto addresses = system_lookup(host);
        ASSERT_TRUE(addresses.has_value()) << host;
        EXPECT_THAT(*addresses, Contains(boost::asio::ip::make_address("127.0.0.1")));
        EXPECT_TRUE(std::ranges::all_of(*addresses, [](const auto& one) { return one.is_loopback(); }));
    }
}

} // namespace
} // namespace idpsync::net::test
