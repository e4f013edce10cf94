// URLs become routes; time is divided among addresses.

#include "net/connection.hpp"
#include "net/route.hpp"
#include "support/matchers.hpp"

#include <boost/url/parse.hpp>

namespace idpsync::net::test {
namespace {

using namespace std::chrono_literals;

Result<Peer> peer_of(const std::string& url)
{
    return parse_peer(boost::urls::parse_uri(url).value(), "the URL");
}

TEST(ParsePeer, KnowsTheDefaultPorts)
{
    EXPECT_EQ(peer_of("http://netbird.example/x")->port, 80);
    EXPECT_EQ(peer_of("https://netbird.example")->port, 443);
    EXPECT_EQ(peer_of("https://netbird.example:")->port, 443);
    EXPECT_EQ(peer_of("https://netbird.example:8443")->port, 8443);
}

TEST(ParsePeer, LeavesTheDefaultPortOutOfTheHostHeader)
{
    EXPECT_EQ(peer_of("https://netbird.example:443")->authority(), "netbird.example");
    EXPECT_EQ(peer_of("https://netbird.example:80")->authority(), "netbird.example:80");
    EXPECT_EQ(peer_of("http://[::1]")->authority(), "[::1]");
    EXPECT_EQ(peer_of("http://[::1]:8080")->authority(), "[::1]:8080");
}

TEST(ParsePeer, WritesTheHostInLowerCase)
{
    EXPECT_EQ(peer_of("HTTPS://NetBird.Example")->name(), "netbird.example:443");
}

TEST(ParsePeer, ChecksCertificatesWithoutTheFinalDot)
{
    EXPECT_EQ(peer_of("https://netbird.example.")->tls_name(), "netbird.example");
}

TEST(ParsePeer, RefusesWhatItCannotReach)
{
    for (const auto* url : {"ftp://netbird.example", "https://", "https://netbird.example:0",
                            "https://netbird.example:65536", "https://n%00.example", "mailto:a@b"})
    {
        const auto peer = peer_of(url);
        ASSERT_FALSE(peer) << url;
        EXPECT_EQ(peer.error().kind, ErrorKind::bad_config);
    }
}

TEST(ParsePeer, RefusesCredentialsWithoutRepeatingThem)
{
    const auto peer = peer_of("https://user:hunter2@netbird.example");
    ASSERT_FALSE(peer);
    EXPECT_THAT(peer.error().text(), AllOf(HasSubstr("user name or password"), Not(HasSubstr("hunter2"))));
}

TEST(ParseProxy, TakesCredentialsOutOfTheUrl)
{
    const auto proxy = parse_proxy("http://us%3Aer:p%40ss@proxy.example:3128");
    ASSERT_TRUE(proxy);
    EXPECT_EQ(proxy->peer.name(), "proxy.example:3128");
    EXPECT_EQ(proxy->credentials->reveal(), "Basic dXM6ZXI6cEBzcw==");
}

TEST(ParseProxy, NeedsNoPassword)
{
    EXPECT_EQ(parse_proxy("http://user@proxy.example")->credentials->reveal(), "Basic dXNlcjo=");
    EXPECT_FALSE(parse_proxy("http://proxy.example")->credentials);
}

TEST(Route, SharesAConnectionToAProxyOnlyForPlainHttp)
{
    const auto proxy = parse_proxy("http://proxy.example:3128").value();
    const Route plain{*peer_of("http://a.example"), &proxy};
    const Route other_plain{*peer_of("http://b.example"), &proxy};
    const Route tunnel{*peer_of("https://a.example"), &proxy};
    const Route other_tunnel{*peer_of("https://b.example"), &proxy};
    EXPECT_EQ(plain.key(), other_plain.key());
    EXPECT_NE(tunnel.key(), other_tunnel.key());
    EXPECT_NE(tunnel.key(), plain.key());
}

TEST(Route, NeverSharesAConnectionBetweenHttpAndHttps)
{
    const Route plain{*peer_of("http://a.example:8443"), nullptr};
    const Route encrypted{*peer_of("https://a.example:8443"), nullptr};
    EXPECT_NE(plain.key(), encrypted.key());
}

TEST(Route, IsCalledByItsServerAndItsProxy)
{
    const auto proxy = parse_proxy("http://user:hunter2@proxy.example:3128").value();
    const Route route{*peer_of("https://a.example"), &proxy};
    EXPECT_EQ(route.name(), "a.example:443 through the proxy proxy.example:3128");
}

TEST(TimeForAddress, GivesTheLastAllThereIs)
{
    EXPECT_EQ(time_for_address(30s, 1), std::nullopt);
}

TEST(TimeForAddress, SharesHalfOfWhatIsLeftWithinBounds)
{
    EXPECT_EQ(time_for_address(12s, 2), 3s);
    EXPECT_EQ(time_for_address(12s, 3), 2s);
    EXPECT_EQ(time_for_address(60s, 2), 5s);
    EXPECT_EQ(time_for_address(400ms, 2), 250ms);
    EXPECT_EQ(time_for_address(-1s, 2), 250ms);
}

TEST(DurationText, IsShort)
{
    EXPECT_EQ(duration_text(30s), "30 s");
    EXPECT_EQ(duration_text(1500ms), "1.5 s");
    EXPECT_EQ(duration_text(250ms), "250 ms");
    EXPECT_EQ(duration_text(1us), "1 ms");
}

} // namespace
} // namespace idpsync::net::test
