// Which requests change a client at authentik, and what is told when one fails.

#include "core/redaction.hpp"
#include "core/time_text.hpp"
#include "registrar/random_secret.hpp"
#include "registrar/scripted.hpp"
#include "support/counting_random.hpp"

namespace idpsync::registrar {
namespace {

const std::string v3 = "/api/v3";
const std::string find_client = "GET " + v3 + "/providers/oauth2/?client_id=netbird";
const std::string find_mappings = "GET " + v3 + "/propertymappings/provider/scope/?page_size=100&page=1";

class AuthentikChanges : public Scripted
{
protected:
    explicit AuthentikChanges(const std::string& issuer = "https://ak.example.com/application/o/vpn/")
        : Scripted(ProviderType::authentik, issuer)
    {}

    void answer_no_client() { http.answer(200, R"({"results":[]})"); }
    void answer_client(const std::string& members = {})
    {
        http.answer(
            200, R"({"results":[{"pk":7,"name":"NetBird","client_id":"netbird",)"
                 R"("client_type":"confidential","redirect_uris":[],"signing_key":"k","encryption_key":null,)"
                 R"("property_mappings":["m-profile"],"include_claims_in_id_token":true)" +
                     members + "}]}");
    }
    void answer_no_application() { http.answer(404, R"({"detail":"Not found."})"); }
    /// authentik's own, and `more`.
    void answer_mappings(const std::string& more = "")
    {
        std::string list;
        for (const std::string scope : {"openid", "email", "profile"})
            list += std::string(list.empty() ? "" : ",") + R"({"pk":"m-)" + scope +
                    R"(","managed":"goauthentik.io/providers/oauth2/scope-)" + scope + R"(","scope_name":")" +
                    scope + R"("})";
        http.answer(200, R"({"pagination":{"next":0},"results":[)" + list + more + "]}");
    }
    /// What is called as this program calls its own.
    static std::string named(const std::string& expression)
    {
        return R"(,{"pk":"m-e","name":"NetBird: entitlements as groups","scope_name":"profile",)"
               R"("expression":")" +
               expression + "\"}";
    }
    void answer_made_mapping() { http.answer(201, R"({"pk":"m-new"})"); }
    void answer_parts()
    {
        http.answer(200,
                    R"({"results":[{"pk":"f1","slug":"default-provider-authorization-implicit-consent"}]})");
        http.answer(200, R"({"results":[{"pk":"f2","slug":"default-provider-invalidation-flow"}]})");
        http.answer(200, R"({"results":[{"pk":"k","name":"any"}]})");
        answer_mappings();
        answer_made_mapping();
    }
    void answer_sight()
    {
        answer_client();
        answer_mappings();
    }
};

TEST_F(AuthentikChanges, MakeAProviderAndItsApplicationAtOnce)
{
    answer_no_client();
    answer_no_application();
    answer_parts();
    http.answer(200, R"({"applied":true,"logs":[]})");
    answer_sight();
    ASSERT_TRUE(create());
    EXPECT_THAT(
        asked(),
        ElementsAre(find_client, "GET " + v3 + "/core/applications/vpn/",
                    "GET " + v3 + "/flows/instances/?slug=default-provider-authorization-implicit-consent",
                    "GET " + v3 + "/flows/instances/?slug=default-provider-invalidation-flow",
                    "GET " + v3 + "/crypto/certificatekeypairs/?has_key=true&key_type=rsa", find_mappings,
                    "POST " + v3 + "/propertymappings/provider/scope/",
                    "PUT " + v3 + "/core/transactional/applications/", find_client, find_mappings));
    EXPECT_EQ(http.requests().at(7).authorization, "Bearer not-a-real-api-key");
    EXPECT_THAT(http.requests().at(7).body.value(),
                HasSubstr(R"("property_mappings":["m-openid","m-email","m-new"])"));
}

