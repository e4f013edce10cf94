// Which requests go through a proxy: NO_PROXY lists and the environment.

#include "net/client.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace idpsync::net::test {
namespace {

struct Bypass
{
    std::string_view no_proxy;
    std::string_view host;
    unsigned port;
    bool direct;
};

class BypassesProxy : public testing::TestWithParam<Bypass>
{};

TEST_P(BypassesProxy, ByTheList)
{
    const auto& [no_proxy, host, port, direct] = GetParam();
    EXPECT_EQ(bypasses_proxy(no_proxy, host, port), direct);
}

INSTANTIATE_TEST_SUITE_P(
    Names, BypassesProxy,
    testing::Values(Bypass{"", "netbird.example", 443, false}, Bypass{"*", "netbird.example", 443, true},
                    Bypass{"netbird.example", "netbird.example", 443, true},
                    Bypass{"netbird.example", "api.netbird.example", 443, true},
                    Bypass{"netbird.example", "mynetbird.example", 443, false},
                    Bypass{"netbird.example", "netbird.example.org", 443, false},
                    Bypass{".example", "netbird.example", 443, true},
                    Bypass{".example", "example", 443, false}, Bypass{"*.example", "a.b.example", 443, true},
                    Bypass{"*.example", "example", 443, false},
                    Bypass{"NetBird.Example", "netbird.EXAMPLE", 443, true},
                    Bypass{"netbird.example.", "netbird.example", 443, true},
                    Bypass{"netbird.example", "netbird.example.", 443, true},
                    Bypass{"a.example, netbird.example ,b.example", "netbird.example", 443, true},
                    Bypass{"a.example netbird.example", "netbird.example", 443, true},
                    Bypass{",, ,", "netbird.example", 443, false}));

INSTANTIATE_TEST_SUITE_P(Ports, BypassesProxy,
                         testing::Values(Bypass{"netbird.example:8443", "netbird.example", 8443, true},
                                         Bypass{"netbird.example:8443", "netbird.example", 443, false},
                                         Bypass{"192.0.2.1:80", "192.0.2.1", 80, true},
                                         Bypass{"192.0.2.1:80", "192.0.2.1", 81, false},
                                         Bypass{"[2001:db8::1]:443", "2001:db8::1", 443, true},
                                         Bypass{"[2001:db8::1]:443", "2001:db8::1", 80, false},
                                         Bypass{"netbird.example:https", "netbird.example", 443, false},
                                         Bypass{"[2001:db8::1", "2001:db8::1", 443, false},
                                         Bypass{"[2001:db8::1]x", "2001:db8::1", 443, false}));

INSTANTIATE_TEST_SUITE_P(
    Addresses, BypassesProxy,
    testing::Values(
        Bypass{"192.0.2.1", "192.0.2.1", 443, true}, Bypass{"192.0.2.1", "192.0.2.10", 443, false},
        Bypass{"192.0.2.0/24", "192.0.2.200", 443, true}, Bypass{"192.0.2.77/24", "192.0.2.200", 443, true},
        Bypass{"192.0.2.0/24", "192.0.3.1", 443, false}, Bypass{"0.0.0.0/0", "192.0.2.1", 443, true},
        Bypass{"192.0.2.0/24", "netbird.example", 443, false},
        Bypass{"192.0.2.0/33", "192.0.2.1", 443, false}, Bypass{"2001:db8::/32", "2001:db8:1::5", 443, true},
        Bypass{"2001:db8::/32", "2001:db9::5", 443, false}, Bypass{"2001:db8::/32", "192.0.2.1", 443, false},
        Bypass{"2001:DB8:0::1", "2001:db8::1", 443, true},
        Bypass{"192.0.2.0/24", "::ffff:192.0.2.1", 443, true}, Bypass{"2", "192.0.2.2", 443, false}));

INSTANTIATE_TEST_SUITE_P(
    Loopback, BypassesProxy,
    testing::Values(Bypass{"", "localhost", 80, true}, Bypass{"", "LOCALHOST.", 80, true},
                    Bypass{"", "a.localhost", 80, true}, Bypass{"", "127.1", 80, true},
                    Bypass{"", "64:ff9b::7f00:1", 80, false}, Bypass{"", "127.0.0.1", 80, true},
                    Bypass{"", "127.9.9.9", 80, true}, Bypass{"", "::1", 80, true},
                    Bypass{"", "::ffff:127.0.0.1", 80, true}, Bypass{"", "localhost.example", 80, false}));

class ProxyFromEnvironment : public testing::Test
{
protected:
    void SetUp() override
    {
        for (const auto* name :
             {"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"})
            ::unsetenv(name);
    }
    static void set(const char* name, const char* value) { ::setenv(name, value, 1); }
};

TEST_F(ProxyFromEnvironment, IsNoneWithoutVariables)
{
    EXPECT_EQ(proxy_from_environment("https").proxy, std::nullopt);
    EXPECT_EQ(proxy_from_environment("https").no_proxy, "");
}

TEST_F(ProxyFromEnvironment, HasOneForEachScheme)
{
    set("http_proxy", "http://a:1");
    set("HTTPS_PROXY", "http://b:2");
    EXPECT_EQ(proxy_from_environment("http").proxy, "http://a:1");
    EXPECT_EQ(proxy_from_environment("https").proxy, "http://b:2");
}

TEST_F(ProxyFromEnvironment, PrefersLowerCase)
{
    set("https_proxy", "http://lower:1");
    set("HTTPS_PROXY", "http://upper:2");
    set("no_proxy", "lower.example");
    set("NO_PROXY", "upper.example");
    EXPECT_EQ(proxy_from_environment("https").proxy, "http://lower:1");
    EXPECT_EQ(proxy_from_environment("https").no_proxy, "lower.example");
}

TEST_F(ProxyFromEnvironment, NeverTakesHttpProxyInCapitals)
{
    set("HTTP_PROXY", "http://evil:1");
    EXPECT_EQ(proxy_from_environment("http").proxy, std::nullopt);
}

TEST_F(ProxyFromEnvironment, TakesAnEmptyVariableAsNone)
{
    set("https_proxy", "");
    EXPECT_EQ(proxy_from_environment("https").proxy, std::nullopt);
}

} // namespace
} // namespace idpsync::net::test
