// A generated client secret is replaced where the provider knows one of a client: docs/reconciling.md 36.

#include "reconcile/client_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <random>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Fault;
using sandbox::Profile;

reconcile::PassRequest rotate_now()
{
    reconcile::PassRequest request{.named = {key("corp")}, .demanded = true};
    request.flags.rotate = true;
    request.flags.interrupt = true;
    return request;
}

const ClientItem& client_at(const reconcile::Report& report)
{
    return *item_of(report, "corp").client;
}

bool has_path(const sandbox::Seen& request, std::string_view path)
{
    return request.target.find(path) != std::string::npos;
}

bool changes_the_secret(const sandbox::Seen& request)
{
    const bool is_client = has_path(request, "/admin/realms/") ||
                           has_path(request, "/api/v3/providers/oauth2/") ||
                           has_path(request, "/api/oidc/clients/");
    return is_client && request.method != "GET";
}

bool is_of_the_proof(const sandbox::Seen& request)
{
    const bool manages = has_path(request, "/admin/") || has_path(request, "/api/v3/") ||
                         has_path(request, "/api/oidc/clients");
    return request.target.starts_with(ClientWorld::base) && !manages;
}

std::string discovery_of(ClientWorld& corp)
{
    auto issuer = corp.provider.issuer();
    return (issuer.ends_with('/') ? issuer : issuer + '/') + ".well-known";
}

class OneSecret : public testing::TestWithParam<Profile>
{
protected:
    OneSecret()
    {
        corp.apply();
        first = corp.secret_in_netbird();
    }

    void fail_at_netbird(Fault fault, std::optional<std::size_t> times = 1)
    {
        corp.world.sandbox.fail(
            {.method = "PUT", .path = "/api/identity-providers", .times = times, .fault = std::move(fault)});
    }

    /// It cannot be reached by those who ask it from outside.
    void fail_proofs()
    {
        corp.world.sandbox.fail(
            {.method = "GET", .path = discovery_of(corp), .times = std::nullopt, .fault = Fault::reset()});
    }

    void restart_netbird()
    {
        corp.world.sandbox.restart();
        static_cast<void>(corp.world.acknowledge_restart(std::nullopt));
    }

    [[nodiscard]] std::string former() const { return corp.world.held_secret("corp.former"); }

    void expect_the_first_secret()
    {
        EXPECT_TRUE(corp.takes(first));
        EXPECT_EQ(corp.secret_in_netbird(), first);
        EXPECT_EQ(corp.world.held_secret("corp"), first);
        EXPECT_EQ(former(), "");
    }

    ClientWorld corp{GetParam()};
    std::string first;
};

TEST_P(OneSecret, ReachesNetBirdRightBehindTheProvider)
{
    // Another one is to be written, too.
    corp.world.sandbox.add_issuer("https://other.example.com");
    corp.world.declare("other", ProviderType::oidc, "https://other.example.com", "other");
    corp.declare({.generated_secret = true,
                  .rotate = std::chrono::days(90),
                  .rotate_window = WeeklyWindow::parse("00:00-24:00")});
    corp.apply();
    corp.world.declared("other").values->name = "Another name";
    corp.world.clock.advance(std::chrono::days(90));
    const auto before = corp.world.sandbox.requests().size();
    const auto begun = corp.world.clock.now();
    ASSERT_TRUE(corp.apply().in_sync());
    EXPECT_LT(corp.world.clock.now() - begun, 1s);
    EXPECT_NE(corp.secret_in_netbird(), first);

    const auto& seen = corp.world.sandbox.requests();
    auto changed = seen.begin() + static_cast<std::ptrdiff_t>(before);
    changed = std::find_if(changed, seen.end(), changes_the_secret);
    ASSERT_NE(changed, seen.end());
    const auto written = std::find_if(changed, seen.end(), [](const auto& one) {
        return one.method == "PUT" && one.target.starts_with("/api/identity-providers");
    });
    ASSERT_NE(written, seen.end());
    for (auto between = changed + 1; between != written; ++between)
        EXPECT_TRUE(is_of_the_proof(*between)) << between->method << ' ' << between->target;
}

