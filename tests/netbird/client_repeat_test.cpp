#include "netbird/client_fixture.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::netbird {
namespace {

using ClientRetries = ClientTest;
using ClientThrottling = ClientTest;

TEST_F(ClientRetries, TryAReadThreeTimes)
{
    http.fail(ErrorKind::transport, "refused").answer(503).answer(200, "[]");
    ASSERT_TRUE(run(client.list()).has_value());
    EXPECT_THAT(times(), ElementsAre(0, 0.25, 0.75));
}

TEST_F(ClientRetries, SpreadTheRepeats)
{
    random.value = 0;
    http.answer(502).answer(502).answer(200, "[]");
    ASSERT_TRUE(run(client.list()).has_value());
    EXPECT_THAT(times(), ElementsAre(0, 0.125, 0.375));
}

TEST_F(ClientRetries, GiveEachTryItsOwnDeadline)
{
    http.answer(502).answer(200, "[]");
    ASSERT_TRUE(run(client.list()).has_value());
    EXPECT_EQ(http.requests().at(1).deadline, http.requests().at(1).at + 30s);
}

TEST_F(ClientRetries, TellTheLastFailure)
{
    http.answer(502).answer(502).fail(ErrorKind::transport, "refused");
    const auto list = run(client.list());
    EXPECT_EQ(list.error().kind, ErrorKind::transport);
    EXPECT_THAT(list.error().text(), HasSubstr("refused"));
    EXPECT_EQ(http.requests().size(), 3U);
}

TEST_F(ClientRetries, RepeatATimeOutOnce)
{
    http.fail(ErrorKind::timed_out).after(30s).fail(ErrorKind::timed_out).after(30s);
    EXPECT_EQ(run(client.list()).error().kind, ErrorKind::timed_out);
    EXPECT_EQ(http.requests().size(), 2U);
}

TEST_F(ClientRetries, LeaveAnAnswerOfNetBirdAsItIs)
{
    for (const unsigned status : {302U, 400U, 401U, 403U, 404U, 422U, 500U})
    {
        test::ScriptedHttp once(clock);
        once.answer(status);
        Client asking(once, clock, random, options());
        EXPECT_TRUE(run(asking.list()).has_error()) << status;
        EXPECT_EQ(once.requests().size(), 1U) << status;
    }
}

TEST_F(ClientRetries, LeaveOtherFailuresAsTheyAre)
{
    for (const auto kind : {ErrorKind::bad_response, ErrorKind::bad_config, ErrorKind::stopped})
    {
        test::ScriptedHttp once(clock);
        once.fail(kind);
        Client asking(once, clock, random, options());
        EXPECT_EQ(run(asking.list()).error().kind, kind);
    }
}

TEST_F(ClientRetries, NeverRepeatAWrite)
{
    const ConnectorId id{"okta-1"};
    const Secret secret("s3cret");
    for (const auto kind : {ErrorKind::transport, ErrorKind::timed_out, ErrorKind::unknown_outcome})
    {
        http.fail(kind).fail(kind).fail(kind);
        EXPECT_EQ(run(client.create(values, secret)).error().kind, kind);
        EXPECT_EQ(run(client.update(id, values, &secret, "")).error().kind, kind);
        EXPECT_EQ(run(client.remove(id)).error().kind, kind);
    }
    http.answer(502).answer(503).answer(500);
    EXPECT_EQ(run(client.create(values, secret)).error().kind, ErrorKind::unknown_outcome);
    EXPECT_EQ(run(client.update(id, values, &secret, "")).error().kind, ErrorKind::unknown_outcome);
    EXPECT_EQ(run(client.remove(id)).error().kind, ErrorKind::unknown_outcome);
    EXPECT_EQ(http.requests().size(), 12U);
}

TEST_F(ClientRetries, EndWithThePass)
{
    client.begin_pass(clock.now() + 200ms);
    http.answer(502);
    EXPECT_EQ(run(client.list()).error().kind, ErrorKind::transport);
    EXPECT_EQ(http.requests().size(), 1U);
}

TEST_F(ClientThrottling, RepeatsAReadAfterTenSeconds)
{
    http.answer(429, throttled).answer(200, "[]");
    ASSERT_TRUE(run(client.list()).has_value());
    EXPECT_THAT(times(), ElementsAre(0, 10));
    EXPECT_EQ(http.requests().at(1).deadline, start + 40s);
}

TEST_F(ClientThrottling, RepeatsAWriteAsItWas)
{
    http.answer(429, throttled).answer(429, throttled).answer(200, connector);
    const Secret secret("s3cret");
    ASSERT_TRUE(run(client.create(values, secret)).has_value());
    EXPECT_THAT(times(), ElementsAre(0, 10, 20));
    EXPECT_EQ(http.requests().at(2).body, http.requests().at(0).body);
    EXPECT_EQ(http.requests().at(2).authorization, "Token nbp_token");
}

TEST_F(ClientThrottling, WaitsAsLongAsTheServerAsks)
{
    http.answer(429, throttled, {{"retry-after", "75"}}).answer(200, "[]");
    ASSERT_TRUE(run(client.list()).has_value());
    EXPECT_THAT(times(), ElementsAre(0, 75));
}

TEST_F(ClientThrottling, BoundsWhatTheServerAsks)
{
    for (const auto& [asked, expected] :
         std::vector<std::pair<std::string, double>>{{"1", 10},
                                                     {"0", 10},
                                                     {"-5", 10},
                                                     {"", 10},
                                                     {"Sat, 21 Nov 2026 10:00:00 GMT", 10},
                                                     {"12s", 10},
                                                     {"99999999999999999999", 10},
                                                     {"4294967295", 600},
                                                     {"601", 600}})
    {
        test::ScriptedHttp one(clock);
        one.answer(429, throttled, {{"retry-after", asked}}).answer(200, "[]");
        Client asking(one, clock, random, options());
        const auto began = clock.now();
        ASSERT_TRUE(run(asking.list()).has_value());
        EXPECT_EQ(std::chrono::duration<double>(one.requests().at(1).at - began).count(), expected) << asked;
    }
}

TEST_F(ClientThrottling, GivesUpWhenTheRepeatWouldComeAfterThePass)
{
    client.begin_pass(clock.now() + 25s);
    http.answer(429, throttled).answer(429, throttled).answer(429, throttled);
    const auto list = run(client.list());
    ASSERT_TRUE(list.has_error());
    EXPECT_EQ(list.error().kind, ErrorKind::throttled);
    EXPECT_THAT(times(), ElementsAre(0, 10, 20));
    EXPECT_EQ(clock.now(), start + 20s);
}

TEST_F(ClientThrottling, SendsNothingMoreWhenItsTimeComesAfterThePass)
{
    client.begin_pass(clock.now() + 5s);
    http.answer(429, throttled);
    EXPECT_EQ(run(client.list()).error().kind, ErrorKind::throttled);
    EXPECT_EQ(run(client.list()).error().kind, ErrorKind::throttled);
    EXPECT_EQ(http.requests().size(), 1U);
}

TEST_F(ClientThrottling, GoesOnForEverWithoutADeadline)
{
    client.begin_pass(std::nullopt);
    for (int count = 0; count < 100; ++count)
        http.answer(429, throttled);
    http.answer(200, "[]");
    EXPECT_TRUE(run(client.list()).has_value());
    EXPECT_EQ(clock.now(), start + 1000s);
}

TEST_F(ClientThrottling, IsToldToTheCallerUntilTheNextPass)
{
    http.answer(429, throttled).answer(200, "[]").answer(200, "[]");
    EXPECT_FALSE(client.throttled());
    ASSERT_TRUE(run(client.list()).has_value());
    EXPECT_TRUE(client.throttled());
    client.begin_pass(std::nullopt);
    EXPECT_FALSE(client.throttled());
}

TEST_F(ClientThrottling, DoesNotEatUpTheTriesOfARead)
{
    http.answer(502).answer(429, throttled).answer(502).answer(200, "[]");
    EXPECT_TRUE(run(client.list()).has_value());
}

} // namespace
} // namespace idpsync::netbird
