// An application at Entra: it can only be there already, Entra chooses its secrets, and tells when each ends.

#include "reconcile/client_world.hpp"
#include "registrar/known_secrets.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using reconcile::PassRequest;
using sandbox::Fault;
using sandbox::Profile;

PassRequest ask_for_rotation()
{
    PassRequest request{.named = {key("corp")}, .demanded = true};
    request.flags.rotate = true;
    return request;
}

class EntraClient : public testing::Test
{
protected:
    const ClientItem& seen(const reconcile::Report& report) { return *item_of(report, "corp").client; }

    void lose_the_next_new_secret()
    {
        static_cast<void>(corp.apply()); // so that it has an object id
        corp.world.sandbox.fail({.method = "POST",
                                 .path = std::string(ClientWorld::base) + "/v1.0/applications/" +
                                         corp.client().internal_id + "/addPassword",
                                 .fault = Fault::cut_after()});
    }

    void restart_netbird()
    {
        corp.world.sandbox.restart();
        static_cast<void>(corp.world.acknowledge_restart(std::nullopt));
    }

    void declare_secret(const std::string& secret)
    {
        corp.world.declare("corp", ProviderType::entra, corp.provider.issuer(), "netbird", secret);
        corp.declare({});
    }

    void add_by_hand(const std::string& secret, std::chrono::days ends_in, const std::string& name = "")
    {
        const auto now = corp.world.clock.wall_now();
        corp.client().more_secrets.push_back({.id = "by-hand-" + secret,
                                              .secret = secret,
                                              .created = now,
                                              .expires = now + ends_in,
                                              .name = name});
    }

    ClientWorld corp{Profile::entra_unrecorded};
};

TEST_F(EntraClient, IsPutRightAndGetsItsSecretInOnePass)
{
    const auto report = corp.apply();
    ASSERT_TRUE(report.in_sync()) << seen(report).why << item_of(report, "corp").why;
    EXPECT_THAT(corp.client().redirect_uris, ElementsAre(corp.world.sandbox.url() + "/oauth2/callback"));
    EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
    EXPECT_EQ(corp.secrets(), 1U);
    corp.world.forget_requests();
    const auto before = corp.requests();
    EXPECT_TRUE(corp.apply().in_sync());
    EXPECT_LE(corp.requests() - before, 3U);
    EXPECT_EQ(corp.world.ledger_writes(), 0U);
}

TEST_F(EntraClient, ThatIsNotThereIsForTheOperatorToMake)
{
    std::erase_if(corp.provider.setup().clients, [](const auto& one) { return one.id == "netbird"; });
    const auto report = corp.apply();
    EXPECT_EQ(seen(report).action, Action::block);
    EXPECT_EQ(seen(report).reason, Reason::not_at_provider);
    EXPECT_THAT(seen(report).next, HasSubstr("show registration"));
    EXPECT_THAT(corp.world.sandbox.connectors(), IsEmpty());
    EXPECT_FALSE(report.in_sync());
}

TEST_F(EntraClient, ThatIsNotSeenForAWhileKeepsItsSecret)
{
    corp.apply();
    const auto first = corp.secret_in_netbird();
    corp.client().id = "elsewhere";
    EXPECT_FALSE(corp.apply().in_sync());
    corp.find("elsewhere")->id = "netbird";
    EXPECT_TRUE(corp.apply().in_sync());
    EXPECT_EQ(corp.secret_in_netbird(), first);
    EXPECT_EQ(corp.secrets(), 1U);
}

TEST_F(EntraClient, LeavesNoSecretBehindWhoseAnswerWasLost)
{
    lose_the_next_new_secret();
    const auto first = corp.secret_in_netbird();
    auto report = corp.world.apply(ask_for_rotation()).value();
    EXPECT_FALSE(report.in_sync());
    EXPECT_EQ(corp.secret_in_netbird(), first);
    EXPECT_EQ(corp.secrets(), 2U) << "one of them nobody knows";
    report = corp.apply();
    EXPECT_TRUE(report.in_sync()) << seen(report).why << item_of(report, "corp").why;
    EXPECT_EQ(corp.secrets(), 2U);
    EXPECT_TRUE(corp.takes(first)) << "the login service uses it";
    EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
    restart_netbird();
    EXPECT_TRUE(corp.apply().in_sync());
    EXPECT_EQ(corp.secrets(), 1U);
    EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
}