TEST_P(OneSecret, SaysWhatFailsAndWhatEndsIt)
{
    const auto planned = corp.world.plan(rotate_now()).value();
    EXPECT_EQ(client_at(planned).reason, Reason::secret_due);
    EXPECT_THAT(client_at(planned).hints, Contains(AllOf(HasSubstr("fail from this change until"),
                                                         HasSubstr("restart it right after"))));
    EXPECT_EQ(corp.world.held_secret("corp"), first);

    ASSERT_TRUE(corp.world.apply(rotate_now()).value().restart_needed);
    EXPECT_EQ(former(), "") << "nothing has to be put back any more";
    EXPECT_EQ(corp.world.ledger().clients.at(key("corp")).swap, SecretSwap::restarting);
    const auto waiting = corp.apply();
    EXPECT_THAT(client_at(waiting).hints,
                Contains(AllOf(HasSubstr("logins through it fail since 20"), HasSubstr("restart NetBird"))));
    auto again = rotate_now();
    again.flags.interrupt = false;
    EXPECT_EQ(client_at(corp.world.apply(again).value()).action, Action::wait);

    restart_netbird();
    corp.apply();
    EXPECT_THAT(client_at(corp.apply()).hints, IsEmpty());
    EXPECT_EQ(corp.world.ledger().clients.at(key("corp")).swap, SecretSwap::none);
    EXPECT_EQ(corp.world.events.count(EventName::secret_in_use), 1U);
}

TEST_P(OneSecret, IsNotProvenByALoginServiceThatDoesNotOpen)
{
    static_cast<void>(corp.world.apply(rotate_now()));
    restart_netbird();
    corp.world.sandbox.fail(
        {.method = "GET", .path = "/oauth2/auth", .times = 8, .fault = Fault::answered(500, "")});
    corp.apply();
    EXPECT_EQ(corp.world.events.count(EventName::secret_in_use), 0U);
    corp.world.sandbox.clear_faults();
    corp.apply();
    EXPECT_EQ(corp.world.events.count(EventName::secret_in_use), 1U);
}

TEST_P(OneSecret, IsReplacedByItselfInItsWindow)
{
    corp.declare({.generated_secret = true,
                  .rotate = std::chrono::days(90),
                  .rotate_window = WeeklyWindow::parse("Sun 03:00-05:00")});
    corp.apply();
    corp.world.clock.advance(std::chrono::days(90)); // a Monday
    const auto now = corp.world.clock.now();
    const auto waiting = corp.apply();
    EXPECT_THAT(client_at(waiting).hints,
                Contains(HasSubstr("when rotate_window opens, at 2030-04-07T03:00:00Z")));
    EXPECT_EQ(corp.secret_in_netbird(), first);
    const auto due = corp.world.earliest_due(now);
    ASSERT_TRUE(due);
    corp.world.clock.advance(*due - corp.world.clock.now());
    const auto report = corp.apply();
    EXPECT_TRUE(report.in_sync());
    EXPECT_NE(corp.secret_in_netbird(), first);
    EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
}

TEST_P(OneSecret, IsNotTouchedWhereNetBirdCannotTakeIt)
{
    corp.world.policy.max_changes = 1;
    EXPECT_FALSE(corp.world.apply(rotate_now()).value().in_sync());
    expect_the_first_secret();
}

TEST_P(OneSecret, StaysWhereItIsWhenTheProviderRefusesIt)
{
    const bool is_keycloak = ClientWorld::type_of(GetParam()) == ProviderType::keycloak;
    const bool is_authentik = ClientWorld::type_of(GetParam()) == ProviderType::authentik;
    corp.world.sandbox.fail({.method = is_keycloak    ? "PUT"
                                       : is_authentik ? "PATCH"
                                                      : "POST",
                             .path = ClientWorld::base + std::string(is_keycloak    ? "/admin/"
                                                                     : is_authentik ? "/api/v3/"
                                                                                    : "/api/oidc/clients"),
                             .fault = Fault::answered(400, R"({"error":"no"})", "application/json")});
    EXPECT_FALSE(corp.world.apply(rotate_now()).value().in_sync());
    expect_the_first_secret();
    EXPECT_TRUE(corp.apply().in_sync());
    expect_the_first_secret();
}

