// The documents that the service writes, byte for byte, and read back.

#include "service/control/protocol.hpp"
#include "service/documents.hpp"
#include "service/history_line.hpp"
#include "service/plan_json.hpp"
#include "support/golden.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using namespace control;
using test::golden;
using test::noon;

const std::string url = "https://netbird.example.com";

TEST(GoldenDocuments, ThePlan)
{
    EXPECT_EQ(plan_json({test::full_report(), url, Mode::observe}) + '\n',
              golden("service/golden/plan.json"));
    EXPECT_EQ(plan_json({}) + '\n', golden("service/golden/plan-bare.json"));
}

TEST(GoldenDocuments, TheReport)
{
    EXPECT_EQ(report_json({test::full_report(), url}) + '\n', golden("service/golden/report.json"));
    EXPECT_EQ(report_json({test::bare_report(), {}}) + '\n', golden("service/golden/report-bare.json"));
}

TEST(GoldenDocuments, TheStatus)
{
    EXPECT_EQ(encode(test::full_status()), golden("service/golden/status.json"));
    EXPECT_EQ(encode(test::bare_status()), golden("service/golden/status-bare.json"));
}

TEST(GoldenDocuments, TheStatusIsReadBack)
{
    auto sent = test::full_status();
    auto& corp = sent.state.providers.front();
    corp.error->message = corp.drift.at(1).observed = "c\\xff"; // what is not UTF-8 comes over escaped
    const auto read = decode_status_answer(golden("service/golden/status.json")).value();
    EXPECT_EQ(encode(read), golden("service/golden/status.json"));
    EXPECT_EQ(read.conditions, sent.conditions);
    EXPECT_EQ(read.state.providers, sent.state.providers);
    EXPECT_EQ(read.state.logins, sent.state.logins);
    EXPECT_EQ(read.state.group_sync, sent.state.group_sync);
    EXPECT_EQ(read.state.waiting, sent.state.waiting);
    const auto bare = decode_status_answer(golden("service/golden/status-bare.json")).value();
    EXPECT_EQ(encode(bare), golden("service/golden/status-bare.json"));
}

TEST(GoldenDocuments, TheAnswerToAReload)
{
    EXPECT_EQ(encode(test::full_outcome()), golden("service/golden/reload.json"));
    EXPECT_EQ(encode(ReloadOutcome()), golden("service/golden/reload-bare.json"));
}

TEST(GoldenDocuments, TheAnswerToAReloadIsReadBack)
{
    const auto read = decode_reload_answer(golden("service/golden/reload.json")).value();
    EXPECT_EQ(encode(read), golden("service/golden/reload.json"));
}

TEST(GoldenDocuments, TheHistory)
{
    const auto kept = test::full_history();
    EXPECT_EQ(encode(kept), golden("service/golden/history.json"));
    EXPECT_EQ(encode(History::Kept()), golden("service/golden/history-bare.json"));
    const auto read = decode_history_answer(golden("service/golden/history.json")).value();
    EXPECT_EQ(read.entries, kept.entries);
    EXPECT_EQ(read.damaged, kept.damaged);
}

TEST(GoldenDocuments, TheLinesOfTheHistory)
{
    std::string lines;
    for (const auto& entry : test::full_history().entries)
    {
        const auto line = to_json(entry);
        EXPECT_EQ(history_entry_from(line), entry);
        lines += line + '\n';
    }
    EXPECT_EQ(lines, golden("service/golden/history.jsonl"));
}

TEST(GoldenDocuments, TheOtherAnswers)
{
    EXPECT_EQ(encode(Error{ErrorKind::forbidden, "not for you " + test::odd}) +
                  encode(Error{ErrorKind::throttled, {}}) +
                  encode(PauseAnswer{.until = noon, .pass_under_way = true, .warning = "full"}) +
                  encode(PauseAnswer{.until = noon}) +
                  encode(ResumeAnswer{.was_paused = true, .warning = test::not_utf8}) +
                  encode(ResumeAnswer()) + encode(AcknowledgeAnswer{"done " + test::odd}) +
                  encode(AcknowledgeAnswer()) +
                  encode(reconcile::PassProgress{
                      .done = 137, .all = 300, .last = EventName::updated, .whose = "corp"}) +
                  encode(reconcile::PassProgress()),
              golden("service/golden/answers.jsonl"));
}

TEST(GoldenDocuments, TheFileOfAPause)
{
    EXPECT_EQ(encode_pause(PauseRecord{noon, noon + std::chrono::hours(1)}),
              "{\"version\":1,\"pause\":{\"since\":\"2030-01-01T12:00:00Z\",\"until\":\"2030-01-01T13:00:"
              "00Z\"}}\n");
    EXPECT_EQ(encode_pause(std::nullopt), "{\"version\":1,\"pause\":null}\n");
}

TEST(GoldenDocuments, TheRequests)
{
    std::string lines;
    for (const auto& request : test::all_requests())
    {
        const auto line = encode(request);
        const auto read = decode_request(line);
        EXPECT_TRUE(read.has_value()) << line;
        EXPECT_EQ(encode(*read), line);
        lines += line + encode(request, "alice \"a\"");
    }
    EXPECT_EQ(lines, golden("service/golden/requests.jsonl"));
}

} // namespace
} // namespace idpsync::service