TEST_F(EntraClient, RemovesASecretThatTurnsUpLateAndNoneOfOthers)
{
    corp.apply();
    add_by_hand("lost", std::chrono::days(700), corp.client().more_secrets.front().name);
    add_by_hand("another", std::chrono::days(700), "of somebody else");
    EXPECT_TRUE(corp.apply().in_sync());
    EXPECT_FALSE(corp.takes("lost"));
    EXPECT_TRUE(corp.takes("another"));
    EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
}

TEST_F(EntraClient, KeepsWhatLoginsUseWhenTheSecretThatIsHeldGetsLost)
{
    lose_the_next_new_secret();
    const auto first = corp.secret_in_netbird();
    corp.world.files.remove("/state/secrets/corp");
    EXPECT_FALSE(corp.apply().in_sync());
    EXPECT_TRUE(corp.takes(first));
    static_cast<void>(corp.apply());
    EXPECT_TRUE(corp.takes(first)) << "the login service uses it";
    EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
    restart_netbird();
    EXPECT_TRUE(corp.apply().in_sync());
    EXPECT_EQ(corp.secrets(), 1U);
}

TEST_F(EntraClient, IsWaitedForWhileANewSecretIsNotKnownEverywhere)
{
    corp.apply();
    const auto first = corp.secret_in_netbird();
    corp.provider.setup().secrets_settle = 90s;
    auto report = corp.world.apply(ask_for_rotation()).value();
    EXPECT_EQ(item_of(report, "corp").action, Action::hold) << item_of(report, "corp").why;
    EXPECT_THAT(item_of(report, "corp").why, HasSubstr("made a moment ago"));
    EXPECT_EQ(corp.secret_in_netbird(), first);
    corp.world.clock.advance(2min);
    report = corp.apply();
    EXPECT_TRUE(report.in_sync()) << item_of(report, "corp").why;
    EXPECT_NE(corp.secret_in_netbird(), first);
    EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
    EXPECT_EQ(corp.secrets(), 2U);
}

TEST_F(EntraClient, IsRefusedWhenItsNewSecretIsNeverKnown)
{
    corp.apply();
    corp.provider.setup().secrets_settle = 24h;
    corp.world.apply(ask_for_rotation()).value();
    corp.world.clock.advance(11min);
    const auto report = corp.apply();
    EXPECT_EQ(item_of(report, "corp").action, Action::block);
    EXPECT_EQ(item_of(report, "corp").reason, Reason::preflight_refused);
}

TEST_F(EntraClient, TellsWhenTheDeclaredSecretEnds)
{
    declare_secret("not-a-real-secret");
    add_by_hand("not-a-real-secret", std::chrono::days(40));
    const auto end = corp.client().more_secrets.back().expires;
    EXPECT_EQ(seen(corp.apply()).entry->secret_expires, end);
    add_by_hand("not-another", std::chrono::days(10));
    const auto report = corp.apply();
    EXPECT_EQ(seen(report).entry->secret_expires, corp.client().more_secrets.back().expires);
    EXPECT_THAT(seen(report).hints, Contains(HasSubstr("one of 2 that begin alike")));
    corp.client().more_secrets.clear();
    EXPECT_EQ(seen(corp.apply()).entry->secret_expires, std::nullopt);
}

TEST_F(EntraClient, NeedsNoRightToChangeWhereNothingIsToBeChanged)
{
    declare_secret("not-a-real-secret");
    add_by_hand("not-a-real-secret", std::chrono::days(40));
    ASSERT_TRUE(corp.apply().in_sync());
    corp.find(ClientWorld::account)->roles = {"Application.Read.All"};
    EXPECT_TRUE(corp.apply().in_sync());
    corp.client().redirect_uris.clear();
    const auto report = corp.apply();
    EXPECT_FALSE(report.in_sync());
    EXPECT_THAT(result_of(report, "corp").client->error->next, HasSubstr("Application.ReadWrite.OwnedBy"));
}

TEST_F(EntraClient, KeepsALogoutUrlOfOthersAndSaysSo)
{
    corp.client().logout_uris = {"https://other.example.com/logout"};
    const auto report = corp.apply();
    EXPECT_TRUE(report.in_sync());
    EXPECT_THAT(corp.client().logout_uris, ElementsAre("https://other.example.com/logout"));
    EXPECT_THAT(seen(report).hints, Contains(HasSubstr("its one logout URL")));
}

} // namespace
} // namespace idpsync::test