TEST_P(OneSecret, StaysAtTheProviderWhereNetBirdMayHaveIt)
{
    fail_at_netbird(Fault::cut_after());
    static_cast<void>(corp.world.apply(rotate_now()));
    EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
    EXPECT_NE(corp.secret_in_netbird(), first);
    corp.world.clock.advance(1min);
    EXPECT_TRUE(corp.apply().in_sync());
    EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
    EXPECT_EQ(former(), "");
}

/// Never is there a moment after which nobody knows a secret that the provider takes; where the provider
/// makes another one each time, it is asked for another.
TEST_P(OneSecret, SurvivesAKillAtEveryStep)
{
    const bool is_chosen_there = GetParam() == Profile::pocketid_2_9;
    for (const bool netbird_refuses : {false, true})
        for (std::size_t steps = 1; steps < 70; ++steps)
        {
            ClientWorld cut(GetParam());
            cut.apply();
            if (netbird_refuses)
                cut.world.sandbox.fail(
                    {.method = "PUT",
                     .path = "/api/identity-providers",
                     .fault = Fault::answered(422, R"({"message":"no","code":422})", "application/json")});
            cut.world.apply_and_die(rotate_now(), steps);
            const bool known =
                cut.takes(cut.world.held_secret("corp")) || cut.takes(cut.world.held_secret("corp.former"));
            ASSERT_TRUE(known || is_chosen_there) << steps;
            cut.restart();
            for (int pass = 0; pass < 3; ++pass)
            {
                cut.world.clock.advance(61min);
                static_cast<void>(cut.world.apply());
            }
            const auto report = cut.apply();
            ASSERT_TRUE(report.in_sync()) << steps << client_at(report).why << item_of(report, "corp").why;
            ASSERT_TRUE(cut.takes(cut.secret_in_netbird())) << steps;
            ASSERT_EQ(cut.world.held_secret("corp"), cut.secret_in_netbird()) << steps;
            ASSERT_EQ(cut.world.held_secret("corp.former"), "") << steps;
        }
}

INSTANTIATE_TEST_SUITE_P(Provider, OneSecret,
                         testing::Values(Profile::pocketid_2_9, Profile::pocketid_2_13,
                                         Profile::keycloak_hostname, Profile::authentik_unrecorded));

/// The provider takes a chosen one.
class ReturningSecret : public OneSecret
{};

TEST_P(ReturningSecret, IsBackWhereNetBirdDoesNotTakeTheNewOne)
{
    fail_at_netbird(Fault::answered(422, R"({"message":"no","code":422})", "application/json"));
    const auto report = corp.world.apply(rotate_now()).value();
    EXPECT_FALSE(report.in_sync());
    const auto& result = result_of(report, "corp");
    ASSERT_TRUE(result.client && result.client->error);
    EXPECT_THAT(result.client->error->message, HasSubstr("logins use the one before it again"));
    expect_the_first_secret();
    EXPECT_TRUE(corp.apply().in_sync());
    expect_the_first_secret();
}

TEST_P(ReturningSecret, IsBackWhereNobodyCanProveTheNewOne)
{
    fail_proofs();
    EXPECT_FALSE(corp.world.apply(rotate_now()).value().in_sync());
    expect_the_first_secret();
    corp.world.sandbox.clear_faults();
    EXPECT_TRUE(corp.apply().in_sync());
    expect_the_first_secret();
}

TEST_P(ReturningSecret, IsBroughtBackByALaterPassWhereTheProviderDoesNotAnswer)
{
    fail_at_netbird(Fault::answered(422, R"({"message":"no","code":422})", "application/json"));
    const bool is_keycloak = ClientWorld::type_of(GetParam()) == ProviderType::keycloak;
    const bool is_authentik = ClientWorld::type_of(GetParam()) == ProviderType::authentik;
    corp.world.sandbox.fail({.method = is_keycloak    ? "PUT"
                                       : is_authentik ? "PATCH"
                                                      : "POST",
                             .path = ClientWorld::base + std::string(is_keycloak    ? "/admin/"
                                                                     : is_authentik ? "/api/v3/"
                                                                                    : "/api/oidc/clients"),
                             .skip = 1,
                             .fault = Fault::reset()});
    const auto report = corp.world.apply(rotate_now()).value();
    EXPECT_FALSE(report.in_sync());
    EXPECT_THAT(result_of(report, "corp").client->error->message, HasSubstr("could not be put back yet"));
    EXPECT_FALSE(corp.takes(first));
    EXPECT_EQ(former(), first);
    corp.world.clock.advance(1min);
    EXPECT_TRUE(corp.apply().in_sync());
    expect_the_first_secret();
}

