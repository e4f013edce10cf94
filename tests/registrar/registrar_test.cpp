// How a client is looked for at each server, and what is told when it cannot be.

#include "registrar/registrar.hpp"
#include "support/manual_clock.hpp"
#include "support/matchers.hpp"
#include "support/recordings.hpp"
#include "support/scripted_http.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/url/parse.hpp>
#include <gtest/gtest.h>

namespace idpsync::registrar {
namespace {

using namespace std::chrono_literals;

const std::string api_key = "not-a-real-api-key";
constexpr const char* pocket_id_answers = "idp/pocket-id-2.9.0";
constexpr const char* keycloak_answers = "idp/keycloak-26.7.3";

class RegistrarTest : public testing::Test
{
protected:
    using Found = Result<std::optional<ProviderClient>>;

    void answer(const std::string& folder, const std::string& name)
    {
        const auto recorded = test::recording(folder, name);
        http.answer(recorded.status, recorded.response_text());
    }

    Found find(ProviderType type, const std::string& issuer, const std::string& client_id,
               const std::string& url = {})
    {
        Access access{.type = type, .issuer = issuer, .url = {}, .account = "idp-sync", .secret = secret};
        if (!url.empty())
            access.url = boost::urls::url(boost::urls::parse_uri(url).value());
        const auto registrar = make_registrar(access, http);
        if (registrar.has_error())
            return registrar.error();
        return idpsync::test::run(io, clock, (*registrar)->find(client_id, clock.now() + 15s));
    }

    Found find_at_pocket_id(const std::string& client_id = "23d543c9-1fed-45a8-a90a-00dcd164c0e0")
    {
        return find(ProviderType::pocketid, "https://id.example.com", client_id);
    }

    Found find_at_keycloak(const std::string& client_id = "netbird-new")
    {
        return find(ProviderType::keycloak, "https://kc.example.com/realms/corp", client_id);
    }

