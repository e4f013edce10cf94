// standalone: as it is declared, and what it refuses.

#include "loading.hpp"
#include "support/matchers.hpp"

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

namespace idpsync::config {
namespace {

using namespace idpsync::config::test;

const std::string pocket_id = "version: 1\n"
                              "standalone:\n"
                              "  provider: pocketid\n"
                              "  issuer: https://id.acme.org\n"
                              "  client_id: 5f0c\n"
                              "  domain: netbird.acme.org\n"
                              "  directory: /opt/netbird\n";

Standalone standalone_in(const std::string& text)
{
    const auto outcome = load_standalone_text(text);
    EXPECT_THAT(outcome.errors, IsEmpty());
    return outcome.configuration.value().standalone;
}

std::string standalone_error(const std::string& text)
{
    const auto outcome = load_standalone_text(text);
    EXPECT_THAT(outcome.errors, SizeIs(1)) << outcome.all();
    return outcome.all();
}

std::string with_settings(std::string_view provider, std::string_view lines)
{
    auto text = pocket_id;
    text.replace(text.find("pocketid"), std::string_view("pocketid").size(), provider);
    return text + std::string(lines);
}

TEST(StandaloneSettings, NeedFiveValuesAndNoMore)
{
    const auto read = standalone_in(pocket_id);
    EXPECT_EQ(read.provider, StandaloneProvider::pocketid);
    EXPECT_EQ(read.issuer, "https://id.acme.org");
    EXPECT_EQ(read.client_id, "5f0c");
    EXPECT_EQ(read.domain, "netbird.acme.org");
    EXPECT_EQ(read.directory, "/opt/netbird");
    EXPECT_FALSE(read.manager);
    EXPECT_TRUE(read.device_login);
    EXPECT_FALSE(read.reverse_proxy);
    EXPECT_FALSE(read.token_source);
    EXPECT_EQ(read.secrets, SecretPlacement::in_place);
    EXPECT_EQ(to_string(read.where), config_file + ":3:3");
}

/// The configurations that docs/standalone.md shows.
std::vector<std::string> documented_declarations()
{
    std::ifstream page(std::string(IDPSYNC_SOURCE_DIR) + "/docs/standalone.md");
    std::vector<std::string> blocks;
    bool inside = false;
    for (std::string line; std::getline(page, line);)
    {
        if (inside && !line.starts_with("```"))
            blocks.back() += line + "\n";
        if (line == "```yaml")
            blocks.emplace_back();
        inside = line == "```yaml" || (inside && !line.starts_with("```"));
    }
    return blocks;
}

TEST(StandaloneSettings, AreADozenLinesForEachGuide)
{
    std::vector<StandaloneProvider> declared;
    for (const auto& text : documented_declarations())
    {
        EXPECT_LE(std::ranges::count(text, '\n'), 12) << text;
        const auto read = standalone_in(text);
        EXPECT_TRUE(read.manager) << text;
        declared.push_back(read.provider);
    }
    EXPECT_EQ(declared, (std::vector{StandaloneProvider::pocketid, StandaloneProvider::authentik,
                                     StandaloneProvider::keycloak}));
}

TEST(StandaloneSettings, TakeTheManagerOfEachProvider)
{
    const auto pocket = standalone_in(with_settings("pocketid", "  manager: {token: {file: key}}\n"));
    EXPECT_EQ(describe(pocket.manager->secret), "file /etc/idp/key");
    EXPECT_EQ(pocket.manager->account, "");
    const auto authentik =
        standalone_in(with_settings("authentik", "  manager: {username: NetBird, password: {env: AK}}\n"));
    EXPECT_EQ(describe(authentik.manager->secret), "environment variable AK");
    EXPECT_EQ(authentik.manager->account, "NetBird");
    const auto keycloak = standalone_in(with_settings(
        "keycloak",
        "  manager: {client_id: backend, client_secret: {file: kc}, url: \"https://kc.acme.org/x\"}\n"));
    EXPECT_EQ(keycloak.manager->account, "backend");
    EXPECT_EQ(keycloak.manager->url, "https://kc.acme.org/x");
    EXPECT_FALSE(standalone_in(with_settings("generic", "  manager: none\n")).manager);
}

TEST(StandaloneSettings, WantTheApiOfAKeycloakWhoseIssuerNamesNoRealm)
{
    const std::string manager = "  manager: {client_id: backend, client_secret: {file: kc}";
    EXPECT_THAT(standalone_error(with_settings("keycloak", manager + "}\n")),
                HasSubstr("lacks url; keycloak needs client_id and client_secret and url"));
    auto text = with_settings("keycloak", manager + "}\n");
    text.replace(text.find("https://id.acme.org"), 19, "https://id.acme.org/realms/corp");
    EXPECT_EQ(standalone_in(text).manager->url, "");
}

TEST(StandaloneSettings, SayWhatAManagerLacksOrDoesNotTake)
{
    EXPECT_THAT(standalone_error(with_settings("authentik", "  manager: {username: NetBird}\n")),
                HasSubstr("lacks password; authentik needs username and password, or write manager: none"));
    EXPECT_THAT(standalone_error(with_settings("keycloak", "  manager: {token: {file: key}}\n")),
                HasSubstr("standalone.manager.token: is not used with keycloak; write client_id and "
                          "client_secret and url"));
    EXPECT_THAT(standalone_error(with_settings("generic", "  manager: {token: {file: key}}\n")),
                HasSubstr("write manager: none"));
    EXPECT_THAT(standalone_error(with_settings(
                    "pocketid", "  manager: {token: {file: key}, url: \"http://id.internal\"}\n")),
                HasSubstr("plain http is allowed to loopback only"));
}

TEST(StandaloneSettings, RefuseADomainThatSplitsUsers)
{
    auto text = pocket_id;
    text.replace(text.find("netbird.acme.org"), std::string_view("netbird.acme.org").size(),
                 "NetBird.acme.org");
    EXPECT_THAT(standalone_error(text), HasSubstr("no domain that users could share an account of"));
}

TEST(StandaloneSettings, WantOpenidAmongTheScopes)
{
    EXPECT_EQ(standalone_in(pocket_id + "  scopes: profile openid\n").scopes, "profile openid");
    EXPECT_THAT(standalone_error(pocket_id + "  scopes: openidx profile\n"), HasSubstr("must hold openid"));
}

TEST(StandaloneSettings, SayWhereWordsOfTheOtherKindBelong)
{
    EXPECT_THAT(standalone_error(pocket_id + "identity_providers: {}\n"),
                AllOf(HasSubstr("config.yaml:8:1: identity_providers: stands beside standalone"),
                      HasSubstr("either identity_providers, in its embedded login service, or, standalone")));
    EXPECT_THAT(standalone_error(pocket_id + "reconcile: {mode: observe}\n"),
                HasSubstr("reconcile: has no effect beside standalone"));
    EXPECT_THAT(standalone_error(pocket_id + "  redirect_uri: /auth\n"), Not(HasSubstr("/oauth2")));
}

TEST(StandaloneSettings, MayNameNetBirdsApi)
{
    const auto outcome = load_standalone_text(
        pocket_id + "management: {url: \"https://netbird.acme.org\", token: {file: t}}\n");
    EXPECT_THAT(outcome.errors, IsEmpty());
    const auto& management = outcome.configuration.value().management.value();
    EXPECT_EQ(management.url.buffer(), "https://netbird.acme.org");
    EXPECT_EQ(describe(management.token), "file /etc/idp/t");
    EXPECT_FALSE(load_standalone_text(pocket_id).configuration.value().management);
    EXPECT_THAT(standalone_error(pocket_id + "management: {url: \"https://netbird.acme.org\"}\n"),
                HasSubstr("management: token is missing"));
    EXPECT_THAT(standalone_error(pocket_id +
                                 "management: {url: \"https://netbird.acme.org\", token: {file: t}, "
                                 "token_renew: 30d}\n"),
                HasSubstr("management.token_renew: has no effect beside standalone"));
}

TEST(StandaloneSettings, TakeAWayToTheClientOfEachProvider)
{
    const auto pocket = standalone_in(
        with_settings("pocketid", "  registration: {token: {file: key}, allowed_groups: [users]}\n"));
    EXPECT_EQ(describe(pocket.registration->secret), "file /etc/idp/key");
    EXPECT_EQ(pocket.registration->allowed_groups, GroupNames{"users"});
    const auto keycloak = standalone_in(
        with_settings("keycloak", "  registration: {client_id: sync, client_secret: {file: kc}}\n"));
    EXPECT_EQ(keycloak.registration->account, "sync");
    EXPECT_FALSE(standalone_in(pocket_id).registration);
    EXPECT_THAT(
        standalone_error(with_settings("authentik", "  registration: {url: \"https://ak.acme.org\"}\n")),
        HasSubstr("standalone.registration: lacks token"));
    EXPECT_THAT(standalone_error(with_settings("generic", "  registration: {token: {file: key}}\n")),
                HasSubstr("is not there for generic"));
    EXPECT_THAT(standalone_error(with_settings(
                    "authentik", "  registration: {token: {file: key}, allowed_groups: [users]}\n")),
                HasSubstr("is there for pocketid alone"));
}

TEST(StandaloneSettings, RefuseProvidersInFilesBeside)
{
    MemoryFiles files;
    files.put(config_file, pocket_id, 0640);
    files.put_directory(providers_dir);
    files.put(providers_dir + "/corp.yaml", "identity_providers: {}\n");
    const auto outcome = load_standalone_from(files);
    EXPECT_THAT(outcome.errors, ElementsAre(AllOf(StartsWith(providers_dir + "/corp.yaml: declares identity "
                                                                             "providers beside standalone"),
                                                  HasSubstr("take standalone out of"))));
}

TEST(StandaloneSettings, AreRefusedWhereProvidersAreReconciled)
{
    const auto outcome = load_text(pocket_id + "identity_providers: {}\n");
    EXPECT_THAT(outcome.errors,
                ElementsAre(AllOf(HasSubstr("config.yaml:2:1: standalone: declares a standalone NetBird"),
                                  HasSubstr("standalone render"))));
}

TEST(StandaloneSettings, AreMissedWhereTheyAreAskedFor)
{
    EXPECT_THAT(standalone_error(minimal), HasSubstr("declares no standalone"));
    MemoryFiles files;
    files.put(config_file, minimal);
    EXPECT_FALSE(declares_standalone(files, config_file));
    files.put(config_file, pocket_id);
    EXPECT_TRUE(declares_standalone(files, config_file));
    EXPECT_FALSE(declares_standalone(files, "/nowhere/config.yaml"));
}

TEST(StandaloneSettings, TellWhatIsLeftOfTheExamples)
{
    auto text = pocket_id;
    text.replace(text.find("netbird.acme.org"), std::string_view("netbird.acme.org").size(),
                 "netbird.example.com");
    EXPECT_THAT(load_standalone_text(text).leftovers, ElementsAre(HasSubstr("standalone.domain")));
}

} // namespace
} // namespace idpsync::config
