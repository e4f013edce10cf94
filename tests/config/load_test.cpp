// Files: config.yaml, providers_dir, and everything that can be wrong with either.

#include "loading.hpp"
#include "support/matchers.hpp"

namespace idpsync::config {
namespace {

using namespace idpsync::config::test;

std::string google(std::string_view key, std::string_view client_id)
{
    return "identity_providers:\n  " + std::string(key) +
           ": {type: google, client_id: " + std::string(client_id) + "}\n";
}

TEST(Load, SaysThatTheFileIsMissing)
{
    MemoryFiles files;
    const auto outcome = load_from(files);
    ASSERT_THAT(outcome.errors, SizeIs(1));
    EXPECT_THAT(
        outcome.errors[0],
        StartsWith("/etc/idp/config.yaml: there is no such file; create it, or name another one with -c "
                   "or --instance"));
}

TEST(Load, SaysWhatTheSystemSaid)
{
    MemoryFiles files;
    files.put_unreadable(config_file);
    EXPECT_THAT(load_from(files).all(), HasSubstr("Permission denied"));
    files.put_broken_link(config_file);
    EXPECT_THAT(load_from(files).all(), HasSubstr("a link to a file that is not there"));
    files.put_directory(config_file);
    EXPECT_THAT(load_from(files).all(), HasSubstr("Is a directory"));
}

TEST(Load, RefusesAFileOverFourMebibytes)
{
    const std::string comment(largest_file - minimal.size() - 2, 'x');
    EXPECT_TRUE(load_text(minimal + "#" + comment + "\n").loaded());
    EXPECT_THAT(load_text(minimal + "#x" + comment + "\n").all(), HasSubstr("larger than 4194304 bytes"));
}

TEST(Load, RefusesAnEmptyFile)
{
    EXPECT_THAT(only_error(""), HasSubstr("the file is empty"));
}

TEST(Load, ManagesWithoutTheDefaultDirectory)
{
    EXPECT_TRUE(load_text(minimal).loaded());
}

TEST(Load, ReadsTheDefaultDirectory)
{
    MemoryFiles files;
    files.put(config_file, with(google("a", "x")));
    files.put(providers_dir + "/b.yaml", google("b", "netbird-b"));
    files.put(providers_dir + "/c.yaml", "version: 1\n" + google("c", "netbird-c"));
    const auto outcome = load_from(files);
    ASSERT_TRUE(outcome.loaded()) << outcome.all();
    EXPECT_THAT(outcome.configuration->desired.providers(), SizeIs(3));
    EXPECT_EQ(outcome.provider("b").where.file, providers_dir + "/b.yaml");
    EXPECT_FALSE(outcome.configuration->settings.providers_dir);
}

TEST(Load, RefusesADefaultDirectoryThatIsThereAndUnreadable)
{
    MemoryFiles files;
    files.put(config_file, minimal);
    files.put_directory(providers_dir);
    files.put_unreadable(providers_dir);
    EXPECT_THAT(load_from(files).all(), AllOf(HasSubstr("providers_dir: "), HasSubstr("Permission denied")));
    files.put(providers_dir, "a file");
    EXPECT_THAT(load_from(files).all(), HasSubstr("Not a directory"));
}

TEST(Load, ReadsADirectoryThatIsNamed)
{
    MemoryFiles files;
    files.put(config_file, with("providers_dir: /srv/idps\n"));
    files.put("/srv/idps/a.yaml", google("a", "x"));
    files.put(providers_dir + "/not-read.yaml", google("b", "x"));
    const auto outcome = load_from(files);
    ASSERT_TRUE(outcome.loaded()) << outcome.all();
    EXPECT_THAT(outcome.configuration->desired.providers(), SizeIs(1));
    EXPECT_EQ(outcome.configuration->settings.providers_dir, "/srv/idps");
}

TEST(Load, RefusesADirectoryThatIsNamedAndMissing)
{
    EXPECT_THAT(only_error(with("providers_dir: idps\n")),
                AllOf(StartsWith("/etc/idp/config.yaml:5:16: providers_dir: /etc/idp/idps: No such file"),
                      HasSubstr("write another directory")));
}

TEST(Load, DoesNotReadADirectoryWhoseNameIsWrong)
{
    EXPECT_THAT(only_error(with("providers_dir: ''\n")), HasSubstr("providers_dir: is empty"));
}

TEST(Load, PassesOverHiddenFilesAndBackups)
{
    MemoryFiles files;
    files.put(config_file, minimal);
    for (const auto* name : {".a.yaml", "..data", ".a.yaml.swp", "a.yaml~", "#a.yaml#", "a.yaml.bak",
                             "a.yaml.dpkg-old", "README"})
        files.put(providers_dir + "/" + name, "{{{");
    files.put_directory(providers_dir + "/folder");
    const auto outcome = load_from(files);
    EXPECT_TRUE(outcome.loaded());
    EXPECT_EQ(outcome.all(), "");
}

TEST(Load, WarnsOfYml)
{
    MemoryFiles files;
    files.put(config_file, minimal);
    files.put(providers_dir + "/okta.yml", "{{{");
    const auto outcome = load_from(files);
    EXPECT_TRUE(outcome.loaded());
    ASSERT_THAT(outcome.warnings, SizeIs(1));
    EXPECT_THAT(outcome.warnings[0],
                AllOf(HasSubstr("providers.d/okta.yml: is not read"), HasSubstr("rename it")));
}

TEST(Load, RefusesAKeyInTwoFilesAndNamesBoth)
{
    MemoryFiles files;
    files.put(config_file, with(google("a", "x")));
    files.put(providers_dir + "/a.yaml", google("a", "netbird-a"));
    const auto outcome = load_from(files);
    ASSERT_THAT(outcome.errors, SizeIs(1)) << outcome.all();
    EXPECT_THAT(outcome.errors[0],
                AllOf(StartsWith("/etc/idp/providers.d/a.yaml:2:3: identity_providers.a: "),
                      HasSubstr("/etc/idp/config.yaml:6:3")));
}

TEST(Load, ReportsTheErrorsOfAllFilesByFile)
{
    MemoryFiles files;
    files.put(config_file, with("log: {level: loud}\n"));
    files.put(providers_dir + "/b.yaml", "a: b: c\n");
    files.put(providers_dir + "/a.yaml", "identity_providers: {x: {type: google}}\n");
    files.put_broken_link(providers_dir + "/c.yaml");
    const auto outcome = load_from(files);
    ASSERT_THAT(outcome.errors, SizeIs(4)) << outcome.all();
    EXPECT_THAT(outcome.errors[0], StartsWith("/etc/idp/config.yaml:5:14: log.level: "));
    EXPECT_THAT(outcome.errors[1], StartsWith("/etc/idp/providers.d/a.yaml:1:25: identity_providers.x: "));
    EXPECT_THAT(outcome.errors[2], StartsWith("/etc/idp/providers.d/b.yaml:1:4: a value that holds a colon"));
    EXPECT_THAT(outcome.errors[3], StartsWith("/etc/idp/providers.d/c.yaml: "));
}

TEST(Load, ReadsTheDirectoryAlsoWhenTheFileIsBroken)
{
    MemoryFiles files;
    files.put(config_file, "version: 1\n  x: [\n");
    files.put(providers_dir + "/a.yaml", "");
    EXPECT_THAT(load_from(files).errors, SizeIs(2));
}

TEST(Load, TellsTheFirstErrorsOfEachFileAndHowManyMoreThereAre)
{
    MemoryFiles files;
    std::string many = "version: 1\n";
    for (int i = 0; i < 2'500; ++i)
        many += "a" + std::to_string(i) + ": 1\n";
    files.put(config_file, minimal + many.substr(11));
    files.put(providers_dir + "/a.yaml", "identity_providers: {a: {type: 1}}\n" + many);
    files.put(providers_dir + "/b.yaml", "wrong: 1\n");
    const auto outcome = load_from(files);
    ASSERT_FALSE(outcome.loaded());
    EXPECT_LT(outcome.errors.size(), 2 * most_of_one_file + 5);
    EXPECT_EQ(outcome.errors.at(most_of_one_file), config_file + ": … and 2,480 more errors");
    EXPECT_THAT(outcome.errors.back(), HasSubstr("b.yaml")) << "another file has its own";
}

TEST(Fragment, HoldsProvidersOnly)
{
    MemoryFiles files;
    files.put(config_file, minimal);
    files.put(providers_dir + "/a.yaml", google("a", "x") + "log: {level: debug}\n");
    files.put(providers_dir + "/b.yaml", "version: 1\n");
    files.put(providers_dir + "/c.yaml", "version: 2\nidentity_providers:\n");
    const auto outcome = load_from(files);
    ASSERT_THAT(outcome.errors, SizeIs(3)) << outcome.all();
    EXPECT_THAT(outcome.errors[0], HasSubstr("a.yaml:3:1: log: unknown setting"));
    EXPECT_THAT(outcome.errors[1], HasSubstr("identity_providers is missing"));
    EXPECT_THAT(outcome.errors[2], HasSubstr("version: must be 1"));
}

TEST(Fragment, IsNeverEmpty)
{
    MemoryFiles files;
    files.put(config_file, minimal);
    files.put(providers_dir + "/a.yaml", "# nothing yet\n");
    EXPECT_THAT(load_from(files).all(), HasSubstr("a.yaml: the file is empty"));
}

TEST(Fragment, ResolvesPathsFromTheDirectoryOfConfigYaml)
{
    MemoryFiles files;
    files.put(config_file, minimal);
    files.put(providers_dir + "/a.yaml",
              "identity_providers: {a: {type: google, client_id: x, client_secret: {file: secrets/a}}}\n");
    const auto outcome = load_from(files);
    EXPECT_EQ(describe(*outcome.provider("a").client_secret), "file /etc/idp/secrets/a");
}

TEST(Load, ReadsTenThousandProviders)
{
    MemoryFiles files;
    std::string text = "identity_providers:\n";
    for (int i = 0; i < 10'000; ++i)
    {
        const auto name = std::to_string(i);
        text += "  provider-" + name + ":\n    type: oidc\n    issuer: https://id" + name + ".example.com\n";
        text += "    client_id: netbird\n    client_secret: {file: secrets/" + name + "}\n";
    }
    files.put(config_file, minimal + text);
    const auto outcome = load_from(files);
    ASSERT_TRUE(outcome.loaded());
    EXPECT_THAT(outcome.configuration->desired.providers(), SizeIs(10'000));
}

} // namespace
} // namespace idpsync::config
