#include "core/place.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace idpsync {
namespace {

void expect(Place place, std::initializer_list<const char*> hosts)
{
    for (const auto* host : hosts)
        EXPECT_EQ(place_named(host), place) << host;
}

TEST(Place, IsThisMachineInEverySpelling)
{
    expect(Place::loopback, {"localhost",
                             "LOCALHOST",
                             "localhost.",
                             "localhost..",
                             "a.localhost",
                             "a.b.LocalHost.",
                             "127.0.0.1",
                             "127.9.9.9",
                             "127.1",
                             "127.0.1",
                             "0x7f.1",
                             "0X7F.0.0.1",
                             "0x7f000001",
                             "2130706433",
                             "0177.0.0.1",
                             "017700000001",
                             "127.0x0.00.1",
                             "[::1]",
                             "::1",
                             "0:0:0:0:0:0:0:1",
                             "::0001",
                             "[::1%lo]",
                             "0::0:1",
                             "::ffff:127.0.0.1",
                             "[::FFFF:7f00:1]",
                             "0:0:0:0:0:ffff:127.0.0.1"});
}

TEST(Place, IsThisLink)
{
    expect(Place::link_local,
           {"169.254.169.254", "169.254.0.1", "0xa9fea9fe", "2852039166", "169.16689662", "fe80::1",
            "[fe80::1%eth0]", "FEBF::1", "::ffff:169.254.169.254", "::ffff:a9fe:a9fe"});
}

TEST(Place, IsDoubtfulWhereAnAddressCarriesALocalOne)
{
    expect(Place::doubtful, {"0.0.0.0",
                             "127.0.0.1.",
                             "0",
                             "0x0",
                             "0.1",
                             "::",
                             "[::]",
                             "64:ff9b::7f00:1",
                             "64:ff9b::127.0.0.1",
                             "64:ff9b::a9fe:a9fe",
                             "64:ff9b:1::7f00:1",
                             "64:ff9b:1:7f00:0:100::",
                             "2002:7f00:1::",
                             "2002:7f00:0001::1",
                             "2002:a9fe:a9fe::",
                             "2001:0:7f00:1::",
                             "2001::80ff:fffe",
                             "2001:0:4136:e378:8000:63bf:80ff:fffe",
                             "::ffff:0:127.0.0.1",
                             "::127.0.0.1",
                             "::7f00:1",
                             "fd00::5efe:127.0.0.1",
                             "fd00::200:5efe:7f00:1",
                             "ip6-localhost",
                             "localhost.localdomain"});
}

TEST(Place, IsElsewhere)
{
    expect(Place::elsewhere, {"",
                              ".",
                              "id.example",
                              "localhost.example",
                              "mylocalhost",
                              "127.0.0.1.example",
                              "127.0.0.1.nip.io",
                              "10.0.0.1",
                              "192.168.1.1",
                              "172.16.0.1",
                              "128.0.0.1",
                              "126.255.255.255",
                              "2001:db8::1",
                              "fd00::1",
                              "fec0::1",
                              "64:ff9b::a00:1",
                              "2002:c000:204::1",
                              "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                              "::ffff:10.0.0.1",
                              "::2:0:0:1",
                              "1.2.3.4.5",
                              "256.1",
                              "127.256.0.1",
                              "127.0.0.0x",
                              "0x",
                              "4294967296",
                              "1::2::3",
                              "1:2:3:4:5:6:7:8:9",
                              "12345::",
                              ":1",
                              "1:",
                              "[",
                              "[]",
                              "::g",
                              "fe8::1",
                              "127.0.0.-1",
                              "127 .0.0.1"});
}

/// Whatever the bytes, an address and its text are in the same place.
TEST(Place, OfATextIsThatOfItsBytes)
{
    std::mt19937 chance(20);
    for (int round = 0; round < 2000; ++round)
    {
        Ipv6Bytes bytes{};
        for (auto& byte : bytes)
            byte = chance() % 3 == 0 ? static_cast<std::uint8_t>(chance()) : std::uint8_t{0};
        std::string text;
        constexpr std::string_view digits = "0123456789abcdef";
        for (std::size_t i = 0; i < bytes.size(); ++i)
        {
            text += i != 0 && i % 2 == 0 ? ":" : "";
            text += digits[bytes[i] >> 4U];
            text += digits[bytes[i] & 0xfU];
        }
        EXPECT_EQ(place_named(text), place_of(bytes)) << text;
    }
}

} // namespace
} // namespace idpsync
