#include "core/text.hpp"
#include "service/log/field_types.hpp"
#include "service/log/log_line.hpp"
#include "support/matchers.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace idpsync::service {
namespace {

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

TEST(LogLine, WritesNumbersAndBooleansAsSuch)
{
    const auto done =
        parsed({EventName::pass_done,
                Level::info,
                std::nullopt,
                {{"in_sync", "false"}, {"created", "2"}, {"failed", "0"}, {"partial", "true"}}});
    EXPECT_EQ(done.at("in_sync"), false);
    EXPECT_EQ(done.at("created"), 2);
    EXPECT_EQ(done.at("failed"), 0);
    EXPECT_EQ(done.at("partial"), true);
    EXPECT_EQ(parsed({EventName::drift, Level::info, {}, {{"over", "true"}}}).at("over"), true);
}

TEST(LogLine, LeavesATextThatLooksLikeANumberOne)
{
    EXPECT_EQ(parsed({EventName::created, Level::info, {}, {{"id", "17"}}}).at("id"), "17");
    EXPECT_EQ(parsed({EventName::updated, Level::info, {}, {{"changed", "true"}}}).at("changed"), "true");
    for (const auto* odd : {"", "-", "007", "1e9", "12345678901234567890", "many"})
        EXPECT_EQ(parsed({EventName::log_dropped, Level::info, {}, {{"lines", odd}}}).at("lines"), odd);
    EXPECT_EQ(parsed({EventName::token_expiring, Level::info, {}, {{"days", "-3"}}}).at("days"), -3);
}

TEST(EventsPage, ListsTheFieldsThatAreNoTexts)
{
    std::ifstream file(std::string(IDPSYNC_SOURCE_DIR) + "/docs/events.md");
    const std::string page{std::istreambuf_iterator<char>(file), {}};
    const auto numbers =
        page.substr(page.find("Numbers: "), page.find("Booleans: ") - page.find("Numbers: "));
    const auto booleans = page.substr(page.find("Booleans: "), page.find("`over`") - page.find("Booleans: "));
    std::size_t named = 0;
    for (const auto& [event, field, type] : typed_fields())
    {
        const auto name = '`' + std::string(to_string(event)) + '.' + std::string(field) + '`';
        EXPECT_THAT(type == FieldType::number ? numbers : booleans, HasSubstr(name));
        ++named;
    }
    const auto dots = [](const std::string& text) {
        return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [&](const char& c) {
            return c == '.' && (&c)[1] >= 'a' && (&c)[1] <= 'z';
        }));
    };
    EXPECT_EQ(dots(numbers) + dots(booleans), named) << "docs/events.md names a field that is a text";
}

} // namespace
} // namespace idpsync::service
