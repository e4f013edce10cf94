// Three settings change and every other byte stays.

#include "json/raw_members.hpp"
#include "netbird/account_settings.hpp"
#include "support/matchers.hpp"
#include "support/recordings.hpp"

#include <boost/json/parse.hpp>

#include <map>
#include <tuple>

namespace idpsync::netbird {
namespace {

const std::vector<GroupSettings> wanted{
    {},
    {.enabled = true, .claim = "groups", .allowed_groups = {}},
    {.enabled = true, .claim = "groups", .allowed_groups = {"netbird-users"}},
    {.enabled = false, .claim = "a \"quoted\" \\ claim", .allowed_groups = {"a, b", "line\nbreak", "ü"}},
};

net::Response answer(std::string body)
{
    return {.status = 200, .headers = {{"content-type", "application/json"}}, .body = std::move(body)};
}

std::string account(const std::string& settings)
{
    return R"([{"id":"a1","settings":)" + settings + "}]";
}

std::string settings_of(const std::string& body)
{
    return decode_account_settings(answer(body)).value().text;
}

/// Every settings object that a real server showed.
std::vector<std::string> recorded_settings()
{
    std::vector<std::string> all;
    for (const auto* folder : {"netbird/v0.62.0", "netbird/v0.62.0-embedded-off", "netbird/v0.65.3",
                               "netbird/v0.70.4", "netbird/v0.77.1"})
        for (const auto& recorded : test::recordings(folder))
            if (recorded.url.find("/api/accounts") != std::string::npos && recorded.method == "GET")
                all.push_back(settings_of(recorded.response_text()));
    return all;
}

std::multimap<std::string, std::string> others(const std::string& settings)
{
    std::multimap<std::string, std::string> result;
    for (const auto& member : json_members(settings))
        if (!member.name.starts_with("jwt_"))
            result.emplace(member.name, member.value);
    return result;
}

TEST(AccountSettings, ChangeNothingElseInAnyRecordedSettings)
{
    const auto recorded = recorded_settings();
    ASSERT_GE(recorded.size(), 10U);
    for (const auto& before : recorded)
        for (const auto& want : wanted)
        {
            const auto after = with_group_settings(before, want);
            EXPECT_EQ(group_settings_in(after).value(), want);
            EXPECT_EQ(others(after), others(before)) << after;
            EXPECT_THAT(other_changes(before, after), IsEmpty());
        }
}

TEST(AccountSettings, ComeBackByteForByteWhenTheChangeIsTakenBack)
{
    for (const auto& before : recorded_settings())
    {
        const auto present = group_settings_in(before).value();
        EXPECT_EQ(with_group_settings(before, present), before);
        for (const auto& want : wanted)
            EXPECT_EQ(with_group_settings(with_group_settings(before, want), present), before);
    }
}

TEST(AccountSettings, KeepWhatNoParserWouldWriteTheSameWay)
{
    const std::string before =
        R"({ "a" : 1.0, "b":1e2,"c":123456789012345678901234567890 , "d":-0, "e":0.10,)"
        "\n\t"
        R"("jwt_groups_enabled" : false ,"f":{"jwt_groups_enabled":false,"x":[1,{"y":"}]\"{"}]},"\u0067":"\/\u00e9",)"
        R"("jwt\u005fgroups_claim_name":"old","jwt_allow_groups":[ "b" , "a" ],"h":null})";
    const std::string after =
        R"({ "a" : 1.0, "b":1e2,"c":123456789012345678901234567890 , "d":-0, "e":0.10,)"
        "\n\t"
        R"("jwt_groups_enabled" : true ,"f":{"jwt_groups_enabled":false,"x":[1,{"y":"}]\"{"}]},"\u0067":"\/\u00e9",)"
        R"("jwt\u005fgroups_claim_name":"groups","jwt_allow_groups":[ "b" , "a" ],"h":null})";
    EXPECT_EQ(with_group_settings(before, {true, "groups", {"a", "b"}}), after);
}

TEST(AccountSettings, AddWhatAServerDoesNotShow)
{
    EXPECT_EQ(with_group_settings(R"({"dns_domain":""})", {true, "groups", {"a"}}),
              R"({"dns_domain":"","jwt_groups_enabled":true,"jwt_groups_claim_name":"groups",)"
              R"("jwt_allow_groups":["a"]})");
    EXPECT_EQ(with_group_settings("{}", {true, "", {}}), R"({"jwt_groups_enabled":true})");
    EXPECT_EQ(with_group_settings(R"({"jwt_allow_groups":null})", {}), R"({"jwt_allow_groups":null})");
}

