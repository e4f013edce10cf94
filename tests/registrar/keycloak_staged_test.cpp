// Clients that are made and put right at Keycloak.

#include "registrar/staged.hpp"

namespace idpsync::registrar {
namespace {

using sandbox::Profile;

const std::string staged_realm = "/admin/realms/netbird-test";

class KeycloakStaged : public Staged
{
protected:
    KeycloakStaged() : provider_(manage(Profile::keycloak))
    {
        provider_.setup().knows_groups_scope = false;
        provider_.setup().clients.push_back(
            {.id = "sync", .secret = token_.reveal(), .service_account = true, .roles = {"manage-clients"}});
        enter(ProviderType::keycloak, provider_.issuer());
    }

    /// Whoever looks at what the registrar did is an account of its own.
    void look_as_another()
    {
        provider_.setup().clients.push_back({.id = "other",
                                             .secret = "not-a-real-secret",
                                             .service_account = true,
                                             .roles = {"manage-clients"}});
        sandbox::Request request{
            .method = "POST",
            .target = base + std::string("/realms/netbird-test/protocol/openid-connect/token"),
            .headers = {{"Authorization", "Basic " + sandbox::base64("other:not-a-real-secret")},
                        {"Content-Type", "application/x-www-form-urlencoded"}},
            .body = "grant_type=client_credentials"};
        const auto answer = run(netbird_.sandbox.handle(std::move(request)));
        authorization_ = {"Authorization",
                          "Bearer " +
                              std::string(boost::json::parse(answer.body).at("access_token").as_string())};
    }
    boost::json::object document()
    {
        return read(staged_realm + "/clients?clientId=netbird").at(0).as_object();
    }
    boost::json::object& record() { return provider_.client().record; }

