// Clients that are made and put right at each version of Pocket ID.

#include "registrar/staged.hpp"

namespace idpsync::registrar {
namespace {

using namespace std::chrono_literals;
using sandbox::Profile;

class PocketIdStaged : public Staged, public testing::WithParamInterface<Profile>
{
protected:
    PocketIdStaged() : provider_(manage(GetParam()))
    {
        provider_.setup().groups = {{"g-1", "others", "Others"}, {"g-2", "netbird-users", "NetBird"}};
        enter(ProviderType::pocketid, provider_.issuer());
    }

    boost::json::value document() { return read("/api/oidc/clients/netbird"); }

    sandbox::Provider& provider_;
};

TEST_P(PocketIdStaged, IsMadeWithEveryTrait)
{
    ASSERT_TRUE(create());
    EXPECT_THAT(wrong(), IsEmpty());
    EXPECT_EQ(find().admission, (Admission{.everybody = false, .groups = {"netbird-users"}}));
    if (sandbox::pocket_id_minor(GetParam()) >= 12)
        EXPECT_EQ(document().at("description").as_string(), mark_of_this_program);
    EXPECT_EQ(create().error().kind, ErrorKind::conflict);
}

TEST_P(PocketIdStaged, LogsInWithTheSecretThatIsMade)
{
    ASSERT_TRUE(create());
    EXPECT_EQ(log_in(make_secret().secret.reveal()).at("name").as_string(), "Alice Example");
}

TEST_P(PocketIdStaged, IsPutRightAndChangesInNothingElse)
{
    ASSERT_TRUE(create());
    provider_.client().record["ofALaterVersion"] = boost::json::parse(R"({"kept": [1, null, "as it is"]})");
    provider_.client().record["launchURL"] = "https://netbird.example.com/";
    const auto as_it_was = document();
    needs_.former_uris = {"https://old.example.com/callback", "https://old.example.com/logout"};
    const std::vector<Break> breaks{
        {ClientTrait::former_uris,
         [](auto& client) {
             client.redirect_uris.insert(client.redirect_uris.begin(), "https://old.example.com/callback");
             client.logout_uris.push_back("https://old.example.com/logout");
         }},
        {ClientTrait::redirect_uri, [](auto& client) { client.redirect_uris.clear(); }},
        {ClientTrait::logout_uri, [](auto& client) { client.logout_uris.clear(); }},
        {ClientTrait::confidential, [](auto& client) { client.public_client = true; }},
        {ClientTrait::challenge, [](auto& client) { client.pkce_required = true; }},
        {ClientTrait::pushed_requests, [](auto& client) { client.pushed_requests = true; }},
        {ClientTrait::admission,
         [](auto& client) {
             client.group_restricted = false;
             client.allowed_groups.clear();
         }},
        {ClientTrait::admission, [](auto& client) { client.allowed_groups = {"g-1", "g-2"}; }}};
    for (const auto& one : breaks)
    {
        one.it(provider_.client());
        ASSERT_THAT(wrong(), ElementsAre(one.trait));
        ASSERT_TRUE(put_right({one.trait})) << to_string(one.trait);
        EXPECT_THAT(wrong(), IsEmpty());
        EXPECT_EQ(document(), as_it_was) << to_string(one.trait);
    }
}

TEST_P(PocketIdStaged, LeavesTraitsThatNobodyAskedFor)
{
    ASSERT_TRUE(create());
    provider_.client().pkce_required = true;
    provider_.client().redirect_uris = {"https://elsewhere.example.com/"};
    ASSERT_TRUE(put_right({ClientTrait::redirect_uri}));
    EXPECT_TRUE(provider_.client().pkce_required);
    EXPECT_THAT(provider_.client().redirect_uris,
                ElementsAre("https://elsewhere.example.com/", needs_.redirect_uri));
}

TEST_P(PocketIdStaged, KeepsSecretsAsItsVersionDoes)
{
    ASSERT_TRUE(create());
    const auto first = make_secret();
    EXPECT_TRUE(is_taken(first.secret.reveal()));
    const auto second = make_secret();
    EXPECT_TRUE(is_taken(second.secret.reveal()));
    const bool several = sandbox::pocket_id_minor(GetParam()) >= 14;
    EXPECT_EQ(is_taken(first.secret.reveal()), several);
    const auto kept = secrets();
    EXPECT_EQ(kept.custody, several ? SecretCustody::several : SecretCustody::one_hidden);
    EXPECT_EQ(kept.list.size(), several ? 2U : 0U);
}

INSTANTIATE_TEST_SUITE_P(Version, PocketIdStaged,
                         testing::Values(Profile::pocketid_2_9, Profile::pocketid_2_10,
                                         Profile::pocketid_2_12, Profile::pocketid_2_13,
                                         Profile::pocketid_2_14),
                         [](const auto& of) {
                             return "Minor" + std::to_string(sandbox::pocket_id_minor(of.param));
                         });

class PocketId214 : public Staged
{
protected:
    PocketId214()
    {
        enter(ProviderType::pocketid, manage(Profile::pocketid_2_14).issuer());
        needs_.allowed_groups.reset();
        EXPECT_TRUE(create());
    }
};

TEST_F(PocketId214, EndsASecretInItsTime)
{
    const auto now = netbird_.clock.wall_now();
    const auto made = make_secret(now + 1h);
    EXPECT_EQ(secrets().list,
              (std::vector<ClientSecret>{
                  {.id = made.id, .prefix = "not-", .made = now, .expires = now + 1h, .active = true}}));
    netbird_.clock.advance(1h);
    EXPECT_FALSE(secrets().list.at(0).active);
    EXPECT_FALSE(is_taken(made.secret.reveal()));
}

TEST_F(PocketId214, RemovesOneOfTheSecrets)
{
    const auto first = make_secret();
    const auto second = make_secret();
    for (int times = 0; times < 2; ++times)
        EXPECT_TRUE(run(registrar_->remove_secret("netbird", first.id, deadline())));
    EXPECT_FALSE(is_taken(first.secret.reveal()));
    EXPECT_TRUE(is_taken(second.secret.reveal()));
    EXPECT_THAT(secrets().list, SizeIs(1));
}

TEST_F(PocketId214, KeepsTheSecretsOfAClientThatIsPutRight)
{
    const auto secret = make_secret();
    netbird_.sandbox.provider(base).client().redirect_uris.clear();
    ASSERT_TRUE(put_right(all_traits()));
    EXPECT_TRUE(is_taken(secret.secret.reveal()));
    EXPECT_THAT(secrets().list, SizeIs(1));
}

} // namespace
} // namespace idpsync::registrar
