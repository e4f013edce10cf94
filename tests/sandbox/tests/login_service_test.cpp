#include "sandbox/tests/netbird.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::sandbox::test {
namespace {

using Kind = IssuerBehaviour::Kind;

const boost::json::object& with_new_client()
{
    static const auto object = changed(connector(), "client_id", "new-client");
    return object;
}

TEST(LoginProbe, RedirectsToTheProvider)
{
    Netbird netbird;
    const auto answer = netbird.probe(id_of(netbird.create(connector())));
    EXPECT_EQ(answer.status, 302U);
    EXPECT_THAT(location_of(answer), StartsWith(corporate + "/authorize?client_id=netbird&redirect_uri="));
    EXPECT_THAT(location_of(answer), HasSubstr("scope=openid+openid+profile+email+groups"));
}

TEST(OpenConnector, IsNotReachedByAnUpdateUntilARestart)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(connector()));
    netbird.probe(id);
    netbird.update(id, with_new_client());
    netbird.clock.advance(std::chrono::hours(24));
    EXPECT_THAT(location_of(netbird.probe(id)), HasSubstr("client_id=netbird&"));
    EXPECT_EQ(netbird.sandbox.open_connector(id)->client_id, "netbird");
    netbird.sandbox.restart();
    EXPECT_THAT(location_of(netbird.probe(id)), HasSubstr("client_id=new-client&"));
}

TEST(UnusedConnector, TakesAnUpdateAtOnce)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(connector()));
    EXPECT_EQ(netbird.sandbox.open_connector(id), nullptr);
    netbird.update(id, with_new_client());
    EXPECT_THAT(location_of(netbird.probe(id)), HasSubstr("client_id=new-client&"));
}

TEST(UnusedConnector, IsOpenedByARestart)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(connector()));
    netbird.sandbox.restart();
    netbird.update(id, with_new_client());
    EXPECT_THAT(location_of(netbird.probe(id)), HasSubstr("client_id=netbird&"));
}

TEST(LoginService, CannotOpenAConnectorWhoseIssuerIsDown)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(connector()));
    netbird.sandbox.add_issuer(corporate, IssuerBehaviour::answers(503, "down"));
    netbird.sandbox.restart();
    const auto answer = netbird.probe(id);
    EXPECT_EQ(answer.status, 400U);
    EXPECT_THAT(answer.body, HasSubstr("Connector failed to initialize"));
    netbird.sandbox.add_issuer(corporate);
    EXPECT_EQ(netbird.probe(id).status, 302U);
}

TEST(LoginService, KeepsAConnectorOpenWhenItsIssuerGoesDown)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(connector()));
    netbird.probe(id);
    netbird.sandbox.add_issuer(corporate, IssuerBehaviour::of(Kind::unreachable));
    EXPECT_EQ(netbird.probe(id).status, 302U);
}

TEST(LoginService, RefusesADocumentWithABadLogoutEndpoint)
{
    Netbird netbird;
    netbird.sandbox.add_issuer(corporate, IssuerBehaviour::of(Kind::bad_logout));
    const auto created = netbird.create(connector());
    EXPECT_EQ(created.status, 200U);
    EXPECT_EQ(netbird.probe(id_of(created)).status, 400U);
}

TEST(LoginService, ForgetsARemovedConnector)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(connector()));
    netbird.probe(id);
    netbird.sandbox.remove(id);
    EXPECT_EQ(netbird.probe(id).status, 400U);
}

TEST(LoginPage, ShowsANewNameAtOnce)
{
    Netbird netbird;
    const auto id = id_of(netbird.create(connector()));
    netbird.probe(id);
    netbird.update(id, changed(connector(), "name", "<Renamed>"));
    const auto page =
        netbird.get("/oauth2/auth?client_id=netbird-dashboard&redirect_uri=http%3A%2F%2Fnetbird."
                    "test%2Fnb-auth&response_type=code&scope=openid&state=s");
    EXPECT_THAT(page.body, HasSubstr("Continue with &lt;Renamed&gt;"));
    EXPECT_THAT(page.body, HasSubstr("Continue with Email"));
}

TEST(LoginPage, OffersNoPasswordWhenLocalLoginIsDisabled)
{
    Netbird netbird({.local_auth_disabled = true});
    const auto page =
        netbird.get("/oauth2/auth?client_id=netbird-cli&redirect_uri=http%3A%2F%2Flocalhost%3A53000%2F"
                    "&response_type=code&scope=openid&state=s");
    EXPECT_EQ(page.status, 200U);
    EXPECT_THAT(page.body, Not(HasSubstr("Continue with Email")));
}

TEST(LoginService, IsAbsentWithoutTheEmbeddedIdentityProvider)
{
    Netbird netbird({.embedded_idp = false});
    EXPECT_EQ(netbird.probe("x").status, 404U);
    EXPECT_EQ(netbird.get("/oauth2/.well-known/openid-configuration").status, 404U);
}

} // namespace
} // namespace idpsync::sandbox::test
