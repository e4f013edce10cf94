// How far a pass is, told to whoever asked for that with `reload`.

#include "service/control/server_fixture.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace idpsync::service::control {
namespace {

using namespace std::chrono_literals;
using reconcile::PassProgress;

const PassProgress asking{.done = 12, .all = 300};
const PassProgress writing{.done = 137, .all = 300, .last = EventName::updated, .whose = "pocket-id"};

class ControlProgress : public ControlServer
{
protected:
    std::shared_ptr<PendingReload> pending() { return reloads.at(0).lock(); }

    static std::vector<PassProgress> told(Caller& caller)
    {
        std::vector<PassProgress> told;
        std::istringstream lines(caller.heard());
        for (std::string line; std::getline(lines, line);)
            if (auto progress = progress_in(line))
                told.push_back(std::move(*progress));
        return told;
    }

    void answer()
    {
        auto outcome = std::make_shared<ReloadOutcome>();
        outcome->error = Error{ErrorKind::transport, "connection refused"};
        pending()->outcome = outcome;
        pending()->answered.set();
        settle();
    }
};

TEST_F(ControlProgress, IsToldBeforeTheAnswer)
{
    const auto caller = call(ReloadRequest{.progress = true});
    pass_time(1h);
    EXPECT_EQ(caller->heard(), "") << "nothing is known yet";
    pending()->progress = asking;
    pass_time(between_progress);
    pending()->progress = writing;
    pass_time(between_progress);
    EXPECT_THAT(told(*caller), ElementsAre(asking, writing));
    answer();
    const auto said = caller->heard();
    const auto last = said.substr(said.rfind('\n', said.size() - 2) + 1);
    EXPECT_EQ(decode_reload_answer(last).value().error->message, "connection refused");
    EXPECT_TRUE(caller->cut_off());
}

TEST_F(ControlProgress, IsToldFourTimesASecondAtMostAndOnlyWhenItIsNews)
{
    const auto caller = call(ReloadRequest{.progress = true});
    for (std::size_t done = 1; done <= 1000; ++done)
    {
        pending()->progress = PassProgress{.done = done, .all = 1000};
        pass_time(1ms);
    }
    EXPECT_LE(told(*caller).size(), 4U);
    pass_time(1h);
    EXPECT_LE(told(*caller).size(), 5U);
    EXPECT_EQ(told(*caller).back().done, 1000U);
}

TEST_F(ControlProgress, IsNotToldToAClientThatDoesNotKnowIt)
{
    const auto caller = call(ReloadRequest());
    pending()->progress = writing;
    pass_time(1h);
    EXPECT_EQ(caller->heard(), "");
    answer();
    EXPECT_EQ(std::ranges::count(caller->heard(), '\n'), 1);
    EXPECT_TRUE(decode_reload_answer(caller->heard()).has_value());
}

TEST_F(ControlProgress, KeepsNobodyWhoLeaves)
{
    const auto caller = call(ReloadRequest{.progress = true});
    pending()->progress = asking;
    pass_time(between_progress);
    caller->leave();
    settle();
    EXPECT_TRUE(reloads.at(0).expired());
    EXPECT_EQ(server->clients(), 0U);
    EXPECT_EQ(clock.waiting(), 0U);
}

TEST_F(ControlProgress, EndsWithTheServer)
{
    const auto caller = call(ReloadRequest{.progress = true});
    server.reset();
    settle();
    EXPECT_TRUE(caller->cut_off());
    EXPECT_TRUE(reloads.at(0).expired());
}

TEST(ControlProgressLines, ComeOverAsTheyWereSent)
{
    for (const auto& progress : {asking, writing, PassProgress()})
        EXPECT_EQ(progress_in(encode(progress)), progress);
    for (const std::string line : {"", "{}", R"({"version":1,"reload":{}})", R"({"version":1,"error":{}})"})
        EXPECT_EQ(progress_in(line), std::nullopt) << line;
}

} // namespace
} // namespace idpsync::service::control
