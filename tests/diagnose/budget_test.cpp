// A doctor keeps to docs/reconciling.md 20, however often it is called, and says when it does.

#include "diagnose/clinic.hpp"
#include "support/matchers.hpp"

#include <algorithm>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using sandbox::Profile;

std::ptrdiff_t asked(const Clinic& clinic, std::string_view method)
{
    const auto& seen = clinic.netbird.requests();
    return std::count_if(seen.begin(), seen.end(), [&](const sandbox::Seen& request) {
        return request.target.starts_with("https://id.example.com") && request.method == method;
    });
}

Finding about_credentials(const diagnose::Diagnosis& diagnosis)
{
    for (const auto& finding : diagnosis.providers.front().findings)
        if (finding.id == FindingId::credentials_refused)
            return finding;
    return {};
}

TEST(DoctorsBudget, Rule20_SharesAnAnswerForTenMinutesAndSaysWhenItWasGiven)
{
    Clinic clinic(Profile::dex);
    EXPECT_THAT(about_credentials(clinic.visit()).evidence, Not(HasSubstr("tried at")));
    const auto tried = asked(clinic, "POST");
    EXPECT_EQ(tried, 2) << "the probe and its control";

    for (int visit = 0; visit < 9; ++visit)
    {
        clinic.clock.advance(1min);
        const auto shared = about_credentials(clinic.visit());
        EXPECT_EQ(shared.severity, Severity::ok);
        EXPECT_THAT(shared.evidence, HasSubstr("(tried at 2030-01-01T00:00:00Z)"));
    }
    EXPECT_EQ(asked(clinic, "POST"), tried);

    clinic.clock.advance(2min);
    clinic.visit();
    EXPECT_GT(asked(clinic, "POST"), tried);
}

TEST(DoctorsMemory, KeepsWhatTheLoginServiceShowedUntilItShowsSomethingElse)
{
    Clinic clinic(Profile::oidc_provider);
    clinic.set_callback("https://old.example.com/oauth2/callback");
    ASSERT_THAT(troubles(clinic.visit()), SizeIs(1));
    clinic.netbird.fail(
        {.path = "/oauth2/auth/", .times = std::nullopt, .fault = sandbox::Fault::answered(503, "")});
    clinic.clock.advance(1h);
    const auto silent = troubles(clinic.visit());
    ASSERT_THAT(silent, SizeIs(1));
    EXPECT_EQ(silent.front().id, FindingId::callback_outdated);
    EXPECT_THAT(silent.front().evidence, HasSubstr("(seen first at 2030-01-01T00:00:00Z)"));
    clinic.netbird.clear_faults();
    clinic.set_callback("");
    EXPECT_THAT(troubles(clinic.visit()), IsEmpty());
}

TEST(DoctorsBudget, Rule20_AsksOneProviderThatIsNamedAgainAsLongAsATryIsLeft)
{
    Clinic clinic(Profile::dex);
    clinic.name_the_provider();
    for (int visit = 0; visit < 6; ++visit)
        EXPECT_FALSE(clinic.visit().providers.front().credentials_age) << visit;
    clinic.clock.advance(10s);
    EXPECT_EQ(clinic.visit().providers.front().credentials_age, 10s) << "no try is left";
}

TEST(DoctorsBudget, SaysUntilWhenRefusedCredentialsWereAccepted)
{
    Clinic clinic(Profile::keycloak_hostname);
    clinic.visit();
    clinic.clock.advance(48h);
    clinic.provider.client().secret = "rotated";
    const auto refused = about_credentials(clinic.visit());
    EXPECT_EQ(refused.severity, Severity::error);
    EXPECT_THAT(refused.evidence, HasSubstr("accepted until at least 2030-01-01T00:00:00Z"));

    clinic.set_secret("another one");
    EXPECT_THAT(about_credentials(clinic.visit()).evidence, Not(HasSubstr("accepted until")));
}

TEST(DoctorsBudget, LeavesAProviderAloneThatAskedForIt)
{
    Clinic clinic(Profile::dex);
    auto throttled = sandbox::Fault::answered(429, "");
    throttled.headers = {{"Retry-After", "300"}};
    clinic.netbird.fail({.path = "https://id.example.com", .fault = throttled});
    clinic.visit();
    const auto requests = asked(clinic, "GET");
    EXPECT_EQ(requests, 1);

    clinic.clock.advance(299s);
    const auto alone = clinic.visit().providers.front().findings.front();
    EXPECT_EQ(asked(clinic, "GET"), requests);
    EXPECT_EQ(alone.id, FindingId::provider_throttles);
    EXPECT_THAT(alone.evidence, HasSubstr("until 2030-01-01T00:05:00Z"));

    clinic.clock.advance(2s);
    EXPECT_TRUE(clinic.visit().is_well());
}

TEST(DoctorsBudget, KeepsNoSecret)
{
    Clinic clinic(Profile::dex);
    clinic.set_secret("canary-secret");
    clinic.visit();
    EXPECT_THAT(clinic.files.text("/state/checks.json").value(), Not(HasSubstr("canary")));
}

} // namespace
} // namespace idpsync::test
