#include "config/listen_address.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace idpsync::config {
namespace {

ListenAddress parsed(std::string_view text)
{
    return parse_listen_address(text).value();
}

TEST(ListenAddress, IsAnAddressAndAPort)
{
    EXPECT_EQ(parsed("127.0.0.1:9464"), (ListenAddress{"127.0.0.1", 9464}));
    EXPECT_EQ(parsed("[::1]:9464"), (ListenAddress{"::1", 9464}));
    EXPECT_EQ(parsed("0.0.0.0:0"), (ListenAddress{"0.0.0.0", 0}));
}

TEST(ListenAddress, MayBeLocalhost)
{
    EXPECT_EQ(parsed("localhost:1"), (ListenAddress{"127.0.0.1", 1}));
}

TEST(ListenAddress, IsNoOtherName)
{
    for (const auto* text : {"", ":0", "0", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
                             "127.0.0.1: 1", "example.com:9464", "::1:9464", "[::1]", "[127.0.0.1]:1",
                             "*:9464", "http://127.0.0.1:9464", "[fe80::1%eth0]:1", "localhost:1:2"})
    {
        const auto outcome = parse_listen_address(text);
        ASSERT_FALSE(outcome) << text;
        EXPECT_THAT(outcome.error().text(), testing::HasSubstr("write them as 127.0.0.1:9464")) << text;
    }
}

TEST(ListenAddress, IsNoPortAlone)
{
    for (const auto* text : {":9465", "9465"})
        EXPECT_THAT(parse_listen_address(text).error().text(),
                    testing::HasSubstr("a port without an address; write 127.0.0.1:9465, "))
            << text;
}

TEST(ListenAddress, KnowsLoopback)
{
    for (const auto* text : {"127.0.0.1:1", "127.1.2.3:1", "[::1]:1", "[0:0:0:0:0:0:0:1]:1", "localhost:1"})
        EXPECT_TRUE(parsed(text).is_loopback()) << text;
    for (const auto* text : {"0.0.0.0:1", "[::]:1", "10.0.0.1:1", "[fe80::1]:1"})
        EXPECT_FALSE(parsed(text).is_loopback()) << text;
}

TEST(ListenAddress, ReadsAsItIsWritten)
{
    for (const auto* text : {"127.0.0.1:9464", "[::1]:9464"})
        EXPECT_EQ(to_string(parsed(text)), text);
}

} // namespace
} // namespace idpsync::config
