#include "sandbox/in_process_client.hpp"
#include "sandbox/tests/netbird.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::sandbox::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// The daemon's side of the seam.
class InProcess : public testing::Test
{
protected:
    net::Request request(net::Method method, std::string target = "/api/identity-providers")
    {
        net::Request made;
        made.method = method;
        made.url = boost::urls::url(netbird_.sandbox.url() + target);
        made.authorization = Secret("Token " + std::string(default_token));
        if (method == net::Method::post || method == net::Method::put)
        {
            made.body = Secret(boost::json::serialize(connector()));
            made.content_type = "application/json";
        }
        made.deadline = netbird_.clock.now() + seconds(30);
        return made;
    }

    Result<net::Response> send(const net::Request& sent)
    {
        return idpsync::test::run(netbird_.io, netbird_.clock, client_.send(sent));
    }

    ErrorKind kind_of_failure(net::Method method, const Fault& fault)
    {
        netbird_.sandbox.fail({.fault = fault});
        const auto outcome = send(request(method));
        EXPECT_TRUE(outcome.has_error());
        return outcome.error().kind;
    }

    Netbird netbird_;
    InProcessClient client_{netbird_.io.get_executor(), netbird_.sandbox};
};

TEST_F(InProcess, GivesTheAnswerWithHeadersInLowerCase)
{
    netbird_.sandbox.fail({.fault = [] {
        auto fault = Fault::answered(503, "<html>", "text/html");
        fault.headers = {{"Retry-After", "7"}};
        return fault;
    }()});
    const auto refused = send(request(net::Method::get)).value();
    EXPECT_EQ(refused.status, 503U);
    EXPECT_EQ(refused.header("retry-after"), "7");
    EXPECT_EQ(send(request(net::Method::get)).value().body, "[]\n");
}

TEST_F(InProcess, CarriesOutAWrite)
{
    EXPECT_EQ(send(request(net::Method::post)).value().status, 200U);
    EXPECT_EQ(netbird_.sandbox.connectors().size(), 1U);
}

TEST_F(InProcess, ACutReadIsATransportError)
{
    EXPECT_EQ(kind_of_failure(net::Method::get, Fault::cut_before()), ErrorKind::transport);
    EXPECT_EQ(kind_of_failure(net::Method::get, Fault::reset()), ErrorKind::transport);
    EXPECT_EQ(kind_of_failure(net::Method::get, Fault::truncated(1)), ErrorKind::transport);
    EXPECT_EQ(kind_of_failure(net::Method::get, Fault::mislabeled(100)), ErrorKind::transport);
}

TEST_F(InProcess, ACutWriteHasAnUnknownOutcome)
{
    EXPECT_EQ(kind_of_failure(net::Method::post, Fault::cut_before()), ErrorKind::unknown_outcome);
    EXPECT_TRUE(netbird_.sandbox.connectors().empty());
    EXPECT_EQ(kind_of_failure(net::Method::post, Fault::cut_after()), ErrorKind::unknown_outcome);
    EXPECT_EQ(netbird_.sandbox.connectors().size(), 1U);
    EXPECT_EQ(kind_of_failure(net::Method::post, Fault::truncated(3)), ErrorKind::unknown_outcome);
    EXPECT_EQ(netbird_.sandbox.connectors().size(), 2U);
}

TEST_F(InProcess, AWriteIsCarriedOutAfterItsConnectionWasCut)
{
    EXPECT_EQ(kind_of_failure(net::Method::post, Fault::late(seconds(20))), ErrorKind::unknown_outcome);
    EXPECT_TRUE(netbird_.sandbox.connectors().empty());
    idpsync::test::run(netbird_.io, netbird_.clock);
    EXPECT_EQ(netbird_.sandbox.connectors().size(), 1U);
}

TEST_F(InProcess, AProxyGivesUpOnAWriteThatIsCarriedOut)
{
    for (const auto delay : {seconds(0), seconds(20)})
    {
        netbird_.sandbox.fail({.fault = Fault::answered_late(delay, 504)});
        const auto before = netbird_.sandbox.connectors().size();
        EXPECT_EQ(send(request(net::Method::post))->status, 504U);
        EXPECT_EQ(netbird_.sandbox.connectors().size(), before + (delay == seconds(0) ? 1U : 0U));
        idpsync::test::run(netbird_.io, netbird_.clock);
        EXPECT_EQ(netbird_.sandbox.connectors().size(), before + 1U);
    }
}

TEST_F(InProcess, TheDeadlineEndsAWaitForAReadAndForAWrite)
{
    EXPECT_EQ(kind_of_failure(net::Method::get, Fault::hang()), ErrorKind::timed_out);
    EXPECT_EQ(kind_of_failure(net::Method::post, Fault::hang()), ErrorKind::unknown_outcome);
}

