// What a provider says no to is known until it accepts it, whoever asked: docs/reconciling.md 19 and 31.

#include "core/condition.hpp"
#include "core/time_text.hpp"
#include "reconcile/known_refusals.hpp"
#include "reconcile/provider_world.hpp"
#include "support/matchers.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using namespace reconcile;
using sandbox::Fault;

const std::string callback = "https://netbird.example.com/oauth2/callback";
const CredentialTry values{
    .issuer = "https://id.example.com", .client_id = "netbird", .secret = {"aa"}, .redirect_uri = callback};

const Finding bad_secret{FindingId::credentials_refused, Severity::error, "refused", "fix"};
const Finding bad_redirect{FindingId::redirect_refused, Severity::error, "not registered", "fix"};
const Finding bad_keys{FindingId::keys_unusable, Severity::error, "no key", "fix"};

oidc::ProviderCheck accepted()
{
    oidc::ProviderCheck check;
    check.discovery.verdict = Verdict::accepted;
    check.credentials = {.verdict = Verdict::accepted};
    check.redirect = {.verdict = Verdict::accepted};
    check.keys = {.verdict = Verdict::accepted};
    return check;
}

oidc::ProviderCheck silent()
{
    oidc::ProviderCheck check;
    check.discovery.findings = {{FindingId::provider_unreachable, Severity::error, "no answer", ""}};
    return check;
}

oidc::ProviderCheck without_secret(const Finding& finding)
{
    auto check = accepted();
    check.credentials = {.verdict = Verdict::refused, .finding = finding};
    return check;
}

oidc::ProviderCheck without_redirect()
{
    auto check = accepted();
    check.redirect = {.verdict = Verdict::refused, .finding = bad_redirect};
    return check;
}

oidc::ProviderCheck without_keys()
{
    auto check = accepted();
    check.keys = {.verdict = Verdict::refused, .findings = {bad_keys}};
    return check;
}

class KnownRefusals : public testing::Test
{
protected:
    void answer(const oidc::ProviderCheck& check, const CredentialTry& asked = values)
    {
        note_refusals(evidence, asked, check, noon);
    }
    std::optional<Finding> known(const CredentialTry& asked = values) const
    {
        return known_refusal(evidence, asked);
    }

    ProviderEvidence evidence;
};

TEST_F(KnownRefusals, StayUntilThatIsAccepted)
{
    for (const auto& [refused, finding] :
         {std::pair(without_secret(bad_secret), bad_secret), std::pair(without_redirect(), bad_redirect),
          std::pair(without_keys(), bad_keys)})
    {
        answer(refused);
        EXPECT_EQ(known(), finding);
        answer(silent());
        EXPECT_EQ(known(), finding) << "no answer takes nothing back";
        answer(accepted());
        EXPECT_EQ(known(), std::nullopt);
    }
}

TEST_F(KnownRefusals, AreOfTheValuesThatTheyDependOn)
{
    auto other_secret = values;
    other_secret.secret = {"bb"};
    auto other_client = values;
    other_client.client_id = "other";
    auto elsewhere = values;
    elsewhere.redirect_uri = "https://elsewhere.example.com/oauth2/callback";
    auto unknown_secret = values;
    unknown_secret.secret = {};

    answer(without_secret(bad_secret));
    EXPECT_FALSE(known(other_secret));
    EXPECT_FALSE(known(unknown_secret));
    EXPECT_FALSE(known(other_client));
    answer(accepted(), other_secret);
    EXPECT_EQ(known(), bad_secret) << "others were accepted";
    answer(accepted());

    answer(without_redirect());
    EXPECT_EQ(known(other_secret), bad_redirect);
    EXPECT_EQ(known(unknown_secret), bad_redirect);
    EXPECT_FALSE(known(elsewhere));
    answer(accepted(), other_secret);
    EXPECT_FALSE(known());

    answer(without_keys());
    EXPECT_EQ(known(other_client), bad_keys);
}

TEST_F(KnownRefusals, AreKeptOfEachAspect)
{
    auto both = without_secret(bad_secret);
    both.redirect = {.verdict = Verdict::refused, .finding = bad_redirect};
    answer(both);
    EXPECT_EQ(known(), bad_secret);
    auto half = silent();
    half.discovery = accepted().discovery;
    half.credentials = accepted().credentials;
    answer(half);
    EXPECT_EQ(known(), bad_redirect);
}

TEST_F(KnownRefusals, AreNoneOfWhatMayPassByItself)
{
    answer(silent());
    EXPECT_FALSE(known());
}

