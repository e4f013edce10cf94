// `show registration` against a NetBird, as an operator runs it.

#include "cli/installation.hpp"
#include "cli/schema_objections.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

namespace bj = boost::json;
using sandbox::Sandbox;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class RegistrationTest : public testing::Test
{
protected:
    RegistrationTest()
    {
        host.declare("corp");
        host.declare("other");
    }

    [[nodiscard]] std::string redirect_uri() { return host.netbird.url() + "/oauth2/callback"; }

    /// The JSON of these arguments, which the schema must describe.
    bj::value document(std::vector<std::string> more)
    {
        more.insert(more.begin(), {"show", "registration", "--json"});
        const auto shown = host.run(std::move(more));
        EXPECT_EQ(shown.exit, 0) << shown.err;
        EXPECT_EQ(schema_objections("doctor", "registration", shown.out), "");
        return bj::parse(shown.out);
    }

    /// The step of this field in the first sheet.
    static bj::value step(const bj::value& document, bj::string_view field)
    {
        for (const auto& one : document.at("providers").at(0).at("steps").as_array())
            if (one.at("field") == bj::value(field))
                return one;
        return {};
    }

    Installation host;
};

TEST_F(RegistrationTest, PrintsEachValueOnALineOfItsOwn)
{
    const auto shown = host.run({"show", "registration", "corp"});
    EXPECT_EQ(shown.exit, 0) << shown.err;
    EXPECT_THAT(shown.out,
                AllOf(HasSubstr("Redirect URI: enter\n       " + redirect_uri() + "\n"),
                      HasSubstr("Client id: compare it with client_id in " + host.path("config.yaml") + ":"),
                      HasSubstr("\n       netbird\n"),
                      HasSubstr("Client secret: copy it to file " + host.path("secrets/corp") + "\n")));
    EXPECT_THAT(shown.out, Not(HasSubstr("other  at ")));
}

TEST_F(RegistrationTest, PrintsEveryDeclaredProviderWithoutAKey)
{
    host.declare("gone", "    state: absent\n");
    const auto shown = host.run({"show", "registration"});
    EXPECT_EQ(shown.exit, 0) << shown.err;
    EXPECT_THAT(shown.out, AllOf(HasSubstr("corp  at the provider  declared in "), HasSubstr("other  at "),
                                 Not(HasSubstr("gone"))));
}

TEST_F(RegistrationTest, PrintsATypeThatIsNotDeclared)
{
    host.forget("corp");
    host.forget("other");
    const auto shown = host.run({"show", "registration", "--type", "pocketid"});
    EXPECT_EQ(shown.exit, 0) << shown.err;
    EXPECT_THAT(shown.out, AllOf(HasSubstr("type pocketid  at Pocket ID\n"),
                                 HasSubstr("Callback URLs: enter\n       " + redirect_uri() + "\n"),
                                 HasSubstr("Client ID: copy it to client_id\n"),
                                 HasSubstr("copy it to the file that client_secret names\n")));
}

TEST_F(RegistrationTest, SaysWithWhatToBeginWhereNothingIsDeclared)
{
    host.forget("corp");
    host.forget("other");
    const auto shown = host.run({"show", "registration"});
    EXPECT_EQ(shown.exit, 64);
    EXPECT_THAT(shown.err, HasSubstr("`netbird-idp-sync show registration --type pocketid -c " +
                                     host.path("config.yaml")));
}

TEST_F(RegistrationTest, WorksBeforeTheSecretIsThere)
{
    host.write_secret("corp", "");
    EXPECT_EQ(host.run({"show", "registration", "corp"}).exit, 0);
}

TEST_F(RegistrationTest, PrintsNoSecret)
{
    for (const auto& shown :
         {host.run({"show", "registration", "-v"}), host.run({"show", "registration", "--json"})})
        EXPECT_THAT(shown.out + shown.err, AllOf(Not(HasSubstr(std::string(canary_secret))),
                                                 Not(HasSubstr(std::string(sandbox::default_token)))));
}

TEST_F(RegistrationTest, PrintsJsonAsDocumented)
{
    const auto declared = document({"corp"});
    EXPECT_EQ(declared.at("redirect_uri"), bj::value(redirect_uri()));
    EXPECT_EQ(declared.at("providers").at(0).at("key"), "corp");
    EXPECT_EQ(step(declared, "Redirect URI").at("value"), bj::value(redirect_uri()));
    EXPECT_EQ(step(declared, "Client secret").at("to"), bj::value("file " + host.path("secrets/corp")));
    EXPECT_TRUE(document({"--type", "microsoft"}).at("providers").at(0).at("key").is_null());
}

TEST_F(RegistrationTest, RefusesWhatItDoesNotKnow)
{
    const auto unknown = host.run({"show", "registration", "crop"});
    EXPECT_EQ(unknown.exit, 64);
    EXPECT_THAT(unknown.err, HasSubstr("did you mean corp?"));
    EXPECT_EQ(host.run({"show", "registration", "group_sync"}).exit, 64);

    host.declare("gone", "    state: absent\n");
    const auto absent = host.run({"show", "registration", "gone"});
    EXPECT_EQ(absent.exit, 64);
    EXPECT_THAT(absent.err, HasSubstr("gone is declared with state: absent; there is nothing to register"));
}

TEST_F(RegistrationTest, SaysWhyThereIsNoRedirectUriAndInventsNone)
{
    host.netbird.ask([](Sandbox& sandbox) {
        sandbox.set_down(true);
        return 0;
    });
    const auto shown = host.run({"show", "registration"});
    EXPECT_EQ(shown.exit, 1);
    EXPECT_EQ(shown.out, "");
    EXPECT_THAT(shown.err, HasSubstr("NetBird's login service does not say where it is"));
}

TEST_F(RegistrationTest, Rule21_OpensNoConnector)
{
    ASSERT_EQ(host.run({"apply", "--force-preflight", "corp", "--force-preflight", "other"}).exit, 0);
    host.forget_state();
    const auto before = host.counters();
    ASSERT_EQ(host.run({"show", "registration"}).exit, 0);
    EXPECT_EQ(host.counters().probes, before.probes);
    EXPECT_EQ(host.counters().writes, before.writes);
}

TEST_F(RegistrationTest, LetsPkceBeDemandedWhereAnOpenConnectorSendsAChallenge)
{
    EXPECT_EQ(step(document({"corp"}), "PKCE required").at("value"), "off");
    const auto applied = host.run({"apply"});
    ASSERT_EQ(applied.exit, 0) << applied.out << applied.err;
    EXPECT_EQ(step(document({"corp"}), "PKCE required").at("value"), "off or on");
}

} // namespace
} // namespace idpsync::test
