// Proxies: what goes through them, how, and what their refusals say.

#include "harness.hpp"
#include "support/matchers.hpp"

namespace idpsync::net::test {
namespace {

constexpr auto established = "HTTP/1.1 200 Connection established\r\n\r\n";

ClientOptions through(std::uint16_t port, std::string_view before = "http://127.0.0.1")
{
    ClientOptions options;
    options.proxy = std::string(before) + ":" + std::to_string(port);
    return options;
}

TEST(Proxy, IsAskedForTheWholeUrlOfPlainHttp)
{
    ClientOptions options;
    Harness scratch;
    RawServer proxy(scratch.io, {{receive(), send(answer("through")), receive(), send(answer("again"))}});
    options = through(proxy.port(), "http://us%65r:p%40ss@127.0.0.1");
    scratch.client.emplace(scratch.io.get_executor(), scratch.clock, std::move(options));
    EXPECT_EQ(told(scratch.send(get(80, "http://netbird.example"))), "200 through");
    EXPECT_EQ(told(scratch.send(get(8080, "http://other.example"))), "200 again");
    EXPECT_THAT(
        proxy.requests(),
        ElementsAre("GET http://netbird.example/api/things HTTP/1.1\r\nHost: netbird.example\r\n"
                    "Accept: application/json\r\nProxy-Authorization: Basic dXNlcjpwQHNz\r\n\r\n",
                    "GET http://other.example:8080/api/things HTTP/1.1\r\nHost: other.example:8080\r\n"
                    "Accept: application/json\r\nProxy-Authorization: Basic dXNlcjpwQHNz\r\n\r\n"));
    EXPECT_EQ(proxy.accepted(), 1U);
}

TEST(Proxy, IsNotUsedForLoopback)
{
    const ClosedPort closed;
    Harness harness(through(closed.port()));
    RawServer server(harness.io, {{receive(), send(answer("direct"))}});
    EXPECT_EQ(told(harness.send(get(server.port()))), "200 direct");
    EXPECT_THAT(server.requests().front(), Not(HasSubstr("Proxy-Authorization")));
}

TEST(Proxy, IsNotUsedForWhatNoProxyNames)
{
    const ClosedPort closed;
    auto options = through(closed.port());
    options.no_proxy = ".example";
    options.lookup = fixed_lookup({"127.0.0.1"});
    Harness harness(std::move(options));
    RawServer server(harness.io, {{receive(), send(answer("direct"))}});
    EXPECT_EQ(told(harness.send(get(server.port(), "http://netbird.example"))), "200 direct");
}

TEST(Proxy, ThatIsDownIsNamed)
{
    const ClosedPort closed;
    Harness harness(through(closed.port()));
    const auto result = harness.send(get(443, "https://netbird.example"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::transport);
    EXPECT_THAT(result.error().text(),
                HasSubstr("cannot connect to 127.0.0.1:" + std::to_string(closed.port())));
}

TEST(Proxy, ThatWantsCredentialsForATunnelIsNamed)
{
    Harness harness;
    RawServer proxy(
        harness.io,
        {{receive(), send("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")}});
    harness.client.emplace(harness.io.get_executor(), harness.clock, through(proxy.port()));
    const auto result = harness.send(post(443, "{}", "https://netbird.example"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::transport);
    EXPECT_THAT(result.error().text(),
                AllOf(HasSubstr("the proxy 127.0.0.1:" + std::to_string(proxy.port()) + " answered 407"),
                      HasSubstr("netbird.example:443"), HasSubstr("it wants credentials")));
}

TEST(Proxy, ThatRefusesItsCredentialsIsNamedWithoutThem)
{
    Harness harness;
    RawServer proxy(harness.io, {{receive(), send("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")},
                                 {receive(), send("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n")}});
    harness.client.emplace(harness.io.get_executor(), harness.clock,
                           through(proxy.port(), "http://user:hunter2@127.0.0.1"));
    for (const auto* origin : {"https://netbird.example", "http://netbird.example"})
    {
        const auto result = harness.send(post(4430, "{}", origin));
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, ErrorKind::transport);
        EXPECT_THAT(result.error().text(), AllOf(HasSubstr("does not accept the user and password"),
                                                 Not(HasSubstr("hunter2")), Not(HasSubstr("aHVudGVyMg"))));
    }
}

TEST(Proxy, ThatOpensNoTunnelIsNamed)
{
    Harness harness;
    RawServer proxy(
        harness.io,
        {{receive(), send("HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\n<html>"), hang()}});
    harness.client.emplace(harness.io.get_executor(), harness.clock, through(proxy.port()));
    const auto result = harness.send(get(443, "https://netbird.example"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::transport);
    EXPECT_THAT(result.error().text(), HasSubstr("answered 403 to CONNECT netbird.example:443"));
}

TEST(Proxy, ThatDoesNotSpeakHttpIsATransportError)
{
    Harness harness;
    RawServer proxy(harness.io, {{receive(), send("SOCKS what?\r\n\r\n"), hang()}});
    harness.client.emplace(harness.io.get_executor(), harness.clock, through(proxy.port()));
    const auto result = harness.send(get(443, "https://netbird.example"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::transport);
    EXPECT_THAT(result.error().text(), HasSubstr("the proxy 127.0.0.1"));
}

TEST(Proxy, MayNotSpeakIntoItsTunnel)
{
    Harness harness;
    RawServer proxy(harness.io, {{receive(), send(std::string(established) + "hello"), hang()}});
    harness.client.emplace(harness.io.get_executor(), harness.clock, through(proxy.port()));
    EXPECT_EQ(harness.send(get(443, "https://netbird.example")).error().kind, ErrorKind::transport);
}

TEST(Proxy, MustBeAUrl)
{
    for (const auto* url : {"socks5://user:hunter2@proxy:1080", "http://user:hunter2@",
                            "http://a b:hunter2@c", "http://user:hunter2@proxy:99999"})
    {
        ClientOptions options;
        options.proxy = url;
        Harness harness(std::move(options));
        const auto result = harness.send(get(80, "http://netbird.example"));
        ASSERT_FALSE(result) << url;
        EXPECT_EQ(result.error().kind, ErrorKind::bad_config);
        EXPECT_THAT(result.error().text(), AllOf(HasSubstr("the proxy URL"), Not(HasSubstr("hunter2"))));
    }
}

TEST(Proxy, MayBeGivenWithoutAScheme)
{
    Harness harness;
    RawServer proxy(harness.io, {{receive(), send(answer("through"))}});
    harness.client.emplace(harness.io.get_executor(), harness.clock, through(proxy.port(), "127.0.0.1"));
    EXPECT_EQ(told(harness.send(get(80, "http://netbird.example"))), "200 through");
}

TEST(Proxy, TunnelsTlsToTheServer)
{
    const CertificateAuthority authority("Test CA");
    CertificateFacts facts;
    facts.names = {"netbird.example"};
    const TlsIdentity identity{authority.issue(facts)};
    Harness harness;
    RawServer server(harness.io, {{start_tls(identity), receive(), send(answer("inside")), receive(),
                                   send(answer("again"))}});
    RawServer proxy(harness.io, {{receive(), send(established), tunnel(server.port())}});
    auto options = through(proxy.port(), "http://user:pass@127.0.0.1");
    options.ca_pem = authority.pem();
    options.user_agent = "agent/1";
    harness.client.emplace(harness.io.get_executor(), harness.clock, std::move(options));
    EXPECT_EQ(told(harness.send(get(443, "https://netbird.example"))), "200 inside");
    EXPECT_EQ(told(harness.send(post(443, "{}", "https://netbird.example"))), "200 again");
    EXPECT_THAT(proxy.requests(), ElementsAre("CONNECT netbird.example:443 HTTP/1.1\r\n"
                                              "Host: netbird.example:443\r\nUser-Agent: agent/1\r\n"
                                              "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n"));
    EXPECT_THAT(server.requests().front(),
                StartsWith("GET /api/things HTTP/1.1\r\nHost: netbird.example\r\n"));
    EXPECT_THAT(server.requests().front(), Not(HasSubstr("Proxy-Authorization")));
    EXPECT_THAT(server.server_names(), ElementsAre("netbird.example"));
}

TEST(Proxy, MaySpeakTlsItself)
{
    const CertificateAuthority authority("Test CA");
    CertificateFacts server_facts;
    server_facts.names = {"netbird.example"};
    CertificateFacts proxy_facts;
    proxy_facts.addresses = {"127.0.0.1"};
    Harness harness;
    const TlsIdentity server_identity{authority.issue(server_facts)};
    const TlsIdentity proxy_identity{authority.issue(proxy_facts)};
    RawServer server(harness.io, {{start_tls(server_identity), receive(), send(answer("inside")), receive(),
                                   send(answer("again"))}});
    RawServer proxy(harness.io,
                    {{start_tls(proxy_identity), receive(), send(established), tunnel(server.port())}});
    auto options = through(proxy.port(), "https://127.0.0.1");
    options.ca_pem = authority.pem();
    harness.client.emplace(harness.io.get_executor(), harness.clock, std::move(options));
    EXPECT_EQ(told(harness.send(get(443, "https://netbird.example"))), "200 inside");
    EXPECT_EQ(told(harness.send(get(443, "https://netbird.example"))), "200 again");
}

} // namespace
} // namespace idpsync::net::test
