// What an operator reads after one value or name that cannot be meant: the exact line, with its place.

#include "mistakes.hpp"
#include "support/matchers.hpp"

namespace idpsync::config {
namespace {

using namespace idpsync::config::test;

constexpr std::string_view placeholder =
    "holds a placeholder that was never replaced, such as ${X} or {{ x }}; write the value itself";

TEST(Message, NamesAPlaceholderThatNobodyReplaced)
{
    for (const std::string value : {"\"${NETBIRD_ID}\"", "$NETBIRD_ID", "\"{{ netbird_id }}\"",
                                    "{{ netbird_id }}", "\"<your client id>\""})
        expect_one_error(with_provider("type: google\nclient_id: " + value + "\n"),
                         "8:16: identity_providers.corp.client_id: " + std::string(placeholder));
    expect_one_error("version: 1\nmanagement:\n  url: https://{{ host }}\n  token: {file: t}\n",
                     "3:8: management.url: " + std::string(placeholder));
    expect_one_error(with_provider("type: google\nclient_id: a\nclient_secret: {{ vault_secret }}\n"),
                     "9:20: identity_providers.corp.client_secret: " + std::string(placeholder));
}

TEST(Message, SaysWhereASecretIsMeantToBe)
{
    for (const std::string value : {"${CORP_SECRET}", "$CORP_SECRET"})
        expect_one_error(with_provider("type: google\nclient_id: a\nclient_secret: " + value + "\n"),
                         "9:20: identity_providers.corp.client_secret: did you mean {env: CORP_SECRET}?");
    expect_one_error(with_provider("type: google\nclient_id: a\nclient_secret: {env: $CORP_SECRET}\n"),
                     "9:26: identity_providers.corp.client_secret: is written without the $");
    MemoryFiles files;
    files.put(config_file, with_provider("type: google\nclient_id: a\nclient_secret: secrets/corp\n"), 0600);
    files.put("/etc/idp/secrets/corp", "not-a-real-secret\n");
    EXPECT_THAT(
        load_from(files).errors,
        ElementsAre("/etc/idp/config.yaml:9:20: identity_providers.corp.client_secret: the name of a file "
                    "stands here; did you mean {file: secrets/corp}?"));
}

TEST(Message, NamesCharactersThatCannotBeSeen)
{
    const std::pair<std::string, std::string> strays[] = {
        {"net\u00a0bird", "holds a no-break space (U+00A0), as character 4; remove it"},
        {"netbird\u200b",
         "holds a zero-width space, which cannot be seen (U+200B), as character 8; remove it"},
        {"\u201cnetbird\u201d",
         "holds a curly quote (U+201C), as character 1; write \" if a quote is meant, or remove it"},
        {"net\u2013bird", "holds a long dash (U+2013), as character 4; write - instead"},
        {"'\"netbird\"'", "has quotes around it, which would be sent with it; remove them"},
        {"netbird,", "ends with a comma; remove it"},
    };
    for (const auto& [value, said] : strays)
    {
        expect_one_error(with_provider("type: google\nclient_id: " + value + "\n"),
                         "8:16: identity_providers.corp.client_id: " + said);
        if (value.front() != '\'')
            expect_one_error(with_provider("type: oidc\nclient_id: a\nissuer: " + value + "\n"),
                             "9:13: identity_providers.corp.issuer: " + said);
    }
    EXPECT_TRUE(load_text(with_provider("type: google\nclient_id: a\nname: Bob\u2019s \u2013 x\n")).loaded());
}

TEST(Message, KnowsOtherNamesForAType)
{
    const std::pair<std::string, std::string> types[] = {
        {"PocketID", "pocketid"}, {"pocket_id", "pocketid"}, {"azure", "entra"}, {"Azure-AD", "entra"},
        {"authelia", "oidc"},     {"OIDC", "oidc"},          {"odic", "oidc"},   {"Generic OIDC", "oidc"},
        {"gsuite", "google"},     {"Keycloak", "keycloak"},  {"AD FS", "adfs"}};
    for (const auto& [written, meant] : types)
        expect_one_error(with_provider("type: " + written + "\nclient_id: a\nissuer: https://id.acme.test\n"),
                         "7:11: identity_providers.corp.type: \"" + written +
                             "\" is not one of oidc, zitadel, entra, google, okta, pocketid, microsoft, "
                             "authentik, keycloak, "
                             "adfs; did you mean " +
                             meant + "?");
}

TEST(Message, SaysWhatToDoAboutOtherProtocols)
{
    expect_one_error(with_provider("type: SAML\nclient_id: a\nissuer: https://id.acme.test\n"),
                     "7:11: identity_providers.corp.type: \"SAML\" is not one of oidc, zitadel, entra, "
                     "google, okta, pocketid, microsoft, authentik, keycloak, adfs; NetBird accepts only "
                     "OpenID Connect; a provider such as authentik or Keycloak can translate");
}

TEST(Message, KnowsOtherWordsForAMode)
{
    expect_one_error(
        with("reconcile: {mode: dry-run}\n"),
        "5:19: reconcile.mode: \"dry-run\" is not one of enforce, observe; did you mean observe?");
    expect_one_error(
        with("log: {level: warn}\n"),
        "5:14: log.level: \"warn\" is not one of debug, info, warning, error; did you mean warning?");
    expect_one_error(
        with_provider("type: google\nclient_id: a\nstate: Removed\n"),
        "9:12: identity_providers.corp.state: \"Removed\" is not one of present, absent, released: absent "
        "deletes the connector, released leaves it in NetBird as it is");
    expect_one_error(with("log: {level: true}\n"),
                     "5:14: log.level: \"true\" is not one of debug, info, warning, error");
}

TEST(Message, IsOneForAMisspeltName)
{
    const std::pair<std::string, std::string> names[] = {
        {"clientID: a", "did you mean client_id?"},
        {"client-id: a", "did you mean client_id?"},
        {"appId: a", "did you mean client_id?"},
        {"cleint_id: a", "did you mean client_id?"},
    };
    for (const auto& [line, advice] : names)
        expect_one_error(with_provider("type: google\n" + line + "\n"), "8:5: identity_providers.corp." +
                                                                            line.substr(0, line.find(':')) +
                                                                            ": unknown setting; " + advice);
    expect_one_error(
        with_provider("type: google\nclient_id: a\nclient_secret_file: s\n"),
        "9:5: identity_providers.corp.client_secret_file: unknown setting; write client_secret: {file: "
        "PATH}");
    expect_one_error("version: 1\nmanagement:\n  url: https://a.test\n  token_file: t\n",
                     "4:3: management.token_file: unknown setting; write token: {file: PATH}");
    expect_one_error(with("loglevel: debug\n"), "5:1: loglevel: unknown setting; did you mean log?");
    expect_one_error(with_provider("type: okta\nclient_id: a\nissuer_url: https://acme.okta.com\n"),
                     "9:5: identity_providers.corp.issuer_url: unknown setting; did you mean issuer?");
    expect_one_error("version: 1\nmanagment:\n  url: https://a.test\n  token: {file: t}\n",
                     "2:1: managment: unknown setting; did you mean management?");
    expect_one_error("version: 1\nmanagement:\n  URL: https://a.test\n  token: {file: t}\n",
                     "3:3: management.URL: unknown setting; did you mean url?");
}

TEST(Message, SaysWhereAThingIsDecided)
{
    const std::pair<std::string, std::string> names[] = {
        {"scopes: [openid]", "leave it out: NetBird decides by the type which scopes it asks for"},
        {"redirect_uri: https://a.test",
         "leave it out: NetBird has one redirect URI; `netbird-idp-sync show redirect-uri` prints it for the "
         "provider"},
        {"enabled: true",
         "leave it out; state: absent deletes the connector, state: released leaves it as it is"},
        {"interval: 5m", "it belongs below reconcile:; check the indentation"},
    };
    for (const auto& [line, advice] : names)
        expect_one_error(with_provider("type: google\nclient_id: a\n" + line + "\n"),
                         "9:5: identity_providers.corp." + line.substr(0, line.find(':')) +
                             ": unknown setting; " + advice);
}

TEST(Message, NamesFilesThatArePassedOver)
{
    MemoryFiles files;
    files.put(config_file, minimal);
    files.put(providers_dir + "/a.YAML", "x");
    files.put(providers_dir + "/b.yml", "x");
    files.put(providers_dir + "/README.md", "x");
    files.put_directory(providers_dir + "/c.yaml");
    files.put_directory(providers_dir + "/old");
    const auto outcome = load_from(files);
    EXPECT_TRUE(outcome.loaded()) << outcome.all();
    EXPECT_THAT(
        outcome.warnings,
        ElementsAre("/etc/idp/providers.d/a.YAML: is not read: only files that end in .yaml are; rename it "
                    "if it should be read",
                    "/etc/idp/providers.d/b.yml: is not read: only files that end in .yaml are; rename it if "
                    "it should be read",
                    "/etc/idp/providers.d/c.yaml/: is a directory and not read; put its files beside it"));
}

TEST(Message, WarnsOfAFileThatIsMountedByItself)
{
    MemoryFiles files;
    files.put_mounted(config_file, minimal);
    EXPECT_THAT(load_from(files).warnings,
                ElementsAre("/etc/idp/config.yaml: is mounted as a single file, so a new version of it never "
                            "arrives here: mount its directory (Kubernetes: without subPath)"));
}

TEST(Message, NamesWhatIsLeftOfTheExamples)
{
    MemoryFiles files;
    files.put(config_file, with_provider("type: okta\nissuer: https://example.okta.com\nclient_id: "
                                         "not-a-real-client-id\n"));
    const auto outcome = load_from(files);
    ASSERT_TRUE(outcome.loaded()) << outcome.all();
    EXPECT_THAT(outcome.warnings, IsEmpty());
    std::vector<std::string> leftovers;
    for (const auto& one : outcome.configuration->leftovers)
        leftovers.push_back(to_string(one));
    EXPECT_THAT(
        leftovers,
        ElementsAre("/etc/idp/config.yaml:3:8: management.url: is the address of the examples; write the one "
                    "of your NetBird",
                    "/etc/idp/config.yaml:8:13: identity_providers.corp.issuer: is a placeholder of "
                    "the examples; write the issuer of your provider",
                    "/etc/idp/config.yaml:9:16: identity_providers.corp.client_id: is a placeholder of "
                    "the examples; write the client id that your provider shows"));
}

TEST(Message, KnowsThePlacesOfSettingsThatNameFiles)
{
    const auto outcome = load_text(with_provider("type: google\nclient_id: a\nclient_secret: {file: s}\n"));
    ASSERT_TRUE(outcome.loaded()) << outcome.all();
    const auto& places = outcome.configuration->places;
    EXPECT_EQ(to_string(places.at("management.token")), "/etc/idp/config.yaml:4:10");
    EXPECT_EQ(to_string(places.at("identity_providers.corp.client_secret")), "/etc/idp/config.yaml:9:20");
}

} // namespace
} // namespace idpsync::config
