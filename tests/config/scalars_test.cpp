// Plain scalars, durations and URLs: pure functions on text.

#include "config/durations.hpp"
#include "config/plain_scalar.hpp"
#include "config/urls.hpp"
#include "support/matchers.hpp"

namespace idpsync::config {
namespace {

using namespace std::chrono_literals;

TEST(PlainScalar, KnowsBooleansOfBothYamlVersions)
{
    for (const auto* text : {"true", "False", "YES", "no", "On", "off", "y", "N"})
        EXPECT_EQ(meaning_of_plain(text), PlainMeaning::boolean) << text;
}

TEST(PlainScalar, KnowsNull)
{
    for (const auto* text : {"", "~", "null", "Null", "NULL"})
        EXPECT_EQ(meaning_of_plain(text), PlainMeaning::null) << text;
}

TEST(PlainScalar, KnowsNumbersOfBothYamlVersions)
{
    for (const auto* text : {"0",
                             "-1",
                             "+12",
                             "012",
                             "0o17",
                             "0x1f",
                             "0b101",
                             "1_000",
                             "1.5",
                             "1.",
                             ".5",
                             "-.5",
                             "1e3",
                             "1E-3",
                             "1.5e+3",
                             ".inf",
                             "-.INF",
                             ".nan",
                             "1:30",
                             "190:20:30",
                             "190:20:30.15",
                             "-1:05",
                             "123456789012345678901234567890"})
        EXPECT_EQ(meaning_of_plain(text), PlainMeaning::number) << text;
}

TEST(PlainScalar, KnowsDates)
{
    for (const auto* text :
         {"2027-01-31", "2027-1-3", "2027-01-31T10:00:00Z", "2027-01-31 10:00:00.5 +01:00"})
        EXPECT_EQ(meaning_of_plain(text), PlainMeaning::date) << text;
}

TEST(PlainScalar, TakesEverythingElseForText)
{
    for (const auto* text : {"netbird",     "1.2.3",       "10.0.0.1",
                             "1h",          "0x",          "0xg",
                             "1e",          "e1",          ".",
                             "-",           "+",           "..5",
                             "1:60",        "1:99",        "a1",
                             "nope",        "tRue",        "2027-01",
                             "20270-01-31", "2027-01-31x", "6e123456-0000-4000-8000-000000000000",
                             "1,000",       "12:",         "::1",
                             "_1",          "._1",         "0o8",
                             "1e3.5",       "nan",         "inf"})
        EXPECT_EQ(meaning_of_plain(text), PlainMeaning::text) << text;
}

TEST(ParseDuration, ReadsEveryUnit)
{
    EXPECT_EQ(*parse_duration("500ms"), 500ms);
    EXPECT_EQ(*parse_duration("30s"), 30s);
    EXPECT_EQ(*parse_duration("5m"), 5min);
    EXPECT_EQ(*parse_duration("1h"), 1h);
    EXPECT_EQ(*parse_duration("7d"), 168h);
    EXPECT_EQ(*parse_duration("0s"), 0ms);
}

TEST(ParseDuration, AddsUnitsFromTheLargestDown)
{
    EXPECT_EQ(*parse_duration("1h30m"), 90min);
    EXPECT_EQ(*parse_duration("1d2h3m4s5ms"), 26h + 3min + 4s + 5ms);
    EXPECT_EQ(*parse_duration("3650d"), 87600h);
}

TEST(ParseDuration, SaysThatTheUnitIsMissing)
{
    EXPECT_THAT(parse_duration("30").error().text(), AllOf(HasSubstr("no unit"), HasSubstr("30s")));
    EXPECT_THAT(parse_duration("1h30").error().text(), HasSubstr("no unit"));
}

TEST(ParseDuration, RefusesEverythingElse)
{
    for (const auto* text : {"", "s", "-5s", "+5s", "1.5h", "5 s", " 5s", "5s ", "30m1h", "1h1h", "5sec",
                             "5M", "1w", "5min", "\n", "1e3s", "5\xC2\xB5s"})
        EXPECT_TRUE(parse_duration(text).has_error()) << text;
}

TEST(ParseDuration, RefusesWhatIsTooLongWithoutOverflow)
{
    for (const auto* text :
         {"3651d", "99999999999999999999999999s", "3650d1ms", "9223372036854775807ms", "315360001s"})
        EXPECT_THAT(parse_duration(text).error().text(), HasSubstr("too long")) << text;
}

std::string refusal_of_url(std::string_view text, bool allow_http = false)
{
    const auto url = parse_management_url(text, allow_http);
    return url.has_error() ? url.error().text() : std::string();
}

TEST(ManagementUrl, DropsTrailingSlashes)
{
    EXPECT_EQ(parse_management_url("https://netbird.example.com/", false)->buffer(),
              "https://netbird.example.com");
    EXPECT_EQ(parse_management_url("https://example.com/netbird//", false)->buffer(),
              "https://example.com/netbird");
}

TEST(ManagementUrl, TellsToLeaveOutApi)
{
    for (const auto* text : {"https://netbird.example.com/api", "https://netbird.example.com/api/"})
        EXPECT_THAT(refusal_of_url(text), HasSubstr("leave that out")) << text;
    EXPECT_EQ(refusal_of_url("https://netbird.example.com/capi"), "");
}

TEST(ManagementUrl, TakesPlainHttpOnLoopbackOnly)
{
    for (const auto* text : {"http://localhost:8080", "http://LocalHost", "http://127.0.0.1",
                             "http://127.9.9.9:1", "http://[::1]:8080", "HTTP://localhost"})
        EXPECT_EQ(refusal_of_url(text), "") << text;
    for (const auto* text : {"http://netbird.example.com", "http://10.0.0.1", "http://localhost.example.com",
                             "http://127.0.0.1.example.com", "http://[::2]", "http://128.0.0.1"})
        EXPECT_THAT(refusal_of_url(text), HasSubstr("allow_http: true")) << text;
}

TEST(ManagementUrl, TakesPlainHttpWhereTheWordIsGiven)
{
    EXPECT_EQ(refusal_of_url("http://netbird.internal", true), "");
}

TEST(ManagementUrl, ReadsAHostThatOnlyBeginsLikeAnAddress)
{
    const auto url = parse_management_url("https://192.168.1.10.nip.io:8443/netbird/", false);
    ASSERT_FALSE(url.has_error()) << url.error().text();
    EXPECT_EQ(url->host(), "192.168.1.10.nip.io");
    EXPECT_EQ(url->port(), "8443");
    EXPECT_EQ(url->buffer(), "https://192.168.1.10.nip.io:8443/netbird");
}

TEST(ManagementUrl, RefusesWhatIsNoAddressOfAServer)
{
    for (const auto* text : {"",
                             "netbird.example.com",
                             "ftp://netbird.example.com",
                             "https:",
                             "https://",
                             "https:///api",
                             "https://netbird.example.com?x=1",
                             "https://netbird.example.com#x",
                             "//netbird.example.com",
                             "https://netbird example.com",
                             "https://netbird.example.com:99999",
                             "https://netbird.example.com:0",
                             "https://netbird.example.com:8o",
                             "https://netbird.example.com:",
                             "https://127.0.0.1x:",
                             "https://[::1]x",
                             "https://[::1",
                             "https://netbird.example.com/%zz",
                             "https://\xC3\xBC.example.com",
                             "https://:443"})
        EXPECT_NE(refusal_of_url(text), "") << text;
}

TEST(ManagementUrl, NeverRepeatsAPassword)
{
    for (const auto* text :
         {"https://user:not-a-real-secret@netbird.example.com", "ftp://user:not-a-real-secret@host",
          "https://user:not-a-real-secret@netbird example.com", "https://user:not-a-real-secret@h?x",
          "https://user:not-a-real-secret@:1", "user:not-a-real-secret@host"})
    {
        EXPECT_NE(refusal_of_url(text), "") << text;
        EXPECT_THAT(refusal_of_url(text), Not(HasSubstr("not-a-real-secret")));
    }
}

TEST(Issuer, MayHaveAnyPathAndPort)
{
    for (const auto* text :
         {"https://id.example.com", "https://id.example.com/",
          "https://ak.example.com/application/o/netbird/", "https://login.microsoftonline.com/1-2/v2.0",
          "https://id.example.com:8443/api", "https://[2001:db8::1]/x",
          "https://id.example.com/realms/my%20realm", "HTTPS://ID.example.com"})
        EXPECT_FALSE(check_issuer(text, false).has_error()) << text;
}

TEST(Issuer, MayHaveNoQueryFragmentOrUser)
{
    for (const auto* text :
         {"https://id.example.com?", "https://id.example.com/?a=b", "https://id.example.com#",
          "https://a@id.example.com", "https://a:b@id.example.com"})
        EXPECT_TRUE(check_issuer(text, true).has_error()) << text;
}

TEST(Proxy, IsAnHttpUrlWithNothingBehindTheHost)
{
    for (const auto* text : {"http://proxy.corp:3128", "https://proxy.corp", "http://proxy.corp:3128/",
                             "http://user:not-a-real-secret@proxy.corp:3128"})
        EXPECT_EQ(*parse_proxy(text), text);
    for (const auto* text :
         {"proxy.corp:3128", "socks5://proxy.corp", "http://proxy.corp/x", "http://proxy.corp?x", ""})
        EXPECT_TRUE(parse_proxy(text).has_error()) << text;
}

} // namespace
} // namespace idpsync::config
