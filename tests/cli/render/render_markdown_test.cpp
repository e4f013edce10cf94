#include "cli/plan_items.hpp"
#include "cli/render/markdown_text.hpp"
#include "cli/render/plan_summary.hpp"
#include "cli/render/render_markdown.hpp"
#include "core/redaction.hpp"
#include "core/text.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace idpsync::cli {
namespace {

using namespace idpsync::test;
using ::testing::ContainsRegex;

std::string comment_about(const Plan& plan, const std::string& not_checked = {})
{
    return render_markdown(plan, {.management_url = "https://netbird.example.com"}, not_checked);
}

PlanItem refused_item(const std::string& name)
{
    auto made = item(name, Action::refuse, Reason::consent_missing);
    made.why = "its issuer changes, and nothing consents";
    made.next = "add `allow: [issuer_change]`";
    return made;
}

/// What anybody can do to a comment with a text of their own.
constexpr std::string_view hostile =
    R"(a | b `c` <img src=x> @team #12 **x** [l](https://evil.example) $y$ \)";

TEST(RenderMarkdown, BeginsWithTheSummaryOfTheText)
{
    const auto plan = plan_of({create_item("corp"), in_sync_item("sso")});
    EXPECT_THAT(comment_about(plan),
                StartsWith("Plan: 1 to create; 1 in sync.\n\nNetBird https&#58;//netbird."));
}

TEST(RenderMarkdown, HasOneLineAboutEachChangeAndFoldsTheRest)
{
    EXPECT_THAT(comment_about(plan_of({update_item("corp"), in_sync_item("sso")})),
                EndsWith("| provider | what | why |\n"
                         "|---|---|---|\n"
                         "| corp | update | changed in NetBird since it was last written |\n"
                         "\n"
                         "<details><summary>Details</summary>\n"
                         "\n"
                         "<pre>\n"
                         "NetBird https://netbird.example.com\n"
                         "\n"
                         "~ corp  update    changed in NetBird since it was last written\n"
                         "    id             pocketid-1\n"
                         "    name           &quot;Renamed&quot; → &quot;Pocket ID&quot;\n"
                         "    client_secret  (unchanged)\n"
                         "\n"
                         "Plan: 1 to update; 1 in sync.\n"
                         "</pre>\n"
                         "\n"
                         "</details>\n"));
}

TEST(RenderMarkdown, SaysNoMoreWhereNothingIsToBeDone)
{
    EXPECT_EQ(comment_about(plan_of({in_sync_item("sso")})),
              "Plan: nothing to do; 1 in sync.\n\nNetBird https&#58;//netbird.example.com\n\n");
}

TEST(RenderMarkdown, HasWhatStopsSomethingFirstWithItsNextStep)
{
    const auto text = comment_about(plan_of({create_item("a"), refused_item("b")}));
    const auto refused =
        text.find("| b | **refused** | its issuer changes, and nothing consents<br>**next:** add "
                  "&#96;allow: &#91;issuer&#95;change&#93;&#96; |\n");
    ASSERT_NE(refused, std::string::npos) << text;
    EXPECT_LT(refused, text.find("| a | create |"));
}

TEST(RenderMarkdown, GivesTheClientAtTheProviderARowOfItsOwn)
{
    auto one = in_sync_item("corp");
    one.client = ClientItem{.key = key("corp")};
    one.client->product = "Pocket ID";
    one.client->conclude(Action::update, Reason::secret_due);
    const auto text = comment_about(plan_of({one}));
    EXPECT_THAT(text, HasSubstr("\n| corp at Pocket ID | update | "));
    EXPECT_THAT(text, Not(HasSubstr("\n| corp | ")));
}

TEST(RenderMarkdown, HasWhatIsNoLongerManagedAndTheSettings)
{
    auto plan = plan_of({});
    plan.unmanaged = {unmanaged("okta-1", "One")};
    plan.unmanaged[0].omitted = key("gone");
    plan.group_sync = GroupSyncItem{};
    plan.group_sync->conclude(Action::block, Reason::settings_unreadable, "no answer", "try again");
    const auto text = comment_about(plan);
    EXPECT_THAT(text, HasSubstr("\n| group&#95;sync | **blocked** | no answer<br>**next:** try again |\n"));
    EXPECT_THAT(text, HasSubstr("\n| gone | no longer managed | "));
}

TEST(RenderMarkdown, SaysAboveTheTableWhatHoldsTheWholePlanBack)
{
    auto one = update_item("corp");
    one.before_limit = BeforeLimit{Action::update, Reason::drifted, {}};
    one.conclude(Action::refuse, Reason::too_many_changes, "21 changes, and 20 are allowed",
                 "agree with --yes");
    const auto text = comment_about(plan_of({one}), "not checked: management.url");
    EXPECT_THAT(text,
                HasSubstr("**not checked: management.url**\n\n"
                          "**21 changes, and 20 are allowed**<br>**next:** agree with --yes\n\n| provider"));
    EXPECT_THAT(text, HasSubstr("| corp | update | "));
}

TEST(RenderMarkdown, LetsNothingFromOutsideBecomeMarkup)
{
    auto one = refused_item("corp");
    one.why = one.next = std::string(hostile);
    one.action = Action::block;
    const auto text = comment_about(plan_of({one}));
    EXPECT_THAT(
        text, HasSubstr("| a &#124; b &#96;c&#96; &#60;img src=x&#62; &#64;&#8203;team &#35;&#8203;12 "
                        "&#42;&#42;x&#42;&#42; &#91;l&#93;(https&#58;//evil.example) &#36;y&#36; &#92;<br>"));
    EXPECT_THAT(text, HasSubstr("  a | b `c` &lt;img src=x&gt; &#64;team #12 **x** [l](https://evil"));
    EXPECT_THAT(text, Not(HasSubstr("<img")));
    EXPECT_THAT(text, Not(HasSubstr("@")));
}

TEST(RenderMarkdown, DoesNotEndTheFoldedTextWhereANameSaysSo)
{
    auto one = create_item("corp");
    one.want->name = "</pre></details>\n\n# @all";
    const auto text = comment_about(plan_of({one}));
    EXPECT_EQ(text.find("</pre>"), text.rfind("</pre>"));
    EXPECT_THAT(text, Not(HasSubstr("\n# ")));
}

TEST(RenderMarkdown, FitsAComment)
{
    std::vector<PlanItem> items;
    for (int i = 0; i < 1000; ++i)
        items.push_back(create_item("corp-" + std::to_string(i)));
    items.push_back(refused_item("last"));
    const auto text = comment_about(plan_of(std::move(items)));
    EXPECT_LE(text.size(), largest_comment);
    EXPECT_THAT(text, StartsWith("Plan: 1000 to create, 1 refused; 0 in sync.\n"));
    EXPECT_THAT(text, HasSubstr("| last | **refused** | "));
    EXPECT_THAT(text, ContainsRegex("\n\\*\\*[0-9]+ more rows are left out: this comment may have 60,000 "));
    EXPECT_THAT(text, ContainsRegex("\n… [0-9]+ more lines are left out: "));
    EXPECT_THAT(text, EndsWith("</pre>\n\n</details>\n"));
}

TEST(RenderMarkdown, FitsACommentWhenEverythingIsLong)
{
    auto one = refused_item("corp");
    one.why = one.next = std::string(40'000, '|');
    auto broken = in_sync_item(std::string(60, 'k'));
    broken.tell_refusal({.id = FindingId::redirect_refused, .evidence = std::string(90'000, '<')});
    std::vector<PlanItem> items(50, broken);
    items.push_back(one);
    const auto text = comment_about(plan_of(std::move(items)), std::string(1000, '*'));
    EXPECT_LE(text.size(), largest_comment);
    EXPECT_THAT(text, HasSubstr("**51 more rows are left out: "));
    EXPECT_TRUE(is_utf8(text));
}

TEST(MarkdownText, NeutralisesMentionsReferencesAndLinks)
{
    EXPECT_EQ(markdown_escaped("ada@example.com"), "ada&#64;&#8203;example.com");
    EXPECT_EQ(markdown_escaped("a#b c#1 !2"), "a&#35;b c&#35;&#8203;1 &#33;&#8203;2");
    EXPECT_EQ(markdown_escaped("www.example.com: 12:30"), "www&#46;example.com: 12:30");
    EXPECT_EQ(markdown_escaped("one\ntwo"), "one two");
    EXPECT_EQ(preformatted("<&>\n@"), "&lt;&amp;&gt;\n&#64;");
}

TEST(MarkdownText, HoldsNoSecret)
{
    living_secrets().learn("s3cret|*of*<markdown>");
    EXPECT_EQ(markdown_escaped("it said s3cret|*of*<markdown>"), "it said &#91;secret&#93;");
    EXPECT_EQ(preformatted("it said s3cret|*of*<markdown>"), "it said [secret]");
}

} // namespace
} // namespace idpsync::cli