TEST_P(ReturningSecret, IsTriedOnceInAWindow)
{
    corp.declare({.generated_secret = true,
                  .rotate = std::chrono::days(90),
                  .rotate_window = WeeklyWindow::parse("Sun 03:00-05:00")});
    corp.apply();
    corp.world.clock.advance(std::chrono::days(96) + 3h); // a Sunday
    fail_at_netbird(Fault::answered(422, R"({"message":"no","code":422})", "application/json"));
    EXPECT_FALSE(corp.apply().in_sync());
    expect_the_first_secret();
    corp.world.clock.advance(90min);
    const auto report = corp.apply();
    EXPECT_TRUE(report.in_sync());
    EXPECT_THAT(client_at(report).hints, Contains(HasSubstr("2030-04-14T03:00:00Z")));
    expect_the_first_secret();
    corp.world.clock.advance(std::chrono::days(7));
    EXPECT_TRUE(corp.apply().in_sync());
    EXPECT_NE(corp.secret_in_netbird(), first);
}

INSTANTIATE_TEST_SUITE_P(Provider, ReturningSecret,
                         testing::Values(Profile::pocketid_2_13, Profile::keycloak_hostname,
                                         Profile::authentik_unrecorded));

TEST(SecretWithoutAWayBack, IsWrittenAlthoughNobodyCouldProveIt)
{
    ClientWorld corp(Profile::pocketid_2_9);
    corp.apply();
    const auto first = corp.secret_in_netbird();
    corp.world.sandbox.fail(
        {.method = "GET", .path = discovery_of(corp), .times = std::nullopt, .fault = Fault::reset()});
    static_cast<void>(corp.world.apply(rotate_now()));
    EXPECT_NE(corp.secret_in_netbird(), first);
    EXPECT_TRUE(corp.takes(corp.secret_in_netbird()));
}

TEST(OneSecretInRandomHistories, ConvergesToOneSecretAtBothEnds)
{
    constexpr int histories = 25;
    for (const auto profile : {Profile::pocketid_2_9, Profile::pocketid_2_13, Profile::keycloak_hostname,
                               Profile::authentik_unrecorded})
        for (int history = 0; history < histories; ++history)
        {
            std::mt19937 chance(static_cast<unsigned>(history));
            ClientWorld corp(profile);
            corp.apply();
            for (int pass = 0; pass < 5; ++pass)
            {
                const std::array faults{
                    Fault::cut_before(), Fault::cut_after(), Fault::answered(502, ""),
                    Fault::answered(422, R"({"message":"no","code":422})", "application/json")};
                corp.world.sandbox.fail(
                    {.method = {},
                     .path = chance() % 2 == 0 ? std::string(ClientWorld::base) + "/" : "/api/",
                     .skip = chance() % 10,
                     .fault = faults.at(chance() % faults.size())});
                if (chance() % 3 == 0)
                {
                    corp.world.apply_and_die(rotate_now(), 1 + chance() % 60);
                    corp.restart();
                }
                else
                    static_cast<void>(
                        corp.world.apply(chance() % 2 == 0 ? rotate_now() : reconcile::PassRequest{}));
                corp.world.clock.advance(std::chrono::seconds(chance() % 90));
                if (chance() % 4 == 0)
                    corp.world.sandbox.restart();
            }
            corp.world.sandbox.clear_faults();
            for (int pass = 0; pass < 3; ++pass)
            {
                corp.world.clock.advance(2min);
                static_cast<void>(corp.world.apply({.demanded = true}));
            }
            const auto report = corp.world.apply({.demanded = true}).value();
            ASSERT_TRUE(report.in_sync())
                << to_string(profile) << history << client_at(report).why << item_of(report, "corp").why;
            ASSERT_TRUE(corp.takes(corp.secret_in_netbird())) << to_string(profile) << history;
            ASSERT_EQ(corp.world.held_secret("corp"), corp.secret_in_netbird()) << history;
            ASSERT_EQ(corp.world.held_secret("corp.former"), "") << to_string(profile) << history;
        }
}

} // namespace
} // namespace idpsync::test
