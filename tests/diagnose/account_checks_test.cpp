#include "core/account_domain.hpp"
#include "diagnose/account_checks.hpp"
#include "facts.hpp"
#include "support/matchers.hpp"

namespace idpsync::diagnose {
namespace {

using namespace idpsync::test;

class JudgeAccount : public testing::Test
{
protected:
    netbird::AccountDetails& account() { return *facts.account->value; }

    NetBirdFacts facts = healthy();
};

TEST_F(JudgeAccount, AnEmptyDomainIsAnError)
{
    account().domain = "";
    EXPECT_EQ(only(facts).id, FindingId::account_domain_empty);
    EXPECT_EQ(only(facts).severity, Severity::error);
}

TEST_F(JudgeAccount, ADomainThatUsersDoNotJoinIsAnError)
{
    account().domain = "10.0.0.5";
    EXPECT_EQ(only(facts).id, FindingId::account_domain_unusable);
    EXPECT_THAT(only(facts).evidence, HasSubstr("\"10.0.0.5\""));
}

TEST_F(JudgeAccount, ADomainThatIsNotShownIsUnknown)
{
    account().domain.reset();
    EXPECT_EQ(only(facts).severity, Severity::unknown);
}

TEST_F(JudgeAccount, TheEmbeddedIdentityProviderMustBeOn)
{
    account().facts.embedded_idp_enabled = false;
    EXPECT_EQ(only(facts).id, FindingId::embedded_idp_off);
}

TEST_F(JudgeAccount, AnOldServersLoginServiceTellsWhetherItIsOn)
{
    account().facts.embedded_idp_enabled.reset();
    EXPECT_TRUE(wrong(facts).empty());
    facts.login_service = refused<netbird::LoginDiscovery>(404, ErrorKind::bad_response);
    EXPECT_EQ(only(facts).id, FindingId::embedded_idp_off);
}

TEST_F(JudgeAccount, TheLastWayInIsNamed)
{
    account().facts.local_auth_disabled = true;
    EXPECT_TRUE(wrong(facts).empty());
    facts.list.value->providers.pop_back();
    EXPECT_EQ(only(facts).id, FindingId::last_way_in);
    EXPECT_EQ(only(facts).severity, Severity::warning);
    facts.list.value->providers.clear();
    EXPECT_EQ(only(facts).severity, Severity::error);
    account().facts.local_auth_disabled.reset();
    EXPECT_TRUE(wrong(facts).empty());
}

TEST_F(JudgeAccount, OnlyTheClaimGroupsArrives)
{
    account().group_sync = true;
    account().group_claim = "groups";
    EXPECT_TRUE(wrong(facts).empty());
    account().group_claim = "entitlements";
    EXPECT_EQ(only(facts).id, FindingId::group_claim_ignored);
    EXPECT_EQ(only(facts).severity, Severity::warning);
    account().group_sync = false;
    EXPECT_TRUE(wrong(facts).empty());
}

TEST_F(JudgeAccount, WithoutALoginServiceAnyNameButAPathArrives)
{
    account().group_sync = true;
    const auto ids_for = [this](const std::string& claim) {
        account().group_claim = claim;
        std::vector<FindingId> ids;
        for (const auto& finding : diagnose::judge_account(facts, true))
            if (finding.severity != Severity::ok)
                ids.push_back(finding.id);
        return ids;
    };
    for (const auto* arrives : {"groups", "entitlements", "https://example.com/groups"})
        EXPECT_TRUE(ids_for(arrives).empty()) << arrives;
    EXPECT_EQ(ids_for("realm_access.roles"), std::vector{FindingId::group_claim_ignored});
    account().group_sync = false;
    EXPECT_TRUE(ids_for("realm_access.roles").empty());
}

TEST_F(JudgeAccount, AClaimThatNeverArrivesWithAnAllowListLocksEverybodyOut)
{
    account().group_sync = true;
    account().group_claim = "roles";
    account().allowed_groups = {"staff"};
    const auto findings = wrong(facts);
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_EQ(findings[0].id, FindingId::group_claim_ignored);
    EXPECT_EQ(findings[0].severity, Severity::error);
    EXPECT_EQ(findings[1].id, FindingId::allow_list_active);
    EXPECT_EQ(findings[1].severity, Severity::hint);
}

TEST_F(JudgeAccount, UsersThatWaitAreCounted)
{
    account().user_approval = true;
    EXPECT_EQ(only(facts).id, FindingId::users_need_approval);
    EXPECT_EQ(only(facts).severity, Severity::hint);
    for (const auto* email : {"a@x.org", "b@x.org", "c@x.org", "d@x.org"})
        facts.users->value->push_back({.id = email, .email = email, .pending_approval = true});
    EXPECT_EQ(wrong(facts).front().id, FindingId::users_waiting);
    EXPECT_EQ(wrong(facts).front().evidence,
              R"(4 users wait for approval: "a@x.org", "b@x.org", "c@x.org" and 1 more)");
}

TEST_F(JudgeAccount, SettingsThatMayNotBeReadAreOneUnknown)
{
    facts.account = refused<netbird::AccountDetails>(403, ErrorKind::forbidden);
    EXPECT_EQ(only(facts).severity, Severity::unknown);
}

} // namespace
} // namespace idpsync::diagnose
