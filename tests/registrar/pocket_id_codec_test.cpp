// What Pocket ID is sent: nothing changes that nobody asked for, in any client that it ever showed.

#include "core/time_text.hpp"
#include "json/raw_members.hpp"
#include "json/text.hpp"
#include "registrar/pocket_id_codec.hpp"
#include "registrar/random_json.hpp"
#include "registrar/trait_sets.hpp"
#include "support/matchers.hpp"
#include "support/recordings.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace idpsync::registrar {
namespace {

using namespace std::chrono_literals;

const std::set<std::string> never_sent{"id", "clientType", "pkceSupported", "allowedUserGroups",
                                       "allowedUserGroupsCount"};

const std::map<ClientTrait, std::string> member_of_trait{
    {ClientTrait::redirect_uri, "callbackURLs"},
    {ClientTrait::logout_uri, "logoutCallbackURLs"},
    {ClientTrait::confidential, "isPublic"},
    {ClientTrait::challenge, "pkceEnabled"},
    {ClientTrait::pushed_requests, "requiresPushedAuthorizationRequests"},
    {ClientTrait::admission, "isGroupRestricted"}};

std::map<std::string, std::string> written_members(std::string_view object)
{
    std::map<std::string, std::string> members;
    for (const auto& member : json_members(object))
        members.emplace(member.name, member.value);
    return members;
}

/// The body that puts `traits` right has every member as the server wrote it, but for what they ask for.
void expect_only_at_pocket_id(const ClientTraits& traits, const std::string& client)
{
    const auto body = pocket_id_change(client, traits, some_needs);
    if (!body)
        return;
    ASSERT_TRUE(parse_json(*body)) << *body;
    auto before = written_members(client);
    auto after = written_members(*body);
    std::erase_if(before, [](const auto& member) { return never_sent.contains(member.first); });
    for (const auto& [trait, name] : member_of_trait)
        if (traits.contains(trait))
        {
            before.erase(name);
            EXPECT_EQ(after.erase(name), 1U) << name;
        }
    if (const auto credentials = before.find("credentials"); credentials != before.end())
    {
        auto without = written_members(credentials->second);
        without.erase("secrets");
        EXPECT_EQ(written_members(after.at("credentials")), without);
        before.erase(credentials);
        after.erase("credentials");
    }
    EXPECT_EQ(before, after);
}

TEST(PocketIdChange, LeavesEveryOtherMemberOfEveryRecordedClient)
{
    std::size_t clients = 0;
    for (const auto* folder :
         {"idp/pocket-id-2.9.0", "idp/pocket-id-2.9.0-dev-8564d356", "idp/pocket-id-2026-07"})
        for (const auto& recorded : test::recordings(folder))
        {
            const auto* first = find_member(recorded.response_body, "callbackURLs");
            if (first == nullptr)
                continue;
            ++clients;
            for (const auto& traits : trait_sets())
                expect_only_at_pocket_id(traits, recorded.response_text());
        }
    EXPECT_EQ(clients, 48U);
}

std::string random_pocket_id_client(test::RandomJson& random)
{
    auto client = random.object();
    client["id"] = "netbird";
    client["name"] = random.text();
    client["callbackURLs"] = random.texts();
    client["logoutCallbackURLs"] = random.below(4) == 0 ? boost::json::value() : random.texts();
    for (const auto* flag :
         {"isPublic", "pkceEnabled", "requiresPushedAuthorizationRequests", "isGroupRestricted"})
        client[flag] = random.below(2) == 0;
    client["credentials"] = random.object();
    client["credentials"].as_object()["secrets"] = random.value();
    for (const auto& name : never_sent)
        if (random.below(2) == 0 && name != "id")
            client[name] = random.value();
    return boost::json::serialize(client);
}

TEST(PocketIdChange, LeavesEveryOtherMemberOfClientsOfAThousandLaterVersions)
{
    test::RandomJson random(17);
    const auto sets = trait_sets();
    for (std::size_t round = 0; round < 1000; ++round)
    {
        const auto client = random_pocket_id_client(random);
        ASSERT_NO_FATAL_FAILURE(expect_only_at_pocket_id(all_traits(), client)) << client;
        ASSERT_NO_FATAL_FAILURE(expect_only_at_pocket_id(sets[round % sets.size()], client)) << client;
    }
}

TEST(PocketIdChange, IsNothingWhereNoMemberChanges)
{
    EXPECT_FALSE(pocket_id_change(R"({"isPublic":false,"isGroupRestricted":true})",
                                  {ClientTrait::confidential, ClientTrait::admission}, some_needs));
    ClientNeeds nothing_known;
    EXPECT_FALSE(pocket_id_change(
        R"({"callbackURLs":[],"isGroupRestricted":false})",
        {ClientTrait::redirect_uri, ClientTrait::logout_uri, ClientTrait::admission}, nothing_known));
}

TEST(PocketIdChange, AddsUrisBehindThoseThatAreThere)
{
    EXPECT_EQ(pocket_id_change(R"({"callbackURLs":["https://a/", "https://b/"],"logoutCallbackURLs":null})",
                               {ClientTrait::redirect_uri, ClientTrait::logout_uri}, some_needs),
              R"({"callbackURLs":["https://a/","https://b/","https://netbird.example.com/oauth2/callback"],)"
              R"("logoutCallbackURLs":["https://netbird.example.com/oauth2/logout/callback"]})");
}

TEST(PocketIdChange, PutsEveryTraitOfAClientRight)
{
    const std::string client =
        R"({"id":"netbird","name":"NetBird","callbackURLs":[],"logoutCallbackURLs":[],"isPublic":true,)"
        R"("pkceEnabled":true,"requiresPushedAuthorizationRequests":true,"isGroupRestricted":false})";
    auto needs = some_needs;
    needs.allowed_groups = GroupNames(); // the groups themselves are no part of it
    auto body = parse_object(pocket_id_change(client, all_traits(), needs).value()).value();
    body["id"] = "netbird";
    const auto changed = pocket_id_client(body);
    ASSERT_TRUE(changed);
    EXPECT_THAT(amiss(*changed, needs, all_traits()), IsEmpty());
}

TEST(PocketIdNewClient, HasEveryTrait)
{
    auto needs = some_needs;
    EXPECT_EQ(pocket_id_new_client({.client_id = "netbird", .name = "NetBird", .needs = needs}),
              R"({"id":"netbird","name":"NetBird","description":"Made by netbird-idp-sync",)"
              R"("callbackURLs":["https://netbird.example.com/oauth2/callback"],)"
              R"("logoutCallbackURLs":["https://netbird.example.com/oauth2/logout/callback"],)"
              R"("isPublic":false,"pkceEnabled":false,"requiresPushedAuthorizationRequests":false,)"
              R"("isGroupRestricted":true})");
    needs.allowed_groups.reset();
    needs.logout_uri.clear();
    EXPECT_THAT(pocket_id_new_client({.client_id = "netbird", .name = "NetBird", .needs = needs}),
                AllOf(HasSubstr(R"("logoutCallbackURLs":[])"), HasSubstr(R"("isGroupRestricted":false)")));
}

TEST(PocketIdGroups, AreReadAsRecorded)
{
    const auto groups =
        pocket_id_group_page(test::recording("idp/pocket-id-2.9.0", "129-admin-groups").response_body);
    ASSERT_TRUE(groups);
    EXPECT_EQ(groups->ids, (std::map<std::string, std::string>{
                               {"netbird-admins", "a892400f-98f2-40d3-96e4-27a91fb561cf"}}));
    EXPECT_EQ(groups->page, 1U);
    EXPECT_EQ(groups->pages, 1U);
    EXPECT_FALSE(pocket_id_group_page(boost::json::parse(R"({"data":[]})")));
}

TEST(PocketIdSecrets, AreReadOldestFirst)
{
    const auto listed = pocket_id_secrets(boost::json::parse(
        R"([{"id":"b","prefix":"zzzz","createdAt":"2026-11-21T23:17:50.95Z","expiresAt":"2026-12-21T10:00:00+01:00",
             "isActive":true},
            {"id":"a","prefix":"","createdAt":"2026-10-01T00:00:00Z","expiresAt":null,"isActive":false}])"));
    ASSERT_TRUE(listed);
    const auto october = WallTime(std::chrono::sys_days(std::chrono::year(2026) / 10 / 1));
    ASSERT_THAT(*listed, SizeIs(2));
    EXPECT_EQ(listed->at(0), (ClientSecret{.id = "a", .made = october, .expires = {}, .active = false}));
    EXPECT_EQ(listed->at(1).expires, WallTime(std::chrono::sys_days(std::chrono::year(2026) / 12 / 21)) + 9h);
    EXPECT_THAT(pocket_id_secrets(nullptr).value(), IsEmpty()) << "Go's list without anything";
    EXPECT_FALSE(pocket_id_secrets(boost::json::parse(R"({"data":[]})")));
}

TEST(PocketIdSecrets, AreAskedForWithTheirEnd)
{
    const Secret chosen("not-a-real-secret");
    EXPECT_EQ(pocket_id_new_secret(chosen, {}), R"({"secret":"not-a-real-secret"})");
    EXPECT_EQ(pocket_id_new_secret(chosen, WallTime(std::chrono::sys_days(std::chrono::year(2027) / 1 / 1))),
              R"({"secret":"not-a-real-secret","expiresAt":"2027-01-01T00:00:00Z"})");
}

TEST(PocketIdSecrets, AreReadWhenTheyAreMade)
{
    const auto made = pocket_id_made_secret(
        test::recording("idp/pocket-id-2.9.0", "048-admin-secret-create").response_body);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->secret.reveal(), "GENERATED-SECRET-1");
    EXPECT_EQ(made->id, "");
    EXPECT_FALSE(pocket_id_made_secret(boost::json::parse(R"({"secret":""})")));
}

