#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace idpsync::cli {
namespace {

template <class Wanted>
Wanted parsed(const std::vector<std::string>& arguments)
{
    auto result = parse_arguments(arguments);
    if (const auto* error = std::get_if<UsageError>(&result))
        ADD_FAILURE() << error->message;
    return std::get<Wanted>(std::move(result));
}

std::string usage_error(const std::vector<std::string>& arguments)
{
    const auto result = parse_arguments(arguments);
    const auto* error = std::get_if<UsageError>(&result);
    EXPECT_NE(error, nullptr);
    return error == nullptr ? std::string() : error->message;
}

TEST(ParseArguments, HasDefaults)
{
    const auto plan = parsed<PlanOptions>({"plan"});
    EXPECT_EQ(plan.common.config, "/etc/netbird-idp-sync/config.yaml");
    EXPECT_EQ(plan.common.state_directory, std::nullopt);
    EXPECT_FALSE(plan.common.verbose);
    EXPECT_FALSE(plan.common.json);
    EXPECT_THAT(plan.keys, IsEmpty());
}

TEST(ParseArguments, TakesTheOptionsOfEveryCommand)
{
    const auto plan = parsed<PlanOptions>({"plan", "-c", "a.yaml", "--state-dir=/state", "-v", "--json"});
    EXPECT_EQ(plan.common.config, "a.yaml");
    EXPECT_EQ(plan.common.state_directory, "/state");
    EXPECT_TRUE(plan.common.verbose);
    EXPECT_TRUE(plan.common.json);
}

TEST(ParseArguments, TakesHowMuchOfTheHistory)
{
    const auto history =
        parsed<HistoryOptions>({"history", "corp", "-n", "7", "group_sync", "--instance=office"});
    EXPECT_EQ(history.lines, 7U);
    EXPECT_THAT(history.keys, ElementsAre("corp", "group_sync"));
    EXPECT_EQ(history.common.state_directory, "/var/lib/netbird-idp-sync/office");
    EXPECT_EQ(parsed<HistoryOptions>({"history"}).lines, 50U);
    EXPECT_EQ(usage_error({"history", "-n", "many"}), "-n takes a whole number from 1 on, not \"many\"");
    EXPECT_EQ(usage_error({"history", "-n", "0"}), "-n takes a whole number from 1 on, not \"0\"");
}

TEST(ParseArguments, FindsThePlacesOfAnInstance)
{
    const auto plan = parsed<PlanOptions>({"plan", "--instance", "office"});
    EXPECT_EQ(plan.common.config, "/etc/netbird-idp-sync/office/config.yaml");
    EXPECT_EQ(plan.common.state_directory, "/var/lib/netbird-idp-sync/office");
    EXPECT_EQ(plan.common.runtime_directory, "/run/netbird-idp-sync/office");
    EXPECT_EQ(plan.common.instance, "office");
    const auto own = parsed<PlanOptions>({"plan", "--instance=office", "-c", "a.yaml", "--state-dir", "s"});
    EXPECT_EQ(own.common.config, "a.yaml");
    EXPECT_EQ(own.common.state_directory, "s");
    EXPECT_EQ(own.common.runtime_directory, "/run/netbird-idp-sync/office");
}

TEST(ParseArguments, RefusesAnInstanceThatLeadsElsewhere)
{
    for (const std::string name : {"", "..", "../x", "a/b", "Office", "-x"})
        EXPECT_THAT(usage_error({"plan", "--instance=" + name}), HasSubstr("--instance")) << name;
}

TEST(ParseArguments, TakesTheOptionsOfCommandsForTheDaemon)
{
    EXPECT_TRUE(parsed<StatusOptions>({"status", "--watch", "--json"}).watch);
    EXPECT_EQ(parsed<StatusOptions>({"status", "--runtime-dir", "/x"}).common.runtime_directory, "/x");
    const auto reload = parsed<ReloadOptions>({"reload", "corp", "--prune-now", "-y", "--new-server"});
    EXPECT_THAT(reload.keys, ElementsAre("corp"));
    EXPECT_TRUE(reload.flags.prune_now && reload.flags.agreed_changes && reload.flags.new_server);
    EXPECT_FALSE(reload.flags.rebuild_ledger);
    EXPECT_EQ(parsed<PauseOptions>({"pause"}).duration, std::nullopt);
    EXPECT_EQ(parsed<PauseOptions>({"pause", "30m"}).duration, "30m");
    static_cast<void>(parsed<ResumeOptions>({"resume"}));
    EXPECT_EQ(parsed<AcknowledgeOptions>({"ack-restart", "--generation", "7"}).generation, 7U);
    EXPECT_EQ(usage_error({"ack-restart", "--generation", "x"}),
              "--generation takes a whole number from 1 on, not \"x\"");
    EXPECT_THAT(usage_error({"statsu"}), HasSubstr("did you mean status?"));
    EXPECT_THAT(usage_error({"pause", "1h", "2h"}), HasSubstr("takes no argument"));
}

TEST(ParseArguments, TakesTheOptionsOfImport)
{
    const auto plain = parsed<ImportOptions>({"import"});
    EXPECT_EQ(plain.directory, std::nullopt);
    EXPECT_FALSE(plain.all);
    const auto import = parsed<ImportOptions>({"import", "--all", "--write", "providers.d", "-c", "a.yaml"});
    EXPECT_EQ(import.directory, "providers.d");
    EXPECT_TRUE(import.all);
    EXPECT_EQ(import.common.config, "a.yaml");
}

TEST(ParseArguments, TakesNoJsonAndNoKeyForImport)
{
    EXPECT_THAT(usage_error({"import", "--json"}), HasSubstr("leave --json out"));
    EXPECT_THAT(usage_error({"--json", "import"}), HasSubstr("leave --json out"));
    EXPECT_THAT(usage_error({"import", "corp"}), HasSubstr("import takes no argument \"corp\""));
}

TEST(ParseArguments, TakesTheOptionsOfRun)
{
    const auto run = parsed<RunOptions>({"run", "-c", "a.yaml", "--state-dir=/state", "-v"});
    EXPECT_EQ(run.common.config, "a.yaml");
    EXPECT_EQ(run.common.state_directory, "/state");
    EXPECT_TRUE(run.common.verbose);
}

TEST(ParseArguments, TakesNoJsonAndNoKeyForRun)
{
    EXPECT_THAT(usage_error({"run", "--json"}), HasSubstr("leave --json out"));
    EXPECT_THAT(usage_error({"run", "corp"}), HasSubstr("run takes no argument"));
}

TEST(ParseArguments, TakesKeys)
{
    EXPECT_THAT(parsed<PlanOptions>({"plan", "a", "-v", "b"}).keys, ElementsAre("a", "b"));
    EXPECT_THAT(parsed<ApplyOptions>({"apply", "a", "b"}).keys, ElementsAre("a", "b"));
}

TEST(ParseArguments, TakesAKeyThatIsCalledLikeACommand)
{
    EXPECT_THAT(parsed<ApplyOptions>({"apply", "plan"}).keys, ElementsAre("plan"));
}

TEST(ParseArguments, TakesTheFlagsOfApply)
{
    const auto apply =
        parsed<ApplyOptions>({"apply", "--prune-now", "--new-server", "--rebuild-ledger", "--yes"});
    EXPECT_TRUE(apply.flags.prune_now);
    EXPECT_TRUE(apply.flags.new_server);
    EXPECT_TRUE(apply.flags.rebuild_ledger);
    EXPECT_TRUE(apply.flags.agreed_changes);
    EXPECT_TRUE(parsed<ApplyOptions>({"apply", "--restore-settings", "-y"}).flags.restore_settings);
    EXPECT_TRUE(parsed<ApplyOptions>({"apply", "-y"}).flags.agreed_changes);
    EXPECT_FALSE(parsed<ApplyOptions>({"apply"}).flags.agreed_changes);
}

TEST(ParseArguments, ChecksSecretsUnlessToldNotTo)
{
    EXPECT_TRUE(parsed<CheckOptions>({"check"}).secrets);
    EXPECT_FALSE(parsed<CheckOptions>({"check", "--no-secrets"}).secrets);
}

TEST(ParseArguments, TakesTheFormatsThatACommandKnows)
{
    EXPECT_EQ(parsed<PlanOptions>({"plan"}).format, Format::text);
    EXPECT_EQ(parsed<PlanOptions>({"plan", "--json"}).format, Format::json);
    EXPECT_EQ(parsed<PlanOptions>({"plan", "--format", "json", "--json"}).format, Format::json);
    EXPECT_EQ(parsed<PlanOptions>({"plan", "--format=markdown"}).format, Format::markdown);
    EXPECT_EQ(parsed<CheckOptions>({"check", "--json"}).format, Format::json);
    EXPECT_EQ(parsed<CheckOptions>({"check", "--format", "sarif"}).format, Format::sarif);
    EXPECT_EQ(usage_error({"plan", "--format", "markdwon"}),
              "--format takes text, json, markdown, not \"markdwon\"; did you mean markdown?");
    EXPECT_EQ(usage_error({"plan", "--format", "sarif"}),
              "--format takes text, json, markdown, not \"sarif\"");
    EXPECT_EQ(usage_error({"check", "--format", ""}), "--format takes text, json, github, sarif, not \"\"");
    EXPECT_EQ(usage_error({"check", "--json", "--format", "github"}),
              "--json and --format github ask for two formats: leave one out");
    EXPECT_EQ(usage_error({"plan", "--format"}), "--format takes FORMAT, and nothing follows it");
}

TEST(ParseArguments, GivesTheHelpOfTheProgramAndOfEachCommand)
{
    EXPECT_EQ(parsed<Information>({"--help"}).text, help_text(""));
    EXPECT_EQ(parsed<Information>({"-h"}).text, help_text(""));
    for (const std::string command : {"check", "plan", "apply"})
    {
        EXPECT_EQ(parsed<Information>({command, "--help"}).text, help_text(command));
        EXPECT_THAT(std::string(help_text(command)), StartsWith("usage: netbird-idp-sync " + command));
    }
}

TEST(ParseArguments, GivesTheVersion)
{
    EXPECT_THAT(parsed<Information>({"--version"}).text, StartsWith("netbird-idp-sync "));
    EXPECT_THAT(parsed<Information>({"plan", "--version"}).text, StartsWith("netbird-idp-sync "));
}

TEST(ParseArguments, NamesTheNearestCommand)
{
    EXPECT_EQ(usage_error({"plam"}), "unknown command \"plam\"; did you mean plan?");
    EXPECT_EQ(usage_error({"frobnicate"}), "unknown command \"frobnicate\"");
}

TEST(ParseArguments, NamesTheNearestOption)
{
    EXPECT_EQ(usage_error({"plan", "--verbsoe"}), "unknown option --verbsoe; did you mean --verbose?");
    EXPECT_EQ(usage_error({"apply", "--prunenow=1"}),
              "unknown option --prunenow=1; did you mean --prune-now?");
}

TEST(ParseArguments, NamesTheNearestOptionOfEveryCommand)
{
    EXPECT_EQ(usage_error({"reload", "corp", "--yse"}), "unknown option --yse; did you mean --yes?");
    EXPECT_EQ(usage_error({"doctor", "--yse", "--login", "corp"}),
              "unknown option --yse; did you mean --yes?");
    EXPECT_EQ(usage_error({"status", "--problms"}), "unknown option --problms; did you mean --problems?");
    EXPECT_EQ(usage_error({"status", "--problms", "corp"}),
              "unknown option --problms; did you mean --problems?");
    EXPECT_EQ(usage_error({"history", "--lnes", "5"}), "unknown option --lnes; did you mean --lines?");
    EXPECT_EQ(usage_error({"--jsno", "status"}), "unknown option --jsno; did you mean --json?");
}

TEST(ParseArguments, NamesTheCommandsThatTakeAnOption)
{
    EXPECT_EQ(usage_error({"plan", "--yes"}),
              "unknown option --yes; apply, doctor, reload and standalone take it");
    EXPECT_EQ(usage_error({"plan", "--yse"}),
              "unknown option --yse; did you mean --yes? apply, doctor, reload and standalone take it");
    EXPECT_EQ(usage_error({"--problms"}),
              "unknown option --problms; did you mean --problems? status takes it");
    EXPECT_EQ(usage_error({"--problems", "status"}), "unknown option --problems; write it behind status");
    EXPECT_EQ(usage_error({"plan", "--frobnicate"}), "unknown option --frobnicate");
}

TEST(ParseArguments, TakesWriteWithADirectoryForImportAlone)
{
    EXPECT_EQ(std::get<ImportOptions>(parse_arguments({"import", "--write", "x"})).directory, "x");
    const auto options = std::get<StandaloneOptions>(
        parse_arguments({"standalone", "render", "--write", "--management-json", "--yes"}));
    EXPECT_TRUE(options.write && options.management_json && options.yes);
    EXPECT_EQ(usage_error({"import", "--write"}), "--write takes DIR, and nothing follows it");
}

TEST(ParseArguments, SpellsAnOptionAlikeButForAValueThatACommandTakes)
{
    for (const auto& one : options())
        for (const auto& other : options())
            if (one.name == other.name)
            {
                // `import --write DIR`, `standalone render --write`
                const bool another_kind =
                    one.value.empty() != other.value.empty() && (one.commands & other.commands) == 0;
                EXPECT_EQ(one.letter, other.letter) << one.name;
                EXPECT_TRUE(one.spelling == other.spelling || another_kind) << one.spelling;
                EXPECT_EQ(one.everywhere, other.everywhere) << one.name;
            }
}

TEST(ParseArguments, NamesAnOptionOnceInTheHelpOfACommand)
{
    for (const auto& command : commands())
    {
        std::set<std::string_view> named;
        for (const auto& option : options())
            if ((option.commands & command.bit) != 0)
                EXPECT_TRUE(named.insert(option.name).second) << command.name << ' ' << option.name;
    }
}

TEST(ParseArguments, HelpFitsATerminal)
{
    for (const std::string command :
         {"", "check", "plan", "apply", "import", "doctor", "show", "run", "status", "history", "reload",
          "pause", "resume", "ack-restart", "bootstrap"})
    {
        std::istringstream text{std::string(help_text(command))};
        for (std::string line; std::getline(text, line);)
            EXPECT_LT(line.size(), 80U) << command << ": " << line;
    }
}

TEST(ParseArguments, TheHelpOfHistorySaysWhoGetsItFromTheDaemon)
{
    std::string help(help_text("history"));
    std::replace(help.begin(), help.end(), '\n', ' ');
    EXPECT_THAT(help, AllOf(HasSubstr("from the running daemon"), HasSubstr("--runtime-dir DIR")));
}

TEST(ParseArguments, WantsACommand)
{
    EXPECT_EQ(usage_error({}), "no command was given");
}

TEST(ParseArguments, WantsTheValueOfAnOption)
{
    EXPECT_EQ(usage_error({"plan", "--config"}), "--config takes FILE, and nothing follows it");
    EXPECT_EQ(usage_error({"plan", "--files", "--json"}), "--files takes DIR, and nothing follows it");
    EXPECT_EQ(usage_error({"--state-dir"}), "--state-dir takes DIR, and nothing follows it");
    EXPECT_EQ(usage_error({"plan", "--json=maybe"}),
              "--json takes no value, and \"--json=maybe\" gives one; write --json");
}

TEST(ParseArguments, ShowsTheRegistrationOfKeysOrOfAType)
{
    EXPECT_EQ(parsed<RegistrationOptions>({"show", "registration"}).type, std::nullopt);
    EXPECT_THAT(parsed<RegistrationOptions>({"show", "registration", "corp", "other"}).keys,
                testing::ElementsAre("corp", "other"));
    EXPECT_EQ(parsed<RegistrationOptions>({"show", "registration", "--type", "adfs"}).type,
              ProviderType::adfs);
}

TEST(ParseArguments, RefusesATypeThatIsNoneOrMeansNothing)
{
    EXPECT_EQ(
        usage_error({"show", "registration", "--type", "pocket-id"}),
        "--type takes oidc, zitadel, entra, google, okta, pocketid, microsoft, authentik, keycloak, adfs, "
        "not \"pocket-id\"; did you mean pocketid?");
    EXPECT_THAT(usage_error({"show", "registration", "corp", "--type", "adfs"}), HasSubstr("leave KEYs out"));
    EXPECT_THAT(usage_error({"show", "redirect-uri", "corp"}), HasSubstr("takes no KEY"));
    EXPECT_THAT(usage_error({"show", "redirect-uri", "--type", "adfs"}), HasSubstr("no --type"));
    EXPECT_EQ(usage_error({"show", "registration", "--type"}), "--type takes TYPE, and nothing follows it");
}

TEST(ParseArguments, TakesNoKeysForCheck)
{
    EXPECT_EQ(usage_error({"check", "pocket-id"}), "check takes no argument \"pocket-id\"");
}

TEST(ParseArguments, EscapesWhatWasTyped)
{
    EXPECT_EQ(usage_error({"a\x1b[2Jb"}), "unknown command \"a\\x1b[2Jb\"");
}

TEST(ParseArguments, SaysWhereToLook)
{
    const auto result = parse_arguments({"plan", "--nonsense"});
    EXPECT_EQ(std::get<UsageError>(result).next, "see `netbird-idp-sync plan --help`");
}

TEST(ParseArguments, UnderstandsHelpAndVersionInEverySpelling)
{
    EXPECT_EQ(parsed<Information>({"help"}).text, help_text(""));
    EXPECT_EQ(parsed<Information>({"help", "plan"}).text, help_text("plan"));
    EXPECT_THAT(usage_error({"help", "plna"}), HasSubstr("did you mean plan?"));
    const auto version = parsed<Information>({"--version"}).text;
    EXPECT_EQ(parsed<Information>({"version"}).text, version);
    EXPECT_EQ(parsed<Information>({"-V"}).text, version);
    EXPECT_EQ(parsed<Information>({"plan", "-V"}).text, version);
}

TEST(ParseArguments, NamesWhatWasMeantWhenTwoLettersAreSwapped)
{
    EXPECT_THAT(usage_error({"plna"}), HasSubstr("did you mean plan?"));
    EXPECT_THAT(usage_error({"dcotor"}), HasSubstr("did you mean doctor?"));
    EXPECT_THAT(usage_error({"apply", "--yse"}), HasSubstr("did you mean --yes?"));
    EXPECT_THAT(usage_error({"plan", "--jsno"}), HasSubstr("did you mean --json?"));
}

TEST(ParseArguments, TakesTheLogOnDemand)
{
    EXPECT_FALSE(parsed<ApplyOptions>({"apply"}).common.log);
    EXPECT_TRUE(parsed<ApplyOptions>({"apply", "--log"}).common.log);
    EXPECT_TRUE(parsed<PlanOptions>({"--log", "plan"}).common.log);
}

TEST(ParseArguments, KnowsWhatBootstrapNeeds)
{
    const auto least = parsed<BootstrapOptions>({"bootstrap", "--owner-email", "o@example.com"});
    EXPECT_EQ(least.owner_email, "o@example.com");
    EXPECT_EQ(least.owner_name, "o@example.com");
    EXPECT_EQ(least.service_user, "netbird-idp-sync");
    EXPECT_EQ(least.token_life, std::chrono::days(365));
    EXPECT_FALSE(least.url || least.password_file || least.existing_owner || least.any_address);
    EXPECT_THAT(usage_error({"bootstrap"}), HasSubstr("add --owner-email"));
    for (const auto* address : {"owner", "@example.com", "owner@", "an owner@example.com"})
        EXPECT_THAT(usage_error({"bootstrap", "--owner-email", address}), HasSubstr("is no e-mail address"));
    for (const auto* days : {"0", "366", "90d", "-1", ""})
        EXPECT_THAT(usage_error({"bootstrap", "--owner-email", "o@example.com", "--token-life", days}),
                    AnyOf(HasSubstr("1 to 365"), HasSubstr("--token-life")))
            << days;
}

} // namespace
} // namespace idpsync::cli
