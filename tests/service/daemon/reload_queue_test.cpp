#include "service/daemon/reload.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

class Reloads : public ::testing::Test
{
protected:
    std::shared_ptr<PendingReload> ask(ReloadRequest request)
    {
        auto pending = std::make_shared<PendingReload>(io.get_executor(), std::move(request));
        queue.add(pending);
        return pending;
    }

    static ReloadOutcome outcome(const std::string& url)
    {
        ReloadOutcome outcome;
        outcome.management_url = url;
        return outcome;
    }

    boost::asio::io_context io;
    ReloadQueue queue;
};

TEST_F(Reloads, ShareAPassWhenTheyAskForTheSame)
{
    const auto first = ask({.who = "uid 0"});
    const auto second = ask({.who = "uid 7"});
    EXPECT_TRUE(queue.begin()->plain());
    EXPECT_FALSE(queue.waiting());
    queue.answer(outcome("a"));
    EXPECT_TRUE(first->answered.is_set());
    EXPECT_EQ(first->outcome, second->outcome);
}

TEST_F(Reloads, GetAPassEachWhenTheyAskForDifferentThings)
{
    const auto all = ask({});
    const auto one = ask({.keys = {"corp"}});
    const auto look = ask({.write = false});
    const auto again = ask({.keys = {"corp"}});
    EXPECT_TRUE(queue.begin()->plain());
    queue.answer(outcome("a"));
    EXPECT_FALSE(one->answered.is_set());
    EXPECT_EQ(queue.begin()->keys.size(), 1U);
    queue.answer(outcome("b"));
    EXPECT_EQ(again->outcome->management_url, "b");
    EXPECT_FALSE(queue.begin()->write);
    EXPECT_FALSE(look->answered.is_set());
}

TEST_F(Reloads, HearHowFarTheirPassIs)
{
    const auto first = ask({});
    const auto second = ask({.progress = true});
    queue.begin();
    const auto late = ask({});
    queue.got_to({.done = 1, .all = 2});
    EXPECT_EQ(first->progress->done, 1U);
    EXPECT_EQ(second->progress, first->progress);
    EXPECT_FALSE(late->progress);
}

TEST_F(Reloads, ThatComeDuringAPassWaitForTheNext)
{
    const auto first = ask({});
    queue.begin();
    const auto second = ask({});
    queue.answer(outcome("a"));
    EXPECT_FALSE(second->answered.is_set());
    EXPECT_TRUE(queue.waiting());
    queue.begin();
    queue.answer(outcome("b"));
    EXPECT_EQ(first->outcome->management_url, "a");
    EXPECT_EQ(second->outcome->management_url, "b");
}

TEST_F(Reloads, AreForgottenWhenTheirClientLeaves)
{
    ask({.flags = {.prune_now = true}});
    EXPECT_FALSE(queue.waiting());
    EXPECT_EQ(queue.begin(), std::nullopt);
    auto leaves = ask({});
    queue.begin();
    leaves.reset();
    queue.answer(outcome("a"));
}

TEST(ReloadRequest, IsTheSameWhoeverAsks)
{
    EXPECT_TRUE((ReloadRequest{.who = "uid 0"}.plain()));
    EXPECT_FALSE((ReloadRequest{.agreed_deletes = std::set<ConnectorId>{}}.plain()));
}

} // namespace
} // namespace idpsync::service
