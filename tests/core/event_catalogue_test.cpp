// docs/events.md against the program, and what the tests' sinks make of it.

#include "support/event_catalogue.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

namespace idpsync::test {
namespace {

using ::testing::Each;
using ::testing::UnorderedElementsAreArray;

constexpr std::string_view two_rows = "text\n\n"
                                      "| event | level | fields | when |\n"
                                      "|---|---|---|---|\n"
                                      "| `created` | info | `id` (the `connector`), [`note`] | now |\n"
                                      "| | error; debug later | `why` | then |\n"
                                      "\n| `failed` | error | | not in the table |\n";

std::set<std::string> names_in_the_program()
{
    std::set<std::string> names;
    for (const auto name : enumerators<EventName>())
        names.emplace(to_string(name));
    return names;
}

std::string violation_of(Level level, std::vector<std::pair<std::string, std::string>> fields)
{
    return violation({EventName::created, level, std::nullopt, std::move(fields)},
                     read_event_catalogue(two_rows));
}

TEST(EventsPage, HasEveryEventOfTheProgramAndNoOther)
{
    std::set<std::string> promised;
    for (const auto& row : event_catalogue())
        promised.insert(row.name);
    EXPECT_THAT(promised, UnorderedElementsAreArray(names_in_the_program()));
}

TEST(EventsPage, NamesFieldsAsFieldsAreNamed)
{
    for (const auto& row : event_catalogue())
    {
        EXPECT_THAT(row.required, Each(MatchesRegex("[a-z][a-z_]*"))) << row.name;
        EXPECT_THAT(row.optional, Each(MatchesRegex("[a-z][a-z_]*"))) << row.name;
    }
}

TEST(EventCatalogue, ReadsTheRowsOfTheTable)
{
    const auto rows = read_event_catalogue(two_rows);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].name, "created");
    EXPECT_THAT(rows[0].levels, ElementsAre("info"));
    EXPECT_THAT(rows[0].required, ElementsAre("id"));
    EXPECT_THAT(rows[0].optional, ElementsAre("note"));
    EXPECT_EQ(rows[1].name, "created");
    EXPECT_THAT(rows[1].levels, ElementsAre("debug", "error"));
    EXPECT_THAT(rows[1].required, ElementsAre("why"));
}

TEST(EventCatalogue, RefusesARowItCannotRead)
{
    EXPECT_THROW(read_event_catalogue("| event | level |\n| `x` | info |\n"), std::runtime_error);
    EXPECT_THROW(read_event_catalogue("| event |\n| `x` | loud | | now |\n"), std::runtime_error);
}

TEST(EventCatalogue, HoldsAnEventToLevelAndFields)
{
    EXPECT_EQ(violation_of(Level::info, {{"id", "1"}}), "");
    EXPECT_EQ(violation_of(Level::info, {{"id", "1"}, {"note", "x"}}), "");
    EXPECT_EQ(violation_of(Level::debug, {{"why", "x"}}), "");
    EXPECT_THAT(violation_of(Level::warning, {{"id", "1"}}), HasSubstr("created, level warning, fields id"));
    EXPECT_THAT(violation_of(Level::info, {{"note", "x"}}), Not(IsEmpty()));
    EXPECT_THAT(violation_of(Level::info, {{"id", "1"}, {"why", "x"}}), Not(IsEmpty()));
    EXPECT_THAT(
        violation({EventName::failed, Level::error, std::nullopt, {}}, read_event_catalogue(two_rows)),
        HasSubstr("fields none"));
}

TEST(EventCatalogue, KnowsTheLineThatSaysThatSomethingIsOver)
{
    EXPECT_EQ(violation_of(Level::info, {{"field", "name"}, {"over", "true"}}), "");
    EXPECT_THAT(violation_of(Level::info, {{"id", "1"}, {"over", "true"}}), Not(IsEmpty()));
}

TEST(EventCatalogue, ReadsALineOfTheLog)
{
    EXPECT_EQ(violation_of_line(R"({"time":"t","level":"info","event":"stopped","by":"SIGTERM"})"), "");
    EXPECT_THAT(violation_of_line(R"({"level":"error","event":"stopped","by":"SIGTERM"})"), Not(IsEmpty()));
}

} // namespace
} // namespace idpsync::test
