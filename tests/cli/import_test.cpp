// `import` as a program, against a NetBird.

#include "cli/installation.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace idpsync::test {
namespace {

using sandbox::Connector;
using sandbox::Sandbox;

class ImportCommand : public ::testing::Test
{
protected:
    std::string add(const Connector& connector)
    {
        return host_.netbird.ask([&](Sandbox& sandbox) { return sandbox.add(connector); });
    }

    std::string add_corp(const std::string& name = "ACME Corp")
    {
        return add({.type = "okta",
                    .name = name,
                    .issuer = "https://corp.example.com",
                    .client_id = "netbird",
                    .client_secret = std::string(canary_secret)});
    }

    std::string add_google() { return add({.type = "google", .name = "Google", .client_id = "netbird"}); }

    /// Makes the directory beside the configuration, with a file in it.
    void write_into(const std::string& directory, const std::string& name, const std::string& text)
    {
        std::filesystem::create_directory(host_.path(directory));
        host_.write_file(directory + "/" + name, text);
    }

    [[nodiscard]] std::vector<std::string> names_in(const std::string& directory) const
    {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(host_.path(directory)))
            names.push_back(entry.path().filename());
        return names;
    }

    Installation host_;
};

TEST_F(ImportCommand, PrintsWhatNetBirdHas)
{
    const auto id = add_corp();
    const auto result = host_.run({"import"});
    EXPECT_EQ(result.exit, 0);
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.out, StartsWith("# 1 identity provider in NetBird at " + host_.netbird.url() + "\n"));
    EXPECT_THAT(result.out, HasSubstr("identity_providers:\n"
                                      "  acme-corp:\n"
                                      "    type: okta\n"
                                      "    name: ACME Corp\n"
                                      "    issuer: https://corp.example.com\n"
                                      "    client_id: netbird\n"
                                      "    id: " +
                                      id + "\n"));
    EXPECT_THAT(result.out, Not(HasSubstr("canary-client-secret")));
}

TEST_F(ImportCommand, CommentsOutAConnectorOfATypeItDoesNotKnow)
{
    add({.id = "directory", .name = "Directory", .static_type = "ldap"});
    add_corp();
    const auto printed = host_.run({"import"});
    EXPECT_EQ(printed.exit, 0);
    EXPECT_THAT(printed.out, HasSubstr("  # Refused: NetBird lists it with type \"ldap\""));
    EXPECT_THAT(printed.out, HasSubstr("  # directory:\n  #   type: ldap\n"));
    write_into("providers.d", "imported.yaml", printed.out);
    const auto plan = host_.run({"plan"});
    EXPECT_EQ(plan.exit, 0) << plan.err;
    EXPECT_THAT(plan.out, HasSubstr("directory  ldap  \"Directory\": this version"));
}

TEST_F(ImportCommand, IsFollowedByAPlanInSync)
{
    add_corp();
    add_corp("no: \"#1\" - 日本");
    add({.type = "google", .name = "Google\u202e", .client_id = "0123456"});
    add({.type = "keycloak",
         .name = " padded",
         .issuer = "https://corp.example.com",
         .client_id = "netbird"});
    const auto imported = host_.run({"import"});
    EXPECT_EQ(imported.exit, 0) << imported.err;
    write_into("providers.d", "imported.yaml", imported.out);
    const auto plan = host_.run({"plan"});
    EXPECT_EQ(plan.exit, 0) << plan.out << plan.err;
    EXPECT_EQ(host_.run({"apply"}).exit, 0);
    EXPECT_EQ(host_.counters().writes, 0U);

    const auto again = host_.run({"import"});
    EXPECT_THAT(again.out,
                HasSubstr("Declared already, so not here (--all prints them too): acme-corp, google, "
                          "no-1\n"));
    const auto all = host_.run({"import", "--all"});
    host_.write_file("providers.d/imported.yaml", all.out);
    EXPECT_THAT(all.out, HasSubstr("Attention: declared already at"));
    EXPECT_EQ(host_.run({"plan"}).exit, 0);
}

TEST_F(ImportCommand, PrintsTheSettingsOfGroupSyncInComments)
{
    host_.netbird.ask([](Sandbox& sandbox) {
        sandbox.set_account_setting("jwt_groups_enabled", true);
        sandbox.set_account_setting("jwt_groups_claim_name", "roles");
        sandbox.set_account_setting("jwt_allow_groups", boost::json::array{"users", "no"});
        return 0;
    });
    const std::string section = "group_sync:\n"
                                "  enabled: true\n"
                                "  claim: roles\n"
                                "  allowed_groups:\n"
                                "    - \"no\"\n"
                                "    - users\n";
    const auto result = host_.run({"import"});
    EXPECT_EQ(result.exit, 0) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr("# Group sync, as a section of config.yaml:\n"
                                            "# Attention: group_sync.claim: \"roles\" never reaches NetBird"),
                                  HasSubstr("# group_sync:\n#   enabled: true\n#   claim: roles\n")));

    host_.set_top(section);
    EXPECT_EQ(host_.run({"plan"}).exit, 0);
    EXPECT_THAT(host_.run({"import"}).out, Not(HasSubstr("group_sync")));
    EXPECT_THAT(host_.run({"import", "--all"}).out, HasSubstr("# group_sync:"));
}