    boost::asio::io_context io;
    test::ManualClock clock;
    test::ScriptedHttp http{clock};
    const Secret secret{api_key};
};

TEST_F(RegistrarTest, AsksPocketIdForTheClientByItsId)
{
    answer(pocket_id_answers, "027-admin-get");
    const auto found = find_at_pocket_id();
    ASSERT_TRUE(found.has_value() && found->has_value());
    EXPECT_EQ((*found)->name, "NetBird");
    const auto& sent = http.requests().at(0);
    EXPECT_EQ(sent.url, "https://id.example.com/api/oidc/clients/23d543c9-1fed-45a8-a90a-00dcd164c0e0");
    EXPECT_EQ(sent.authorization, api_key);
}

TEST_F(RegistrarTest, AsksPocketIdWhereItsApiIs)
{
    answer(pocket_id_answers, "028-admin-get-404");
    const auto found =
        find(ProviderType::pocketid, "https://id.example.com", "a/b", "http://127.0.0.1:1411/base/");
    EXPECT_FALSE(found.value());
    EXPECT_EQ(http.requests().at(0).url, "http://127.0.0.1:1411/base/api/oidc/clients/a%2Fb");
}

TEST_F(RegistrarTest, AsksAtTheRootOfAServerHoweverTheIssuerEnds)
{
    for (const std::string issuer : {"https://id.example.com", "https://id.example.com/"})
    {
        answer(pocket_id_answers, "028-admin-get-404");
        EXPECT_FALSE(find(ProviderType::pocketid, issuer, "netbird").value());
        EXPECT_EQ(http.requests().back().url, "https://id.example.com/api/oidc/clients/netbird");
    }
}

TEST_F(RegistrarTest, TellsThatPocketIdHasNoSuchClient)
{
    answer(pocket_id_answers, "028-admin-get-404");
    const auto found = find_at_pocket_id();
    EXPECT_TRUE(found.has_value() && !found->has_value());
}

TEST_F(RegistrarTest, TakesNoOtherClientForTheOneItAskedFor)
{
    answer(pocket_id_answers, "027-admin-get");
    EXPECT_EQ(find_at_pocket_id("netbird").error().kind, ErrorKind::bad_response);
}

TEST_F(RegistrarTest, SignsInAtKeycloakAndAsksForTheClient)
{
    answer(keycloak_answers, "097-admin-token-client-credentials");
    answer(keycloak_answers, "107-admin-list-one");
    answer(keycloak_answers, "129-admin-client-scopes");
    const auto found = find_at_keycloak();
    ASSERT_TRUE(found.has_value() && found->has_value());
    EXPECT_EQ((*found)->client_id, "netbird-new");
    const auto& login = http.requests().at(0);
    EXPECT_EQ(login.url, "https://kc.example.com/realms/corp/protocol/openid-connect/token");
    EXPECT_EQ(login.body, "grant_type=client_credentials");
    EXPECT_EQ(login.authorization, "Basic aWRwLXN5bmM6bm90LWEtcmVhbC1hcGkta2V5");
    const auto& asked = http.requests().at(1);
    EXPECT_EQ(asked.url, "https://kc.example.com/admin/realms/corp/clients?clientId=netbird-new");
    EXPECT_EQ(asked.authorization, "Bearer <jwt>");
}

TEST_F(RegistrarTest, KeepsThePathOfAnOldKeycloak)
{
    answer(keycloak_answers, "097-admin-token-client-credentials");
    answer(keycloak_answers, "101-admin-list-none");
    EXPECT_FALSE(find(ProviderType::keycloak, "https://kc.example.com/auth/realms/corp", "netbird").value());
    EXPECT_EQ(http.requests().at(1).url,
              "https://kc.example.com/auth/admin/realms/corp/clients?clientId=netbird");
}

TEST_F(RegistrarTest, SaysThatTheTokenIsNotTaken)
{
    answer(pocket_id_answers, "012-admin-401-wrong-key");
    const auto error = find_at_pocket_id().error();
    EXPECT_EQ(error.kind, ErrorKind::unauthorized);
    EXPECT_THAT(error.message, HasSubstr("Pocket ID at https://id.example.com answers 401"));
    EXPECT_THAT(error.message, Not(HasSubstr(api_key)));
}

TEST_F(RegistrarTest, SaysThatTheServiceAccountCannotSignIn)
{
    answer(keycloak_answers, "013-token-basic-wrong-secret");
    const auto error = find_at_keycloak().error();
    EXPECT_EQ(error.kind, ErrorKind::unauthorized);
    EXPECT_THAT(error.message, HasSubstr("the service account \"idp-sync\" cannot sign in"));
    EXPECT_THAT(error.next, HasSubstr("Clients > \"idp-sync\""));
    EXPECT_THAT(error.next, HasSubstr("Client Secret"));
    EXPECT_THAT(error.next, Not(HasSubstr("token")));
}

TEST_F(RegistrarTest, SaysThatTheServiceAccountMayNotLook)
{
    answer(keycloak_answers, "097-admin-token-client-credentials");
    answer(keycloak_answers, "098-admin-list-403-no-role");
    const auto error = find_at_keycloak().error();
    EXPECT_EQ(error.kind, ErrorKind::forbidden);
    EXPECT_THAT(error.next, HasSubstr("right to read clients"));
}

TEST_F(RegistrarTest, LetsNobodyShowAnAccessTokenThatKeycloakRepeats)
{
    const std::string token = "not-a-real-access-token-of-a-service-account";
    http.answer(200, R"({"access_token":")" + token + R"(","expires_in":300})");
    http.answer(403, R"({"error":"refused for )" + token + R"("})");
    const auto error = find_at_keycloak().error();
    EXPECT_THAT(error.message, AllOf(HasSubstr("refused for"), Not(HasSubstr(token))));
}

TEST_F(RegistrarTest, DoesNotTakeAPageOfAProxyForAMissingClient)
{
    http.answer(404, "<html><body>404 page not found</body></html>");
    EXPECT_EQ(find_at_pocket_id().error().kind, ErrorKind::bad_response);
}

TEST_F(RegistrarTest, DoesNotTakeAPageForAnAnswer)
{
    http.answer(200, "<!doctype html><title>Sign in</title>");
    EXPECT_EQ(find_at_pocket_id().error().kind, ErrorKind::bad_response);
    http.answer(302);
    EXPECT_EQ(find_at_pocket_id().error().kind, ErrorKind::bad_response);
    http.answer(503);
    EXPECT_EQ(find_at_pocket_id().error().kind, ErrorKind::transport);
    http.fail(ErrorKind::timed_out, "no answer");
    EXPECT_THAT(find_at_pocket_id().error().message,
                HasSubstr("Pocket ID at https://id.example.com: no answer"));
}

TEST_F(RegistrarTest, RefusesAnIssuerThatNamesNoRealm)
{
    const auto error = find(ProviderType::keycloak, "https://kc.example.com", "netbird").error();
    EXPECT_EQ(error.kind, ErrorKind::bad_config);
    EXPECT_THAT(error.message, HasSubstr("names no realm"));
    EXPECT_TRUE(http.requests().empty());
}

TEST_F(RegistrarTest, HasNoWayIntoOthers)
{
    for (const auto type : enumerators<ProviderType>())
        if (entrance_of(type) == Entrance::none)
            EXPECT_EQ(find(type, "https://id.example.com", "netbird").error().kind, ErrorKind::bad_config);
}

} // namespace
} // namespace idpsync::registrar
