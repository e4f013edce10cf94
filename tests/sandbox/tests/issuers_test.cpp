#include "sandbox/issuer_check.hpp"
#include "sandbox/tests/netbird.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::sandbox::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Kind = IssuerBehaviour::Kind;

TEST(IssuerCheck, FailsAnUpdateWhileTheIssuerIsDown)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(connector()));
    netbird.sandbox.add_issuer(corporate, IssuerBehaviour::of(Kind::unreachable));
    const auto answer = netbird.update(id, changed(connector(), "name", "Renamed"));
    EXPECT_EQ(answer.status, 422U);
    EXPECT_THAT(message_of(answer), StartsWith("identity provider issuer is unreachable: "));
    EXPECT_EQ(netbird.sandbox.connector(id)->name, "Corporate");
}

TEST(IssuerCheck, GivesUpAfterTenSeconds)
{
    Netbird netbird;
    netbird.sandbox.add_issuer(corporate, IssuerBehaviour::of(Kind::hang));
    const auto start = netbird.clock.now();
    EXPECT_THAT(message_of(netbird.create(connector())), HasSubstr("context deadline exceeded"));
    EXPECT_EQ(netbird.clock.now() - start, seconds(10));
}

TEST(IssuerCheck, CanBeToldToGiveUpEarlier)
{
    Netbird netbird({.issuer_timeout = milliseconds(100)});
    netbird.sandbox.add_issuer(corporate, IssuerBehaviour::slow(seconds(8)));
    const auto start = netbird.clock.now();
    EXPECT_EQ(netbird.create(connector()).status, 422U);
    EXPECT_EQ(netbird.clock.now() - start, milliseconds(100));
}

TEST(IssuerCheck, IsNotMadeByTheOldestGeneration)
{
    Netbird netbird({.generation = Generation::v0_62});
    netbird.sandbox.add_issuer(corporate, IssuerBehaviour::of(Kind::hang));
    const auto start = netbird.clock.now();
    EXPECT_EQ(netbird.create(connector()).status, 200U);
    EXPECT_EQ(netbird.clock.now(), start);
}

TEST(IssuerCheck, KnowsNobodyOnTheInternet)
{
    Netbird netbird;
    const auto answer = netbird.create(changed(connector(), "issuer", "https://login.example.org/realms/a"));
    EXPECT_EQ(message_of(answer),
              "identity provider issuer is unreachable: get "
              "\"https://login.example.org/realms/a/.well-known/openid-configuration\": dial tcp: lookup "
              "login.example.org on 192.0.2.53:53: no such host");
}

TEST(IssuerCheck, StopsFollowingRedirects)
{
    Netbird netbird;
    netbird.sandbox.add_issuer(corporate, IssuerBehaviour::redirects_to(corporate));
    EXPECT_THAT(message_of(netbird.create(connector())), HasSubstr("stopped after 10 redirects"));
}

TEST(IssuerCheck, SeesATrailingSlash)
{
    Netbird netbird;
    netbird.sandbox.add_issuer("https://slash.example.com/");
    EXPECT_EQ(netbird.create(changed(connector(), "issuer", "https://slash.example.com/")).status, 200U);
    EXPECT_EQ(netbird.create(changed(connector(), "issuer", "https://slash.example.com")).status, 422U);
}

TEST(AbsoluteUrl, NeedsASchemeAHostAndNoBlanks)
{
    EXPECT_TRUE(is_absolute_url("https://id.example.com/realms/a"));
    EXPECT_TRUE(is_absolute_url("http://127.0.0.1:80"));
    for (const auto* text : {"", "/relative", "id.example.com", "https://", " https://id.example.com",
                             "https://id.example.com ", "://id.example.com"})
        EXPECT_FALSE(is_absolute_url(text)) << text;
}

TEST(IssuerBehaviour, IsReadFromWords)
{
    EXPECT_EQ(IssuerBehaviour::parse("ok")->kind, Kind::ok);
    EXPECT_EQ(IssuerBehaviour::parse("mismatch")->kind, Kind::says);
    EXPECT_EQ(IssuerBehaviour::parse("status=503")->status, 503U);
    EXPECT_EQ(IssuerBehaviour::parse("slow=8s")->delay, seconds(8));
    EXPECT_EQ(IssuerBehaviour::parse("slow=20ms")->delay, milliseconds(20));
    EXPECT_EQ(IssuerBehaviour::parse("redirect=https://a.example")->text, "https://a.example");
    for (const auto* words : {"", "bad", "status=", "status=1x", "status=99", "slow=8", "says="})
        EXPECT_FALSE(IssuerBehaviour::parse(words)) << words;
}

TEST(LocalIssuer, IsServedUnderTheServersOwnAddress)
{
    Netbird netbird;
    const auto issuer = netbird.sandbox.add_local_issuer("corp");
    EXPECT_EQ(issuer, netbird.sandbox.url() + "/issuers/corp");
    const auto document = netbird.get("/issuers/corp/.well-known/openid-configuration");
    EXPECT_EQ(boost::json::parse(document.body).at("issuer").as_string(), issuer);
    EXPECT_EQ(netbird.create(changed(connector(), "issuer", boost::json::value(issuer))).status, 200U);
    EXPECT_EQ(netbird.get("/issuers/corp/authorize?client_id=netbird").status, 200U);
    EXPECT_EQ(netbird.get("/issuers/corp/nothing").status, 404U);
    EXPECT_EQ(netbird.get("/issuers/nobody/.well-known/openid-configuration").status, 404U);
}

} // namespace
} // namespace idpsync::sandbox::test
