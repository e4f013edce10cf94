#include "oidc/form.hpp"
#include "oidc/http_date.hpp"
#include "oidc/page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace idpsync::oidc {
namespace {

TEST(Form, EncodesEverythingThatIsNotPlain)
{
    EXPECT_EQ(form_encoded("abc-DEF_1.2*"), "abc-DEF_1.2*");
    EXPECT_EQ(form_encoded("a b+c%d:e/f=&\xc3\xa4"), "a+b%2Bc%25d%3Ae%2Ff%3D%26%C3%A4");
}

TEST(Form, ReadsParametersAsABrowserWould)
{
    auto read = form_parameters("error=login_required&error=second&state=a%20b+c&flag&bad=%zz&=x");
    EXPECT_EQ(read["error"], "login_required");
    EXPECT_EQ(read["state"], "a b c");
    EXPECT_EQ(read["flag"], "");
    EXPECT_EQ(read["bad"], "%zz");
}

TEST(Page, ShowsWhatAPersonReads)
{
    EXPECT_EQ(
        visible_text("<!DOCTYPE html><html><head><title>Sign in</title><style>b { x }</style>"
                     "<script>if (a < b) alert('no')</script></head><body>We  are\n sorry&#39;s &lt;b&gt;"
                     "<!-- > hidden --></body>"),
        "Sign in We are sorry's <b>");
    EXPECT_EQ(visible_text("<script>never closed"), "");
    EXPECT_EQ(visible_text("cut <a href"), "cut");
    EXPECT_EQ(visible_text(std::string(5000, 'x'), 10).size(), 10U);
}

TEST(Page, IsToldFromData)
{
    EXPECT_TRUE(looks_like_html("\n <!doctype HTML>"));
    EXPECT_TRUE(looks_like_html("<HTML>"));
    EXPECT_FALSE(looks_like_html("{\"issuer\":1}"));
    EXPECT_FALSE(looks_like_html(""));
}

TEST(HttpDate, IsReadInItsOneForm)
{
    EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:01:00 GMT"), WallTime(std::chrono::seconds(60)));
    EXPECT_EQ(parse_http_date("Sat, 21 Nov 2026 23:36:29 GMT"),
              WallTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21)) + std::chrono::hours(23) +
                  std::chrono::minutes(36) + std::chrono::seconds(29));
    for (const auto* bad : {"", "Sat, 31 Feb 2026 23:36:29 GMT", "Sat, 21 Nov 2026 23:36:29 CET",
                            "Saturday, 21-Nov-26 23:36:29 GMT", "Sat, 21 Xxx 2026 23:36:29 GMT"})
        EXPECT_FALSE(parse_http_date(bad)) << bad;
}

} // namespace
} // namespace idpsync::oidc
