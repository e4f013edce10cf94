// identity_providers: one provider at a time.

#include "loading.hpp"
#include "support/matchers.hpp"

namespace idpsync::config {
namespace {

using namespace idpsync::config::test;

std::string error_in(std::string_view lines)
{
    return only_error(with_provider(lines));
}

DesiredProvider corp(std::string_view lines)
{
    const auto outcome = load_text(with_provider(lines));
    EXPECT_TRUE(outcome.loaded()) << outcome.all();
    return outcome.provider("corp");
}

TEST(Provider, HasEverythingThatIsDeclared)
{
    const auto provider = corp("type: pocketid\n"
                               "name: Pocket ID\n"
                               "issuer: https://id.example.com\n"
                               "client_id: netbird\n"
                               "client_secret: {file: /s}\n"
                               "id: pocketid-d3k1\n"
                               "state: present\n"
                               "allow: [issuer-change, recreate]\n"
                               "allow_http: true\n");
    EXPECT_EQ(provider.key.str(), "corp");
    EXPECT_EQ(provider.values, (ConnectorValues{.type = ProviderType::pocketid,
                                                .name = "Pocket ID",
                                                .issuer = "https://id.example.com",
                                                .client_id = "netbird"}));
    EXPECT_EQ(provider.id, ConnectorId{"pocketid-d3k1"});
    EXPECT_EQ(provider.state, State::present);
    EXPECT_THAT(provider.allow.list(), ElementsAre(Consent::issuer_change, Consent::recreate));
    EXPECT_TRUE(provider.checks.allow_http);
    EXPECT_EQ(to_string(provider.where), "/etc/idp/config.yaml:6:3");
}

TEST(Provider, IsNamedAfterItsKeyByDefault)
{
    EXPECT_EQ(corp(okta).values->name, "corp");
    EXPECT_EQ(corp(okta).state, State::present);
}

TEST(Provider, KeepsItsIssuerByteForByte)
{
    for (const auto* issuer :
         {"https://ID.example.com/", "https://id.example.com:443/a%2Fb/", "https://id.example.com//"})
        EXPECT_EQ(corp("type: oidc\nclient_id: a\nissuer: " + std::string(issuer) + "\n").values->issuer,
                  issuer);
}

TEST(Provider, CanBeOfEveryType)
{
    for (const auto type : enumerators<ProviderType>())
    {
        const std::string issuer = has_builtin_issuer(type) ? "" : "issuer: https://id.example.com\n";
        EXPECT_EQ(corp("type: " + std::string(to_string(type)) + "\nclient_id: a\n" + issuer).values->type,
                  type);
    }
}

TEST(Provider, NamesTheNearestType)
{
    EXPECT_THAT(error_in("type: pocket-id\nissuer: https://id.example.com\nclient_id: a\n"),
                AllOf(HasSubstr("identity_providers.corp.type: "), HasSubstr("did you mean pocketid?")));
}

TEST(Provider, NamesTheNearestSetting)
{
    EXPECT_THAT(error_in(okta + "client-secret: {file: a}\n"), HasSubstr("did you mean client_secret?"));
}

TEST(Provider, LeavesTheIssuerOfGoogleAndMicrosoftOut)
{
    for (const auto* type : {"google", "microsoft"})
    {
        const std::string lines = "type: " + std::string(type) + "\nclient_id: a\n";
        EXPECT_EQ(corp(lines).values->issuer, "");
        EXPECT_THAT(error_in(lines + "issuer: https://accounts.google.com\n"),
                    HasSubstr("leave the issuer out"));
    }
}

TEST(Provider, NeedsTypeIssuerAndClientId)
{
    EXPECT_THAT(error_in("type: okta\n"), HasSubstr("lacks issuer and client_id"));
    EXPECT_THAT(error_in("name: x\n"), HasSubstr("lacks type, issuer and client_id"));
    EXPECT_THAT(error_in("type: google\n"), HasSubstr("lacks client_id"));
    EXPECT_THAT(only_error(with("identity_providers: {corp: }\n")), HasSubstr("must be a mapping"));
}

TEST(Provider, HasOneErrorForOneMistake)
{
    EXPECT_THAT(error_in("type: okta\nclient_id: a\nissuer: corp.okta.com\n"),
                HasSubstr("not an absolute URL"));
}

TEST(Provider, NeedsAKeyOfItsForm)
{
    for (const auto* key : {"Corp", "-corp", "corp_1", "\"\"", "\"a b\"", "a.b",
                            "a123456789012345678901234567890123456789012345678901234567890123"})
        EXPECT_THAT(only_error(with("identity_providers:\n  " + std::string(key) +
                                    ": {type: google, client_id: a}\n")),
                    HasSubstr("is not a key"))
            << key;
}

TEST(Provider, MayHaveAKeyThatYamlCouldTakeForSomethingElse)
{
    for (const auto* key : {"no", "1", "012", "on", "0x1f"})
        EXPECT_TRUE(
            load_text(with("identity_providers: {" + std::string(key) + ": {type: google, client_id: a}}\n"))
                .loaded())
            << key;
}

TEST(Provider, NeedsQuotesAroundTextThatIsNoneInYaml)
{
    for (const auto* text : {"no", "yes", "on", "off", "true", "012", "1e3", "0x1f", "1.5", ".inf",
                             "2027-01-31", "278162637461", "1:30", "y"})
    {
        const std::string unquoted = "type: google\nclient_id: " + std::string(text) + "\n";
        EXPECT_THAT(error_in(unquoted),
                    AllOf(HasSubstr("identity_providers.corp.client_id: " + std::string(text)),
                          HasSubstr("write \"" + std::string(text) + "\" in quotes")));
        EXPECT_EQ(corp("type: google\nclient_id: '" + std::string(text) + "'\n").values->client_id, text);
    }
    for (const auto* text : {"~", "null", ""})
        EXPECT_THAT(error_in("type: google\nclient_id: a\nname: " + std::string(text) + "\n"),
                    HasSubstr("is empty (null)"));
    EXPECT_EQ(corp("type: google\nclient_id: 'null'\n").values->client_id, "null");
}

TEST(Provider, RefusesListsAndMappingsWhereTextIsDue)
{
    EXPECT_THAT(error_in("type: google\nclient_id: [a]\n"), HasSubstr("must be a text, not a list"));
    EXPECT_THAT(error_in("type: google\nclient_id: {a: b}\n"), HasSubstr("must be a text, not a mapping"));
}

TEST(Provider, RefusesWhiteSpaceAroundNamesAndIds)
{
    for (const auto* value : {"' a'", "'a '", "\"a\\n\"", "\"\\ta\"", "|\n      a\n"})
        for (const auto* setting : {"name", "client_id"})
        {
            const std::string other = std::string(setting) == "name" ? "client_id: b\n" : "";
            EXPECT_THAT(error_in("type: google\n" + other + setting + ": " + value + "\n"),
                        HasSubstr("white space"))
                << value;
        }
    EXPECT_THAT(error_in("type: okta\nclient_id: a\nissuer: 'https://corp.okta.com '\n"),
                HasSubstr("white space"));
}

TEST(Provider, RefusesControlCharactersAndEmptyTexts)
{
    EXPECT_THAT(error_in("type: google\nclient_id: \"a\\x01b\"\n"), HasSubstr("control character"));
    EXPECT_THAT(error_in("type: google\nclient_id: \"a\\u0085b\"\n"), HasSubstr("control character"));
    EXPECT_THAT(error_in("type: google\nclient_id: ''\n"), HasSubstr("is empty"));
}

TEST(Provider, TakesWhatNetBirdTakes)
{
    EXPECT_EQ(corp("type: google\nclient_id: a\nname: Grüße 日本 “x” 🦊\n").values->name,
              "Grüße 日本 “x” 🦊");
    const std::string umlauts = [] {
        std::string text;
        for (int i = 0; i < 1024; ++i)
            text += "ü";
        return text;
    }();
    EXPECT_EQ(corp("type: google\nclient_id: " + umlauts + "\n").values->client_id, umlauts);
    EXPECT_THAT(error_in("type: google\nclient_id: " + umlauts + "ü\n"), HasSubstr("1024 characters"));
}

TEST(Provider, RefusesAPlainHttpIssuerBeyondLoopbackWithoutTheWord)
{
    const std::string lines = "type: oidc\nclient_id: a\nissuer: http://id.internal\n";
    EXPECT_THAT(error_in(lines), HasSubstr("allow_http: true"));
    EXPECT_TRUE(corp(lines + "allow_http: true\n").checks.allow_http);
    EXPECT_FALSE(corp("type: oidc\nclient_id: a\nissuer: http://127.0.0.1:5556/dex\n").checks.allow_http);
}

TEST(Provider, RefusesAnIssuerWithQueryFragmentOrUser)
{
    for (const auto* issuer : {"https://id.example.com?a=b", "'https://id.example.com#x'",
                               "https://u:not-a-real-secret@id.example.com"})
        EXPECT_THAT(
            error_in("type: oidc\nclient_id: a\nissuer: " + std::string(issuer) + "\n"),
            AllOf(HasSubstr("identity_providers.corp.issuer: "), Not(HasSubstr("not-a-real-secret"))));
}

TEST(Provider, ConsentsInAListOfKnownWords)
{
    EXPECT_THAT(error_in(okta + "allow: recreate\n"), HasSubstr("must be a list"));
    EXPECT_THAT(error_in(okta + "allow: [recreat]\n"),
                AllOf(HasSubstr("corp.allow[0]: "), HasSubstr("did you mean recreate?")));
    EXPECT_THAT(error_in(okta + "allow: [recreate, recreate]\n"),
                HasSubstr("allow[1]: recreate appears twice"));
    EXPECT_TRUE(corp(okta + "allow: []\n").allow.empty());
}

TEST(Provider, HasAnIdThatCouldBeOne)
{
    for (const auto* id : {"''", "'a b'", "a/b", "' a'", "'a?b'", "\"a\\nb\""})
        EXPECT_THAT(error_in(okta + "id: " + std::string(id) + "\n"),
                    HasSubstr("identity_providers.corp.id: "))
            << id;
}

TEST(AbsentProvider, MayBeKnownByItsKeyAlone)
{
    for (const auto* state : {"absent", "released"})
    {
        const auto provider = corp("state: " + std::string(state) + "\n");
        EXPECT_EQ(to_string(provider.state), state);
        EXPECT_FALSE(provider.values);
        EXPECT_FALSE(provider.id);
    }
}

TEST(AbsentProvider, MayBeKnownByItsId)
{
    EXPECT_EQ(corp("state: absent\nid: okta-1\ntype: okta\n").id, ConnectorId{"okta-1"});
    EXPECT_FALSE(corp("state: absent\nid: okta-1\ntype: okta\n").values);
}

TEST(AbsentProvider, MayBeKnownByItsValues)
{
    EXPECT_EQ(corp("state: absent\n" + okta).values->client_id, "netbird");
    EXPECT_TRUE(corp("state: absent\ntype: google\nclient_id: a\n").values);
}

TEST(AbsentProvider, SaysWhatItsValuesLack)
{
    EXPECT_THAT(error_in("state: absent\ntype: okta\nclient_id: a\n"), HasSubstr("lacks issuer to name"));
    EXPECT_THAT(error_in("state: released\nissuer: https://id.example.com\n"),
                HasSubstr("lacks type and client_id to name"));
}

TEST(AbsentProvider, WarnsThatItsSecretIsNotUsed)
{
    const auto outcome = load_text(with_provider("state: absent\nid: a\nclient_secret: {file: x}\n"));
    EXPECT_TRUE(outcome.loaded());
    ASSERT_THAT(outcome.warnings, SizeIs(1));
    EXPECT_THAT(outcome.warnings[0], HasSubstr("is not used with state: absent"));
}

TEST(Provider, KnowsThreeStates)
{
    for (const auto* state : {"absnt", "disabled", "deleted", "off", "no"})
        EXPECT_THAT(error_in(okta + "state: " + state + "\n"),
                    AllOf(HasSubstr("\"" + std::string(state) +
                                    "\" is not one of present, absent, released: absent deletes the "
                                    "connector, released leaves it in NetBird as it is"),
                          Not(HasSubstr("did you mean"))));
}

} // namespace
} // namespace idpsync::config
