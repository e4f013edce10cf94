// `import` as a program, against a NetBird.

#include "sandbox/sandbox_thread.hpp"
#include "support/process.hpp"
#include "support/temp_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace idpsync::test {
namespace {

using sandbox::Connector;
using sandbox::SandboxThread;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class ImportCommand : public ::testing::Test
{
protected:
    explicit ImportCommand(const sandbox::Options& options = {}) : netbird_(options)
    {
        write("token", std::string(sandbox::default_token));
        configure();
    }

    void configure(const std::string& more = {})
    {
        write("config.yaml",
              "version: 1\nmanagement:\n  url: " + netbird_.url() + "\n  token: { file: token }\n" + more);
    }

    void write(const std::string& name, const std::string& text)
    {
        std::ofstream(directory_ / name) << text;
        // Files that were written just now are read twice, in case someone is still writing.
        std::filesystem::last_write_time(directory_ / name, std::filesystem::file_time_type::clock::now() -
                                                                std::chrono::hours(1));
        std::filesystem::permissions(directory_ / name, std::filesystem::perms(0600));
    }

    [[nodiscard]] std::string read(const std::string& name) const
    {
        std::ifstream file(directory_ / name);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    [[nodiscard]] std::vector<std::string> names_in(const std::string& name) const
    {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(directory_ / name))
            names.push_back(entry.path().filename());
        return names;
    }

    std::string add(Connector connector)
    {
        return netbird_.ask([&](sandbox::Sandbox& sandbox) { return sandbox.add(connector); });
    }

    std::string add_corp(const std::string& name = "ACME Corp")
    {
        return add({.type = "okta",
                    .name = name,
                    .issuer = "https://corp.example.com",
                    .client_id = "netbird",
                    .client_secret = "not-a-real-secret"});
    }

    ProcessResult command(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.end(),
                         {"--config", directory_ / "config.yaml", "--state-dir", directory_ / "state"});
        return run(IDPSYNC_PROGRAM, arguments);
    }

    std::size_t writes()
    {
        return netbird_.ask([](sandbox::Sandbox& sandbox) { return sandbox.counters().writes; });
    }

    SandboxThread netbird_;
    TempDirectory directory_;
};

class ImportWithoutEmbeddedIdentityProvider : public ImportCommand
{
protected:
    ImportWithoutEmbeddedIdentityProvider() : ImportCommand({.embedded_idp = false}) {}
};

TEST_F(ImportCommand, PrintsWhatNetBirdHas)
{
    const auto id = add_corp();
    const auto result = command({"import"});
    EXPECT_EQ(result.exit, 0);
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.out, StartsWith("# 1 identity provider in NetBird at " + netbird_.url() + "\n"));
    EXPECT_THAT(result.out, HasSubstr("identity_providers:\n"
                                      "  acme-corp:\n"
                                      "    type: okta\n"
                                      "    name: ACME Corp\n"
                                      "    issuer: https://corp.example.com\n"
                                      "    client_id: netbird\n"
                                      "    id: " +
                                      id + "\n"));
    EXPECT_THAT(result.out, Not(HasSubstr("not-a-real-secret")));
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
    std::filesystem::create_directory(directory_ / "providers.d");
    write("providers.d/imported.yaml", "identity_providers:\n");

    const auto imported = command({"import"});
    EXPECT_EQ(imported.exit, 0) << imported.err;
    write("providers.d/imported.yaml", imported.out);
    const auto plan = command({"plan"});
    EXPECT_EQ(plan.exit, 0) << plan.out << plan.err;
    EXPECT_EQ(command({"apply"}).exit, 0);
    EXPECT_EQ(writes(), 0U);

    const auto again = command({"import"});
    EXPECT_THAT(again.out,
                HasSubstr("Declared already, so not here (--all prints them too): acme-corp, google, "
                          "no-1\n"));
    const auto all = command({"import", "--all"});
    write("providers.d/imported.yaml", all.out);
    EXPECT_THAT(all.out, HasSubstr("Attention: declared already at"));
    EXPECT_EQ(command({"plan"}).exit, 0);
}

