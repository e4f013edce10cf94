// Clients that are made and put right at authentik, as the sandbox has it: nobody recorded a real one.

#include "registrar/staged.hpp"

namespace idpsync::registrar {
namespace {

using sandbox::Profile;

class AuthentikStaged : public Staged, public testing::WithParamInterface<Profile>
{
protected:
    AuthentikStaged() : provider_(manage(GetParam()))
    {
        authorization_ = {"Authorization", "Bearer " + token_.reveal()};
        needs_.allowed_groups.reset();
        enter(ProviderType::authentik, issuer_);
    }

    bool is_new() const { return GetParam() == Profile::authentik_2026_5_unrecorded; }
    boost::json::value document()
    {
        return read("/api/v3/providers/oauth2/?client_id=netbird").at("results").at(0);
    }

    /// authentik's own mapping of a scope.
    boost::json::value managed(const std::string& scope)
    {
        return read(
                   "/api/v3/propertymappings/provider/scope/?managed=goauthentik.io/providers/oauth2/scope-" +
                   scope)
            .at("results")
            .at(0)
            .at("pk");
    }

    const std::string issuer_ = base + std::string("/application/o/vpn/");
    sandbox::Provider& provider_;
};

TEST_P(AuthentikStaged, IsMadeWithEveryTrait)
{
    ASSERT_TRUE(create());
    EXPECT_THAT(wrong(), IsEmpty());
    EXPECT_EQ(find().logout_uris.has_value(), is_new());
    EXPECT_EQ(document().at("assigned_application_slug").as_string(), "vpn");
    EXPECT_EQ(document().as_object().contains("grant_types"), is_new());
    const auto application = read("/api/v3/core/applications/vpn/");
    EXPECT_EQ(application.at("meta_description").as_string(), mark_of_this_program);
    EXPECT_EQ(create().error().kind, ErrorKind::conflict);
}

TEST_P(AuthentikStaged, LogsInWithTheSecretThatIsShown)
{
    ASSERT_TRUE(create());
    EXPECT_EQ(log_in(find().secret->reveal(), issuer_).at("name").as_string(), "Alice Example");
}

TEST_P(AuthentikStaged, IsPutRightAndChangesInNothingElse)
{
    ASSERT_TRUE(create());
    provider_.client().record["ofALaterVersion"] = boost::json::parse(R"({"kept": [1, null, "as it is"]})");
    provider_.client().record["sub_mode"] = "user_id";
    const auto as_it_was = document();
    const auto set = [](const char* name, boost::json::value value) {
        return [=](sandbox::ProviderClient& client) { client.record[name] = value; };
    };
    needs_.former_uris = {"https://old.example.com/oauth2/callback"};
    const auto add_former = [&](sandbox::ProviderClient& client) {
        client.redirect_uris.push_back(needs_.former_uris.front());
    };
    std::vector<Break> breaks{{ClientTrait::former_uris, add_former},
                              {ClientTrait::redirect_uri, [](auto& client) { client.redirect_uris.clear(); }},
                              {ClientTrait::confidential, [](auto& client) { client.public_client = true; }},
                              {ClientTrait::signing_key, set("signing_key", nullptr)},
                              {ClientTrait::encryption, set("encryption_key", "some-key")},
                              {ClientTrait::id_token_claims, set("include_claims_in_id_token", false)},
                              {ClientTrait::groups, [](auto& client) {
                                   client.record["property_mappings"].as_array().pop_back();
                               }}};
    if (is_new())
    {
        breaks.push_back({ClientTrait::logout_uri, [](auto& client) { client.logout_uris.clear(); }});
        breaks.push_back({ClientTrait::code_flow, set("grant_types", boost::json::array())});
    }
    for (const auto& one : breaks)
    {
        one.it(provider_.client());
        ASSERT_THAT(wrong(), ElementsAre(one.trait));
        ASSERT_TRUE(put_right({one.trait})) << to_string(one.trait);
        EXPECT_THAT(wrong(), IsEmpty());
        EXPECT_EQ(document(), as_it_was) << to_string(one.trait);
    }
}

TEST_P(AuthentikStaged, SendsTheEntitlementsOfTheApplicationAsGroups)
{
    provider_.setup().groups = {{"g-1", "netbird-admins", ""}, {"g-2", "others", ""}};
    ASSERT_TRUE(create());
    const auto application = read("/api/v3/core/applications/vpn/").at("pk");
    for (const auto& [name, group] : {std::pair{"vpn-users", "g-1"}, std::pair{"vpn-owners", "g-2"}})
    {
        const auto made = call("POST", "/api/v3/core/application_entitlements/",
                               boost::json::object{{"name", name}, {"app", application}});
        call("POST", "/api/v3/policies/bindings/",
             boost::json::object{
                 {"target", boost::json::parse(made.body).at("pbm_uuid")}, {"order", 0}, {"group", group}});
    }
    const auto groups = [&] { return log_in(find().secret->reveal(), issuer_).at("groups"); };
    EXPECT_EQ(groups(), (boost::json::value{"vpn-users"}));
    auto& mappings = provider_.client().record["property_mappings"].as_array();
    mappings.push_back(managed("profile"));
    EXPECT_EQ(groups(), (boost::json::value{"netbird-admins", "vpn-users"})) << "joined";
    EXPECT_THAT(wrong(), ElementsAre(ClientTrait::groups));
    ASSERT_TRUE(put_right({ClientTrait::groups}));
    EXPECT_EQ(groups(), (boost::json::value{"vpn-users"}));
}

TEST_P(AuthentikStaged, SendsAllGroupsWhereNothingIsDeclared)
{
    needs_.groups = false;
    ASSERT_TRUE(create());
    EXPECT_EQ(find().all_groups, AllGroups::alone);
    EXPECT_EQ(log_in(find().secret->reveal(), issuer_).at("groups"), (boost::json::value{"netbird-admins"}));
    needs_.groups = true;
    ASSERT_TRUE(put_right({ClientTrait::groups}));
    EXPECT_THAT(wrong(), IsEmpty());
    const auto claims = log_in(find().secret->reveal(), issuer_);
    EXPECT_FALSE(claims.contains("groups")) << "there are no entitlements yet";
    EXPECT_EQ(claims.at("name").as_string(), "Alice Example");
}

TEST_P(AuthentikStaged, TakesOverAnApplicationWithoutAProvider)
{
    const std::string path = "/api/v3/core/applications/";
    call("POST", path,
         boost::json::object{{"name", "VPN"}, {"slug", "vpn"}, {"meta_launch_url", "https://vpn"}});
    auto as_it_was = read(path + "vpn/").as_object();
    ASSERT_TRUE(create());
    EXPECT_THAT(wrong(), IsEmpty());
    as_it_was["provider"] = document().at("pk");
    EXPECT_EQ(read(path + "vpn/"), as_it_was);
    EXPECT_FALSE(log_in(find().secret->reveal(), issuer_).empty());
    ASSERT_TRUE(run(registrar_->remove("netbird", deadline())));
    as_it_was["provider"] = nullptr;
    EXPECT_EQ(read(path + "vpn/"), as_it_was) << "somebody else made it";
}

TEST_P(AuthentikStaged, IsPutIntoAnApplicationAgain)
{
    ASSERT_TRUE(create());
    call("DELETE", "/api/v3/core/applications/vpn/");
    EXPECT_THAT(wrong(), ElementsAre(ClientTrait::application));
    ASSERT_TRUE(put_right({ClientTrait::application}));
    EXPECT_THAT(wrong(), IsEmpty());
    EXPECT_EQ(document().at("assigned_application_slug").as_string(), "vpn");
    ASSERT_TRUE(run(registrar_->remove("netbird", deadline())));
    EXPECT_EQ(call("GET", "/api/v3/core/applications/vpn/").status, 404U) << "it was made here";
}

TEST_P(AuthentikStaged, KeepsOneSecretThatItShows)
{
    ASSERT_TRUE(create());
    const auto first = find().secret->clone();
    const auto made = make_secret();
    EXPECT_NE(made.secret.reveal(), first.reveal());
    EXPECT_EQ(find().secret->reveal(), made.secret.reveal());
    EXPECT_FALSE(log_in(made.secret.reveal(), issuer_).empty());
    EXPECT_EQ(secrets(), (ClientSecrets{.custody = SecretCustody::one_shown, .list = {}}));
}

TEST_P(AuthentikStaged, TellsWhenItsTokenEnds)
{
    const auto ends = [&] { return run(registrar_->access_ends(netbird_.clock.wall_now(), deadline())); };
    EXPECT_EQ(ends().value(), std::nullopt);
    const auto at = netbird_.clock.wall_now() + std::chrono::hours(240);
    provider_.setup().api_keys.front().expires = at;
    EXPECT_EQ(ends().value(), at);
    provider_.setup().api_keys.push_back({.key = "another"});
    EXPECT_THAT(ends().error().message, HasSubstr("several API tokens"));
}

TEST_P(AuthentikStaged, IsNotChangedByWhoMayNot)
{
    provider_.setup().api_keys.front().administrator = false;
    EXPECT_EQ(create().error().kind, ErrorKind::forbidden);
}

INSTANTIATE_TEST_SUITE_P(Version, AuthentikStaged,
                         testing::Values(Profile::authentik_unrecorded, Profile::authentik_2026_5_unrecorded),
                         [](const auto& of) {
                             return of.param == Profile::authentik_unrecorded ? "Before20265" : "From20265On";
                         });

} // namespace
} // namespace idpsync::registrar
