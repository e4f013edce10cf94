// What is wrong with a setup.env by itself.

#include "standalone/judge.hpp"
#include "standalone/key_forms.hpp"
#include "support/matchers.hpp"

#include <string>
#include <vector>

namespace idpsync::standalone {
namespace {

std::vector<std::string> lines_of(std::string_view setup)
{
    std::vector<std::string> lines;
    for (const auto& one : judge(parse_setup_env(setup)))
        lines.push_back(std::to_string(one.line) + " " + std::string(to_string(one.fault)) + " " + one.key +
                        ": " + one.what + "; " + one.next);
    return lines;
}

TEST(JudgeSetup, SaysWhatAShellWouldDoAndWhatToWrite)
{
    EXPECT_THAT(
        lines_of("\nNETBIRD_DOMAIN=$(hostname)\n"),
        ElementsAre("2 not_data NETBIRD_DOMAIN: the shell runs a command to get this value; write the "
                    "value itself, in single quotes"));
    EXPECT_THAT(lines_of("NETBIRD_DOMAIN = netbird.example.com"),
                ElementsAre(HasSubstr("without blanks around the equals sign")));
}

TEST(JudgeSetup, SaysWindowsLineEndsOnce)
{
    EXPECT_THAT(lines_of("NETBIRD_DOMAIN=netbird.example.com\r\n\r\nNETBIRD_USE_AUTH0=false\r\n"),
                ElementsAre(AllOf(StartsWith("1 not_data"), HasSubstr("Unix line ends"))));
}

TEST(JudgeSetup, NamesTheKeyThatIsMeant)
{
    EXPECT_THAT(lines_of("NETBIRD_AUTH_AUDIENC=netbird"),
                ElementsAre("1 unknown_key NETBIRD_AUTH_AUDIENC: has no effect: configure.sh knows no such "
                            "key; did you mean NETBIRD_AUTH_AUDIENCE?"));
    EXPECT_THAT(lines_of("COLOUR=blue"), ElementsAre(EndsWith("take it out")));
    EXPECT_THAT(lines_of("NETBIRD_IDP_MGMT_EXTRA_PAT='not-a-real-token'"),
                ElementsAre(HasSubstr("it becomes Pat, which no manager of users reads")));
}

TEST(JudgeSetup, LeavesAloneWhatMayServeSomethingElse)
{
    EXPECT_THAT(lines_of("HOST=netbird.example.com\nNETBIRD_DOMAIN=$HOST\nexport https_proxy=http://a:1"),
                IsEmpty());
}

TEST(JudgeSetup, SaysWhatCountsInsteadOfAKeyWithoutEffect)
{
    EXPECT_THAT(lines_of("NETBIRD_AUTH_DEVICE_AUTH_PROVIDER=none"),
                ElementsAre(AllOf(HasSubstr("base.setup.env assigns it again"),
                                  HasSubstr("NETBIRD_AUTH_DEVICE_AUTH_CLIENT_ID"))));
    EXPECT_THAT(lines_of("NETBIRD_AUTH_AUTHORITY=https://id.example.com"),
                ElementsAre(HasSubstr("configure.sh works it out itself")));
    EXPECT_THAT(lines_of("NETBIRD_AUTH0_DOMAIN=a.eu.auth0.com\n"
                         "NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT=https://id.example.com/x\n"),
                ElementsAre(HasSubstr("has no effect beside")));
    EXPECT_THAT(lines_of("NETBIRD_AUTH0_DOMAIN=a.eu.auth0.com\n"), IsEmpty());
}

TEST(JudgeSetup, AsksForAnExportedKeyOfTheDataStore)
{
    EXPECT_THAT(lines_of("NETBIRD_DATASTORE_ENC_KEY='a2V5'"),
                ElementsAre(HasSubstr("write export in front")));
    EXPECT_THAT(lines_of("export NETBIRD_DATASTORE_ENC_KEY='a2V5'"), IsEmpty());
}

TEST(JudgeSetup, SaysWhichOfTwoCounts)
{
    EXPECT_THAT(lines_of("TURN_MIN_PORT=1\nTURN_MAX_PORT=2\nTURN_MIN_PORT=3\n"),
                ElementsAre("3 repeated_key TURN_MIN_PORT: stands in line 1, too; the last one counts; take "
                            "one out"));
}

TEST(JudgeSetup, TakesTheFormsThatTheTemplatesTake)
{
    struct Case
    {
        std::string key;
        std::vector<std::string> good;
        std::vector<std::string> bad;
    };
    const std::vector<Case> cases{
        {"NETBIRD_USE_AUTH0", {"true", "false", ""}, {"yes", "False", "1"}},
        {"NETBIRD_AUTH_PKCE_LOGIN_FLAG", {"0", "1", "2"}, {"3", "none"}},
        {"NETBIRD_SIGNAL_PORT", {"1", "443", "65535"}, {"0", "65536", "443/tcp", "-1"}},
        {"NETBIRD_AUTH_PKCE_REDIRECT_URL_PORTS", {"53000", "53000,54000"}, {"53000, 54000", "53000,", ","}},
        {"NETBIRD_TOKEN_SOURCE", {"idToken", "accessToken"}, {"idtoken", "id_token"}},
        {"NETBIRD_MGMT_IDP", {"none", "PocketID", "keycloak"}, {"pocket-id", "authelia"}},
        {"NETBIRD_AUTH_CLIENT_ID",
         {"netbird", "a b", "ü", "{{ .CLIENT_ID }}"},
         {"a\"b", "a\\b", "{{a", "a\tb"}},
        {"NETBIRD_IDP_MGMT_EXTRA_USERNAME", {"a\"b\\"}, {"a\nb", "{{ .lower }}"}},
    };
    for (const auto& [name, good, bad] : cases)
    {
        for (const auto& value : good)
            EXPECT_EQ(value.empty() ? "" : objection_to_value(*setup_key(name), value), "") << name << value;
        for (const auto& value : bad)
            EXPECT_NE(objection_to_value(*setup_key(name), value), "") << name << value;
    }
}

TEST(JudgeSetup, TakesTheDomainsThatNetBirdTakes)
{
    for (const auto* good : {"netbird.example.com", "a-b.c.de", "1.example.com"})
        EXPECT_EQ(objection_to_domain(good), "") << good;
    for (const auto* bad : {"netbird", "localhost", "10.0.0.5", "my_host.example.com", "nb.example.c0m",
                            "https://netbird.example.com", "netbird.example.com.", "-a.example.com"})
        EXPECT_THAT(objection_to_domain(bad), HasSubstr("no domain to NetBird")) << bad;
    EXPECT_THAT(objection_to_domain("NetBird.example.com"), HasSubstr("capital letters"));
}

TEST(JudgeSetup, ShowsNoSecret)
{
    for (const auto* setup :
         {"NETBIRD_IDP_MGMT_CLIENT_SECRET='s3cr\"et'", "NETBIRD_AUTH_CLIENT_SECRET='s3cret'",
          "NETBIRD_IDP_MGMT_EXTRA_API_TOKEN=\"$s3cret\"", "MY_TOKEN=s3cret"})
        EXPECT_THAT(lines_of(setup), ElementsAre(Not(HasSubstr("s3cr")))) << setup;
}

} // namespace
} // namespace idpsync::standalone
