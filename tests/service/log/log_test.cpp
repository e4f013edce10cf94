#include "core/redaction.hpp"
#include "service/log/log.hpp"
#include "support/echoes.hpp"
#include "support/matchers.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using config::LogFormat;

std::string line_written(LineFormat format, Level threshold, Level level)
{
    testing::internal::CaptureStderr();
    Log(format, threshold).emit({EventName::created, level, ProviderKey::parse("a"), {{"id", "1"}}});
    return testing::internal::GetCapturedStderr();
}

TEST(Log, WritesTextWithTimeAndLevel)
{
    EXPECT_THAT(
        line_written(LineFormat::text, Level::info, Level::info),
        MatchesRegex("time=[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z level=info "
                     "event=created provider=a id=1\n"));
}

TEST(Log, WritesJson)
{
    const auto line =
        boost::json::parse(line_written(LineFormat::json, Level::info, Level::warning)).as_object();
    EXPECT_EQ(line.at("level").as_string(), "warning");
    EXPECT_EQ(line.at("event").as_string(), "created");
    EXPECT_EQ(line.at("provider").as_string(), "a");
    EXPECT_TRUE(line.at("time").as_string().ends_with("Z"));
}

TEST(Log, WritesThePriorityThatTheJournalReads)
{
    EXPECT_EQ(line_written(LineFormat::journal, Level::info, Level::error),
              "<3>event=created provider=a id=1\n");
}

TEST(Log, ColoursOnlyTheLevel)
{
    EXPECT_THAT(line_written(LineFormat::coloured, Level::info, Level::error),
                MatchesRegex("time=.* \x1b.31mlevel=error\x1b.0m event=created provider=a id=1\n"));
}

TEST(Log, LeavesOutWhatIsBelowTheLevel)
{
    EXPECT_EQ(line_written(LineFormat::text, Level::info, Level::debug), "");
    EXPECT_EQ(line_written(LineFormat::text, Level::error, Level::warning), "");
    EXPECT_NE(line_written(LineFormat::text, Level::debug, Level::debug), "");
}

TEST(Log, DoesNotTakeAPercentSignForAPattern)
{
    testing::internal::CaptureStderr();
    Log(LineFormat::journal, Level::info).emit({EventName::failed, Level::error, {}, {{"error", "%v%n{}"}}});
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "<3>event=failed error=\"%v%n{}\"\n");
}

TEST(Log, ShowsNoLivingSecretInAnyFormat)
{
    const std::string secret = "Fk9<w>&/Qz7\"Lm4\\x2";
    living_secrets().learn(secret);
    for (const auto format : {LineFormat::text, LineFormat::coloured, LineFormat::json, LineFormat::journal,
                              LineFormat::journal_entry})
        for (const auto& [name, encode] : test::encodings())
        {
            testing::internal::CaptureStderr();
            Log(format, Level::info)
                .emit({EventName::failed,
                       Level::error,
                       {},
                       {{"error", "cannot store " + encode(secret) + " there"}}});
            const auto line = testing::internal::GetCapturedStderr();
            EXPECT_THAT(line, HasSubstr("[secret]")) << name;
            EXPECT_THAT(line, Not(HasSubstr(encode(secret)))) << name;
            if (format == LineFormat::json)
                EXPECT_NO_THROW(boost::json::parse(line)) << name << ": " << line;
        }
}

TEST(LineFormatOf, FollowsTheStreamWhenAutomatic)
{
    EXPECT_EQ(line_format(LogFormat::automatic, {.journal = true}), LineFormat::journal);
    EXPECT_EQ(line_format(LogFormat::automatic, {.terminal = true}), LineFormat::text);
    EXPECT_EQ(line_format(LogFormat::automatic, {.terminal = true, .colour = true}), LineFormat::coloured);
    EXPECT_EQ(line_format(LogFormat::automatic, {}), LineFormat::json);
}

TEST(LineFormatOf, IsWhatTheFileSays)
{
    EXPECT_EQ(line_format(LogFormat::json, {.terminal = true}), LineFormat::json);
    EXPECT_EQ(line_format(LogFormat::journald, {}), LineFormat::journal);
    EXPECT_EQ(line_format(LogFormat::text, {.journal = true}), LineFormat::text);
}

TEST(StandardErrorStream, IsNotTheJournalWhenTheVariableNamesAnotherFile)
{
    EXPECT_FALSE(standard_error_stream("0:0", false).journal);
    EXPECT_FALSE(standard_error_stream("", false).journal);
}

} // namespace
} // namespace idpsync::service
