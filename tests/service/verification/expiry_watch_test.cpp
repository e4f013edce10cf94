#include "service/verification/expiry_watch.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

const WallTime end{std::chrono::sys_days{std::chrono::year{2030} / 3 / 1}};
const auto corp_key = ProviderKey::parse("corp").value();

TEST(ExpiryWatch, TellsThirtyFourteenSevenAndOneDaysAheadEachOnce)
{
    ExpiryWatch watch;
    std::vector<int> told;
    for (int left = 40; left >= -3; --left)
        for (int look = 0; look < 2; ++look)
            if (watch.client_secret(corp_key, end, end - days(left)))
                told.push_back(left);
    EXPECT_EQ(told, (std::vector{30, 14, 7, 1}));
}

TEST(ExpiryWatch, KnowsARegistrationFromTheSecretOfItsClient)
{
    ExpiryWatch watch;
    EXPECT_TRUE(watch.client_secret(corp_key, end, end - days(6)));
    const auto event = watch.registration(corp_key, end, end - days(6));
    ASSERT_TRUE(event);
    EXPECT_EQ(event->name, EventName::registration_expiring);
    EXPECT_FALSE(watch.registration(corp_key, end, end - days(5)));
}

TEST(ExpiryWatch, BeginsAnewWithAnotherEnd)
{
    ExpiryWatch watch;
    EXPECT_TRUE(watch.client_secret(corp_key, end, end - 5h));
    EXPECT_FALSE(watch.client_secret(corp_key, end + days(365), end));
    EXPECT_TRUE(watch.client_secret(corp_key, end + days(365), end + days(360)));
}

TEST(ExpiryWatch, TellsOnceOfEachCertificateBehindALoadBalancer)
{
    ExpiryWatch watch;
    int told = 0;
    for (int look = 0; look < 100; ++look)
        for (const auto& one : {end, end + days(1), end + days(90)})
            told += watch.certificate(corp_key, "id.example.com", one, end - days(6) + look * 1min) ? 1 : 0;
    EXPECT_EQ(told, 2);
}

TEST(ExpiryWatch, TellsOfAnEndedOneOnceForAsLongAsItIsThere)
{
    ExpiryWatch watch;
    int told = 0;
    for (int past = 0; past < 100; ++past)
        for (const auto& one : {end, end + 1h})
            told += watch.certificate(corp_key, "id.example.com", one, end + days(past)) ? 1 : 0;
    EXPECT_EQ(told, 2);
}

TEST(ExpiryWatch, TellsNothingAgainWhenTheClockStepsBack)
{
    ExpiryWatch watch;
    EXPECT_TRUE(watch.client_secret(corp_key, end, end - days(7)));
    EXPECT_FALSE(watch.client_secret(corp_key, end, end - days(7) - 1min));
    EXPECT_FALSE(watch.client_secret(corp_key, end, end - days(31)));
    EXPECT_FALSE(watch.client_secret(corp_key, end, end - days(7)));
    EXPECT_TRUE(watch.client_secret(corp_key, end, end - days(1)));
}

TEST(ExpiryWatch, KnowsEveryHostByItself)
{
    ExpiryWatch watch;
    const auto now = end - days(6);
    EXPECT_TRUE(watch.certificate(std::nullopt, "netbird.example.com", end, now));
    EXPECT_TRUE(watch.certificate(corp_key, "id.example.com", end, now));
    const auto event = watch.certificate(corp_key, "token.example.com", end, now);
    ASSERT_TRUE(event);
    EXPECT_EQ(event->provider, corp_key);
    EXPECT_EQ(event->fields.at(0), (std::pair<std::string, std::string>{"host", "token.example.com"}));
    EXPECT_EQ(event->fields.at(1).second, "2030-03-01T00:00:00Z");
    EXPECT_EQ(event->fields.at(2).second, "6");
    EXPECT_FALSE(watch.certificate(corp_key, "id.example.com", end, now + 1h));
}

} // namespace
} // namespace idpsync::service
