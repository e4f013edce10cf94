// `doctor` and `show` against a NetBird, as an operator runs them.

#include "cli/installation.hpp"
#include "cli/schema_objections.hpp"
#include "sandbox/certificates.hpp"
#include "support/matchers.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using sandbox::Sandbox;

/// A host whose NetBird has nothing to complain about.
class DoctorTest : public testing::Test
{
protected:
    DoctorTest()
    {
        host.netbird.ask([](Sandbox& sandbox) {
            sandbox.set_account_setting("extra", boost::json::object{{"user_approval_required", false}});
            return 0;
        });
        host.set_top("identity_providers: {}\ngroup_sync: { enabled: false }\n");
    }

    void spoil(const std::function<void(Sandbox&)>& change)
    {
        host.netbird.ask([&](Sandbox& sandbox) {
            change(sandbox);
            return 0;
        });
    }

    Installation host;
};

TEST_F(DoctorTest, FindsNothingWrongWithAHealthyNetBird)
{
    const auto doctor = host.run({"doctor"});
    EXPECT_EQ(doctor.exit, 0) << doctor.out << doctor.err;
    EXPECT_THAT(doctor.out, AllOf(HasSubstr(" checks passed ("), HasSubstr("Doctor: nothing to fix.")));
    EXPECT_EQ(doctor.err, "");
}

TEST_F(DoctorTest, UnfoldsWhatIsWellWithV)
{
    const auto doctor = host.run({"doctor", "-v"});
    EXPECT_THAT(doctor.out, HasSubstr("= ok      account-domain-empty: users join the account"));
    EXPECT_THAT(doctor.out, HasSubstr("Redirect URI to register at each provider: " + host.netbird.url() +
                                      "/oauth2/callback"));
}

TEST_F(DoctorTest, NamesARevokedTokenOnce)
{
    spoil([](Sandbox& sandbox) { sandbox.revoke(sandbox::default_token); });
    const auto doctor = host.run({"doctor"});
    EXPECT_EQ(doctor.exit, 1);
    EXPECT_THAT(doctor.out,
                AllOf(HasSubstr("! error   token-revoked: "), HasSubstr("next: create a new access token"),
                      HasSubstr("Doctor: 1 error; fix first: token-revoked.")));
    EXPECT_THAT(doctor.out + doctor.err, Not(HasSubstr(std::string(sandbox::default_token))));
}

TEST_F(DoctorTest, NamesAnExpiredToken)
{
    spoil([](Sandbox& sandbox) { sandbox.expire(sandbox::default_token); });
    EXPECT_THAT(host.run({"doctor"}).out, HasSubstr("token-refused"));
}

TEST_F(DoctorTest, NamesANetBirdThatIsDown)
{
    spoil([](Sandbox& sandbox) { sandbox.set_down(true); });
    const auto doctor = host.run({"doctor"});
    EXPECT_EQ(doctor.exit, 1);
    EXPECT_THAT(doctor.out, HasSubstr("Doctor: 1 error; fix first: netbird-unreachable."));
}

TEST_F(DoctorTest, NamesAUrlThatIsNotNetBirds)
{
    host.set_url(host.netbird.url() + "/netbird");
    EXPECT_THAT(host.run({"doctor"}).out, HasSubstr("fix first: not-the-api."));
}

TEST_F(DoctorTest, NamesSettingsThatKeepUsersOut)
{
    spoil([](Sandbox& sandbox) {
        sandbox.set_account_setting("jwt_groups_enabled", true);
        sandbox.set_account_setting("jwt_groups_claim_name", "entitlements");
    });
    const auto doctor = host.run({"doctor"});
    EXPECT_EQ(doctor.exit, 1);
    EXPECT_THAT(doctor.out, HasSubstr("~ warning group-claim-ignored: "));
}

TEST_F(DoctorTest, AnEmptyAccountDomainIsAnError)
{
    Installation other({.account_domain = ""});
    other.set_top("identity_providers: {}\n");
    const auto doctor = other.run({"doctor"});
    EXPECT_EQ(doctor.exit, 1);
    EXPECT_THAT(doctor.out, HasSubstr("! error   account-domain-empty"));
}

TEST_F(DoctorTest, PrintsJsonAsDocumented)
{
    const auto well = host.run({"doctor", "--json"});
    EXPECT_EQ(schema_objections("doctor", "doctor", well.out), "");
    EXPECT_EQ(boost::json::parse(well.out).at("well"), true);

    spoil([](Sandbox& sandbox) { sandbox.set_down(true); });
    const auto down = host.run({"doctor", "--json"});
    EXPECT_EQ(down.exit, 1);
    EXPECT_EQ(schema_objections("doctor", "doctor", down.out), "");
    EXPECT_EQ(boost::json::parse(down.out).at("netbird").at(0).at("id"), "netbird-unreachable");
}

TEST_F(DoctorTest, Rule28_TakesNoLockAndLeavesTheStateDirectoryAlone)
{
    ASSERT_EQ(host.run({"doctor"}).exit, 0);
    EXPECT_EQ(host.state(), "");
}