TEST_F(ImportCommand, SaysWhyTheSettingsOfGroupSyncCannotBeRead)
{
    host_.netbird.ask([](Sandbox& sandbox) {
        sandbox.fail({.path = "/api/accounts",
                      .times = std::nullopt,
                      .fault = sandbox::Fault::answered(403, R"({"message":"permission denied","code":403})",
                                                        "application/json")});
        return 0;
    });
    const auto result = host_.run({"import"});
    EXPECT_EQ(result.exit, 0) << result.err;
    EXPECT_THAT(result.out, HasSubstr("# Group sync could not be read: "));
}

TEST_F(ImportCommand, WritesAFileForEachProvider)
{
    add_corp();
    add_google();
    const auto result = host_.run({"import", "--write", host_.path("providers.d")});
    EXPECT_EQ(result.exit, 0) << result.err;
    EXPECT_EQ(result.out, "created " + host_.path("providers.d/acme-corp.yaml") + "\ncreated " +
                              host_.path("providers.d/google.yaml") + "\n");
    EXPECT_THAT(names_in("providers.d"), UnorderedElementsAre("acme-corp.yaml", "google.yaml"));
    EXPECT_THAT(host_.read_file("providers.d/google.yaml"),
                StartsWith("# Imported from NetBird at " + host_.netbird.url()));
    EXPECT_EQ(host_.run({"plan"}).exit, 0);

    const auto again = host_.run({"import", "--write", host_.path("providers.d")});
    EXPECT_EQ(again.exit, 0);
    EXPECT_THAT(again.err, HasSubstr("nothing to write"));
}

TEST_F(ImportCommand, NeverOverwritesAFile)
{
    add_corp();
    add_google();
    write_into("out", "google.yaml", "mine\n");
    const auto result = host_.run({"import", "--write", host_.path("out")});
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, HasSubstr("error: " + host_.path("out/google.yaml") + " exists already"));
    EXPECT_EQ(host_.read_file("out/google.yaml"), "mine\n");
    EXPECT_THAT(names_in("out"), UnorderedElementsAre("acme-corp.yaml", "google.yaml"));
}

TEST_F(ImportCommand, WritesNoFileForWhatCheckWouldRefuse)
{
    add_corp(" padded ");
    const auto result = host_.run({"import", "--write", host_.path("out")});
    EXPECT_EQ(result.exit, 0);
    EXPECT_THAT(result.err,
                AllOf(HasSubstr("warning: padded ("), HasSubstr("is not written and stays unmanaged: "),
                      HasSubstr("has white space around it")));
    EXPECT_THAT(names_in("out"), IsEmpty());
}

TEST_F(ImportCommand, SaysWhichDirectoryCannotBeWritten)
{
    add_corp();
    const auto result = host_.run({"import", "--write", host_.path("token")});
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, AllOf(StartsWith("netbird-idp-sync: error: "), HasSubstr(host_.path("token"))));
}

TEST_F(ImportCommand, KeepsTheKeyOfTheLedgerWhenItsDeclarationIsLost)
{
    const auto id = add_corp();
    host_.set_top(
        "identity_providers:\n"
        "  mine: { type: okta, name: ACME Corp, issuer: 'https://corp.example.com', client_id: netbird }\n");
    EXPECT_EQ(host_.run({"apply"}).exit, 0);
    host_.set_top("");
    EXPECT_THAT(host_.run({"import"}).out, AllOf(HasSubstr("  mine:\n"), HasSubstr("    id: " + id + "\n")));
}

TEST_F(ImportCommand, WritesNothingToNetBirdOrTheStateDirectory)
{
    add_corp();
    EXPECT_EQ(host_.run({"import"}).exit, 0);
    EXPECT_THAT(names_in("state"), IsEmpty());
    EXPECT_EQ(host_.counters().writes, 0U);
}

TEST_F(ImportCommand, TakesAnEmptyListForWhatItIs)
{
    const auto result = host_.run({"import"});
    EXPECT_EQ(result.exit, 0) << result.err;
    EXPECT_EQ(result.out,
              "# 0 identity providers in NetBird at " + host_.netbird.url() + "\nidentity_providers:\n");
}

TEST_F(ImportCommand, IsContentWithAnAuditorsToken)
{
    add_corp();
    host_.write_file(
        "token", host_.netbird.ask([](Sandbox& sandbox) { return sandbox.grant(sandbox::Role::auditor); }));
    EXPECT_EQ(host_.run({"import"}).exit, 0);
}

TEST_F(ImportCommand, Exits1WithATokenThatNetBirdDoesNotKnow)
{
    host_.write_file("token", "nbp_unknown");
    const auto result = host_.run({"import"});
    EXPECT_EQ(result.exit, 1);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, AllOf(StartsWith("netbird-idp-sync: error: "), Not(HasSubstr("nbp_unknown"))));
}

TEST_F(ImportCommand, Exits78OnABadConfiguration)
{
    host_.set_top("reconcil: {}\n");
    const auto result = host_.run({"import"});
    EXPECT_EQ(result.exit, 78);
    EXPECT_EQ(result.out, "");
}

TEST(ImportCommandAlone, BelievesNoEmptyListWhileTheEmbeddedIdentityProviderIsOff)
{
    Installation host({.embedded_idp = false});
    const auto result = host.run({"import"});
    EXPECT_EQ(result.exit, 1);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("embedded identity provider is off"));
}

} // namespace
} // namespace idpsync::test