TEST_F(KnownRefusals, OfCredentialsOutliveAnAnswerThatDoesNotTell)
{
    const oidc::CredentialJudgement refusal{.verdict = Verdict::refused, .finding = bad_secret};
    const oidc::CredentialJudgement nothing{
        .finding = {FindingId::provider_unreachable, Severity::unknown, "503", ""}};
    EXPECT_FALSE(last_told(evidence, values));
    note_credentials(evidence, values, nothing, false, noon);
    EXPECT_FALSE(last_told(evidence, values));

    note_credentials(evidence, values, {.verdict = Verdict::accepted}, false, noon + 1h);
    note_credentials(evidence, values, nothing, false, noon + 2h);
    ASSERT_TRUE(last_told(evidence, values));
    EXPECT_EQ(last_told(evidence, values)->verdict, Verdict::accepted);
    EXPECT_EQ(last_told(evidence, values)->at, noon + 1h);

    note_credentials(evidence, values, refusal, false, noon + 3h);
    answer(without_secret(bad_secret));
    note_credentials(evidence, values, nothing, false, noon + 4h);
    ASSERT_TRUE(last_told(evidence, values));
    EXPECT_EQ(last_told(evidence, values)->verdict, Verdict::refused);
    EXPECT_EQ(last_told(evidence, values)->finding, bad_secret);
}

TEST_F(KnownRefusals, AreThoseOfBothWhenTwoProcessesLearn)
{
    const auto corp = key("corp");
    Checks base;
    answer(without_secret(bad_secret));
    base.providers[corp] = evidence;
    auto ours = base;
    note_refusals(ours.providers[corp], values, accepted(), noon + 1h);
    auto theirs = base;
    auto only_keys = without_keys();
    only_keys.credentials.reset();
    note_refusals(theirs.providers[corp], values, only_keys, noon + 2h);
    const auto both = merged(base, ours, theirs).providers.at(corp).refusals;
    ASSERT_THAT(both, SizeIs(1)) << "what one found accepted is gone, what the other found refused is there";
    EXPECT_EQ(both.front().finding, bad_keys);
}

TEST_F(KnownRefusals, AreReadBackFromTheFile)
{
    answer(without_secret(bad_secret));
    answer(without_keys());
    Checks checks;
    checks.providers[key("corp")] = evidence;
    const auto read = decode_checks(encode_checks(checks));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, checks);
}

LoginServiceSight sight_of(const std::string& connector, std::optional<Finding> refusal = {})
{
    return {.connector = {connector},
            .values = {ProviderType::oidc, "Corp", values.issuer, values.client_id},
            .redirect_uri = callback,
            .refusal = std::move(refusal)};
}

const Finding old_callback{FindingId::callback_outdated, Severity::error, "comes back elsewhere",
                           "make it again"};

TEST_F(KnownRefusals, OfTheLoginServiceAreOfOneConnectorUntilItShowsThatAllIsWell)
{
    const auto known_of = [&](const std::string& connector) {
        return login_service_refusal(evidence, sight_of(connector));
    };
    note_login_service(evidence, sight_of("oidc-1", old_callback), noon);
    note_login_service(evidence, sight_of("oidc-1", old_callback), noon + 1h);
    ASSERT_TRUE(known_of("oidc-1"));
    EXPECT_THAT(known_of("oidc-1")->evidence,
                HasSubstr("comes back elsewhere (seen first at " + format_timestamp(noon) + ")"));
    EXPECT_FALSE(known_of("oidc-2")) << "it was made again";
    EXPECT_FALSE(known()) << "the provider has said nothing";
    answer(accepted());
    EXPECT_TRUE(known_of("oidc-1")) << "the provider cannot take it back";
    note_login_service(evidence, sight_of("oidc-1"), noon + 2h);
    EXPECT_FALSE(known_of("oidc-1"));
    EXPECT_EQ(evidence, ProviderEvidence());
}

TEST_F(KnownRefusals, OfFormerValuesEndWithARestartAndThoseOfACallbackDoNot)
{
    auto former = old_callback;
    former.id = FindingId::login_service_outdated;
    note_login_service(evidence, sight_of("oidc-1", former), noon);
    forget_former_values(evidence);
    EXPECT_EQ(evidence, ProviderEvidence());
    note_login_service(evidence, sight_of("oidc-1", old_callback), noon);
    forget_former_values(evidence);
    EXPECT_TRUE(login_service_refusal(evidence, sight_of("oidc-1")));
}

TEST_F(KnownRefusals, OfTheLoginServiceAreReadBackAndLearntFromOthers)
{
    const auto corp = key("corp");
    Checks checks;
    note_login_service(checks.providers[corp], sight_of("oidc-1", old_callback), noon);
    const auto read = decode_checks(encode_checks(checks)).value();
    EXPECT_EQ(read, checks);
    EXPECT_TRUE(login_service_refusal(merged({}, {}, read).providers.at(corp), sight_of("oidc-1")));
    auto ours = read;
    note_login_service(ours.providers[corp], sight_of("oidc-1"), noon + 1h);
    EXPECT_FALSE(login_service_refusal(merged(read, ours, read).providers[corp], sight_of("oidc-1")));
}