/// The API key that is calling is the one that was used last.
std::optional<std::optional<WallTime>> key_end(const std::string& keys)
{
    return pocket_id_key_end(*parse_json(R"({"data":[)" + keys + R"(],"pagination":{"totalPages":1}})"),
                             *parse_timestamp("2030-01-01T12:00:00Z"));
}

std::string key_used(const std::string& at, const std::string& ends)
{
    return R"({"id":"an id","name":"a name","expiresAt":")" + ends + R"(","lastUsedAt":)" +
           (at.empty() ? "null" : '"' + at + '"') + '}';
}

TEST(PocketIdKeyEnd, IsThatOfTheKeyThatWasUsedLast)
{
    const auto end = key_end(key_used("2029-12-31T12:00:00Z", "2030-01-02T00:00:00Z") + ',' +
                             key_used("2030-01-01T12:00:01Z", "2030-06-01T00:00:00Z") + ',' +
                             key_used("", "2030-01-01T13:00:00Z"));
    EXPECT_EQ(end, std::optional(parse_timestamp("2030-06-01T00:00:00Z")));
}

TEST(PocketIdKeyEnd, IsTheEarlierOneOfTwoThatWereUsedAtOnce)
{
    const auto end = key_end(key_used("2030-01-01T12:00:00Z", "2030-06-01T00:00:00Z") + ',' +
                             key_used("2030-01-01T12:00:00Z", "2030-02-01T00:00:00Z"));
    EXPECT_EQ(end, std::optional(parse_timestamp("2030-02-01T00:00:00Z")));
}

TEST(PocketIdKeyEnd, IsNotKnownOfAKeyThatIsInNoList)
{
    const auto used_long_ago = key_used("2030-01-01T11:00:00Z", "2030-06-01T00:00:00Z");
    EXPECT_EQ(key_end(used_long_ago), std::optional<std::optional<WallTime>>(std::in_place));
    EXPECT_EQ(key_end(""), std::optional<std::optional<WallTime>>(std::in_place));
}

TEST(PocketIdKeyEnd, IsNoAnswerOfAnythingElse)
{
    EXPECT_EQ(pocket_id_key_end(*parse_json(R"({"error":"no"})"), WallTime()), std::nullopt);
}

} // namespace
} // namespace idpsync::registrar
