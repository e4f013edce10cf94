#include "oidc/form.hpp"
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

} // namespace
} // namespace idpsync::oidc