TEST(AccountSettings, ReplaceEveryMemberOfAName)
{
    EXPECT_EQ(
        with_group_settings(R"({"jwt_groups_enabled":true,"jwt_groups_enabled":false})", {true, "", {}}),
        R"({"jwt_groups_enabled":true,"jwt_groups_enabled":true})");
}

TEST(AccountSettings, AreReadWithMissingAndNullSettings)
{
    for (const auto* text : {"{}", R"({"jwt_groups_enabled":null,"jwt_groups_claim_name":null,)"
                                   R"("jwt_allow_groups":null})"})
        EXPECT_EQ(group_settings_in(text).value(), GroupSettings()) << text;
}

TEST(AccountSettings, AreReadWithTheOrderOfGroupsAside)
{
    EXPECT_EQ(group_settings_in(R"({"jwt_allow_groups":["b","a","b"]})").value().allowed_groups,
              GroupNames({"a", "b"}));
}

TEST(AccountSettings, OfAnotherTypeAreRefused)
{
    for (const auto* text : {R"({"jwt_groups_enabled":1})", R"({"jwt_groups_claim_name":[]})",
                             R"({"jwt_allow_groups":"a"})", R"({"jwt_allow_groups":["a",1]})"})
    {
        const auto read = decode_account_settings(answer(account(text)));
        ASSERT_TRUE(read.has_error()) << text;
        EXPECT_EQ(read.error().kind, ErrorKind::bad_response);
        EXPECT_THAT(read.error().text(), HasSubstr("the setting \"jwt_"));
    }
}

TEST(AccountSettings, OfAnAnswerThatIsNoAccountAreRefused)
{
    for (const auto* body : {"", "<html>", "[]", "{}", "[{}]", R"([{"id":"a","settings":[]}])", "[1]"})
        EXPECT_TRUE(decode_account_settings(answer(body)).has_error()) << body;
}

TEST(AccountSettings, AreTakenAsTheyStandInTheAnswer)
{
    const auto read =
        decode_account_settings(answer("\n [ {\"id\" : \"a1\" , \"settings\" : { \"x\": 1.50 } ,\"z\":{}}]"));
    EXPECT_EQ(read.value().text, "{ \"x\": 1.50 }");
    EXPECT_EQ(read.value().facts.id, "a1");
}

TEST(AccountSettings, DifferInWhateverOthersChangedInAnyOrder)
{
    EXPECT_THAT(other_changes(R"({"a":1,"b":{"c":[1,2]},"d":600})", R"({"b":{"c":[1,2]},"d":600,"a":1})"),
                IsEmpty());
    EXPECT_THAT(other_changes(R"({"a":1,"b":2,"gone":true})", R"({"b":3,"a":1,"new":null})"),
                ElementsAre("b", "gone", "new"));
    EXPECT_THAT(other_changes(R"({"jwt_groups_enabled":true})", R"({"jwt_allow_groups":[]})"), IsEmpty());
}

TEST(AccountSettings, SentAsRecordedGiveTheRecordedSettings)
{
    for (const auto& [folder, get, put] :
         {std::tuple{"netbird/v0.62.0", "73-accounts", "74-accounts-put-full"},
          std::tuple{"netbird/v0.77.1", "72-accounts", "73-accounts-put-full"}})
    {
        const auto before = settings_of(test::recording(folder, get).response_text());
        const auto sent =
            encode_account_settings(with_group_settings(before, {true, "entitlements", {"netbird-users"}}));
        EXPECT_EQ(boost::json::parse(sent), test::recording(folder, put).request_body);
        EXPECT_TRUE(
            decode_settings_written(answer(test::recording(folder, put).response_text())).has_value());
    }
}

TEST(AccountSettings, WrittenAnswerThatIsNoAccountLeavesTheOutcomeOpen)
{
    for (const auto* body : {"", "<html>dashboard</html>", "[]"})
        EXPECT_EQ(decode_settings_written(answer(body)).error().kind, ErrorKind::unknown_outcome) << body;
}

} // namespace
} // namespace idpsync::netbird