TEST_F(ImportCommand, WritesAFileForEachProvider)
{
    add_corp();
    add({.type = "google", .name = "Google", .client_id = "netbird"});
    const auto result = command({"import", "--write", directory_ / "providers.d"});
    EXPECT_EQ(result.exit, 0) << result.err;
    EXPECT_EQ(result.out, "created " + (directory_ / "providers.d/acme-corp.yaml") + "\ncreated " +
                              (directory_ / "providers.d/google.yaml") + "\n");
    EXPECT_THAT(names_in("providers.d"), UnorderedElementsAre("acme-corp.yaml", "google.yaml"));
    EXPECT_THAT(read("providers.d/google.yaml"), StartsWith("# Imported from NetBird at " + netbird_.url()));
    EXPECT_EQ(command({"plan"}).exit, 0);

    const auto again = command({"import", "--write", directory_ / "providers.d"});
    EXPECT_EQ(again.exit, 0);
    EXPECT_THAT(again.err, HasSubstr("nothing to write"));
}

TEST_F(ImportCommand, NeverOverwritesAFile)
{
    add_corp();
    add({.type = "google", .name = "Google", .client_id = "netbird"});
    std::filesystem::create_directory(directory_ / "out");
    write("out/google.yaml", "mine\n");
    const auto result = command({"import", "--write", directory_ / "out"});
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, HasSubstr("error: " + (directory_ / "out/google.yaml") + " is there already"));
    EXPECT_EQ(read("out/google.yaml"), "mine\n");
    EXPECT_THAT(names_in("out"), UnorderedElementsAre("acme-corp.yaml", "google.yaml"));
}

TEST_F(ImportCommand, WritesNoFileForWhatCheckWouldRefuse)
{
    add_corp(" padded ");
    const auto result = command({"import", "--write", directory_ / "out"});
    EXPECT_EQ(result.exit, 0);
    EXPECT_THAT(result.err,
                AllOf(HasSubstr("warning: padded ("), HasSubstr("is not written and stays unmanaged: "),
                      HasSubstr("has white space around it")));
    EXPECT_THAT(names_in("out"), IsEmpty());
}

TEST_F(ImportCommand, SaysWhichDirectoryCannotBeWritten)
{
    add_corp();
    const auto result = command({"import", "--write", directory_ / "token"});
    EXPECT_EQ(result.exit, 1);
    EXPECT_THAT(result.err, AllOf(StartsWith("netbird-idp-sync: error: "), HasSubstr(directory_ / "token")));
}

TEST_F(ImportCommand, KeepsTheKeyOfTheLedgerWhenItsDeclarationIsLost)
{
    const auto id = add_corp();
    configure(
        "identity_providers:\n  mine: { type: okta, name: ACME Corp, issuer: 'https://corp.example.com', "
        "client_id: netbird }\n");
    EXPECT_EQ(command({"apply"}).exit, 0);
    configure();
    EXPECT_THAT(command({"import"}).out, AllOf(HasSubstr("  mine:\n"), HasSubstr("    id: " + id + "\n")));
}

TEST_F(ImportCommand, WritesNothingToNetBirdOrTheStateDirectory)
{
    add_corp();
    std::filesystem::create_directory(directory_ / "state");
    EXPECT_EQ(command({"import"}).exit, 0);
    EXPECT_THAT(names_in("state"), IsEmpty());
    EXPECT_EQ(writes(), 0U);
}

TEST_F(ImportCommand, TakesAnEmptyListForWhatItIs)
{
    const auto result = command({"import"});
    EXPECT_EQ(result.exit, 0) << result.err;
    EXPECT_EQ(result.out,
              "# 0 identity providers in NetBird at " + netbird_.url() + "\nidentity_providers:\n");
}

TEST_F(ImportCommand, IsContentWithAnAuditorsToken)
{
    add_corp();
    write("token",
          netbird_.ask([](sandbox::Sandbox& sandbox) { return sandbox.grant(sandbox::Role::auditor); }));
    EXPECT_EQ(command({"import"}).exit, 0);
}

TEST_F(ImportCommand, Exits1WithATokenThatNetBirdDoesNotKnow)
{
    write("token", "nbp_unknown");
    const auto result = command({"import"});
    EXPECT_EQ(result.exit, 1);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, AllOf(StartsWith("netbird-idp-sync: error: "), Not(HasSubstr("nbp_unknown"))));
}

TEST_F(ImportCommand, Exits78OnABadConfiguration)
{
    write("config.yaml", "version: 2\n");
    const auto result = command({"import"});
    EXPECT_EQ(result.exit, 78);
    EXPECT_EQ(result.out, "");
}

TEST_F(ImportWithoutEmbeddedIdentityProvider, BelievesNoEmptyList)
{
    const auto result = command({"import"});
    EXPECT_EQ(result.exit, 1);
    EXPECT_EQ(result.out, "");
    EXPECT_THAT(result.err, HasSubstr("embedded identity provider is off"));
}

} // namespace
} // namespace idpsync::test