TEST_F(InProcess, AWriteGoesOnWhenNobodyWaitsForItAnyMore)
{
    netbird_.sandbox.add_issuer(corporate, IssuerBehaviour::slow(seconds(8)));
    auto impatient = request(net::Method::post);
    impatient.deadline = netbird_.clock.now() + seconds(5);
    EXPECT_EQ(send(impatient).error().kind, ErrorKind::unknown_outcome);
    EXPECT_TRUE(netbird_.sandbox.connectors().empty());
    idpsync::test::run(netbird_.io, netbird_.clock);
    EXPECT_EQ(netbird_.sandbox.connectors().size(), 1U);
}

TEST_F(InProcess, ADrippingAnswerTakesItsTime)
{
    netbird_.sandbox.fail({.fault = Fault::dripping(1, seconds(2))});
    const auto start = netbird_.clock.now();
    EXPECT_EQ(send(request(net::Method::get)).value().body, "[]\n");
    EXPECT_EQ(netbird_.clock.now() - start, seconds(6));
    EXPECT_EQ(kind_of_failure(net::Method::get, Fault::dripping(1, seconds(20))), ErrorKind::timed_out);
}

TEST_F(InProcess, AnAnswerWithTooSmallALengthIsShort)
{
    netbird_.sandbox.fail({.fault = Fault::mislabeled(1)});
    EXPECT_EQ(send(request(net::Method::get)).value().body, "[");
}

TEST_F(InProcess, NothingLeavesForAServerThatIsDownOrUnknown)
{
    netbird_.sandbox.set_down(true);
    EXPECT_EQ(send(request(net::Method::post)).error().kind, ErrorKind::transport);
    netbird_.sandbox.set_down(false);
    EXPECT_EQ(send(request(net::Method::post)).value().status, 200U);
    auto elsewhere = request(net::Method::get);
    elsewhere.url = boost::urls::url("https://nobody.example.com/");
    EXPECT_THAT(send(elsewhere).error().text(), HasSubstr("nobody.example.com"));
}

TEST_F(InProcess, ReachesARegisteredIssuer)
{
    auto discovery = request(net::Method::get);
    discovery.url = boost::urls::url(corporate + "/.well-known/openid-configuration");
    EXPECT_THAT(send(discovery).value().body, HasSubstr("authorization_endpoint"));
    netbird_.sandbox.add_issuer(corporate, IssuerBehaviour::of(IssuerBehaviour::Kind::unreachable));
    EXPECT_EQ(send(discovery).error().kind, ErrorKind::transport);
}

TEST_F(InProcess, RefusesAnAnswerOverTheLimit)
{
    auto modest = request(net::Method::get);
    modest.body_limit = 2;
    EXPECT_EQ(send(modest).error().kind, ErrorKind::bad_response);
}

TEST(InProcessSimulation, SixHundredProvidersPassTheRateLimiterInSimulatedTime)
{
    Netbird netbird({.rate_limit = true});
    const auto start = netbird.clock.now();
    std::size_t created = 0;
    while (created < 600)
    {
        if (netbird.create(connector()).status == 200)
            ++created;
        else
            netbird.clock.advance(seconds(10));
    }
    EXPECT_EQ(netbird.clock.now() - start, seconds(1'000));
    EXPECT_EQ(netbird.sandbox.counters().throttled, 100U);
}

TEST(Faults, PassSomeRequestsAndMeetTheNextOnes)
{
    Faults faults;
    faults.add({.method = "GET", .path = "/api", .skip = 1, .times = 2, .fault = Fault::cut_before()});
    const Request matching{.method = "GET", .target = "/api/x?y"};
    const Request other{.method = "PUT", .target = "/api/x"};
    EXPECT_FALSE(faults.strike(matching));
    EXPECT_FALSE(faults.strike(other));
    EXPECT_TRUE(faults.strike(matching));
    EXPECT_TRUE(faults.strike(matching));
    EXPECT_FALSE(faults.strike(matching));
    EXPECT_EQ(faults.pending(), 0U);
}

TEST(Faults, ADelayOnlyDelays)
{
    Netbird netbird;
    netbird.sandbox.fail({.method = "POST", .fault = Fault::delayed(milliseconds(700))});
    const auto start = netbird.clock.now();
    EXPECT_EQ(netbird.create(connector()).status, 200U);
    EXPECT_EQ(netbird.clock.now() - start, milliseconds(700));
}

TEST(Faults, CanBeTakenBack)
{
    Netbird netbird;
    netbird.sandbox.fail({.times = {}, .fault = Fault::answered(502, "bad")});
    EXPECT_EQ(netbird.get("/api/accounts").status, 502U);
    EXPECT_EQ(netbird.get("/api/accounts").status, 502U);
    netbird.sandbox.clear_faults();
    EXPECT_EQ(netbird.get("/api/accounts").status, 200U);
}

} // namespace
} // namespace idpsync::sandbox::test
