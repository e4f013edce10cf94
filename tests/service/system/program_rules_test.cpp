#include "service/system/program_rules.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

constexpr std::uint32_t daemon_uid = 990;

/// /usr/bin/sops as a package installs it, with another last part.
std::vector<ProgramPart> way_to(ProgramPart last, std::uint32_t mode_of_bin = 0755)
{
    return {{.path = "/usr", .directory = true, .regular = false, .owner = 0, .mode = 0755},
            {.path = "/usr/bin", .directory = true, .regular = false, .owner = 0, .mode = mode_of_bin},
            std::move(last)};
}

ProgramPart sops(std::uint32_t owner, std::uint32_t mode)
{
    return {.path = "/usr/bin/sops", .directory = false, .regular = true, .owner = owner, .mode = mode};
}

std::string refusal_of_way(const std::vector<ProgramPart>& parts)
{
    const auto error = objection_to_program(parts, daemon_uid);
    return error ? error->text() : "";
}

std::optional<Error> switched(const std::optional<std::string>& said)
{
    return commands_are_off([&](const std::string& name) {
        EXPECT_EQ(name, "IDPSYNC_COMMANDS");
        return said;
    });
}

TEST(CommandsAreOff, WhereTheUnitSaysSo)
{
    EXPECT_FALSE(switched(std::nullopt));
    EXPECT_FALSE(switched("on"));
    for (const auto* said : {"off", "", "ON", "1"})
        EXPECT_TRUE(switched(said)) << said;
    EXPECT_THAT(switched("off")->text(),
                AllOf(HasSubstr("IDPSYNC_COMMANDS=off"), HasSubstr("commands.conf")));
}

TEST(ObjectionToProgram, TakesWhatRootOrTheUserAloneMayWrite)
{
    EXPECT_EQ(refusal_of_way(way_to(sops(0, 0755))), "");
    EXPECT_EQ(refusal_of_way(way_to(sops(daemon_uid, 0700))), "");
    EXPECT_EQ(refusal_of_way(way_to(sops(0, 0755), 0775)), "")
        << "a group of administrators, as in /usr/local";
    EXPECT_EQ(refusal_of_way(way_to(sops(0, 0755), 01777)), "")
        << "in /tmp nobody replaces the files of others";
}

TEST(ObjectionToProgram, NamesWhatOthersMayWrite)
{
    EXPECT_EQ(
        refusal_of_way(way_to(sops(1001, 0755))),
        "/usr/bin/sops belongs to uid 1001, who could put another program there; let root own it: chown "
        "root /usr/bin/sops");
    EXPECT_EQ(refusal_of_way(way_to(sops(0, 0775))),
              "others may write /usr/bin/sops, and put another program there; run: chmod go-w /usr/bin/sops");
    EXPECT_THAT(refusal_of_way(way_to(sops(daemon_uid, 0757))), HasSubstr("others may write /usr/bin/sops"));
    EXPECT_THAT(refusal_of_way(way_to(sops(0, 0755), 0777)), HasSubstr("run: chmod o-w /usr/bin"));
    EXPECT_THAT(
        refusal_of_way(way_to(
            {.path = "/usr/bin/sops", .directory = false, .regular = false, .owner = 0, .mode = 0755})),
        HasSubstr("is no program"));
}

TEST(ProgramEnvironment, IsSmallAndGivesWayToWhatIsDeclared)
{
    EXPECT_THAT(program_environment({}, "/", "/run/credentials/x"),
                ElementsAre(StartsWith("PATH=/usr/local/sbin:"), "LANG=C.UTF-8", "HOME=/",
                            "CREDENTIALS_DIRECTORY=/run/credentials/x"));
    EXPECT_THAT(
        program_environment({"HOME=/srv", "HOMES=2"}, "/", "/c"),
        ElementsAre("HOME=/srv", "HOMES=2", StartsWith("PATH="), "LANG=C.UTF-8", "CREDENTIALS_DIRECTORY=/c"));
}

TEST(ObjectionToEnd, SaysHowItEndedAndTheNextStep)
{
    using Kind = ProgramEnd::Kind;
    const auto text = [](Kind kind, int number) {
        const auto error = objection_to_end({kind, number}, "netbird-idp-sync");
        return error ? error->text() : "";
    };
    EXPECT_EQ(text(Kind::exited, 0), "");
    EXPECT_EQ(text(Kind::exited, 3), "it ended with exit code 3; run the same command by hand as "
                                     "netbird-idp-sync to see why; what it says "
                                     "on standard error is not shown, as it may hold a secret");
    EXPECT_THAT(text(Kind::signalled, 9), HasSubstr("signal 9 ended it; run the same command by hand"));
    EXPECT_THAT(text(Kind::timed_out, 0),
                HasSubstr("it did not end within 10 s and was ended; it gets no input"));
    EXPECT_THAT(text(Kind::too_long, 0),
                HasSubstr("it printed more than 4096 bytes and was ended; let it print"));
}

} // namespace
} // namespace idpsync::service