    sandbox::Provider& provider_;
};

TEST_F(KeycloakStaged, IsMadeWithEveryTrait)
{
    ASSERT_TRUE(create());
    EXPECT_THAT(wrong(), IsEmpty());
    EXPECT_EQ(record().at("description").as_string(), mark_of_this_program);
    EXPECT_EQ(record().at("webOrigins"), boost::json::value(boost::json::array()));
    EXPECT_EQ(create().error().kind, ErrorKind::conflict);
}

TEST_F(KeycloakStaged, LogsInWithTheSecretThatIsShownAndBringsGroups)
{
    ASSERT_TRUE(create());
    const auto claims = log_in(find().secret->reveal());
    EXPECT_EQ(claims.at("groups"), boost::json::value(boost::json::array{"netbird-admins"}));
}

TEST_F(KeycloakStaged, GetsNoMapperWhereAScopeOfTheRealmBringsGroups)
{
    look_as_another();
    const auto made =
        call("POST", staged_realm + "/client-scopes", boost::json::object{{"name", "roles-too"}});
    const auto scope =
        std::string(sandbox::header_of(made.headers, "location")).substr(std::string_view(base).size());
    const boost::json::object mapper{{"name", "groups"},
                                     {"protocol", "openid-connect"},
                                     {"protocolMapper", "oidc-group-membership-mapper"},
                                     {"config", {{"claim.name", "groups"}, {"id.token.claim", "true"}}}};
    EXPECT_EQ(call("POST", scope + "/protocol-mappers/models", mapper).status, 201U);
    needs_.groups = false;
    ASSERT_TRUE(create());
    record()["defaultClientScopes"] = boost::json::array{"profile", "roles-too"};
    needs_.groups = true;
    EXPECT_THAT(wrong(), IsEmpty());
    ASSERT_TRUE(put_right(all_traits()));
    EXPECT_FALSE(document().contains("protocolMappers"));
}

TEST_F(KeycloakStaged, IsPutRightAndChangesInNothingElse)
{
    ASSERT_TRUE(create());
    look_as_another();
    record()["ofALaterVersion"] = boost::json::parse(R"({"kept": [1, null, "as it is"]})");
    record()["attributes"].as_object()["acr.loa.map"] = "{}";
    const auto as_it_was = document();
    const auto attribute = [](const char* name, const char* value) {
        return
            [=](sandbox::ProviderClient& client) { client.record["attributes"].as_object()[name] = value; };
    };
    needs_.former_uris = {"https://old.example.com/callback", "https://old.example.com/logout"};
    const std::vector<Break> breaks{
        {ClientTrait::former_uris,
         [](auto& client) {
             client.redirect_uris.insert(client.redirect_uris.begin(), "https://old.example.com/callback");
             client.logout_uris.push_back("https://old.example.com/logout");
         }},
        {ClientTrait::enabled, [](auto& client) { client.disabled = true; }},
        {ClientTrait::confidential, [](auto& client) { client.public_client = true; }},
        {ClientTrait::code_flow, [](auto& client) { client.code_flow = false; }},
        {ClientTrait::code_flow, [](auto& client) { client.bearer_only = true; }},
        {ClientTrait::redirect_uri, [](auto& client) { client.redirect_uris.clear(); }},
        {ClientTrait::logout_uri, [](auto& client) { client.logout_uris.clear(); }},
        {ClientTrait::challenge, [](auto& client) { client.pkce_required = true; }},
        {ClientTrait::pushed_requests, attribute("require.pushed.authorization.requests", "true")},
        {ClientTrait::encryption, attribute("id.token.encrypted.response.alg", "RSA-OAEP")},
        {ClientTrait::groups, [](auto& client) {
             auto& mapper = client.record["protocolMappers"].as_array().front().as_object();
             mapper["config"].as_object()["id.token.claim"] = "false";
         }}};
    for (const auto& one : breaks)
    {
        one.it(provider_.client());
        ASSERT_THAT(wrong(), ElementsAre(one.trait));
        ASSERT_TRUE(put_right({one.trait})) << to_string(one.trait);
        EXPECT_THAT(wrong(), IsEmpty());
        EXPECT_EQ(document(), as_it_was) << to_string(one.trait);
    }
}

TEST_F(KeycloakStaged, GetsBackAMapperThatWasRemoved)
{
    ASSERT_TRUE(create());
    record().erase("protocolMappers");
    ASSERT_THAT(wrong(), ElementsAre(ClientTrait::groups));
    ASSERT_TRUE(put_right({ClientTrait::groups}));
    EXPECT_THAT(wrong(), IsEmpty());
    ASSERT_TRUE(put_right(all_traits()));
    EXPECT_EQ(record().at("protocolMappers").as_array().size(), 1U);
}

TEST_F(KeycloakStaged, KeepsOneSecretThatItShows)
{
    ASSERT_TRUE(create());
    const auto first = find().secret->clone();
    EXPECT_TRUE(is_taken(first.reveal()));
    const auto made = make_secret();
    EXPECT_FALSE(is_taken(first.reveal()));
    EXPECT_TRUE(is_taken(made.secret.reveal()));
    EXPECT_EQ(find().secret->reveal(), made.secret.reveal());
    EXPECT_EQ(secrets(), (ClientSecrets{.custody = SecretCustody::one_shown, .list = {}}));
    ASSERT_TRUE(put_right(all_traits()));
    EXPECT_EQ(find().secret->reveal(), made.secret.reveal());
}

TEST_F(KeycloakStaged, IsNotChangedByWhoMayOnlyLook)
{
    ASSERT_TRUE(create());
    provider_.client("sync").roles = {"view-clients"};
    provider_.client().redirect_uris.clear();
    EXPECT_EQ(find().secret, nullptr);
    EXPECT_EQ(put_right({ClientTrait::redirect_uri}).error().kind, ErrorKind::forbidden);
    NewSecret wanted{.chosen = Secret("not-a-real-chosen-secret"), .expires = {}};
    EXPECT_EQ(run(registrar_->add_secret("netbird", std::move(wanted), deadline())).error().kind,
              ErrorKind::forbidden);
}

} // namespace
} // namespace idpsync::registrar
