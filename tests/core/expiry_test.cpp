#include "core/expiry.hpp"

#include <gtest/gtest.h>

namespace idpsync {
namespace {

using std::chrono::days;
using namespace std::chrono_literals;

const WallTime end{std::chrono::sys_days{std::chrono::year{2030} / 6 / 15}};

TEST(DueNotice, IsTheLastOneWhoseDayHasCome)
{
    const auto due = [](std::chrono::seconds left) { return due_notice(token_notices, end, end - left); };
    EXPECT_EQ(due(days(14) + 1s), std::nullopt);
    EXPECT_EQ(due(days(14)), days(14));
    EXPECT_EQ(due(days(7) + 1s), days(14));
    EXPECT_EQ(due(days(7)), days(7));
    EXPECT_EQ(due(days(1)), days(1));
    EXPECT_EQ(due(0s), days(1));
    EXPECT_EQ(due(-days(3)), days(1));
}

} // namespace
} // namespace idpsync
