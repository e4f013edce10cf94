#include "core/text.hpp"
#include "service/log/log_line.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace idpsync::service {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Event event_with(const std::string& value)
{
    return {EventName::drift, Level::warning, ProviderKey::parse("pocket-id"), {{"observed", value}}};
}

boost::json::object parsed(const Event& event)
{
    return boost::json::parse('{' + json_fields(event) + '}').as_object();
}

TEST(LogLine, NamesEventProviderAndFieldsInOrder)
{
    const Event event{
        EventName::created, Level::info, ProviderKey::parse("pocket-id"), {{"id", "pocketid-1"}, {"a", "b"}}};
    EXPECT_EQ(text_fields(event), "event=created provider=pocket-id id=pocketid-1 a=b");
    EXPECT_EQ(json_fields(event), R"("event":"created","provider":"pocket-id","id":"pocketid-1","a":"b")");
}

TEST(LogLine, LeavesOutTheProviderOfAnEventAboutThePass)
{
    EXPECT_EQ(text_fields({EventName::pass_started, Level::debug, std::nullopt, {}}), "event=pass_started");
}

TEST(LogLine, LeavesPlainWordsBare)
{
    EXPECT_THAT(text_fields(event_with("https://id.example.com:8443/a_b-c")),
                HasSubstr(" observed=https://id.example.com:8443/a_b-c"));
}

TEST(LogLine, QuotesSpacesQuotesEqualSignsAndNothing)
{
    EXPECT_THAT(text_fields(event_with("Pocket ID")), HasSubstr(" observed=\"Pocket ID\""));
    EXPECT_THAT(text_fields(event_with("a\"b")), HasSubstr(R"( observed="a\"b")"));
    EXPECT_THAT(text_fields(event_with("a=b")), HasSubstr(" observed=\"a=b\""));
    EXPECT_THAT(text_fields(event_with("")), HasSubstr(" observed=\"\""));
}

TEST(LogLine, KeepsAForgedLineInsideItsValue)
{
    const auto line = text_fields(event_with("x\nlevel=error event=failed"));
    EXPECT_THAT(line, Not(HasSubstr("\n")));
    EXPECT_THAT(line, HasSubstr(R"("x\nlevel=error event=failed")"));
}

TEST(LogLine, GivesJsonTheValueAsItIs)
{
    const std::string value = "Pöcket\n\"ID\"\x1b";
    const auto event = event_with(value);
    EXPECT_EQ(parsed(event).at("observed").as_string(), value);
    EXPECT_THAT(json_fields(event), Not(HasSubstr("\n")));
}

TEST(LogLine, EscapesForJsonWhatIsNotUtf8)
{
    EXPECT_EQ(parsed(event_with("a\xff")).at("observed").as_string(), "a\\xff");
}

TEST(LogLine, NamesOnlyEventsThatAreDocumented)
{
    std::ifstream file(std::string(IDPSYNC_SOURCE_DIR) + "/docs/events.md");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (int name = 0; name <= static_cast<int>(EventName::pass_done); ++name)
        EXPECT_THAT(text, HasSubstr("\n| `" + std::string(to_string(static_cast<EventName>(name))) + "` |"));
}

TEST(LogLine, KnowsTheNumbersOfSyslog)
{
    EXPECT_EQ(syslog_priority(Level::error), 3);
    EXPECT_EQ(syslog_priority(Level::warning), 4);
    EXPECT_EQ(syslog_priority(Level::info), 6);
    EXPECT_EQ(syslog_priority(Level::debug), 7);
}

} // namespace
} // namespace idpsync::service
