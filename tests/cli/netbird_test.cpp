// The program against a NetBird, as an operator runs it.

#include "cli/installation.hpp"
#include "sandbox/certificates.hpp"
#include "sandbox/provider/provider.hpp"
#include "support/matchers.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using sandbox::Fault;
using sandbox::Sandbox;

TEST(Netbird, ApplyCreatesWhatIsDeclaredAndThenThereIsNothingToDo)
{
    Installation host;
    host.declare("corp", "    name: Corporate login\n");

    const auto before = host.run({"plan"});
    EXPECT_EQ(before.exit, 2) << before.err;
    EXPECT_THAT(before.out, HasSubstr("+ corp"));
    EXPECT_THAT(before.out, HasSubstr("Redirect URI to register at each provider: " + host.netbird.url() +
                                      "/oauth2/callback\n"));

    const auto apply = host.run({"apply"});
    EXPECT_EQ(apply.exit, 0) << apply.err;
    EXPECT_THAT(apply.out, HasSubstr("created"));
    ASSERT_EQ(host.connectors().size(), 1U);
    EXPECT_EQ(host.connectors()[0].name, "Corporate login");
    EXPECT_EQ(host.connectors()[0].client_secret, canary_secret);

    const auto after = host.run({"plan"});
    EXPECT_EQ(after.exit, 0) << after.err;
    EXPECT_THAT(after.out, HasSubstr("nothing to do"));
}

TEST(Netbird, CommandsLogOnDemandOnly)
{
    Installation host;
    host.declare("corp");
    host.set_top("log: { format: json, level: debug }\n");
    EXPECT_EQ(host.run({"apply"}).err, "") << "its report says it all";
    host.forget("corp");
    host.declare("other");
    EXPECT_EQ(host.run({"plan"}).err, "");
    EXPECT_THAT(host.run({"plan", "--log"}).err, HasSubstr("\"event\":\"pass_done\""));
    const auto verbose = host.run({"plan", "-v"}).err;
    EXPECT_THAT(verbose, HasSubstr("event=pass_done"));
    EXPECT_THAT(verbose, Not(HasSubstr("{")));
}

TEST(Netbird, Rule27_APlanWithNothingToDoIsOneRequestOnOneConnection)
{
    Installation host;
    for (const auto* key : {"a", "b", "c"})
        host.declare(key);
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    const auto before = host.counters();

    ASSERT_EQ(host.run({"plan"}).exit, 0);

    const auto after = host.counters();
    EXPECT_EQ(after.reads - before.reads, 1U);
    EXPECT_EQ(after.requests - before.requests, 1U);
    EXPECT_EQ(after.connections - before.connections, 1U);
}

TEST(Netbird, Rule27_AnApplyWithNothingToDoLeavesTheLedgerAlone)
{
    Installation host;
    host.declare("corp");
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    const auto before = std::filesystem::last_write_time(host.path("state/ledger.json"));

    ASSERT_EQ(host.run({"apply"}).exit, 0);

    EXPECT_EQ(std::filesystem::last_write_time(host.path("state/ledger.json")), before);
}

TEST(Netbird, Rule25_ObserveWritesNothingAndSaysSo)
{
    Installation host;
    host.declare("corp");
    host.set_top("reconcile: { mode: observe }\n");

    const auto apply = host.run({"apply"});

    EXPECT_EQ(apply.exit, 1);
    EXPECT_THAT(apply.err, HasSubstr("observe"));
    EXPECT_TRUE(host.connectors().empty());
    EXPECT_FALSE(host.has_file("state/ledger.json"));
}

TEST(Netbird, Rule07_FilesThatDeclareNothingAreWrongToEveryCommand)
{
    Installation host;
    EXPECT_EQ(host.run({"check"}).exit, 0) << "nothing is known yet";
    host.declare("corp");
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    host.forget("corp");
    for (const std::string name : {"check", "plan", "apply"})
    {
        const auto result = host.run({name});
        EXPECT_EQ(result.exit, 78) << name;
        EXPECT_THAT(result.err, HasSubstr("the files declare no identity provider, but 1 is known")) << name;
    }
    EXPECT_EQ(host.connectors().size(), 1U);
}

TEST(Netbird, Rule26_PlanExits1WhenSomethingIsRefused)
{
    Installation host;
    host.declare("corp");
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    host.declare("corp", "    # another client\n");
    const auto other =
        host.netbird.ask([](Sandbox& sandbox) { return sandbox.add_local_issuer("elsewhere"); });
    host.forget("corp");
    host.set_top(
        "identity_providers:\n  corp:\n    type: oidc\n    issuer: " + other +
        "\n    allow_http: true\n    client_id: netbird\n    client_secret: { file: secrets/corp }\n");

    const auto plan = host.run({"plan"});

    EXPECT_EQ(plan.exit, 1);
    EXPECT_THAT(plan.out, HasSubstr("issuer-change"));
}

TEST(Netbird, Rule26_ApplyExits1WhenOneProviderIsRefusedAndTheOthersAreWritten)
{
    Installation host;
    host.declare("corp");
    host.declare("broken");
    host.netbird.ask([](Sandbox& sandbox) {
        sandbox.provider(sandbox.url() + "/providers/broken").setup().hidden_from_netbird = true;
        return 0;
    });

    const auto apply = host.run({"apply"});

    EXPECT_EQ(apply.exit, 1);
    ASSERT_EQ(host.connectors().size(), 1U);
    EXPECT_EQ(host.connectors()[0].name, "corp");
    EXPECT_THAT(apply.out, HasSubstr("Not in sync: broken"));
}

