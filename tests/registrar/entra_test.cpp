// An application that is looked at and put right through Microsoft Graph, as its description reads: nobody
// recorded a real one.

#include "registrar/entra_codec.hpp"
#include "registrar/scripted.hpp"
#include "registrar/staged.hpp"

#include <boost/json.hpp>

namespace idpsync::registrar {
namespace {

using namespace std::chrono_literals;
using sandbox::Profile;

/// An application of the sandbox, and another one that may manage it.
class EntraStaged : public Staged
{
protected:
    EntraStaged() : provider_(manage(Profile::entra_unrecorded))
    {
        provider_.setup().clients = {
            {.id = "netbird", .secret = ""},
            {.id = "sync", .secret = token_.clone().reveal(), .roles = {"Application.ReadWrite.OwnedBy"}}};
        needs_.allowed_groups.reset();
        enter(ProviderType::entra, provider_.issuer(), base);
    }

    MadeSecret add(const std::string& name, std::optional<WallTime> expires = {})
    {
        NewSecret wanted{.chosen = Secret(), .expires = expires, .name = name};
        return run(registrar_->add_secret("netbird", std::move(wanted), deadline())).value();
    }

    sandbox::Provider& provider_;
};

TEST_F(EntraStaged, IsPutRightAndChangesInNothingElse)
{
    provider_.client().record["ofALaterVersion"] = "as it is";
    provider_.client().redirect_uris = {"https://other.example.com/callback"};
    EXPECT_EQ(wrong(),
              (ClientTraits{ClientTrait::redirect_uri, ClientTrait::logout_uri, ClientTrait::groups}));
    ASSERT_TRUE(put_right(wrong()));
    EXPECT_THAT(wrong(), IsEmpty());
    const auto& client = provider_.client();
    EXPECT_THAT(client.redirect_uris, ElementsAre("https://other.example.com/callback", needs_.redirect_uri));
    EXPECT_THAT(client.logout_uris, ElementsAre(needs_.logout_uri));
    EXPECT_EQ(client.record.at("groupMembershipClaims").as_string(), "ApplicationGroup");
    EXPECT_EQ(client.record.at("ofALaterVersion").as_string(), "as it is");
}

TEST_F(EntraStaged, LosesWhatWasRegisteredForAFormerAddress)
{
    ASSERT_TRUE(put_right(wrong()));
    needs_.former_uris = {"https://old.example.com/callback", "https://old.example.com/logout"};
    auto& client = provider_.client();
    client.redirect_uris.insert(client.redirect_uris.begin(), needs_.former_uris.front());
    client.logout_uris = {needs_.former_uris.back()};
    EXPECT_THAT(wrong(), ElementsAre(ClientTrait::former_uris));
    EXPECT_THAT(put_right(all_traits()).value(), Contains(ClientTrait::former_uris));
    EXPECT_THAT(client.redirect_uris, ElementsAre(needs_.redirect_uri));
    EXPECT_THAT(client.logout_uris, ElementsAre(needs_.logout_uri));
}

TEST_F(EntraStaged, KeepsALogoutUrlOfOthersAndGroupsThatArriveAnotherWay)
{
    provider_.client().logout_uris = {"https://other.example.com/logout"};
    provider_.client().record["groupMembershipClaims"] = "SecurityGroup";
    EXPECT_THAT(wrong(), ElementsAre(ClientTrait::redirect_uri));
    ASSERT_TRUE(put_right(all_traits()));
    EXPECT_THAT(provider_.client().logout_uris, ElementsAre("https://other.example.com/logout"));
    EXPECT_EQ(provider_.client().record.at("groupMembershipClaims").as_string(), "SecurityGroup");
}

TEST_F(EntraStaged, TellsWhenTheSecretOfItsAccountEnds)
{
    const auto ends = [&] { return run(registrar_->access_ends(netbird_.clock.wall_now(), deadline())); };
    EXPECT_THAT(ends().error().message, HasSubstr("shows no end of the secret of the application \"sync\""));
    const auto at = netbird_.clock.wall_now() + 240h;
    auto& account = provider_.setup().clients.at(1);
    account.more_secrets = {{.id = "1", .secret = "other", .expires = netbird_.clock.wall_now()},
                            {.id = "2", .secret = token_.reveal(), .expires = at}};
    EXPECT_EQ(ends().value(), at);
}

TEST_F(EntraStaged, KeepsSeveralSecretsThatEnd)
{
    const auto now = netbird_.clock.wall_now();
    const auto first = add("one");
    const auto second = add("two", now + 96h);
    EXPECT_TRUE(is_taken(first.secret.reveal()));
    EXPECT_TRUE(is_taken(second.secret.reveal()));
    EXPECT_EQ(first.expires, now + std::chrono::days(730));
    EXPECT_EQ(second.expires, now + 96h);
    const auto kept = secrets();
    EXPECT_EQ(kept.custody, SecretCustody::several);
    ASSERT_THAT(kept.list, SizeIs(2));
    EXPECT_EQ(find().secrets, kept);
    for (int times = 0; times < 2; ++times)
        EXPECT_TRUE(run(registrar_->remove_secret("netbird", first.id, deadline())));
    EXPECT_FALSE(is_taken(first.secret.reveal()));
    EXPECT_EQ(secrets().list,
              (std::vector<ClientSecret>{{.id = second.id,
                                          .prefix = std::string(second.secret.reveal().substr(0, 3)),
                                          .made = now,
                                          .expires = now + 96h,
                                          .active = true,
                                          .name = "two"}}));
}

TEST_F(EntraStaged, IsNeverMade)
{
    const auto error = create().error();
    EXPECT_EQ(error.kind, ErrorKind::rejected);
    EXPECT_THAT(error.next, HasSubstr("by hand"));
    EXPECT_EQ(run(registrar_->find("elsewhere", deadline())).value(), std::nullopt);
}

TEST_F(EntraStaged, IsNotChangedByWhoMayOnlyLook)
{
    provider_.client("sync").roles = {"Application.Read.All"};
    EXPECT_EQ(find().client_id, "netbird");
    const auto error = put_right({ClientTrait::redirect_uri}).error();
    EXPECT_EQ(error.kind, ErrorKind::forbidden);
    EXPECT_THAT(error.message, HasSubstr("Insufficient privileges"));
    EXPECT_THAT(error.next, HasSubstr("Application.ReadWrite.OwnedBy"));
}

class EntraCalls : public Scripted
{
protected:
    EntraCalls() : Scripted(ProviderType::entra, "https://login.microsoftonline.com/tenant-1/v2.0") {}