TEST_F(DoctorTest, AnUnreadableTokenFileIsABadFile)
{
    host.write_file("token", "");
    EXPECT_EQ(host.run({"doctor"}).exit, 78);
}

TEST_F(DoctorTest, ShowsTheRedirectUri)
{
    const auto shown = host.run({"show", "redirect-uri"});
    EXPECT_EQ(shown.exit, 0) << shown.err;
    EXPECT_EQ(shown.out, "redirect URI  " + host.netbird.url() + "/oauth2/callback\nlogout URI    " +
                             host.netbird.url() + "/oauth2/logout/callback  (optional)\n");
    EXPECT_EQ(schema_objections("doctor", "redirect_uri", host.run({"show", "redirect-uri", "--json"}).out),
              "");
}

TEST_F(DoctorTest, ShowSaysWhyThereIsNoRedirectUri)
{
    spoil([](Sandbox& sandbox) { sandbox.set_down(true); });
    const auto shown = host.run({"show", "redirect-uri"});
    EXPECT_EQ(shown.exit, 1);
    EXPECT_THAT(shown.err, HasSubstr("login service"));
    EXPECT_EQ(host.run({"show"}).exit, 64);
    EXPECT_THAT(host.run({"show", "everything"}).err, HasSubstr("show knows redirect-uri and registration"));
}

TEST_F(DoctorTest, LooksAtEveryProviderThatIsDeclaredOrNamed)
{
    host.set_top("");
    host.declare("corp");
    host.declare("other");
    host.declare("gone", "    state: absent\n");
    const auto all = host.run({"doctor", "--json"});
    EXPECT_EQ(schema_objections("doctor", "doctor", all.out), "");
    EXPECT_EQ(boost::json::parse(all.out).at("providers").as_array().size(), 2U);
    EXPECT_EQ(boost::json::parse(all.out).at("not_checked").as_array().size(), 1U);
    EXPECT_THAT(all.out + all.err, Not(HasSubstr(std::string(canary_secret))));

    const auto one = host.run({"doctor", "other"});
    EXPECT_THAT(one.out, AllOf(HasSubstr("other  \"other\"  http://"), Not(HasSubstr("corp  \"corp\""))));
}

TEST_F(DoctorTest, RefusesAKeyThatIsNotDeclaredAndNamesTheNearest)
{
    host.set_top("");
    host.declare("corp");
    host.declare("gone");
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    host.forget("gone");
    for (const auto* word : {"nobody", "gone"})
    {
        const auto doctor = host.run({"doctor", word});
        EXPECT_EQ(doctor.exit, 64) << "whether or not the ledger knows it";
        EXPECT_THAT(doctor.err, HasSubstr("no identity provider is declared as"));
    }
    EXPECT_THAT(host.run({"doctor", "crop"}).err, HasSubstr("did you mean corp?"));
}

TEST_F(DoctorTest, WarnsWhereTheFilesDeclareNothing)
{
    host.set_top("identity_providers: {}\n");
    const auto doctor = host.run({"doctor"});
    EXPECT_EQ(doctor.exit, 1);
    EXPECT_THAT(doctor.out, HasSubstr("Doctor: 1 warning; fix first: nothing-declared."));
    EXPECT_THAT(doctor.out, HasSubstr("`netbird-idp-sync import"));
}

TEST_F(DoctorTest, WarnsWhereGroupSyncIsNotAsDeclared)
{
    spoil([](Sandbox& sandbox) { sandbox.set_account_setting("jwt_groups_enabled", true); });
    auto doctor = host.run({"doctor"});
    EXPECT_EQ(doctor.exit, 1);
    EXPECT_THAT(doctor.out, HasSubstr("~ warning group-sync-differs: "));
    host.set_top(
        "identity_providers: {}\ngroup_sync: { enabled: true, claim: groups, allowed_groups: [nobody] }\n");
    doctor = host.run({"doctor"});
    EXPECT_EQ(doctor.exit, 1);
    EXPECT_THAT(doctor.out, HasSubstr("~ warning group-sync-differs: ")) << "refused by a guard";
    EXPECT_EQ(host.state(), "");
}

TEST_F(DoctorTest, Rule20_SaysHowOldAnAcceptanceIsUnlessItAsksOneProviderAgain)
{
    host.set_top("");
    host.declare("corp");
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    EXPECT_THAT(host.run({"doctor"}).out, HasSubstr("; client id and secret accepted "));
    EXPECT_THAT(host.run({"doctor", "corp"}).out, Not(HasSubstr("accepted ")));
    EXPECT_EQ(schema_objections("doctor", "doctor", host.run({"doctor", "--json"}).out), "");
}

TEST(Doctor, NamesACertificateThatNobodyVouchesFor)
{
    sandbox::ServerOptions server;
    server.tls = sandbox::make_identity();
    Installation host({}, server);
    host.set_top("identity_providers: {}\n");
    const auto doctor = host.run({"doctor"});
    EXPECT_EQ(doctor.exit, 1);
    EXPECT_THAT(doctor.out, HasSubstr("fix first: certificate-untrusted."));
}

} // namespace
} // namespace idpsync::test
