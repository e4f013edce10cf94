#include "service/web/can_sign_in.hpp"
#include "service/web/page_parts.hpp"
#include "service/web/render_page.hpp"
#include "support/key.hpp"
#include "support/matchers.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;
using test::key;
using test::noon;

const net::SteadyTime now{100h};

class RenderPage : public testing::Test
{
protected:
    RenderPage()
    {
        state.started = noon - 3h;
        state.management_url = "https://netbird.example.com";
        state.redirect_uri = "https://netbird.example.com/oauth2/callback";
        state.config_hash = "0123456789abcdef";
        state.last_pass = noon - 2min;
        state.looked = state.done = now - 2min;
        state.next_pass = now + 3min;
        add("corp", LoginHealth::State::ready);
    }

    void add(const std::string& name, LoginHealth::State login)
    {
        state.declared.push_back(key(name));
        state.providers.push_back({.key = key(name),
                                   .state = SyncState::in_sync,
                                   .condition = ConditionId::in_sync,
                                   .since = noon - 3h});
        state.logins[key(name)] = {.state = login, .looked_at = noon - 4min, .next_look = noon + 4min};
        if (login == LoginHealth::State::broken)
            state.logins[key(name)].finding =
                Finding{FindingId::redirect_refused, Severity::error, "it refuses <b>", "add `it`"};
    }

    [[nodiscard]] control::StatusDocument status() const
    {
        return control::status_document(state, now, noon);
    }
    std::string page() { return render_page({status(), changes, days}); }
    std::string answer() { return can_people_sign_in(status()).text; }

    DaemonState state;
    std::vector<HistoryEntry> changes;
    LoginDays days;
};

TEST_F(RenderPage, SaysThatPeopleCanSignIn)
{
    EXPECT_EQ(answer(), "Yes, with corp.");
    EXPECT_THAT(page(), HasSubstr("<p class=\"answer yes\" role=\"status\">Yes, with corp.</p>"));
    add("other", LoginHealth::State::ready);
    EXPECT_EQ(answer(), "Yes, with all 2 providers.");
}

TEST_F(RenderPage, SaysWithWhomTheyCannot)
{
    add("other", LoginHealth::State::broken);
    add("third", LoginHealth::State::unknown);
    EXPECT_EQ(answer(), "Not with other.");
    EXPECT_THAT(page(), AllOf(HasSubstr("answer no"), HasSubstr("it refuses &lt;b&gt;"),
                              HasSubstr("Next: add `it`")));
}

TEST_F(RenderPage, NamesTheRevisionOfTheConfiguration)
{
    EXPECT_THAT(page(), HasSubstr("; configuration 0123456789abcdef; netbird-idp-sync"));
    state.config_revision.name = "v1.4";
    EXPECT_THAT(page(), HasSubstr("; configuration 0123456789abcdef, revision v1.4; netbird-idp-sync"));
    state.config_revision = {{}, "<why>"};
    EXPECT_THAT(page(), HasSubstr("; configuration 0123456789abcdef, revision not known (&lt;why&gt;)"));
}

TEST_F(RenderPage, IsNeverGreenOnWhatNobodyKnows)
{
    state.logins.clear();
    EXPECT_EQ(answer(), "Nobody knows yet for corp.");
    EXPECT_THAT(page(), AllOf(HasSubstr("answer unknown"), HasSubstr("Nobody has checked its logins.")));
    state = DaemonState();
    EXPECT_THAT(answer(), testing::StartsWith("Nobody knows: "));
}

TEST_F(RenderPage, IsNotGreenOnceNobodyHasLookedForLong)
{
    state.looked = state.done = now - 1h;
    EXPECT_EQ(can_people_sign_in(status()).can, CanSignIn::unknown);
}

TEST_F(RenderPage, IsNotGreenWhileARestartIsNeeded)
{
    state.restart_needed = RestartNeeded{.generation = 1, .since = noon - 1h, .providers = {key("corp")}};
    EXPECT_EQ(answer(), "No: corp.");
    EXPECT_THAT(page(), HasSubstr("class=\"banner bad\""));
}

TEST_F(RenderPage, CountsADayOnWhichARestartWasNeededAsBroken)
{
    state.restart_needed = RestartNeeded{.generation = 1, .since = noon - 1h, .providers = {key("corp")}};
    days.note(seen_sign_ins(status().conditions, state.logins), state.declared, noon);
    EXPECT_EQ(days.of(key("corp"), noon).back(), LoginDay::broken);
}

TEST_F(RenderPage, SaysWhatIsWrongWithItsDaemon)
{
    state.paused_until = now + 20min;
    EXPECT_THAT(page(), HasSubstr("<strong>paused</strong>"));
}

TEST_F(RenderPage, ShowsDriftWithWasAndIsAndWho)
{
    auto& provider = state.providers.front();
    provider.state = SyncState::drifted;
    provider.condition = ConditionId::drifted;
    provider.drift = {{.field = "client_id",
                       .observed = "<i>other</i>",
                       .desired = "netbird",
                       .authors = {.by = "Ada", .at = "2030-01-01T11:00:00Z", .others = {}}}};
    EXPECT_THAT(page(),
                HasSubstr("<li>client_id: <code>netbird</code> → "
                          "<code>&lt;i&gt;other&lt;/i&gt;</code>, by Ada at 2030-01-01T11:00:00Z</li>"));
}

TEST_F(RenderPage, SaysWhatExpiresTheFirstFirst)
{
    state.token_expires = noon + 48h;
    state.logins[key("corp")].certificate_expires = noon + 24h;
    state.logins[key("corp")].registration_expires = noon - 1h;
    const auto text = page();
    EXPECT_LT(text.find("the registration token of corp"), text.find("a certificate of corp"));
    EXPECT_LT(text.find("a certificate of corp"), text.find("the access token for NetBird"));
    EXPECT_THAT(text, HasSubstr("<td class=\"no\">expired</td>"));
}

TEST_F(RenderPage, ShowsChangesTheNewestFirst)
{
    for (int i = 0; i < 60; ++i)
        changes.push_back({.provider = key("corp"),
                           .when = noon - std::chrono::hours(60 - i),
                           .what = "updated",
                           .fields = {"field" + std::to_string(i)},
                           .authors = {.by = "<script>", .at = {}, .others = {}}});
    const auto text = page();
    EXPECT_LT(text.find("updated: field59"), text.find("updated: field10"));
    EXPECT_THAT(text, HasSubstr("&lt;script&gt;"));
}

TEST_F(RenderPage, TellsItsStripInWordsToo)
{
    days.note(seen_sign_ins(status().conditions, state.logins), state.declared, noon);
    EXPECT_THAT(page(), HasSubstr("aria-label=\"Logins of the last 30 days: 29 not checked, 1 ready\""));
}

TEST_F(RenderPage, TakesNothingFromElsewhereAndIsSmall)
{
    for (int i = 0; i < 20; ++i)
        add("provider-" + std::to_string(i), LoginHealth::State::ready);
    const auto text = page();
    EXPECT_THAT(text, AllOf(Not(HasSubstr("src=")), Not(HasSubstr("@import")), Not(HasSubstr("url("))));
    EXPECT_LT(text.size(), 100'000U);
    EXPECT_THAT(page_policy(), AllOf(testing::StartsWith("default-src 'none'; script-src 'sha256-"),
                                     Not(HasSubstr("unsafe"))));
}

} // namespace
} // namespace idpsync::service
