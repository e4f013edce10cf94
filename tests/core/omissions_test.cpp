#include "core/builders.hpp"
#include "core/omissions.hpp"
#include "support/matchers.hpp"

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;

const Omissions::SteadyTime start{100h};

std::map<ProviderKey, LedgerEntry> omitted(std::optional<WallTime> since)
{
    auto entry = created("okta-9", values("former"));
    entry.omitted_since = since;
    return {{key("former"), entry}};
}

std::chrono::seconds lasted(const Omissions& omissions)
{
    return omissions.lasted().at(key("former"));
}

TEST(Rule07_Omissions, CountFromThePassThatSawThemFirst)
{
    Omissions omissions;
    omissions.begin_pass(omitted(std::nullopt), {at(0s), start, 0s});
    EXPECT_TRUE(omissions.lasted().empty());
    omissions.end_pass(omitted(at(0s)));
    omissions.begin_pass(omitted(at(0s)), {at(60s), start + 60s, 0s});
    EXPECT_EQ(lasted(omissions), 60s);
}

TEST(Rule07_Omissions, AreNotLongerWhenTheClockIsSetAhead)
{
    Omissions omissions;
    omissions.begin_pass(omitted(std::nullopt), {at(0s), start, 0s});
    omissions.end_pass(omitted(at(0s)));
    // NetBird may be on the same host.
    omissions.begin_pass(omitted(at(0s)), {at(24h * 365), start + 60s, 0s});
    EXPECT_EQ(lasted(omissions), 60s);
}

TEST(Rule07_Omissions, OfAnEarlierRunCountWhenTheClocksAgree)
{
    Omissions omissions;
    omissions.begin_pass(omitted(at(0s)), {at(10min), start, 4min});
    EXPECT_EQ(lasted(omissions), 10min);
    EXPECT_EQ(omissions.doubt(), "");
    omissions.begin_pass(omitted(at(0s)), {at(24h), start + 1min, 0s});
    EXPECT_EQ(lasted(omissions), 11min);
}

TEST(Rule07_Omissions, OfAnEarlierRunDoNotCountWhileTheClocksDisagree)
{
    Omissions omissions;
    omissions.begin_pass(omitted(at(0s)), {at(24h), start, -23h});
    EXPECT_EQ(lasted(omissions), 0s);
    EXPECT_THAT(omissions.doubt(), HasSubstr("23h ahead of NetBird's"));
    omissions.begin_pass(omitted(at(0s)), {at(24h), start + 1min, 6min});
    EXPECT_EQ(lasted(omissions), 1min);
    EXPECT_THAT(omissions.doubt(), HasSubstr("6m behind NetBird's"));
    // The clock was corrected.
    omissions.begin_pass(omitted(at(0s)), {at(20min), start + 2min, 0s});
    EXPECT_EQ(lasted(omissions), 20min);
}

TEST(Rule07_Omissions, OfAnEarlierRunDoNotCountWhenNetBirdDoesNotSayTheTime)
{
    Omissions omissions;
    omissions.begin_pass(omitted(at(0s)), {at(24h), start, std::nullopt});
    EXPECT_EQ(lasted(omissions), 0s);
    EXPECT_THAT(omissions.doubt(), HasSubstr("do not show"));
}

TEST(Rule07_Omissions, BeginAnewWhenTheKeyWasDeclaredInBetween)
{
    Omissions omissions;
    omissions.begin_pass(omitted(at(0s)), {at(1h), start, 0s});
    omissions.begin_pass(omitted(std::nullopt), {at(2h), start + 1h, 0s});
    EXPECT_TRUE(omissions.lasted().empty());
    omissions.end_pass(omitted(at(2h)));
    omissions.begin_pass(omitted(at(2h)), {at(3h), start + 2h, 0s});
    EXPECT_EQ(lasted(omissions), 1h);
}

} // namespace
} // namespace idpsync::test
