// setup.env as it is rendered: equal in effect to NetBird's guides, and stable.

#include "recorded_setups.hpp"
#include "standalone/render.hpp"
#include "standalones.hpp"
#include "support/matchers.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace idpsync::standalone {
namespace {

using namespace test;

const RenderedFile* file_in(const Rendering& rendering, std::string_view name)
{
    const auto found = std::ranges::find(rendering.files, name, &RenderedFile::name);
    return found == rendering.files.end() ? nullptr : &*found;
}

std::vector<std::string> keys_changed(const Rendering& rendering)
{
    std::vector<std::string> keys;
    for (const auto& file : rendering.files)
        for (const auto& change : file.changes)
            keys.push_back(change.key);
    return keys;
}

Rendering rendered(const Standalone& declared, DirectoryFiles files = {}, std::string secret = fake_secret,
                   Endpoints provider = pocket_id)
{
    return render({.declared = declared,
                   .provider = std::move(provider),
                   .secret = declared.manager ? std::move(secret) : std::string(),
                   .files = std::move(files)});
}

std::string setup_of(const Rendering& rendering)
{
    EXPECT_THAT(rendering.refused, IsEmpty())
        << (rendering.refused.empty() ? std::string() : rendering.refused.front().text());
    const auto* file = file_in(rendering, file_names::setup_env);
    return file == nullptr ? std::string() : file->text;
}

Variables variables_of(const Rendering& rendering)
{
    const auto read = parse_setup_env(setup_of(rendering));
    EXPECT_THAT(read.troubles, IsEmpty());
    return read.variables();
}

std::string reason_of(const Rendering& rendering)
{
    EXPECT_THAT(rendering.refused, SizeIs(1));
    return rendering.refused.empty() ? std::string() : rendering.refused.front().text();
}

TEST(RenderSetup, HasTheEffectOfTheGuideForEachProvider)
{
    for (const auto provider : {StandaloneProvider::pocketid, StandaloneProvider::authentik})
    {
        const auto guide = recorded_guide(std::string(to_string(provider)));
        const std::string secret =
            provider == StandaloneProvider::pocketid ? fake_secret : "not-a-real-app-password";
        const auto variables = variables_of(rendered(declared_for(provider), {}, secret, guide.provider));
        EXPECT_EQ(effects_of(variables, guide.provider), of_logins(guide.effects)) << to_string(provider);
    }
}

TEST(RenderSetup, AddsTheRedirectPathsThatTheGuideForKeycloakLeavesOut)
{
    const auto guide = recorded_guide("keycloak");
    auto expected = of_logins(guide.effects);
    expected["dashboard AUTH_REDIRECT_URI"] = "\"/auth\"";
    expected["dashboard AUTH_SILENT_REDIRECT_URI"] = "\"/silent-auth\"";
    const auto variables = variables_of(
        rendered(declared_for(StandaloneProvider::keycloak), {}, "not-a-real-secret", guide.provider));
    EXPECT_EQ(effects_of(variables, guide.provider), expected);
}

TEST(RenderSetup, FindsNothingInTheGuidesThemselves)
{
    for (const auto provider : {StandaloneProvider::pocketid, StandaloneProvider::authentik})
    {
        const auto guide = recorded_guide(std::string(to_string(provider)));
        const std::string secret =
            provider == StandaloneProvider::pocketid ? fake_secret : "not-a-real-app-password";
        const auto rendering =
            rendered(declared_for(provider), {.setup_env = text_of(guide.setup)}, secret, guide.provider);
        EXPECT_THAT(keys_changed(rendering), IsEmpty()) << to_string(provider);
    }
}

TEST(RenderSetup, WritesANewFileInTheSameWayEachTime)
{
    const auto declared = declared_for(StandaloneProvider::pocketid);
    EXPECT_EQ(
        setup_of(rendered(declared)),
        "# Written by netbird-idp-sync, as declared:\n"
        "NETBIRD_DOMAIN='netbird.example.com'\n"
        "NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT='https://id.example.com/.well-known/openid-configuration'\n"
        "NETBIRD_USE_AUTH0='false'\n"
        "NETBIRD_AUTH_CLIENT_ID='netbird'\n"
        "NETBIRD_AUTH_AUDIENCE='netbird'\n"
        "NETBIRD_AUTH_SUPPORTED_SCOPES='openid profile email groups'\n"
        "NETBIRD_AUTH_REDIRECT_URI='/auth'\n"
        "NETBIRD_AUTH_SILENT_REDIRECT_URI='/silent-auth'\n"
        "NETBIRD_TOKEN_SOURCE='idToken'\n"
        "NETBIRD_AUTH_DEVICE_AUTH_CLIENT_ID='netbird'\n"
        "NETBIRD_AUTH_DEVICE_AUTH_AUDIENCE='netbird'\n"
        "NETBIRD_AUTH_DEVICE_AUTH_SCOPE='openid profile email groups'\n"
        "NETBIRD_AUTH_DEVICE_AUTH_USE_ID_TOKEN='true'\n"
        "NETBIRD_MGMT_IDP='pocketid'\n"
        "NETBIRD_IDP_MGMT_CLIENT_ID='netbird'\n"
        "NETBIRD_IDP_MGMT_EXTRA_MANAGEMENT_ENDPOINT='https://id.example.com'\n"
        "NETBIRD_IDP_MGMT_EXTRA_API_TOKEN='not-a-real-api-token'\n");
}

TEST(RenderSetup, ChangesNothingTheSecondTime)
{
    for (const auto provider : enumerators<StandaloneProvider>())
        for (const bool proxied : {false, true})
        {
            auto declared = declared_for(provider);
            declared.reverse_proxy = proxied;
            for (const auto& mutation : recorded_mutations())
            {
                const DirectoryFiles before{.setup_env = text_of(mutation.setup)};
                const auto first = rendered(declared, before);
                if (!first.refused.empty())
                    continue;
                const auto* file = file_in(first, file_names::setup_env);
                const DirectoryFiles after{.setup_env = file == nullptr ? *before.setup_env : file->text};
                EXPECT_THAT(keys_changed(rendered(declared, after)), IsEmpty()) << mutation.name;
            }
        }
}

TEST(RenderSetup, KeepsEveryOtherLineAsItIs)
{
    const std::string present = "# ours\n"
                                "NETBIRD_DOMAIN=\"netbird.example.com\" # the host\n"
                                "NETBIRD_STORE_CONFIG_ENGINE=postgres\n"
                                "\n"
                                "export NETBIRD_TOKEN_SOURCE=accessToken # why\n"
                                "NETBIRD_LETSENCRYPT_EMAIL=\"$MAIL\"\n"
                                "NETBIRD_IDP_MGMT_EXTRA_ADMIN_ENDPOINT=x # of another provider\n"
                                "COTURN_TAG=latest";
    auto fixed = present;
    fixed.replace(fixed.find("\"$MAIL\""), 7, "a@example.com");
    const auto text = setup_of(rendered(declared_for(StandaloneProvider::pocketid), {.setup_env = fixed}));
    EXPECT_THAT(text, StartsWith("# ours\n"
                                 "NETBIRD_DOMAIN=\"netbird.example.com\" # the host\n"
                                 "NETBIRD_STORE_CONFIG_ENGINE=postgres\n"
                                 "\n"
                                 "export NETBIRD_TOKEN_SOURCE='idToken' # why\n"
                                 "NETBIRD_LETSENCRYPT_EMAIL=a@example.com\n"
                                 "COTURN_TAG=latest\n"
                                 "\n"
                                 "# Written by netbird-idp-sync, as declared:\n"
                                 "NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT="));
}

TEST(RenderSetup, SaysOfEachChangeWhatWasSeenWhyAndWhatItDecides)
{
    const auto rendering = rendered(declared_for(StandaloneProvider::pocketid),
                                    {.setup_env = "NETBIRD_AUTH_AUDIENCE=account\n"});
    const auto& changes = file_in(rendering, file_names::setup_env)->changes;
    const auto found = std::ranges::find(changes, "NETBIRD_AUTH_AUDIENCE", &Change::key);
    ASSERT_NE(found, changes.end());
    EXPECT_EQ(found->seen, "account");
    EXPECT_EQ(found->wanted, "netbird");
    EXPECT_EQ(found->why, "client_id");
    EXPECT_THAT(found->consequence, HasSubstr("another audience are refused"));
    const auto secret = std::ranges::find(changes, "NETBIRD_IDP_MGMT_EXTRA_API_TOKEN", &Change::key);
    EXPECT_TRUE(secret->secret);
}

TEST(RenderSetup, ReadsShellCodeInAFileAsAReasonToWriteNothing)
{
    const auto rendering = rendered(declared_for(StandaloneProvider::pocketid),
                                    {.setup_env = "NETBIRD_DOMAIN=$(touch /tmp/never)\n"});
    EXPECT_THAT(reason_of(rendering), HasSubstr("only a shell could read"));
    EXPECT_THAT(rendering.findings, SizeIs(1));
}

TEST(RenderSetup, QuotesShellCodeInDeclaredValues)
{
    auto declared = declared_for(StandaloneProvider::pocketid);
    declared.client_id = "$(touch /tmp/never)";
    const std::string secret = "a'b`touch /tmp/never`;$HOME&&";
    const auto variables = variables_of(rendered(declared, {}, secret));
    EXPECT_EQ(variables.at("NETBIRD_AUTH_CLIENT_ID"), declared.client_id);
    EXPECT_EQ(variables.at("NETBIRD_IDP_MGMT_EXTRA_API_TOKEN"), secret);
}

TEST(RenderSetup, RefusesWhatTheTemplatesWouldBreakAt)
{
    const auto keycloak = declared_for(StandaloneProvider::keycloak);
    EXPECT_THAT(reason_of(rendered(keycloak, {}, "a\"b")), HasSubstr("breaks management.json"));
    EXPECT_THAT(reason_of(rendered(keycloak, {}, "a{{b")), HasSubstr("template"));
    EXPECT_THAT(reason_of(rendered(keycloak, {}, "a\nb")), HasSubstr("line break"));
    EXPECT_THAT(reason_of(rendered(keycloak, {}, "a\"b")), Not(HasSubstr("a\"b")));
}

TEST(RenderSetup, HandsTheSecretOverByReference)
{
    auto declared = declared_for(StandaloneProvider::authentik);
    declared.secrets = SecretPlacement::reference;
    const auto rendering = rendered(declared);
    EXPECT_EQ(variables_of(rendering).at("NETBIRD_IDP_MGMT_EXTRA_PASSWORD"),
              "{{ .NETBIRD_IDP_MANAGER_SECRET }}");
    EXPECT_EQ(file_in(rendering, file_names::environment)->text,
              "NETBIRD_IDP_MANAGER_SECRET=not-a-real-api-token\n");
    EXPECT_THAT(setup_of(rendering), Not(HasSubstr(fake_secret)));
    EXPECT_THAT(rendering.notes, Contains(HasSubstr("env_file: ../management.env")));
    EXPECT_THAT(reason_of(rendered(declared, {}, "a b$c")), HasSubstr("write secrets: in_place"));
    declared.manager.reset();
    EXPECT_EQ(file_in(rendered(declared), file_names::environment), nullptr);
}

TEST(RenderSetup, ClosesFilesThatOthersMayRead)
{
    const auto declared = declared_for(StandaloneProvider::pocketid);
    const auto text = setup_of(rendered(declared));
    const auto rendering = rendered(declared, {.setup_env = text, .modes = {{"setup.env", 0644}}});
    ASSERT_THAT(keys_changed(rendering), ElementsAre("mode"));
    EXPECT_EQ(rendering.files[0].changes[0].seen, "0644");
    EXPECT_EQ(rendering.files[0].text, text);
    EXPECT_THAT(keys_changed(rendered(declared, {.setup_env = text, .modes = {{"setup.env", 0600}}})),
                IsEmpty());
}

TEST(RenderSetup, SwitchesDeviceLoginsOffWhereTheProviderHasNone)
{
    const auto declared = declared_for(StandaloneProvider::pocketid);
    auto without = pocket_id;
    without.device.clear();
    const auto rendering = rendered(declared, {}, fake_secret, without);
    EXPECT_FALSE(variables_of(rendering).contains("NETBIRD_AUTH_DEVICE_AUTH_CLIENT_ID"));
    EXPECT_THAT(rendering.notes, Contains(HasSubstr("device_authorization_endpoint")));
    auto off = declared;
    off.device_login = false;
    const auto again = rendered(off, {.setup_env = setup_of(rendered(declared))});
    EXPECT_FALSE(variables_of(again).contains("NETBIRD_AUTH_DEVICE_AUTH_CLIENT_ID"));
}

TEST(RenderSetup, PutsApiAndSignalBehindAReverseProxy)
{
    auto declared = declared_for(StandaloneProvider::pocketid);
    declared.reverse_proxy = true;
    const auto rendering = rendered(declared);
    EXPECT_EQ(variables_of(rendering).at("NETBIRD_MGMT_API_PORT"), "443");
    EXPECT_EQ(variables_of(rendering).at("NETBIRD_SIGNAL_PORT"), "443");
    EXPECT_THAT(rendering.notes, Contains(HasSubstr("publishes port 443")));
    const DirectoryFiles files{.setup_env = setup_of(rendering)};
    declared.reverse_proxy.reset();
    EXPECT_THAT(keys_changed(rendered(declared, files)), IsEmpty());
    declared.reverse_proxy = false;
    EXPECT_THAT(keys_changed(rendered(declared, files)),
                ElementsAre("NETBIRD_MGMT_API_PORT", "NETBIRD_SIGNAL_PORT"));
}

TEST(RenderSetup, TellsAnotherProviderFromOtherChanges)
{
    const auto before = setup_of(rendered(declared_for(StandaloneProvider::pocketid)));
    EXPECT_TRUE(rendered(declared_for(StandaloneProvider::keycloak), {.setup_env = before}).strands_users());
    auto declared = declared_for(StandaloneProvider::pocketid);
    declared.client_id = "other";
    EXPECT_FALSE(rendered(declared, {.setup_env = before}).strands_users());
    EXPECT_FALSE(rendered(declared).strands_users());
}

TEST(RenderSetup, TakesTheManagerInAnySpellingThatTheServerTakes)
{
    const auto declared = declared_for(StandaloneProvider::pocketid);
    auto text = setup_of(rendered(declared));
    text.replace(text.find("'pocketid'"), 10, "PocketID");
    EXPECT_THAT(keys_changed(rendered(declared, {.setup_env = text})), IsEmpty());
    auto none = declared;
    none.manager.reset();
    text = setup_of(rendered(none)) + "NETBIRD_MGMT_IDP=NONE\n";
    EXPECT_THAT(keys_changed(rendered(none, {.setup_env = text})), IsEmpty());
}

} // namespace
} // namespace idpsync::standalone