/// A provider that takes back what it accepted, and a look that finds out.
class RefusedInForce : public testing::Test
{
protected:
    RefusedInForce() { EXPECT_EQ(corp.apply().action, Action::create); }

    void look()
    {
        const Secret secret("not-a-real-secret");
        const auto corp_key = key("corp");
        const auto entry = corp.world.ledger().entries.at(corp_key);
        ProviderQuestion question{.key = corp_key,
                                  .registration = {.type = ProviderType::oidc,
                                                   .issuer = corp.provider.issuer(),
                                                   .client_id = "netbird",
                                                   .redirect_uri = corp.world.sandbox.redirect_uri()},
                                  .extent = {.secret = &secret, .redirect = true, .keys = true},
                                  .fingerprint = *entry.secret,
                                  .demanded = true,
                                  .afresh = true};
        run(corp.world.io, corp.world.clock, corp.asked.inquiry().ask(std::move(question)));
    }

    ProviderWorld corp;
};

TEST_F(RefusedInForce, Rule31_IsLoginBrokenInEveryPassUntilItIsAccepted)
{
    corp.provider.client().secret = "rotated";
    corp.world.clock.advance(1h);
    look();
    for (const bool anew : {false, true})
    {
        if (anew)
            corp.restart();
        for (const auto& item : {corp.apply(), corp.plan_by_hand()})
        {
            EXPECT_TRUE(item.in_sync());
            ASSERT_TRUE(item.login_refused);
            EXPECT_EQ(condition_of(item), ConditionId::login_broken);
            EXPECT_THAT(item.why, HasSubstr("refuses the client id and secret"));
            EXPECT_NE(item.next, "");
        }
    }
    corp.provider.client().secret = "not-a-real-secret";
    const auto item = corp.apply_by_hand();
    EXPECT_FALSE(item.login_refused) << "somebody who asks has it asked again";
    EXPECT_EQ(condition_of(item), ConditionId::in_sync);
}

TEST_F(RefusedInForce, Rule31_IsNotForgottenWhenTheProviderFallsSilent)
{
    corp.provider.client().secret = "rotated";
    corp.world.clock.advance(1h);
    look();
    corp.fail_token(Fault::answered(503, ""));
    EXPECT_TRUE(corp.apply_by_hand().login_refused);
    corp.restart();
    EXPECT_TRUE(corp.apply().login_refused);
}

TEST_F(RefusedInForce, Rule31_SaysNothingOfASecretThatIsDeclaredInItsPlace)
{
    corp.provider.client().secret = "rotated";
    corp.world.clock.advance(1h);
    look();
    corp.world.set_secret("corp", "rotated");
    const auto item = corp.apply();
    EXPECT_EQ(item.action, Action::update);
    EXPECT_FALSE(item.login_refused);
    EXPECT_FALSE(corp.apply().login_refused);
}

TEST_F(RefusedInForce, Rule31_IsLoginBrokenWithoutADeclarationWhileNetBirdHasThatSecret)
{
    corp.provider.client().secret = "rotated";
    corp.world.clock.advance(1h);
    look();
    corp.world.declare("corp", ProviderType::oidc, corp.provider.issuer(), "netbird", "");
    for (const bool anew : {false, true})
    {
        if (anew)
            corp.restart();
        const auto item = corp.plan_by_hand();
        EXPECT_EQ(item.secret, SecretFate::kept);
        EXPECT_EQ(condition_of(item), ConditionId::login_broken);
    }
    auto ledger = corp.world.ledger();
    ledger.entries.at(key("corp")).secret.reset();
    corp.world.files.put("/state/ledger.json", encode_ledger(ledger));
    corp.restart();
    EXPECT_FALSE(corp.plan_by_hand().login_refused) << "the ledger does not know which one NetBird has";
}

TEST(RefusedWhenForced, Rule31_IsLoginBrokenAtOnce)
{
    ProviderWorld corp;
    corp.world.set_secret("corp", "wrong");
    const auto report = corp.world.apply({.force_preflight = {key("corp")}, .demanded = true}).value();
    const auto item = item_of(report, "corp");
    EXPECT_EQ(item.action, Action::create);
    EXPECT_TRUE(item.login_refused);
    EXPECT_EQ(condition_of(item_of(corp.world.plan().value(), "corp")), ConditionId::login_broken);
}

} // namespace
} // namespace idpsync::test
