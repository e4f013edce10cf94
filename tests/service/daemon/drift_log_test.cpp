#include "service/daemon/drift_log.hpp"
#include "support/key.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using idpsync::test::key;

Event drift(const std::string& provider, const std::string& observed, const std::string& field = "name")
{
    return {EventName::drift,
            Level::warning,
            key(provider),
            {{"kind", "changed"}, {"field", field}, {"observed", observed}, {"desired", "Corp"}}};
}

Event about(EventName name, const std::string& provider, const std::string& why = "because")
{
    return {name, Level::error, key(provider), {{"reason", "a"}, {"why", why}}};
}

Event done(bool in_sync, Level level)
{
    return {EventName::pass_done, level, std::nullopt, {{"in_sync", in_sync ? "true" : "false"}}};
}

/// What a pass with these events puts into the log, without the start and the end.
std::vector<Event> lines_of_pass(DriftLog& log, const std::vector<Event>& events)
{
    std::vector<Event> lines;
    const auto add = [&](Event event) {
        for (auto& line : log.of_pass(std::move(event)))
            if (line.name != EventName::pass_done && line.name != EventName::pass_started)
                lines.push_back(std::move(line));
    };
    add({EventName::pass_started, Level::debug, std::nullopt, {}});
    for (const auto& event : events)
        add(event);
    add(done(events.empty(), events.empty() ? Level::debug : Level::info));
    return lines;
}

Level level_of_end(DriftLog& log, const std::vector<Event>& events, const Event& end)
{
    log.of_pass({EventName::pass_started, Level::debug, std::nullopt, {}});
    for (const auto& event : events)
        log.of_pass(event);
    return log.of_pass(end).back().level;
}

TEST(DriftLog, TellsOfDriftOnceWhileItLasts)
{
    DriftLog log;
    EXPECT_THAT(lines_of_pass(log, {drift("corp", "x")}), SizeIs(1));
    EXPECT_THAT(lines_of_pass(log, {drift("corp", "x")}), IsEmpty());
    EXPECT_THAT(lines_of_pass(log, {drift("corp", "x")}), IsEmpty());
}

TEST(DriftLog, TellsAgainWhenItChanges)
{
    DriftLog log;
    lines_of_pass(log, {drift("corp", "x")});
    const auto lines = lines_of_pass(log, {drift("corp", "y")});
    ASSERT_THAT(lines, SizeIs(1));
    EXPECT_EQ(lines[0].fields[2].second, "y");
    EXPECT_THAT(lines_of_pass(log, {drift("corp", "y")}), IsEmpty());
}

TEST(DriftLog, TellsWhenItDisappears)
{
    DriftLog log;
    lines_of_pass(log, {drift("corp", "x")});
    const auto lines = lines_of_pass(log, {});
    ASSERT_THAT(lines, SizeIs(1));
    EXPECT_EQ(lines[0].name, EventName::drift);
    EXPECT_EQ(lines[0].level, Level::info);
    EXPECT_EQ(lines[0].provider, key("corp"));
    EXPECT_EQ(lines[0].fields, (std::vector<std::pair<std::string, std::string>>{
                                   {"kind", "changed"}, {"field", "name"}, {"over", "true"}}));
    EXPECT_THAT(lines_of_pass(log, {}), IsEmpty());
}

TEST(DriftLog, TellsWhenItAppearsAnew)
{
    DriftLog log;
    lines_of_pass(log, {drift("corp", "x")});
    lines_of_pass(log, {});
    EXPECT_THAT(lines_of_pass(log, {drift("corp", "x")}), SizeIs(1));
}

TEST(DriftLog, KeepsProvidersAndFieldsApart)
{
    DriftLog log;
    EXPECT_THAT(lines_of_pass(log, {drift("a", "x"), drift("b", "x"), drift("a", "x", "issuer")}), SizeIs(3));
    EXPECT_THAT(lines_of_pass(log, {drift("a", "x"), drift("a", "x", "issuer")}), SizeIs(1));
}

TEST(DriftLog, LetsARepairSpeakForItself)
{
    DriftLog log;
    const Event updated{EventName::updated, Level::info, key("corp"), {{"changed", "name"}}};
    EXPECT_THAT(lines_of_pass(log, {drift("corp", "x"), updated}), SizeIs(2));
    EXPECT_THAT(lines_of_pass(log, {}), IsEmpty());
    EXPECT_THAT(lines_of_pass(log, {drift("corp", "x"), updated}), SizeIs(2));
}