    void sign_in()
    {
        http.answer(200, R"({"token_type":"Bearer","access_token":"not-a-real-token-of-graph"})");
    }
};

TEST_F(EntraCalls, SignInAtTheIssuerAndAskGraph)
{
    sign_in();
    http.answer(404, R"({"error":{"code":"Request_ResourceNotFound","message":"no"}})");
    EXPECT_FALSE(run(registrar->find("it's", deadline())).value());
    EXPECT_EQ(http.requests().at(0).url, "https://login.microsoftonline.com/tenant-1/oauth2/v2.0/token");
    EXPECT_EQ(http.requests().at(0).body,
              "grant_type=client_credentials&client_id=idp-sync&scope=https%3A%2F%2Fgraph.microsoft.com%2F."
              "default&client_secret=not-a-real-api-key");
    EXPECT_EQ(http.requests().at(1).url,
              "https://graph.microsoft.com/v1.0/applications(appId='it%27%27s')?$select=id,appId,displayName,"
              "web,passwordCredentials,groupMembershipClaims");
    EXPECT_EQ(http.requests().at(1).authorization, "Bearer not-a-real-token-of-graph");
}

TEST_F(EntraCalls, SayWhatEntraSays)
{
    http.answer(401, R"({"error":"invalid_client","error_description":"the secret has expired"})");
    auto error = run(registrar->find("netbird", deadline())).error();
    EXPECT_EQ(error.kind, ErrorKind::unauthorized);
    EXPECT_THAT(error.message, AllOf(HasSubstr("the application \"idp-sync\" cannot sign in"),
                                     HasSubstr("the secret has expired")));
    sign_in();
    http.answer(429, R"({"error":{"code":"TooManyRequests","message":"slow down"}})", {{"retry-after", "7"}});
    error = run(registrar->find("netbird", deadline())).error();
    EXPECT_EQ(error.kind, ErrorKind::throttled);
    EXPECT_THAT(error.message, HasSubstr("slow down"));
}

TEST_F(EntraCalls, TakeNoOtherAnswerForTheApplication)
{
    for (const auto* answer : {R"({"id":"1","appId":"other"})", R"({"id":"1"})", "[]",
                               R"({"id":"1","appId":"netbird","web":{"redirectUris":["a",5]}})"})
    {
        sign_in();
        http.answer(200, answer);
        EXPECT_EQ(run(registrar->find("netbird", deadline())).error().kind, ErrorKind::bad_response);
    }
}

TEST_F(EntraCalls, NeedToKnowTheTenantAndWhereGraphIs)
{
    const auto refused = [&](const std::string& issuer) {
        return make_registrar({.type = ProviderType::entra,
                               .issuer = issuer,
                               .url = {},
                               .account = "a",
                               .secret = token},
                              http)
            .error();
    };
    for (const auto* issuer : {"https://login.microsoftonline.com/v2.0", "https://login.microsoftonline.com",
                               "https://login.microsoftonline.com/tenant", "no url"})
        EXPECT_THAT(refused(issuer).message, HasSubstr("names no tenant")) << issuer;
    const auto error = refused("https://login.microsoftonline.us/tenant-1/v2.0");
    EXPECT_EQ(error.kind, ErrorKind::bad_config);
    EXPECT_THAT(error.next, HasSubstr("registration.url"));
}

TEST(EntraCodec, ReadsWhatGraphLeavesOutOrSaysIsNull)
{
    const auto client = entra_client(boost::json::parse(
        R"({"id":"o-1","appId":"a-1","displayName":null,"web":{"redirectUris":[],"logoutUrl":null},)"
        R"("groupMembershipClaims":null,"passwordCredentials":[{"keyId":"k-1","displayName":null,"hint":null,)"
        R"("startDateTime":"2026-01-01T00:00:00Z","endDateTime":"2028-01-01T00:00:00.123Z"}]})"));
    ASSERT_TRUE(client);
    EXPECT_EQ(client->handle, "o-1");
    EXPECT_EQ(client->brings_groups, false);
    EXPECT_THAT(*client->logout_uris, IsEmpty());
    EXPECT_EQ(client->secrets->list.at(0).prefix, "");
    EXPECT_TRUE(client->secrets->list.at(0).expires);
    EXPECT_TRUE(entra_client(boost::json::parse(R"({"id":"o-1","appId":"a-1"})")));
}

TEST(EntraCodec, LeavesGroupsAloneThatItDoesNotKnow)
{
    const auto client =
        entra_client(boost::json::parse(R"({"id":"o","appId":"a","groupMembershipClaims":"DirectoryRole"})"));
    EXPECT_EQ(client->brings_groups, std::nullopt);
    EXPECT_EQ(entra_change(*client, {ClientTrait::groups}, some_needs), std::nullopt);
    EXPECT_EQ(entra_change(*client, {}, some_needs), std::nullopt);
}

TEST(EntraCodec, SendsNothingWithoutANameButTheEndOfASecret)
{
    EXPECT_EQ(entra_new_secret({.chosen = Secret("never-sent"),
                                .expires = WallTime(std::chrono::seconds(1'795'000'000)),
                                .name = "n"}),
              R"({"passwordCredential":{"displayName":"n","endDateTime":"2026-11-18T11:06:40Z"}})");
    EXPECT_FALSE(entra_made_secret(boost::json::parse(R"({"keyId":"k","secretText":null})")));
}

} // namespace
} // namespace idpsync::registrar
