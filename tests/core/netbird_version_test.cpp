#include "core/netbird_version.hpp"

#include <gtest/gtest.h>

namespace idpsync {
namespace {

using Version = NetBirdVersion;

TEST(NetBirdVersion, ReadsWhatServersSay)
{
    EXPECT_EQ(parse_netbird_version("0.77.1"), (Version{0, 77, 1}));
    EXPECT_EQ(parse_netbird_version("v0.70.5"), (Version{0, 70, 5}));
    EXPECT_EQ(parse_netbird_version("0.73.0-rc.1"), (Version{0, 73, 0}));
    EXPECT_EQ(parse_netbird_version("1.0.0+build"), (Version{1, 0, 0}));
}

TEST(NetBirdVersion, IsNotGuessed)
{
    for (const auto* text : {"", "development", "dev", "v", "0.77", "0.77.", "0.77.x", "-1.2.3", "0.77.1 ",
                             "0.77.1.2", "99999999999.0.0", "0.-1.0"})
        EXPECT_FALSE(parse_netbird_version(text)) << text;
}

TEST(NetBirdVersion, Rule29_BeforeV0_73TheAllowListHitsLocalUsers)
{
    EXPECT_TRUE(allow_list_hits_local_users(Version{0, 72, 9}));
    EXPECT_FALSE(allow_list_hits_local_users(Version{0, 73, 0}));
    EXPECT_FALSE(allow_list_hits_local_users(Version{1, 0, 0}));
    EXPECT_TRUE(allow_list_hits_local_users(std::nullopt)); // unknown counts as old
}

TEST(NetBirdVersion, Rule15_FromV0_70_5OnEntrasUsersAreTheTenants)
{
    EXPECT_FALSE(entra_users_outlive_the_client(Version{0, 70, 4}));
    EXPECT_TRUE(entra_users_outlive_the_client(Version{0, 70, 5}));
    EXPECT_FALSE(entra_users_outlive_the_client(std::nullopt)); // unknown counts as old
}

} // namespace
} // namespace idpsync
