#include "core/secret.hpp"

#include <gtest/gtest.h>

#include <concepts>
#include <type_traits>

namespace idpsync {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

template <class T>
concept Comparable = requires(const T& left, const T& right) { left == right; };

template <class T>
concept Ordered = requires(const T& left, const T& right) { left < right; };

static_assert(Printable<std::string> && Comparable<std::string> && Ordered<std::string>);
static_assert(!Printable<Secret>);
static_assert(!Comparable<Secret>);
static_assert(!Ordered<Secret>);
static_assert(!std::copyable<Secret>);
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::convertible_to<Secret, std::string> && !std::convertible_to<Secret, std::string_view>);
static_assert(!std::convertible_to<std::string, Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret> && std::is_nothrow_move_assignable_v<Secret>);

// Short enough to stay inside the string object, and long enough to be on the heap: a move treats them
// differently.
const std::string short_text = "hunter2";
const std::string long_text(200, 'x');

bool holds_no_trace(const std::string& text)
{
    return std::string_view(text.data(), text.capacity()).find_first_not_of('\0') == std::string_view::npos;
}

TEST(Secret, GivesItsTextOnlyWhenAsked)
{
    EXPECT_EQ(Secret(short_text).reveal(), short_text);
    EXPECT_TRUE(Secret().empty());
    EXPECT_FALSE(Secret(short_text).empty());
}

TEST(Secret, LeavesNoTraceWhereItWasMovedFrom)
{
    for (const auto& text : {short_text, long_text})
    {
        Secret from(text);
        const Secret to(std::move(from));
        EXPECT_EQ(to.reveal(), text);
        EXPECT_TRUE(from.empty());
        EXPECT_TRUE(holds_no_trace(from.reveal()));
    }
}

TEST(Secret, LeavesNoTraceWhereItWasAssignedFrom)
{
    for (const auto& text : {short_text, long_text})
    {
        Secret from(text);
        Secret to("former");
        to = std::move(from);
        EXPECT_EQ(to.reveal(), text);
        EXPECT_TRUE(from.empty());
        EXPECT_TRUE(holds_no_trace(from.reveal()));
    }
}

TEST(Secret, SurvivesAnAssignmentToItself)
{
    Secret secret(short_text);
    auto& same = secret;
    secret = std::move(same);
    EXPECT_EQ(secret.reveal(), short_text);
}

TEST(Secret, IsCopiedOnPurposeOnly)
{
    const Secret secret(long_text);
    const auto copy = secret.clone();
    EXPECT_EQ(copy.reveal(), long_text);
    EXPECT_EQ(secret.reveal(), long_text);
}

TEST(Wipe, OverwritesWhatStandsBehindAShortenedEnd)
{
    auto text = long_text;
    text.resize(3);
    wipe(text);
    EXPECT_TRUE(text.empty());
    EXPECT_TRUE(holds_no_trace(text));
}

TEST(Fingerprint, ComparesByItsDigits)
{
    EXPECT_EQ(Fingerprint{"00ff"}, Fingerprint{"00ff"});
    EXPECT_NE(Fingerprint{"00ff"}, Fingerprint{"00fe"});
}

} // namespace
} // namespace idpsync
