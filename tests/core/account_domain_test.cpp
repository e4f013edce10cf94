#include "core/account_domain.hpp"

#include <gtest/gtest.h>

namespace idpsync {
namespace {

TEST(AccountDomain, KnowsTheDomainsThatUsersJoin)
{
    for (const auto* domain : {"netbird.selfhosted", "example.com", "a-b.c1.org", "x.y.zz"})
        EXPECT_TRUE(is_joined_domain(domain)) << domain;
    for (const auto* domain :
         {"", "localhost", "192.168.1.2", "Example.com", "a.b", "-a.com", "a-.com", "a--b.com", ".com",
          "a..com", "example.com.", "a.c0m", "a_b.com", "example.com\n"})
        EXPECT_FALSE(is_joined_domain(domain)) << domain;
}

} // namespace
} // namespace idpsync