TEST_F(AuthentikChanges, AddWhatOnly20265Has)
{
    answer_no_client();
    answer_no_application();
    answer_parts();
    http.answer(200, R"({"applied":true,"logs":[]})");
    answer_client(R"(,"grant_types":[])");
    answer_mappings();
    http.answer(200, "{}");
    ASSERT_TRUE(create());
    const auto& patch = http.requests().back();
    EXPECT_EQ(asked().back(), "PATCH " + v3 + "/providers/oauth2/7/");
    EXPECT_THAT(patch.body.value(),
                AllOf(HasSubstr(R"("grant_types":["authorization_code","refresh_token"])"),
                      HasSubstr(R"("redirect_uri_type":"logout")")));
    EXPECT_EQ(patch.content_type, "application/json");
    EXPECT_EQ(patch.kept_since, net::SteadyTime::max());
}

TEST_F(AuthentikChanges, MakeNothingWhereThatClientIs)
{
    answer_sight();
    EXPECT_EQ(create().error().kind, ErrorKind::conflict);
    EXPECT_THAT(asked(), SizeIs(2));
}

TEST_F(AuthentikChanges, MakeNothingInAnApplicationOfSomebodyElse)
{
    answer_no_client();
    http.answer(200, R"({"slug":"vpn","provider":3})");
    const auto taken = create().error();
    EXPECT_EQ(taken.kind, ErrorKind::conflict);
    EXPECT_THAT(taken.message,
                HasSubstr(R"(has an application with the slug "vpn" already, of another provider)"));
    EXPECT_THAT(asked(), SizeIs(2));
}

TEST_F(AuthentikChanges, MakeNothingOfPartsThatAreNotThere)
{
    struct Row
    {
        int answered; ///< of the parts, before the one that is missing
        std::string said;
    };
    for (const auto& row : std::vector<Row>{
             {0, "has no flow with the slug \"default-provider-authorization-implicit-consent\""},
             {1, "has no flow with the slug \"default-provider-invalidation-flow\""},
             {2, "has no RSA key to sign with"},
             {3, "has no mapping of its own for the scope openid"}})
    {
        answer_no_client();
        answer_no_application();
        if (row.answered > 0)
            http.answer(
                200, R"({"results":[{"pk":"f1","slug":"default-provider-authorization-implicit-consent"}]})");
        if (row.answered > 1)
            http.answer(200, R"({"results":[{"pk":"f2","slug":"default-provider-invalidation-flow"}]})");
        if (row.answered > 2)
            http.answer(200, R"({"results":[{"pk":"k","name":"any"}]})");
        http.answer(200, R"({"pagination":{"next":0},"results":[]})");
        const auto error = create().error();
        EXPECT_EQ(error.kind, ErrorKind::rejected);
        EXPECT_THAT(error.message, HasSubstr(row.said));
        EXPECT_NE(error.next, "");
    }
}

TEST_F(AuthentikChanges, SayWhatAuthentikRefuses)
{
    const auto refused = [&](unsigned status, const std::string& body) {
        answer_no_client();
        answer_no_application();
        answer_parts();
        http.answer(status, body);
        return create().error();
    };
    const auto invalid = refused(400, R"({"provider":{"name":["must be unique.",null],"code":"invalid"}})");
    EXPECT_EQ(invalid.kind, ErrorKind::rejected);
    EXPECT_THAT(invalid.message, HasSubstr("400 (\"name: must be unique.\")"));
    const auto not_applied = refused(200, R"({"applied":false,"logs":["something is wrong"]})");
    EXPECT_EQ(not_applied.kind, ErrorKind::rejected);
    EXPECT_THAT(not_applied.message, HasSubstr("logs: something is wrong"));
    const auto forbidden = refused(403, R"({"detail":"You do not have permission to perform this action."})");
    EXPECT_EQ(forbidden.kind, ErrorKind::forbidden);
    EXPECT_THAT(forbidden.next, HasSubstr("authentik Admins"));
}

TEST_F(AuthentikChanges, WriteOnlyWhatIsWrong)
{
    answer_client();
    answer_mappings(R"(,{"pk":"own","scope_name":"profile","expression":"\"groups\""})");
    http.answer(200, "{}");
    ASSERT_TRUE(put_right({ClientTrait::redirect_uri, ClientTrait::confidential}));
    EXPECT_EQ(http.requests().back().body, R"({"redirect_uris":[{"matching_mode":"strict",)"
                                           R"("url":"https://netbird.example.com/oauth2/callback"}]})");
    answer_sight();
    ASSERT_TRUE(put_right({ClientTrait::confidential}));
    EXPECT_THAT(asked(), SizeIs(5)) << "nothing to write";
}

