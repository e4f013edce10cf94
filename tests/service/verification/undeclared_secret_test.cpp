// What is known of a secret that was refused and is not declared any more: docs/reconciling.md 30.

#include "service/verification/verified_provider.hpp"
#include "service/verification/verified_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using service::LoginHealth;
using State = LoginHealth::State;

const Finding secret_refused{FindingId::credentials_refused, Severity::error, "refused", "fix"};
const Finding callback_refused{FindingId::redirect_refused, Severity::error, "not registered", "fix"};

LoginHealth health_broken_by(const Finding& finding)
{
    LoginHealth health;
    service::take_note_of_refusal(health, finding, WallTime());
    return health;
}

struct SecretRow
{
    const char* name;
    const Finding& broken;          ///< what broke it before the pass
    bool declared;                  ///< a secret is
    std::optional<Finding> by_pass; ///< what the pass knows, by the ledger, of what NetBird has
    bool differs;                   ///< the values are others
    State after;
};

void PrintTo(const SecretRow& row, std::ostream* out)
{
    *out << row.name;
}

class UndeclaredSecretTable : public ::testing::TestWithParam<SecretRow>
{};

TEST_P(UndeclaredSecretTable, Rule30_IsWhatTheLedgerSays)
{
    const auto& row = GetParam();
    service::VerifiedProvider provider{
        .key = ProviderKey::parse("corp").value(), .id = {}, .values = {}, .secret = {}, .fingerprint = {}};
    provider.secret_declared = row.declared;
    provider.refused = row.by_pass;
    EXPECT_EQ(service::health_after_pass(health_broken_by(row.broken), provider, row.differs).state,
              row.after);
}

INSTANTIATE_TEST_SUITE_P(
    Rule30, UndeclaredSecretTable,
    ::testing::Values(
        SecretRow{"Declared", secret_refused, true, {}, false, State::broken},
        SecretRow{"DeclaredAnother", secret_refused, true, {}, true, State::broken},
        SecretRow{"UndeclaredAndStillInNetBird", secret_refused, false, secret_refused, true, State::broken},
        SecretRow{"UndeclaredAndStillInNetBirdLater", secret_refused, false, secret_refused, false,
                  State::broken},
        SecretRow{"UndeclaredAndNotKnownToBeThere", secret_refused, false, {}, true, State::unknown},
        SecretRow{"UndeclaredAndTouchedLater", secret_refused, false, {}, false, State::unknown},
        SecretRow{"UndeclaredAndBrokenByAnother", callback_refused, false, {}, true, State::broken}),
    [](const auto& row) { return row.param.name; });

/// Its secret was rotated at the provider, and that was reported.
class UndeclaredSecret : public ::testing::Test, public VerifiedWorld
{
protected:
    UndeclaredSecret()
    {
        write_config("reconcile: { interval: 10m }\n");
        start();
        provider.client().secret = "rotated";
        pass_time(25h);
        EXPECT_THAT(logged(EventName::login_broken), SizeIs(1));
    }

    void undeclare_secret()
    {
        auto config = files.text("/etc/idp/config.yaml").value();
        const std::string secret = "    client_secret: { file: secrets/corp }\n";
        files.put("/etc/idp/config.yaml", config.erase(config.find(secret), secret.size()));
        tell_of_changed_files();
        pass_time(1min);
    }

    /// A second life on the same disk.
    void restart()
    {
        daemon->stop("a restart");
        settle();
        ended = false;
        start();
        pass_time(1min);
    }

    std::string id() { return sandbox.connectors().at(0).id; }
};

TEST_F(UndeclaredSecret, Rule30_StaysBrokenWhileNetBirdHasIt)
{
    undeclare_secret();
    EXPECT_EQ(login().state, State::broken);
    EXPECT_EQ(condition(), ConditionId::login_broken);
    restart();
    EXPECT_EQ(condition(), ConditionId::login_broken) << "the same after a restart";
    EXPECT_EQ(login().state, State::broken);
}

TEST_F(UndeclaredSecret, Rule30_IsUnknownOnceSomebodyElseMayHaveChangedIt)
{
    undeclare_secret();
    sandbox.edit(id(), {.client_secret = "rotated"},
                 sandbox::Person{.id = "ada", .name = "Ada", .email = "ada@example.com"});
    pass_time(3h);
    EXPECT_EQ(login().state, State::unknown);
    EXPECT_THAT(login().unseen, HasSubstr("no client_secret is declared"));
    EXPECT_EQ(condition(), ConditionId::in_sync);
    EXPECT_THAT(logged(EventName::login_restored), IsEmpty()) << "nobody saw that it works";
}

} // namespace
} // namespace idpsync::test
