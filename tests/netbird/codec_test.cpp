#include "netbird/codec.hpp"
#include "support/matchers.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace idpsync::netbird {
namespace {

net::Response json_response(std::string body)
{
    return {200, {{"content-type", "application/json; charset=UTF-8"}}, std::move(body)};
}

std::string entry(const std::string& id, const std::string& type = "oidc")
{
    return R"({"id":")" + id + R"(","type":")" + type +
           R"(","name":"N","issuer":"https://id.example.com","client_id":"c"})";
}

Error list_error(const std::string& body)
{
    const auto list = decode_list(json_response(body));
    return list.has_error() ? list.error() : Error{ErrorKind::stopped, "it was accepted"};
}

TEST(DecodeList, KeepsTheOrder)
{
    const auto list = decode_list(json_response("[" + entry("b") + "," + entry("a") + "]"));
    ASSERT_TRUE(list.has_value());
    ASSERT_EQ(list->providers.size(), 2U);
    EXPECT_EQ(list->providers[0].id.value, "b");
    EXPECT_EQ(list->providers[1].id.value, "a");
}

TEST(DecodeList, IgnoresMembersItDoesNotKnow)
{
    const auto list = decode_list(json_response(
        R"([{"id":"a","type":"okta","name":"N","issuer":"i","client_id":"c","scopes":["x",{"y":1}],"new":null}])"));
    ASSERT_TRUE(list.has_value());
    EXPECT_EQ(list->providers.front().values, (ConnectorValues{ProviderType::okta, "N", "i", "c"}));
}

TEST(DecodeList, AConnectorOfATypeItDoesNotKnowCannotBeManaged)
{
    for (const std::string type : {"ldap", "github", "saml", "Okta", "jumpcloud"})
    {
        const auto list = decode_list(json_response("[" + entry("static-1", type) + "]"));
        ASSERT_TRUE(list.has_value());
        const auto& one = list->providers.front();
        EXPECT_FALSE(one.manageable());
        EXPECT_EQ(one.type_name(), type);
        EXPECT_EQ(one.values.issuer, "https://id.example.com"); // nothing is created beside it
    }
    EXPECT_TRUE(decode_list(json_response("[" + entry("okta-1", "okta") + "]"))->providers[0].manageable());
}

TEST(DecodeList, AConnectorOfATypeItDoesNotKnowNeedsNothingButItsId)
{
    const auto list = decode_list(json_response(R"([{"id":"ldap","type":"ldap","name":"Directory"}])"));
    ASSERT_TRUE(list.has_value());
    EXPECT_EQ(list->providers.front().values.name, "Directory");
    EXPECT_EQ(list->providers.front().values.client_id, "");
    EXPECT_THAT(list_error(R"([{"id":"","type":"ldap"}])").message, HasSubstr("empty \"id\""));
    EXPECT_THAT(list_error(R"([{"id":"a","type":""}])").message, HasSubstr("empty \"type\""));
}

std::string unknown_members_of(const std::string& members)
{
    const auto list = decode_list(json_response(
        R"([{"id":"z","type":"okta","name":"N","issuer":"i","client_id":"c"},{"id":"a","type":"okta",)" +
        members + R"("name":"N","issuer":"i","client_id":"c"}])"));
    return list.has_value() ? list->providers.at(1).unknown_members : list.error().text();
}

TEST(DecodeList, KeepsMembersItDoesNotKnowByteForByte)
{
    EXPECT_EQ(unknown_members_of(""), "");
    EXPECT_EQ(unknown_members_of(R"("additional_scopes":["groups", "a\u0041"],)"),
              R"("additional_scopes":["groups", "a\u0041"])");
    EXPECT_EQ(unknown_members_of(R"("n" : 1.50e3 , "o": { "x" : [1,{ }] },"z":null,"e\n":false,)"),
              R"("n":1.50e3,"o":{ "x" : [1,{ }] },"z":null,"e\n":false)");
    EXPECT_EQ(unknown_members_of(R"("big":123456789012345678901234567890,)"),
              R"("big":123456789012345678901234567890)");
}

TEST(DecodeList, NeverCarriesASecretOrAMemberItSendsItself)
{
    // Go reads names in any letter case: carried back, "Issuer" would take the place of ours.
    EXPECT_EQ(unknown_members_of(R"("client_secret":"****","Client_Secret":"x","Issuer":"y","NAME":"z",)"),
              "");
}