TEST(Netbird, Rule18_AnEmptySecretFileBlocksItsProvider)
{
    Installation host;
    host.declare("corp");
    host.write_secret("corp", "");

    const auto apply = host.run({"apply"});

    EXPECT_EQ(apply.exit, 1);
    EXPECT_TRUE(host.connectors().empty());
    EXPECT_THAT(apply.out + apply.err, HasSubstr("secrets/corp"));
}

TEST(Netbird, WritesOnlyTheKeysThatAreNamed)
{
    Installation host;
    host.declare("corp");
    host.declare("other");

    const auto apply = host.run({"apply", "other"});

    EXPECT_EQ(apply.exit, 1);
    ASSERT_EQ(host.connectors().size(), 1U);
    EXPECT_EQ(host.connectors()[0].name, "other");
}

TEST(Netbird, ARevokedTokenIsNamedAsTheCause)
{
    Installation host;
    host.declare("corp");
    host.netbird.ask([](Sandbox& sandbox) {
        sandbox.revoke(sandbox::default_token);
        return 0;
    });

    const auto plan = host.run({"plan"});

    EXPECT_EQ(plan.exit, 1);
    EXPECT_THAT(plan.err, HasSubstr("token"));
    EXPECT_THAT(plan.err, Not(HasSubstr(std::string(sandbox::default_token))));
}

TEST(Netbird, AUrlThatIsNotNetBirdsApiIsNamedAsTheCause)
{
    Installation host;
    host.declare("corp");
    host.set_url(host.netbird.url() + "/netbird");

    const auto plan = host.run({"plan"});

    EXPECT_EQ(plan.exit, 1);
    EXPECT_THAT(plan.err, HasSubstr("management.url"));
}

TEST(Netbird, AServersControlCharactersNeverReachTheTerminal)
{
    Installation host;
    host.declare("corp");
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    host.netbird.ask([](Sandbox& sandbox) {
        const auto id = sandbox.connectors()[0].id;
        sandbox.edit(id, {.name = "\x1b[2J\x1b]0;owned\x07\r\nfake line \u202e"});
        return 0;
    });

    for (const auto& command :
         std::vector<std::vector<std::string>>{{"plan"}, {"plan", "--json"}, {"apply", "-v"}})
    {
        const auto result = host.run(command);
        for (const auto* bad : {"\x1b", "\x07", "\r", "\u202e"})
            EXPECT_THAT(result.out + result.err, Not(HasSubstr(bad))) << command[0];
    }
}

TEST(Netbird, ACorruptLedgerStopsEverythingAndIsKept)
{
    Installation host;
    host.declare("corp");
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    host.write_file("state/ledger.json", "{ \"version\": 1, \"entr");

    const auto apply = host.run({"apply"});
    EXPECT_EQ(apply.exit, 1);
    EXPECT_THAT(apply.err, HasSubstr("--rebuild-ledger"));
    EXPECT_EQ(host.read_file("state/ledger.json"), "{ \"version\": 1, \"entr");

    const auto rebuilt = host.run({"apply", "--rebuild-ledger"});
    EXPECT_EQ(rebuilt.exit, 0) << rebuilt.out << rebuilt.err;
    EXPECT_EQ(host.connectors().size(), 1U);
}

TEST(Netbird, DeletesOffATerminalWithoutAsking)
{
    Installation host;
    host.declare("corp");
    host.declare("other");
    ASSERT_EQ(host.run({"apply"}).exit, 0);
    host.forget("corp");
    host.set_top("");
    host.declare("other");
    host.declare("corp", "    state: absent\n");

    const auto apply = host.run({"apply"});

    EXPECT_EQ(apply.exit, 0) << apply.out << apply.err;
    EXPECT_EQ(host.connectors().size(), 1U);
}

class NetbirdOverTls : public testing::Test
{
protected:
    static sandbox::ServerOptions with(const sandbox::TlsIdentity& identity)
    {
        sandbox::ServerOptions options;
        options.tls = identity;
        return options;
    }
};

TEST_F(NetbirdOverTls, TrustsTheCaFile)
{
    const auto identity = sandbox::make_identity();
    Installation host({}, with(identity));
    host.write_file("ca.pem", identity.ca_pem);
    host.set_management("ca_file: ca.pem");
    host.set_top("identity_providers: {}\n");

    const auto plan = host.run({"plan"});

    EXPECT_EQ(plan.exit, 0) << plan.err;
}

TEST_F(NetbirdOverTls, RefusesACertificateThatNobodyVouchesFor)
{
    Installation host({}, with(sandbox::make_identity()));
    host.set_top("identity_providers: {}\n");

    const auto plan = host.run({"plan"});

    EXPECT_EQ(plan.exit, 1);
    EXPECT_THAT(plan.err, HasSubstr("ca_file"));
}

TEST_F(NetbirdOverTls, RefusesACertificateForAnotherHost)
{
    const auto identity = sandbox::make_identity({.hosts = {"netbird.example.com"}});
    Installation host({}, with(identity));
    host.write_file("ca.pem", identity.ca_pem);
    host.set_management("ca_file: ca.pem");
    host.set_top("identity_providers: {}\n");

    const auto plan = host.run({"plan"});

    EXPECT_EQ(plan.exit, 1);
    EXPECT_THAT(plan.err, HasSubstr("netbird.example.com"));
}

TEST_F(NetbirdOverTls, RefusesAnExpiredCertificate)
{
    const auto identity = sandbox::make_identity({.expired = true});
    Installation host({}, with(identity));
    host.write_file("ca.pem", identity.ca_pem);
    host.set_management("ca_file: ca.pem");
    host.set_top("identity_providers: {}\n");

    const auto plan = host.run({"plan"});

    EXPECT_EQ(plan.exit, 1);
    EXPECT_THAT(plan.err, HasSubstr("expired"));
}

} // namespace
} // namespace idpsync::test