TEST_F(AuthentikChanges, EndWhereTheClientIsGone)
{
    answer_no_client();
    EXPECT_EQ(put_right(all_traits()).error().kind, ErrorKind::conflict);
    answer_no_client();
    EXPECT_EQ(secrets().error().kind, ErrorKind::conflict);
}

TEST_F(AuthentikChanges, AddNoMappingWhereNobodyMaySeeWhetherGroupsArrive)
{
    for (int times = 0; times < 2; ++times)
    {
        answer_client();
        http.answer(403, R"({"detail":"no"})");
        if (times == 0)
            EXPECT_EQ(run(registrar->find("netbird", deadline())).value()->brings_groups, std::nullopt);
    }
    http.answer(403, R"({"detail":"no"})");
    EXPECT_EQ(put_right({ClientTrait::groups}).error().kind, ErrorKind::forbidden);
}

TEST_F(AuthentikChanges, MakeTheMappingOfEntitlementsOnce)
{
    answer_sight();
    answer_mappings();
    answer_made_mapping();
    http.answer(200, "{}");
    ASSERT_TRUE(put_right({ClientTrait::groups}));
    EXPECT_EQ(http.requests().back().body, R"({"property_mappings":["m-new"]})");
    const std::string returns = R"(return {'name': 1, 'preferred_username': 2, 'groups': []})";
    for (int times = 0; times < 2; ++times)
        times == 0 ? answer_sight() : answer_mappings(named(returns));
    http.answer(200, "{}");
    ASSERT_TRUE(put_right({ClientTrait::groups}));
    EXPECT_EQ(http.requests().back().body, R"({"property_mappings":["m-e"]})");
}

TEST_F(AuthentikChanges, LeaveAMappingThatOnlyBearsTheName)
{
    answer_sight();
    answer_mappings(named("return {}"));
    const auto error = put_right({ClientTrait::groups}).error();
    EXPECT_EQ(error.kind, ErrorKind::rejected);
    EXPECT_THAT(error.message, HasSubstr("\"NetBird: entitlements as groups\" that does not return name"));
    EXPECT_THAT(error.next, HasSubstr("rename it"));
}

TEST_F(AuthentikChanges, SeeEveryPageOfTheMappings)
{
    answer_client();
    http.answer(200, R"({"pagination":{"next":2},"results":[]})");
    answer_mappings();
    EXPECT_EQ(run(registrar->find("netbird", deadline())).value()->brings_groups, true);
    answer_client();
    for (int times = 0; times < 2; ++times)
        http.answer(200, R"({"pagination":{"next":2},"results":[]})");
    EXPECT_EQ(run(registrar->find("netbird", deadline())).error().kind, ErrorKind::bad_response);
}

TEST_F(AuthentikChanges, AskWhoseTokenItIsWhereSeveralAreShown)
{
    http.answer(200, R"({"results":[{"user":1,"expiring":true},{"user":2,"expiring":true,)"
                     R"("expires":"2027-01-02T03:04:05Z"}]})");
    http.answer(200, R"({"user":{"pk":2}})");
    const auto ends = run(registrar->access_ends(clock.wall_now(), deadline()));
    EXPECT_EQ(ends.value(), parse_rfc3339("2027-01-02T03:04:05Z"));
    EXPECT_THAT(asked(), ElementsAre("GET " + v3 + "/core/tokens/?intent=api&page_size=100",
                                     "GET " + v3 + "/core/users/me/"));
    http.answer(403, R"({"detail":"no"})");
    EXPECT_EQ(run(registrar->access_ends(clock.wall_now(), deadline())).error().kind, ErrorKind::forbidden);
}

