#include "netbird/client_fixture.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::netbird {
namespace {

using ClientRequests = ClientTest;

TEST_F(ClientRequests, ListWithoutTheHelpOfACache)
{
    http.answer(200, "[" + connector + "]");
    const auto list = run(client.list());
    ASSERT_TRUE(list.has_value());
    EXPECT_EQ(list->providers.front().id.value, "okta-1");

    const auto& sent = http.requests().at(0);
    EXPECT_EQ(sent.method, net::Method::get);
    EXPECT_EQ(sent.url, "https://netbird.example.com/api/identity-providers");
    EXPECT_EQ(sent.authorization, "Token nbp_token");
    EXPECT_EQ(sent.header("Cache-Control"), "no-cache");
    EXPECT_EQ(sent.header("Accept"), "application/json");
    EXPECT_EQ(sent.deadline, start + 30s);
    EXPECT_FALSE(sent.body.has_value());
}

TEST_F(ClientRequests, ReadTheAccount)
{
    http.answer(200, R"([{"id":"a1","settings":{"embedded_idp_enabled":true}}])");
    const auto account = run(client.account());
    ASSERT_TRUE(account.has_value());
    EXPECT_EQ(account->id, "a1");
    EXPECT_EQ(http.requests().at(0).url, "https://netbird.example.com/api/accounts");
}

TEST_F(ClientRequests, CreateWithTheSecret)
{
    http.answer(200, connector);
    const Secret secret("s3cret");
    const auto created = run(client.create(values, secret));
    ASSERT_TRUE(created.has_value());
    EXPECT_EQ(created->id.value, "okta-1");

    const auto& sent = http.requests().at(0);
    EXPECT_EQ(sent.method, net::Method::post);
    EXPECT_EQ(sent.url, "https://netbird.example.com/api/identity-providers");
    EXPECT_EQ(sent.content_type, "application/json");
    EXPECT_EQ(sent.body, encode_connector(values, &secret).reveal());
    EXPECT_EQ(sent.authorization, "Token nbp_token");
}

TEST_F(ClientRequests, AreNotQuotedFromWhatIsNotNetBirdsAnswer)
{
    const Secret secret("fake-quoted-secret");
    const auto message_after = [&](unsigned status, const std::string& body) {
        http.answer(status, body);
        return run(client.create(values, secret)).error().text();
    };
    EXPECT_THAT(message_after(422, "fake-quoted-secret"),
                HasSubstr("422 with a body without a content type of 18 bytes"));
    EXPECT_THAT(message_after(400, R"({"error":"fake-quoted-secret"})"), HasSubstr("JSON of another form"));
    EXPECT_THAT(message_after(200, R"(["fake-quoted-secret"])"), Not(HasSubstr("fake-quoted")));
    EXPECT_THAT(message_after(401, "<p>fake-quoted-secret"), HasSubstr("401 with an HTML page of 21 bytes"));
}

TEST_F(ClientRequests, UpdateWithoutTheSecretThatNetBirdShallKeep)
{
    http.answer(200, connector);
    const ConnectorId id{"okta-1"};
    ASSERT_TRUE(run(client.update(id, values, nullptr, "")).has_value());

    const auto& sent = http.requests().at(0);
    EXPECT_EQ(sent.method, net::Method::put);
    EXPECT_EQ(sent.url, "https://netbird.example.com/api/identity-providers/okta-1");
    EXPECT_THAT(*sent.body, Not(HasSubstr("client_secret")));
}

TEST_F(ClientRequests, RemoveOne)
{
    http.answer(200, "{}");
    const ConnectorId id{"okta-1"};
    EXPECT_TRUE(run(client.remove(id)).has_value());
    EXPECT_EQ(http.requests().at(0).method, net::Method::remove);
    EXPECT_FALSE(http.requests().at(0).body.has_value());
}

TEST_F(ClientRequests, CountAConnectorThatIsGoneAsRemoved)
{
    http.answer(404, gone);
    const ConnectorId id{"okta-1"};
    EXPECT_TRUE(run(client.remove(id)).has_value());
}

TEST_F(ClientRequests, DoNotCountAWrongAddressAsRemoved)
{
    http.answer(404, "404 page not found\n")
        .answer(404, R"({"message":"no Route matched with those values"})");
    const ConnectorId id{"okta-1"};
    EXPECT_EQ(run(client.remove(id)).error().kind, ErrorKind::bad_response);
    EXPECT_EQ(run(client.remove(id)).error().kind, ErrorKind::rejected);
}

TEST_F(ClientRequests, LeaveARemovalOpenWhenAPageAnswers)
{
    http.answer(200, "<html>");
    const ConnectorId id{"okta-1"};
    EXPECT_EQ(run(client.remove(id)).error().kind, ErrorKind::unknown_outcome);
}

TEST_F(ClientRequests, DoNotUpdateWhatIsGone)
{
    http.answer(404, gone);
    const ConnectorId id{"okta-1"};
    EXPECT_EQ(run(client.update(id, values, nullptr, "")).error().kind, ErrorKind::rejected);
}

TEST_F(ClientRequests, EscapeWhateverAnIdHolds)
{
    http.answer(200, "{}");
    const ConnectorId id{"a/../b?c#d %2F\n\u00e9"};
    ASSERT_TRUE(run(client.remove(id)).has_value());
    EXPECT_EQ(http.requests().at(0).url,
              "https://netbird.example.com/api/identity-providers/a%2F..%2Fb%3Fc%23d%20%252F%0A%C3%A9");
}

TEST_F(ClientRequests, AreNotSentForAnIdThatWouldNameAnotherResource)
{
    for (const auto* text : {"", ".", ".."})
    {
        const ConnectorId id{text};
        EXPECT_EQ(run(client.remove(id)).error().kind, ErrorKind::bad_response);
        EXPECT_EQ(run(client.update(id, values, nullptr, "")).error().kind, ErrorKind::bad_response);
    }
    EXPECT_TRUE(http.requests().empty());
}

TEST_F(ClientRequests, KeepThePathOfManagementUrl)
{
    http.answer(200, "[]").answer(200, "[]").answer(404);
    Client below(http, clock, random, options("https://example.com:8443/net%20bird"));
    Client slash(http, clock, random, options("https://example.com/"));
    ASSERT_TRUE(run(below.list()).has_value());
    ASSERT_TRUE(run(slash.list()).has_value());
    ASSERT_TRUE(run(below.login_service_answers()).has_value());
    EXPECT_EQ(http.requests().at(0).url, "https://example.com:8443/net%20bird/api/identity-providers");
    EXPECT_EQ(http.requests().at(1).url, "https://example.com/api/identity-providers");
    EXPECT_EQ(http.requests().at(2).url,
              "https://example.com:8443/net%20bird/oauth2/.well-known/openid-configuration");
}

TEST_F(ClientRequests, AreCountedUnderApiAlone)
{
    http.answer(502).answer(200, "[]").answer(200, "{}").answer(404);
    EXPECT_EQ(client.requests_sent(), 0U);
    ASSERT_TRUE(run(client.list()).has_value());
    EXPECT_EQ(client.requests_sent(), 2U);
    const ConnectorId id{"okta-1"};
    ASSERT_TRUE(run(client.remove(id)).has_value());
    EXPECT_EQ(client.requests_sent(), 3U);
    ASSERT_TRUE(run(client.login_service_answers()).has_value());
    EXPECT_EQ(client.requests_sent(), 3U);
}

TEST_F(ClientRequests, UseConnectionsOfTheirPassForWrites)
{
    http.answer(200, connector);
    clock.advance(5min);
    client.begin_pass(std::nullopt);
    const auto pass_began = clock.now();
    clock.advance(1s);
    const Secret secret("s3cret");
    ASSERT_TRUE(run(client.create(values, secret)).has_value());
    EXPECT_EQ(http.requests().at(0).kept_since, pass_began);
    EXPECT_EQ(http.requests().at(0).deadline, pass_began + 31s);
}

TEST_F(ClientRequests, NameMethodAndUrlWhenTheyFail)
{
    http.answer(401, R"({"message":"token invalid","code":401})")
        .answer(200, "<html>")
        .fail(ErrorKind::unknown_outcome, "the connection broke");
    EXPECT_THAT(
        run(client.list()).error().text(),
        StartsWith("GET https://netbird.example.com/api/identity-providers: NetBird does not accept"));
    EXPECT_THAT(run(client.list()).error().text(),
                StartsWith("GET https://netbird.example.com/api/identity-providers: expected the list"));
    const ConnectorId id{"okta-1"};
    EXPECT_EQ(run(client.remove(id)).error().text(),
              "DELETE https://netbird.example.com/api/identity-providers/okta-1: the connection broke");
}

TEST_F(ClientRequests, NeverTellTheTokenOrTheSecret)
{
    http.answer(422, R"({"message":"identity provider name is required","code":422})")
        .answer(500)
        .answer(403);
    const Secret secret("s3cret");
    for (int count = 0; count < 3; ++count)
        EXPECT_THAT(run(client.create(values, secret)).error().text(),
                    AllOf(Not(HasSubstr("s3cret")), Not(HasSubstr("nbp_"))));
}

TEST_F(ClientRequests, AskTheLoginServiceWithoutTheToken)
{
    http.answer(200, R"({"issuer":"https://netbird.example.com/oauth2"})");
    const auto answers = run(client.login_service_answers());
    ASSERT_TRUE(answers.has_value());
    EXPECT_TRUE(*answers);
    EXPECT_FALSE(http.requests().at(0).authorization.has_value());
}

TEST_F(ClientRequests, TakeOnlyDiscoveryForTheLoginService)
{
    http.answer(404, "404 page not found\n").answer(200, "<html>dashboard</html>").answer(302);
    for (int count = 0; count < 3; ++count)
    {
        const auto answers = run(client.login_service_answers());
        ASSERT_TRUE(answers.has_value());
        EXPECT_FALSE(*answers);
    }
}

TEST_F(ClientRequests, DoNotKnowTheLoginServiceWhileAProxyFails)
{
    http.answer(502).answer(502).answer(502);
    EXPECT_EQ(run(client.login_service_answers()).error().kind, ErrorKind::transport);
}

} // namespace
} // namespace idpsync::netbird
