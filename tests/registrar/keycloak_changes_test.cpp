// Which requests change a client at Keycloak, and what is told when one fails.

#include "core/redaction.hpp"
#include "registrar/scripted.hpp"

namespace idpsync::registrar {
namespace {

constexpr const char* keycloak_folder = "idp/keycloak-26.7.3";
const std::string realm_path = "/admin/realms/corp";
const std::string sign_in_path = "POST /realms/corp/protocol/openid-connect/token";
const std::string list_path = "GET " + realm_path + "/clients?clientId=netbird";
const std::string scopes_path = "GET " + realm_path + "/client-scopes";

class KeycloakChanges : public Scripted
{
protected:
    KeycloakChanges() : Scripted(ProviderType::keycloak, "https://kc.example.com/realms/corp") {}

    void answer_sign_in() { answer(keycloak_folder, "097-admin-token-client-credentials"); }
    void answer_client(const std::string& members = {})
    {
        http.answer(200, R"([{"id":"u-1","clientId":"netbird","enabled":true,"publicClient":false,)"
                         R"("standardFlowEnabled":true,"redirectUris":[],"webOrigins":[])" +
                             members + "}]");
    }
    void answer_scopes() { answer(keycloak_folder, "129-admin-client-scopes"); }
    void answer_sight()
    {
        answer_sign_in();
        answer_client();
        answer_scopes();
    }
};

TEST_F(KeycloakChanges, MakeAClientAndThenItsMapper)
{
    answer_sign_in();
    http.answer(201);
    answer_client();
    answer_scopes();
    http.answer(201);
    ASSERT_TRUE(create());
    EXPECT_THAT(asked(), ElementsAre(sign_in_path, "POST " + realm_path + "/clients", list_path, scopes_path,
                                     "POST " + realm_path + "/clients/u-1/protocol-mappers/models"));
    EXPECT_EQ(http.requests().at(1).authorization, "Bearer <jwt>");
    EXPECT_EQ(http.requests().at(1).kept_since, net::SteadyTime::max());
}

TEST_F(KeycloakChanges, MakeNoMapperWhereNobodyWantsGroups)
{
    auto needs = some_needs;
    needs.groups = false;
    answer_sign_in();
    http.answer(201);
    ASSERT_TRUE(create(needs));
    EXPECT_THAT(asked(), SizeIs(2));
}

TEST_F(KeycloakChanges, SayThatTheClientIsThereAlready)
{
    answer_sign_in();
    answer(keycloak_folder, "103-admin-create-409");
    const auto error = create().error();
    EXPECT_EQ(error.kind, ErrorKind::conflict);
    EXPECT_THAT(error.message, HasSubstr("Client netbird-new already exists"));
}

TEST_F(KeycloakChanges, SayWhichRoleIsMissing)
{
    answer_sign_in();
    answer(keycloak_folder, "100-admin-create-403-view-only");
    const auto error = create().error();
    EXPECT_EQ(error.kind, ErrorKind::forbidden);
    EXPECT_THAT(error.next, HasSubstr("the role manage-clients of realm-management"));
}

TEST_F(KeycloakChanges, SayWhatKeycloakRefuses)
{
    answer_sign_in();
    answer(keycloak_folder, "104-admin-create-400-bad-uri");
    const auto error = create().error();
    EXPECT_EQ(error.kind, ErrorKind::rejected);
    EXPECT_THAT(error.message, HasSubstr("A redirect URI must not contain an URL fragment"));
}

TEST_F(KeycloakChanges, WriteOnlyWhatIsWrong)
{
    answer_sight();
    http.answer(204);
    ASSERT_TRUE(put_right({ClientTrait::redirect_uri, ClientTrait::enabled}));
    EXPECT_THAT(asked(),
                ElementsAre(sign_in_path, list_path, scopes_path, "PUT " + realm_path + "/clients/u-1"));
    EXPECT_EQ(http.requests().at(3).body,
              R"({"redirectUris":["https://netbird.example.com/oauth2/callback"],"clientId":"netbird",)"
              R"("webOrigins":[]})");
    answer_sight();
    ASSERT_TRUE(put_right({ClientTrait::enabled}));
    EXPECT_THAT(asked(), SizeIs(7)) << "nothing to write";
}

TEST_F(KeycloakChanges, EndWhereTheClientIsGone)
{
    answer_sign_in();
    answer(keycloak_folder, "101-admin-list-none");
    EXPECT_EQ(put_right(all_traits()).error().kind, ErrorKind::conflict);
    answer_sign_in();
    answer(keycloak_folder, "101-admin-list-none");
    EXPECT_EQ(make_secret().error().kind, ErrorKind::conflict);
    answer_sight();
    answer(keycloak_folder, "145-admin-404-put");
    EXPECT_EQ(put_right({ClientTrait::redirect_uri}).error().kind, ErrorKind::conflict);
}

TEST_F(KeycloakChanges, AddNoMapperWhereNobodyMaySeeWhetherGroupsArrive)
{
    answer_sign_in();
    answer_client();
    answer(keycloak_folder, "098-admin-list-403-no-role");
    EXPECT_EQ(put_right({ClientTrait::groups}).error().kind, ErrorKind::forbidden);
    EXPECT_THAT(asked(), SizeIs(3));
}

TEST_F(KeycloakChanges, FindAClientWhoseScopesNobodyMaySee)
{
    answer_sign_in();
    answer_client();
    answer(keycloak_folder, "098-admin-list-403-no-role");
    const auto found = run(registrar->find("netbird", deadline()));
    ASSERT_TRUE(found && found->has_value());
    EXPECT_EQ((*found)->brings_groups, std::nullopt);
}

TEST_F(KeycloakChanges, TellASecretThatIsShownToThoseWhoHideIt)
{
    answer_sign_in();
    answer_client(R"(,"secret":"not-a-real-shown-secret-0001")");
    answer_scopes();
    const auto found = run(registrar->find("netbird", deadline()));
    EXPECT_EQ(found.value()->secret->reveal(), "not-a-real-shown-secret-0001");
    EXPECT_THAT(redacted("it is not-a-real-shown-secret-0001"), Not(HasSubstr("shown-secret")));
}

TEST_F(KeycloakChanges, ReplaceTheSecret)
{
    answer_sight();
    answer(keycloak_folder, "125-admin-put-secret");
    const auto made = make_secret(WallTime(std::chrono::hours(1)));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->secret.reveal(), "not-a-real-chosen-secret");
    EXPECT_EQ(made->id, "");
    EXPECT_EQ(asked().back(), "PUT " + realm_path + "/clients/u-1");
}

TEST_F(KeycloakChanges, RemoveNoSecret)
{
    EXPECT_EQ(remove_secret("any").error().kind, ErrorKind::rejected);
    EXPECT_THAT(asked(), IsEmpty());
}

} // namespace
} // namespace idpsync::registrar
