// What an operator reads after one mistake: the exact line, with its place. One mistake gives one line.

#include "loading.hpp"

#include <gmock/gmock.h>

namespace idpsync::config {
namespace {

using namespace idpsync::config::test;
using testing::ElementsAre;
using testing::IsEmpty;

/// Lines of a provider `corp`, which begins on line 6 of /etc/idp/config.yaml, and what is said of them.
struct Mistake
{
    std::string_view lines;
    std::string_view said; ///< without "/etc/idp/config.yaml:"
};

void expect_in_a_provider(std::span<const Mistake> mistakes)
{
    for (const auto& [lines, said] : mistakes)
        expect_one_error(with_provider(lines), said);
}

/// The same for whole files.
void expect_in_a_file(std::span<const Mistake> mistakes)
{
    for (const auto& [text, said] : mistakes)
        expect_one_error(std::string(text), said);
}

constexpr std::string_view needs_quotes =
    "a value that begins with this character must be in quotes; put the value in quotes";
constexpr std::string_view placeholder =
    "holds a placeholder that was never replaced, such as ${X} or {{ x }}; write the value itself";

TEST(Message, StandsAtTheKeyOfAnEmptyValue)
{
    constexpr std::array<Mistake, 2> mistakes{{
        {"type: okta\nname:\nissuer: https://corp.okta.com\nclient_id: netbird\n",
         "8:5: identity_providers.corp.name: is empty (null); write a value, in quotes if it begins with # "
         "or is "
         "the word null, or leave the setting out"},
        {"type: okta\nissuer: https://corp.okta.com\nclient_id: netbird\nclient_secret:\n\n\n",
         "10:5: identity_providers.corp.client_secret: must say where the secret is: write {file: PATH}, "
         "{credential: NAME} or {env: NAME}"},
    }};
    expect_in_a_provider(mistakes);
}

TEST(Message, AsksForAUrlAndNotForQuotes)
{
    constexpr std::array<Mistake, 2> in_a_provider{{
        {"type: okta\nissuer: 123\nclient_id: netbird\n",
         "8:13: identity_providers.corp.issuer: must be a whole URL, such as https://host.example.com"},
        {"type: okta\nissuer: yes\nclient_id: netbird\n",
         "8:13: identity_providers.corp.issuer: must be a whole URL, such as https://host.example.com"},
    }};
    expect_in_a_provider(in_a_provider);
    constexpr std::array<Mistake, 1> in_a_file{{
        {"version: 1\nmanagement:\n  url: 443\n  token: { file: token }\n",
         "3:8: management.url: must be a whole URL, such as https://host.example.com"},
    }};
    expect_in_a_file(in_a_file);
}

TEST(Message, NamesTheDashThatIsTooMuch)
{
    constexpr std::array<Mistake, 4> mistakes{{
        {"version: 1\nmanagement:\n  - url: https://nb.test\n    token: { file: token }\n",
         "3:3: management: must be a mapping, not a list: write lines of the form `key: value` without "
         "dashes"},
        {"version: 1\nmanagement:\n  url: https://nb.test\n  - token: { file: token }\n",
         "4:3: this line begins with a dash, and line 3 beside it does not; remove the dash"},
        {"version: 1\nmanagement:\n  - url: https://nb.test\n  token: { file: token }\n",
         "3:3: this line begins with a dash, and line 4 beside it does not; remove the dash"},
        {"version: 1\nmanagement: - url: https://nb.test\n",
         "2:13: a dash begins a list, and a mapping belongs here; write `key: value` on the next line, "
         "indented and without the dash"},
    }};
    expect_in_a_file(mistakes);
}

TEST(Message, NamesTheBlankThatIsMissingAfterAColon)
{
    constexpr std::array<Mistake, 3> mistakes{{
        {"type: okta\nclient_id:netbird\nissuer: https://corp.okta.com\n",
         "8:14: a blank is missing after the colon; write it as `key: value`"},
        {"type: okta\nissuer: https://corp.okta.com\nclient_id:netbird\n",
         "9:14: a blank is missing after the colon; write it as `key: value`"},
        {"client_id:netbird\n",
         "7:5: identity_providers.corp: a blank is missing after the colon; write it as `key: value`"},
    }};
    expect_in_a_provider(mistakes);
}

TEST(Message, AsksForQuotes)
{
    for (const std::string value : {"@corp", "%abc", "*abc", "`abc", ",abc", "& co"})
        expect_one_error(with_provider("type: google\nclient_id: a\nname: " + value + "\n"),
                         "9:11: " + std::string(needs_quotes));
    constexpr std::array<Mistake, 4> mistakes{{
        {"type: google\nname: Login: Pocket ID\nclient_id: a\n",
         "8:11: a value that holds a colon and a blank must be in quotes; put the value in quotes"},
        {"type: google\nname: \"Pocket\" ID\nclient_id: a\n",
         "8:11: something follows the closing quote; put the whole value in one pair of quotes"},
        {"type: google\nname: [Pocket] ID\nclient_id: a\n",
         "8:11: something follows the closing bracket; put the value in quotes, if it is a text"},
        {"type: google\nname: - Pocket ID\nclient_id: a\n",
         "8:11: a value that begins with a dash and a blank must be in quotes; put the value in quotes, or "
         "begin "
         "a list on the next line"},
    }};
    expect_in_a_provider(mistakes);
}

TEST(Message, NamesTheLineToIndentLike)
{
    constexpr std::array<Mistake, 4> mistakes{{
        {"type: okta\n  issuer: https://corp.okta.com\nclient_id: a\n",
         "8:7: this line begins with 6 blanks, and no line that it could belong to does; indent it like line "
         "7, "
         "with 4 blanks"},
        {"type: okta\nname: x\n   # a remark\n  issuer: \"https://corp.okta.com\"\n",
         "10:7: this line begins with 6 blanks, and no line that it could belong to does; indent it like "
         "line 8, "
         "with 4 blanks"},
    }};
    expect_in_a_provider(std::span(mistakes).first(2));
    constexpr std::array<Mistake, 2> files{{
        {"version: 1\nmanagement:\n  url: https://netbird.acme.test\n token: {file: token}\n",
         "4:2: this line begins with 1 blank, and no line that it could belong to does; indent it like line "
         "3, "
         "with 2 blanks"},
        {"version: 1\nmanagement:\n\turl: https://netbird.acme.test\n",
         "3:5: not valid YAML: illegal map value; this line is indented with a tab: indent with spaces"},
    }};
    expect_in_a_file(files);
}

TEST(Message, NamesTheLineThatLacksItsColon)
{
    constexpr std::array<Mistake, 3> mistakes{{
        {"version 1\nmanagement:\n  url: https://netbird.acme.test\n",
         "1:1: this line lacks its colon; write it as `key: value`"},
        {"version: 1\nidentity_providers\n  corp:\n    type: google\n",
         "2:1: this line lacks its colon; write it as `key: value`"},
        {"version: 1\nidentity_providers:\n  corp\n    type: google\n",
         "3:3: this line lacks its colon; write it as `key: value`"},
    }};
    expect_in_a_file(mistakes);
}

TEST(Message, NamesABracketThatIsNotClosed)
{
    expect_one_error(with_provider("type: google\nclient_secret: {file: s\nclient_id: a\n"),
                     "8:20: the bracket that opens here is not closed, or a comma is missing in it");
    expect_one_error(
        with_provider("type: google\nclient_id: a\nclient_secret: {file:s}\n"),
        "9:21: identity_providers.corp.client_secret: a blank is missing after the colon; write {file: "
        "PATH}, {credential: NAME} or {env: NAME}");
}

TEST(Message, NamesAMergeConflict)
{
    expect_one_error(minimal + "<<<<<<< HEAD\nlog: {level: info}\n=======\n>>>>>>> theirs\n",
                     "5:1: a merge conflict is left in this file; solve it");
}

TEST(Message, SaysWhereAProviderIsDeclared)
{
    expect_one_error(
        with("identity_providers:\ncorp:\n  type: google\n  client_id: a\n"),
        "6:1: corp: unknown setting; to declare a provider, indent it below identity_providers:");
    expect_one_error(
        with("identity_providers:\n  - corp:\n      type: google\n"),
        "6:3: identity_providers: must be a mapping, not a list: write lines of the form `key: value` "
        "without dashes");
}

TEST(Message, TellsSettingsThatAreNotIndentedInOneError)
{
    expect_one_error(
        with("identity_providers:\n  corp:\n  type: google\n  client_id: a\n  name: x\n"),
        "7:3: identity_providers.type: belongs to corp above; indent this line and those that belong "
        "to it by two more blanks");
}

TEST(Message, NamesTheSectionThatDeclaresProviders)
{
    expect_one_error(with("providers:\n  corp:\n    type: google\n    client_id: a\n"),
                     "6:3: providers: is about how providers are reached; to declare providers, write "
                     "identity_providers: instead");
}

TEST(Message, SaysThatAFileIsEncrypted)
{
    const std::string encrypted = "version: 1\nmanagement:\n  url: ENC[AES256_GCM,data:x,type:str]\n"
                                  "sops:\n  mac: ENC[AES256_GCM,data:x,type:str]\n  version: 3.8.1\n";
    const auto outcome = load_text(encrypted);
    EXPECT_THAT(outcome.errors,
                ElementsAre("/etc/idp/config.yaml: is encrypted with SOPS; decrypt it first: sops "
                            "--decrypt /etc/idp/config.yaml"));
    constexpr std::array<Mistake, 3> values{{
        {"type: google\nclient_id: ENC[AES256_GCM,data:x]\n",
         "8:16: identity_providers.corp.client_id: is encrypted with SOPS; decrypt it first: sops --decrypt"},
        {"type: google\nclient_id: a\nclient_secret: ENC[AES256_GCM,data:x]\n",
         "9:20: identity_providers.corp.client_secret: is encrypted with SOPS; decrypt it first: sops "
         "--decrypt"},
        {"type: google\nclient_id: a\nclient_secret: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n",
         "9:20: this value is encrypted with Ansible Vault; decrypt it first, or write the secret into a "
         "file of "
         "its own with Ansible"},
    }};
    expect_in_a_provider(values);
}

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
    expect_one_error(
        with_provider("type: SAML\nclient_id: a\nissuer: https://id.acme.test\n"),
        "7:11: identity_providers.corp.type: \"SAML\" is not one of oidc, zitadel, entra, google, okta, "
        "pocketid, microsoft, authentik, keycloak, adfs; NetBird takes OpenID Connect alone; a provider "
        "such as authentik or Keycloak can translate");
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
        ElementsAre(
            "/etc/idp/providers.d/a.YAML: is not read: only files that end in .yaml are; rename it if "
            "it is meant",
            "/etc/idp/providers.d/b.yml: is not read: only files that end in .yaml are; rename it if "
            "it is meant",
            "/etc/idp/providers.d/c.yaml/: is a directory and not read; put its files beside it"));
}

TEST(Message, WarnsOfAFileThatIsMountedByItself)
{
    MemoryFiles files;
    files.put_mounted(config_file, minimal);
    EXPECT_THAT(
        load_from(files).warnings,
        ElementsAre("/etc/idp/config.yaml: is mounted by itself, so a new version of it never arrives here: "
                    "mount the directory that it is in (Kubernetes: without subPath)"));
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