TEST(DriftLog, TreatsAllThatLastsAlike)
{
    for (const auto name : {EventName::conflict, EventName::contested, EventName::not_converging,
                            EventName::blocked, EventName::secret_unverified, EventName::duplicate})
    {
        DriftLog log;
        EXPECT_THAT(lines_of_pass(log, {about(name, "corp")}), SizeIs(1)) << to_string(name);
        EXPECT_THAT(lines_of_pass(log, {about(name, "corp")}), IsEmpty()) << to_string(name);
        EXPECT_THAT(lines_of_pass(log, {about(name, "corp", "else")}), SizeIs(1)) << to_string(name);
        EXPECT_THAT(lines_of_pass(log, {}), SizeIs(1)) << to_string(name);
    }
}

TEST(DriftLog, TellsOnceThatSomethingIsHeldBackWhateverEachTrySays)
{
    DriftLog log;
    EXPECT_THAT(lines_of_pass(log, {about(EventName::held, "corp")}), SizeIs(1));
    EXPECT_THAT(lines_of_pass(log, {about(EventName::held, "corp", "else")}), IsEmpty());
    EXPECT_THAT(lines_of_pass(log, {}), SizeIs(1));
    EXPECT_THAT(lines_of_pass(log, {about(EventName::held, "corp")}), SizeIs(1));
}

TEST(DriftLog, TellsEveryFailedWrite)
{
    DriftLog log;
    for (int pass = 0; pass < 3; ++pass)
        EXPECT_THAT(lines_of_pass(log, {about(EventName::failed, "corp")}), SizeIs(1));
}

TEST(DriftLog, DoesNotTakeAPassThatFailedForTheEndOfADrift)
{
    DriftLog log;
    lines_of_pass(log, {drift("corp", "x")});
    log.of_pass({EventName::pass_started, Level::debug, std::nullopt, {}});
    log.of_failure({ErrorKind::transport, "refused"}, "in 5s");
    EXPECT_THAT(lines_of_pass(log, {drift("corp", "x")}), IsEmpty());
}

TEST(DriftLog, KeepsTheEndOfAPassQuietWhenNothingIsNew)
{
    DriftLog log;
    EXPECT_EQ(level_of_end(log, {}, done(true, Level::debug)), Level::info); // the first of a run
    EXPECT_EQ(level_of_end(log, {}, done(true, Level::debug)), Level::debug);
    EXPECT_EQ(level_of_end(log, {drift("corp", "x")}, done(false, Level::info)), Level::info);
    EXPECT_EQ(level_of_end(log, {drift("corp", "x")}, done(false, Level::info)), Level::debug);
    EXPECT_EQ(level_of_end(log, {}, done(true, Level::debug)), Level::info);
    EXPECT_EQ(level_of_end(log, {}, done(true, Level::debug)), Level::debug);
}

TEST(DriftLog, TellsThatAPassWentWellAgain)
{
    DriftLog log;
    level_of_end(log, {}, done(true, Level::debug));
    log.of_failure({ErrorKind::transport, "refused"}, "in 5s");
    EXPECT_EQ(level_of_end(log, {}, done(true, Level::debug)), Level::info);
}

TEST(DriftLog, TellsOfAFailureOnceWhileItLasts)
{
    DriftLog log;
    EXPECT_EQ(log.of_failure({ErrorKind::transport, "refused"}, "in 5s").level, Level::error);
    EXPECT_EQ(log.of_failure({ErrorKind::transport, "refused"}, "in 10s").level, Level::debug);
    EXPECT_EQ(log.of_failure({ErrorKind::transport, "no route"}, "in 20s").level, Level::error);
    EXPECT_EQ(log.of_failure({ErrorKind::storage, "no route"}, "in 30s").level, Level::error);
}

TEST(DriftLog, IsLoudWhileTheTokenIsRefused)
{
    DriftLog log;
    for (const auto kind : {ErrorKind::unauthorized, ErrorKind::forbidden})
        for (int pass = 0; pass < 3; ++pass)
            EXPECT_EQ(log.of_failure({kind, "no"}, "in 1min").level, Level::error);
}

TEST(DriftLog, KeepsTheSettingsOfTheAccountApartFromTheProviders)
{
    const auto about_settings = [](EventName name) {
        return Event{name, Level::error, std::nullopt, {{"setting", "group_sync"}, {"why", "because"}}};
    };
    DriftLog log;
    EXPECT_THAT(lines_of_pass(log, {about_settings(EventName::blocked), about(EventName::blocked, "corp")}),
                SizeIs(2));
    EXPECT_THAT(lines_of_pass(log, {about_settings(EventName::blocked), about(EventName::blocked, "corp")}),
                IsEmpty());
    const auto mended =
        lines_of_pass(log, {about_settings(EventName::updated), about(EventName::blocked, "corp")});
    ASSERT_THAT(mended, SizeIs(1));
    EXPECT_EQ(mended[0].name, EventName::updated);
}

} // namespace
} // namespace idpsync::service