TEST_F(AuthentikChanges, ChooseTheSecret)
{
    answer_sight();
    http.answer(200, "{}");
    const auto made = make_secret();
    ASSERT_TRUE(made);
    EXPECT_EQ(made->secret.reveal(), "not-a-real-chosen-secret");
    EXPECT_EQ(http.requests().back().body, R"({"client_secret":")" + made->secret.reveal() + "\"}");
    EXPECT_THAT(redacted("it is " + made->secret.reveal()), Not(HasSubstr(made->secret.reveal())));
}

TEST_F(AuthentikChanges, LetNobodyShowASecretThatIsRefused)
{
    const Secret secret("Xq7v-not-a-real-chosen-Secret0");
    answer_sight();
    http.answer(400, R"({"client_secret":["not )" + secret.reveal() + R"("]})");
    NewSecret wanted{.chosen = secret.clone(), .expires = {}};
    const auto error = run(registrar->add_secret("netbird", std::move(wanted), deadline())).error();
    EXPECT_EQ(error.kind, ErrorKind::rejected);
    EXPECT_THAT(error.message, AllOf(HasSubstr("client_secret: not "), Not(HasSubstr(secret.reveal()))));
}

TEST_F(AuthentikChanges, RemoveNoSecret)
{
    EXPECT_EQ(remove_secret("any").error().kind, ErrorKind::rejected);
}

class AuthentikWithGlobalIssuer : public AuthentikChanges
{
protected:
    AuthentikWithGlobalIssuer() : AuthentikChanges("https://ak.example.com/") {}
};

TEST_F(AuthentikWithGlobalIssuer, NamesTheApplicationByTheClient)
{
    answer_no_client();
    answer_no_application();
    answer_parts();
    http.answer(200, R"({"applied":true,"logs":[]})");
    answer_sight();
    ASSERT_TRUE(create());
    EXPECT_EQ(asked().at(1), "GET " + v3 + "/core/applications/netbird/");
    EXPECT_THAT(http.requests().at(7).body.value(),
                AllOf(HasSubstr(R"("slug":"netbird")"), HasSubstr(R"("issuer_mode":"global")")));
}

TEST_F(AuthentikWithGlobalIssuer, TakesOverOnlyAnApplicationThatWasMadeHere)
{
    answer_no_client();
    http.answer(200, R"({"slug":"netbird","provider":null})");
    const auto error = create().error();
    EXPECT_EQ(error.kind, ErrorKind::conflict);
    EXPECT_THAT(error.message, HasSubstr("the declared issuer does not name it"));
    answer_no_client();
    http.answer(200, R"({"slug":"netbird","provider":null,"meta_description":"Made by netbird-idp-sync"})");
    answer_parts();
    http.answer(201, "{}");
    answer_client(R"(,"assigned_application_slug":null)");
    answer_mappings();
    http.answer(200, R"({"slug":"netbird","provider":null,"meta_description":"Made by netbird-idp-sync"})");
    http.answer(200, "{}");
    ASSERT_TRUE(create());
    EXPECT_EQ(asked().at(9), "POST " + v3 + "/providers/oauth2/");
    EXPECT_EQ(asked().back(), "PATCH " + v3 + "/core/applications/netbird/");
    EXPECT_EQ(http.requests().back().body, R"({"provider":7})");
}

TEST_F(AuthentikWithGlobalIssuer, MakesASlugOfAnyClientId)
{
    answer_no_client();
    http.answer(200, R"({"provider":1})");
    const NewClient client{.client_id = "net.bird/" + std::string(60, 'x'), .name = "NetBird", .needs = {}};
    EXPECT_EQ(run(registrar->create(client, deadline())).error().kind, ErrorKind::conflict);
    EXPECT_EQ(asked().at(1), "GET " + v3 + "/core/applications/net-bird-" + std::string(41, 'x') + "/");
}

TEST(RandomSecret, IsAnotherEachTimeAndNeedsNoEncoding)
{
    test::CountingRandom chance;
    test::CountingRandom another_chance(99);
    const auto first = random_secret(chance);
    EXPECT_NE(first.reveal(), random_secret(another_chance).reveal());
    EXPECT_THAT(first.reveal(), MatchesRegex("[A-Za-z0-9_-]{64}"));
}

} // namespace
} // namespace idpsync::registrar