TEST(DecodeList, LeavesOutTheIssuerOfGoogleAndMicrosoft)
{
    const auto list =
        decode_list(json_response("[" + entry("google-1", "google") + "," + entry("m", "microsoft") + "]"));
    ASSERT_TRUE(list.has_value());
    EXPECT_EQ(list->providers[0].values.issuer, "");
    EXPECT_EQ(list->providers[1].values.issuer, "");
}

TEST(DecodeList, NeedsNoIssuerOfGoogle)
{
    EXPECT_TRUE(decode_list(json_response(R"([{"id":"g","type":"google","name":"N","client_id":"c"}])")));
}

TEST(DecodeList, KeepsOddCharactersAsTheyAre)
{
    const auto list = decode_list(json_response(
        R"([{"id":"a/b?c#d %2F\u00e9","type":"oidc","name":" a\nb\tc ","issuer":"","client_id":"\u202e"}])"));
    ASSERT_TRUE(list.has_value());
    EXPECT_EQ(list->providers.front().id.value, "a/b?c#d %2F\u00e9");
    EXPECT_EQ(list->providers.front().values.name, " a\nb\tc ");
    EXPECT_EQ(list->providers.front().values.client_id, "\u202e");
}

TEST(DecodeList, TakesThousandsOfConnectors)
{
    std::string body = "[";
    for (int number = 0; number < 5000; ++number)
        body += (number == 0 ? "" : ",") + entry("id-" + std::to_string(number));
    const auto list = decode_list(json_response(body + "]"));
    ASSERT_TRUE(list.has_value());
    EXPECT_EQ(list->providers.size(), 5000U);
    EXPECT_EQ(list->providers.back().id.value, "id-4999");
}

TEST(DecodeList, RefusesAPageAndSaysWhatToCheck)
{
    const auto list = decode_list({200, {{"content-type", "text/html"}}, "<html>dashboard</html>"});
    ASSERT_TRUE(list.has_error());
    EXPECT_EQ(list.error().kind, ErrorKind::bad_response);
    EXPECT_THAT(list.error().text(), HasSubstr("an HTML page of 22 bytes"));
    EXPECT_THAT(list.error().text(), HasSubstr("management.url"));
}

TEST(DecodeList, RefusesAnEmptyBody)
{
    const auto error = list_error("");
    EXPECT_EQ(error.kind, ErrorKind::bad_response);
    EXPECT_THAT(error.text(), HasSubstr("an empty body"));
}

TEST(DecodeList, RefusesWhatIsNoList)
{
    for (const auto* body : {"{}", "null", "\"\"", "1", R"({"message":"x","code":1})"})
        EXPECT_THAT(list_error(body).message, HasSubstr("it is not a list but ")) << body;
}

TEST(DecodeList, RefusesACutBody)
{
    const auto whole = "[" + entry("a") + "," + entry("b") + "]";
    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_EQ(list_error(whole.substr(0, length)).kind, ErrorKind::bad_response) << length;
}

TEST(DecodeList, RefusesAnEntryWithoutAMemberAndNamesBoth)
{
    const std::vector<std::string> members{"id", "type", "name", "issuer", "client_id"};
    for (const auto& name : members)
    {
        auto incomplete = boost::json::parse(entry("b")).as_object();
        incomplete.erase(name);
        const auto error = list_error("[" + entry("a") + "," + boost::json::serialize(incomplete) + "]");
        EXPECT_EQ(error.kind, ErrorKind::bad_response);
        EXPECT_THAT(error.text(), HasSubstr("entry 2 has no \"" + name + "\""));
    }
}

TEST(DecodeList, RefusesMembersOfAnotherType)
{
    for (const auto* name : {"id", "type", "name", "issuer", "client_id"})
        for (const auto* value : {"null", "1", "true", "[]", "{}"})
        {
            auto wrong = boost::json::parse(entry("a")).as_object();
            wrong[name] = boost::json::parse(value);
            EXPECT_THAT(list_error("[" + boost::json::serialize(wrong) + "]").message,
                        HasSubstr("entry 1 has a \"" + std::string(name) + "\" that is not a string"));
        }
}

TEST(DecodeList, RefusesAnEntryThatIsNoObject)
{
    for (const auto* body : {"[1]", "[null]", "[[]]", "[\"a\"]"})
        EXPECT_EQ(list_error(body).kind, ErrorKind::bad_response) << body;
}

TEST(DecodeList, RefusesAnEmptyId)
{
    EXPECT_THAT(list_error("[" + entry("") + "]").message, HasSubstr("an empty \"id\""));
}

TEST(DecodeList, RefusesAnIdThatIsThereTwice)
{
    EXPECT_THAT(list_error("[" + entry("a") + "," + entry("b") + "," + entry("a") + "]").message,
                HasSubstr("the id \"a\" is there twice"));
}

TEST(DecodeList, RefusesNestingThatCouldExhaustTheStack)
{
    const auto nested = [](std::size_t depth) {
        return R"([{"id":"a","type":"oidc","name":"N","issuer":"i","client_id":"c","deep":)" +
               std::string(depth, '[') + std::string(depth, ']') + "}]";
    };
    EXPECT_TRUE(decode_list(json_response(nested(20))).has_value());
    EXPECT_EQ(list_error(nested(40)).kind, ErrorKind::bad_response);
    EXPECT_EQ(list_error(std::string(1'000'000, '[')).kind, ErrorKind::bad_response);
}

TEST(DecodeList, RefusesBytesThatAreNotUtf8)
{
    EXPECT_EQ(list_error("[" + entry("a\xff") + "]").kind, ErrorKind::bad_response);
}

TEST(DecodeList, EscapesWhatItQuotes)
{
    const auto list = decode_list({200, {{"content-type", "a\x1b[31m"}}, "\x1b[31m\nforged"});
    ASSERT_TRUE(list.has_error());
    EXPECT_THAT(list.error().text(), Not(HasSubstr("\x1b")));
    EXPECT_THAT(list.error().text(), Not(HasSubstr("\n")));
}

TEST(EncodeConnector, CarriesUnknownMembersBackByteForByte)
{
    const ConnectorValues values{ProviderType::okta, "N", "https://i", "c"};
    const Secret secret("not-a-real-secret");
    const std::string more = R"("groups_claim":"memberOf","x":{ "y" : 1.50 })";
    EXPECT_EQ(encode_connector(values, &secret, more).reveal(),
              R"({"type":"okta","name":"N","issuer":"https://i","client_id":"c",)"
              R"("client_secret":"not-a-real-secret","groups_claim":"memberOf","x":{ "y" : 1.50 }})");
    EXPECT_EQ(decode_list(json_response(
                              R"([{"id":"a",)" +
                              std::string(encode_connector(values, nullptr, more).reveal()).substr(1) + "]"))
                  ->providers.front()
                  .unknown_members,
              more);
}

TEST(DecodeConnector, GivesTheIdAndTheValues)
{
    const auto connector = decode_connector(json_response(entry("pocketid-1", "pocketid")));
    ASSERT_TRUE(connector.has_value());
    EXPECT_EQ(*connector, (ObservedProvider{{"pocketid-1"},
                                            {ProviderType::pocketid, "N", "https://id.example.com", "c"}}));
}

TEST(DecodeConnector, LeavesTheOutcomeOpenWhenTheAnswerCannotBeRead)
{
    for (const auto* body : {"", "<html>", "[]", "null", "{}", R"({"id":"a"})", R"({"id":1})"})
    {
        const auto connector = decode_connector(json_response(body));
        ASSERT_TRUE(connector.has_error()) << body;
        EXPECT_EQ(connector.error().kind, ErrorKind::unknown_outcome) << body;
        EXPECT_THAT(connector.error().text(), HasSubstr("most likely carried out"));
    }
}

TEST(DecodeRemoved, TakesAnEmptyObjectAndAnEmptyBody)
{
    EXPECT_TRUE(decode_removed(json_response("{}")).has_value());
    EXPECT_TRUE(decode_removed({204, {}, ""}).has_value());
}

TEST(DecodeRemoved, LeavesTheOutcomeOpenWhenAPageAnswers)
{
    for (const auto* body : {"<html>", "[]", "null", "{"})
    {
        const auto removed = decode_removed(json_response(body));
        ASSERT_TRUE(removed.has_error()) << body;
        EXPECT_EQ(removed.error().kind, ErrorKind::unknown_outcome) << body;
    }
}

TEST(DecodeAccount, ReadsTheSettingsThatDecisionsNeed)
{
    const auto account = decode_account(json_response(
        R"([{"id":"a","settings":{"embedded_idp_enabled":true,"local_auth_disabled":false}}])"));
    ASSERT_TRUE(account.has_value());
    EXPECT_EQ(account->id, "a");
    EXPECT_EQ(account->embedded_idp_enabled, true);
    EXPECT_EQ(account->local_auth_disabled, false);
}

TEST(DecodeAccount, LeavesOpenWhatAnOldServerDoesNotSay)
{
    const auto account =
        decode_account(json_response(R"([{"id":"a","settings":{"local_auth_disabled":null}}])"));
    ASSERT_TRUE(account.has_value());
    EXPECT_FALSE(account->embedded_idp_enabled.has_value());
    EXPECT_FALSE(account->local_auth_disabled.has_value());
}

TEST(DecodeAccount, RefusesEverythingElse)
{
    for (const auto* body :
         {"", "<html>", "null", "{}", "[]", "[1]", R"([{"id":"a"}])", R"([{"id":"","settings":{}}])",
          R"([{"id":1,"settings":{}}])", R"([{"settings":{}}])", R"([{"id":"a","settings":[]}])",
          R"([{"id":"a","settings":{"embedded_idp_enabled":"yes"}}])",
          R"([{"id":"a","settings":{"local_auth_disabled":0}}])",
          R"([{"id":"a","settings":{}},{"id":"b","settings":{}}])"})
    {
        const auto account = decode_account(json_response(body));
        ASSERT_TRUE(account.has_error()) << body;
        EXPECT_EQ(account.error().kind, ErrorKind::bad_response) << body;
    }
}

TEST(IsDiscovery, DoesNotTakeThePageOfADashboard)
{
    EXPECT_FALSE(is_discovery({200, {{"content-type", "text/html"}}, "<html>dashboard</html>"}));
    EXPECT_FALSE(is_discovery(json_response("{}")));
    EXPECT_FALSE(is_discovery({404, {}, R"({"issuer":"https://a"})"}));
    EXPECT_TRUE(is_discovery(json_response(R"({"issuer":"https://a/oauth2"})")));
}

TEST(EncodeConnector, WritesEveryMemberOnce)
{
    const ConnectorValues values{ProviderType::pocketid, "Pocket ID", "https://id.example.com", "netbird"};
    const Secret secret("s3cret");
    EXPECT_EQ(encode_connector(values, &secret).reveal(),
              R"({"type":"pocketid","name":"Pocket ID","issuer":"https://id.example.com",)"
              R"("client_id":"netbird","client_secret":"s3cret"})");
}

TEST(EncodeConnector, LeavesOutTheSecretThatNetBirdShallKeep)
{
    const ConnectorValues values{ProviderType::oidc, "N", "i", "c"};
    EXPECT_THAT(encode_connector(values, nullptr).reveal(), Not(HasSubstr("client_secret")));
}

TEST(EncodeConnector, LeavesOutTheIssuerOfGoogleAndMicrosoft)
{
    const ConnectorValues google{ProviderType::google, "N", "", "c"};
    const ConnectorValues microsoft{ProviderType::microsoft, "N", "", "c"};
    EXPECT_EQ(encode_connector(google, nullptr).reveal(), R"({"type":"google","name":"N","client_id":"c"})");
    EXPECT_THAT(encode_connector(microsoft, nullptr).reveal(), Not(HasSubstr("issuer")));
}

TEST(EncodeConnector, EscapesWhateverANameHolds)
{
    std::string name = "\"quoted\" back\\slash \u00e9\u4e2d\U0001f511 ";
    for (char control = 0; control < 0x20; ++control)
        name += control;
    const ConnectorValues values{ProviderType::oidc, name, "i", name};
    const Secret secret(name);
    const auto decoded = boost::json::parse(encode_connector(values, &secret).reveal());
    EXPECT_EQ(decoded.at("name").as_string(), name);
    EXPECT_EQ(decoded.at("client_id").as_string(), name);
    EXPECT_EQ(decoded.at("client_secret").as_string(), name);
}

TEST(EncodeConnector, FindsWhatNeedsAnEscapeAnywhere)
{
    for (const std::string odd : {"\"", "\\", "\n", "\x01", "\x1f", " ", "\x7f", "\u0080", "\U0001f511"})
        for (std::size_t length = 0; length < 40; ++length)
            for (std::size_t position = 0; position <= length; ++position)
            {
                auto name = std::string(length, 'x');
                name.insert(position, odd);
                const ConnectorValues values{ProviderType::oidc, name, "i", "c"};
                const auto text = encode_connector(values, nullptr);
                ASSERT_EQ(boost::json::parse(text.reveal()).at("name").as_string(), name);
            }
}

} // namespace
} // namespace idpsync::netbird
