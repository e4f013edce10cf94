#include "service/system/user_names.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

constexpr std::string_view passwd = "root:x:0:0:root:/root:/bin/bash\n"
                                    "broken\n"
                                    ":x:7:7::/:\n"
                                    "alice:x:1001:1001:Alice,,,:/home/alice:/bin/bash";

TEST(UserNames, AreThoseOfThePasswordFile)
{
    EXPECT_EQ(user_named(passwd, 0), "root");
    EXPECT_EQ(user_named(passwd, 1001), "alice");
    EXPECT_EQ(user_named(passwd, 7), "uid 7");
    EXPECT_EQ(user_named(passwd, 100), "uid 100");
    EXPECT_EQ(user_named("", 0), "uid 0");
}

TEST(UserNames, SayWhoBecameRoot)
{
    EXPECT_EQ(with_sudo("root", "alice"), "root (sudo alice)");
    EXPECT_EQ(with_sudo("root", ""), "root");
    EXPECT_EQ(with_sudo("root", "root"), "root");
    EXPECT_EQ(with_sudo("root", "a b\n"), "root");
    EXPECT_EQ(with_sudo("alice", "bob"), "alice") << "only root may say so";
}

} // namespace
} // namespace idpsync::service
