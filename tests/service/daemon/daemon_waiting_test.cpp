// docs/reconciling.md 34, files that wait; and plans of files that a client hands over.

#include "service/daemon/daemon_world.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using namespace std::chrono_literals;
using service::ReloadRequest;

constexpr auto asks = "reconcile: { on_change: ask }\n";

class DaemonWaiting : public ::testing::Test, public DaemonWorld
{
protected:
    service::ReloadOutcome outcome_of(ReloadRequest request)
    {
        const auto pending = daemon->reload(std::move(request));
        settle();
        if (pending->outcome == nullptr)
            throw std::logic_error("no outcome yet");
        return *pending->outcome;
    }

    [[nodiscard]] const std::optional<service::WaitingChange>& waiting() const
    {
        return daemon->state().waiting;
    }

    void start_asking()
    {
        write_config(asks);
        start();
    }

    void edit(const std::string& name)
    {
        write_config(asks, name);
        tell_of_changed_files();
    }

    /// Beside `corp` another provider, and files that wait.
    static std::string two(const std::string& other)
    {
        return "  other:\n"
               "    type: oidc\n"
               "    name: " +
               other +
               "\n"
               "    issuer: https://id.example.com\n"
               "    client_id: other\n"
               "    client_secret: { file: secrets/other }\n" +
               asks;
    }

    /// At the provider, and its secret on the disk.
    void add_client(const std::string& name)
    {
        auto& provider = sandbox.provider("https://id.example.com");
        auto client = provider.client();
        client.id = name;
        provider.setup().clients.push_back(client);
        files.put("/etc/idp/secrets/" + name, "secret");
    }

    std::vector<std::string> names_in_netbird()
    {
        std::vector<std::string> names;
        for (const auto& connector : sandbox.connectors())
            names.push_back(connector.name);
        return names;
    }

    std::string stored_secret_of(const std::string& name)
    {
        for (const auto& connector : sandbox.connectors())
            if (connector.name == name)
                return sandbox.stored_secret(connector.id);
        return {};
    }

    /// A second life of the daemon, on the same disk.
    void restart()
    {
        daemon->stop("a restart");
        settle();
        ended = false;
        start();
    }

    std::string config_named(const std::string& name)
    {
        write_config({}, name);
        auto text = files.text("/etc/idp/config.yaml").value();
        write_config();
        return text;
    }
};

TEST_F(DaemonWaiting, ChangedFilesArePlannedAndNotCarriedOut)
{
    start_asking();
    EXPECT_FALSE(waiting());
    edit("Corporate");
    ASSERT_TRUE(waiting());
    EXPECT_EQ(waiting()->summary, "1 to update");
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_TRUE(told_systemd("changed files wait for reload: 1 to update"));
    EXPECT_THAT(field(logged(EventName::config_loaded).back(), "warning"),
                HasSubstr("`netbird-idp-sync reload`"));
}

TEST_F(DaemonWaiting, TheTimerKeepsWhatIsInForce)
{
    start_asking();
    edit("Corporate");
    rename_in_netbird("Changed by hand");
    pass_time(5min);
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_TRUE(waiting());
}

TEST_F(DaemonWaiting, ReloadTakesThem)
{
    start_asking();
    edit("Corporate");
    EXPECT_TRUE(outcome_of({}).report->in_sync());
    EXPECT_EQ(name_in_netbird(), "Corporate");
    EXPECT_FALSE(waiting());
}

TEST_F(DaemonWaiting, SighupTakesThem)
{
    start_asking();
    edit("Corporate");
    daemon->reload();
    settle();
    EXPECT_EQ(name_in_netbird(), "Corporate");
    EXPECT_FALSE(waiting());
}

TEST_F(DaemonWaiting, ALookTakesNothing)
{
    start_asking();
    edit("Corporate");
    const auto look = outcome_of({.write = false});
    EXPECT_EQ(look.report->plan.count(Action::update), 1U);
    pass_time(1h);
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_TRUE(waiting());
}

TEST_F(DaemonWaiting, NothingWaitsWhenTheyAreChangedBack)
{
    start_asking();
    edit("Corporate");
    edit("Corp");
    EXPECT_FALSE(waiting());
}

TEST_F(DaemonWaiting, TheSettingInForceDecides)
{
    start_asking();
    write_config("reconcile: { on_change: apply }\n", "Corporate");
    tell_of_changed_files();
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_TRUE(waiting());
}

TEST_F(DaemonWaiting, ARotatedSecretWaitsToo)
{
    start_asking();
    const auto id = sandbox.connectors().at(0).id;
    rotate_secret("rotated");
    tell_of_changed_files();
    pass_time(1h);
    ASSERT_TRUE(waiting());
    EXPECT_EQ(sandbox.stored_secret(id), "secret");
    outcome_of({});
    EXPECT_EQ(sandbox.stored_secret(id), "rotated");
    EXPECT_FALSE(waiting());
}

TEST_F(DaemonWaiting, WhoNamesAKeyTakesThatAlone)
{
    write_config(two("Other"));
    add_client("other");
    start();
    write_config(two("Others"), "Corporate");
    tell_of_changed_files();
    EXPECT_EQ(waiting()->summary, "2 to update");
    EXPECT_EQ(outcome_of({.keys = {"corp"}}).report->plan.count(Action::update), 1U);
    EXPECT_THAT(names_in_netbird(), UnorderedElementsAre("Corporate", "Other"));
    pass_time(1h);
    EXPECT_THAT(names_in_netbird(), UnorderedElementsAre("Corporate", "Other"));
    ASSERT_TRUE(waiting());
    EXPECT_EQ(waiting()->summary, "1 to update");
    outcome_of({});
    EXPECT_THAT(names_in_netbird(), UnorderedElementsAre("Corporate", "Others"));
    EXPECT_FALSE(waiting());
}

TEST_F(DaemonWaiting, WhoNamesAKeyAfterAStartTakesThatAlone)
{
    write_config(two("Other"));
    add_client("other");
    start();
    write_config(two("Others"), "Corporate");
    restart();
    EXPECT_EQ(waiting()->summary, "2 to update");
    outcome_of({.keys = {"other"}});
    EXPECT_EQ(waiting()->summary, "1 to update") << "the newest pass counts";
    EXPECT_THAT(names_in_netbird(), UnorderedElementsAre("Corp", "Others"));
    pass_time(1h);
    EXPECT_THAT(names_in_netbird(), UnorderedElementsAre("Corp", "Others"));
    EXPECT_EQ(waiting()->summary, "1 to update");
}

TEST_F(DaemonWaiting, ASecretIsTakenWithItsKey)
{
    write_config(two("Other"));
    add_client("other");
    start();
    rotate_secret("rotated");
    tell_of_changed_files();
    outcome_of({.keys = {"other"}});
    EXPECT_EQ(stored_secret_of("Corp"), "secret");
    outcome_of({.keys = {"corp"}});
    EXPECT_EQ(stored_secret_of("Corp"), "rotated");
}

TEST_F(DaemonWaiting, WhatIsTooMuchForOnePassIsStillSummedUp)
{
    reconcile::Report report;
    PlanItem item{.key = ProviderKey::parse("corp").value()};
    item.before_limit = BeforeLimit{Action::update, Reason::drifted, {}};
    item.conclude(Action::refuse, Reason::too_many_changes);
    report.plan.items = {item};
    EXPECT_EQ(service::summary_of(report), "1 to update, more than reconcile.max_changes");
}

TEST_F(DaemonWaiting, AnUnknownKeyTakesNothing)
{
    start_asking();
    edit("Corporate");
    EXPECT_TRUE(outcome_of({.keys = {"corpp"}}).error);
    pass_time(1h);
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_TRUE(waiting());
}

TEST_F(DaemonWaiting, RestoringTheSettingsTakesNothing)
{
    start_asking();
    edit("Corporate");
    outcome_of({.flags = {.restore_settings = true}});
    pass_time(1h);
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_TRUE(waiting());
}

TEST_F(DaemonWaiting, WrongFilesAreToldAsEver)
{
    start_asking();
    files.put("/etc/idp/config.yaml", "version: 2\n");
    tell_of_changed_files();
    EXPECT_FALSE(waiting());
    EXPECT_NE(daemon->state().config_rejected, "");
}

TEST_F(DaemonWaiting, FilesThatDeclareNothingAreNotTakenByAReload)
{
    start_asking();
    declare_nothing(asks);
    tell_of_changed_files();
    EXPECT_THAT(daemon->state().config_rejected, HasSubstr("declare no identity provider"));
    const auto refused = outcome_of({}).refused;
    ASSERT_FALSE(refused.empty());
    EXPECT_THAT(refused.front().message, HasSubstr("declare no identity provider"));
    EXPECT_THAT(daemon->state().declared, SizeIs(1));
    rename_in_netbird("Changed by hand");
    pass_time(5min);
    EXPECT_EQ(name_in_netbird(), "Corp");
}

TEST_F(DaemonWaiting, IsPlannedAgainWhenNetBirdCouldNotBeAsked)
{
    start_asking();
    sandbox.set_down(true);
    edit("Corporate");
    pass_time(1min);
    ASSERT_TRUE(waiting());
    EXPECT_NE(waiting()->problem, "");
    sandbox.set_down(false);
    pass_time(10min);
    EXPECT_EQ(waiting()->problem, "");
    EXPECT_EQ(waiting()->summary, "1 to update");
}

TEST_F(DaemonWaiting, AStartTakesNothingThatChangedMeanwhile)
{
    start_asking();
    write_config(asks, "Corporate");
    restart();
    EXPECT_EQ(name_in_netbird(), "Corp");
    ASSERT_TRUE(waiting());
    EXPECT_EQ(waiting()->summary, "1 to update");
    pass_time(1h);
    EXPECT_EQ(name_in_netbird(), "Corp");
    outcome_of({});
    EXPECT_EQ(name_in_netbird(), "Corporate");
    EXPECT_FALSE(waiting());
    restart();
    EXPECT_FALSE(waiting());
}

TEST_F(DaemonWaiting, ACandidateIsPlannedAndNothingOfItComesIntoForce)
{
    start();
    const auto before = daemon->state().config_hash;
    ReloadRequest request{.write = false};
    request.candidate = service::CandidateTexts{{"config.yaml", config_named("Corporate")}};
    const auto outcome = outcome_of(request);
    ASSERT_TRUE(outcome.report);
    EXPECT_EQ(outcome.report->plan.count(Action::update), 1U);
    pass_time(1h);
    EXPECT_EQ(name_in_netbird(), "Corp");
    EXPECT_EQ(daemon->state().config_hash, before);
}

TEST_F(DaemonWaiting, ACandidateKnowsItsOtherFilesAndNoneOfThoseInPlace)
{
    files.put("/etc/idp/providers.d/other.yaml",
              "identity_providers:\n  other: { state: absent, id: nowhere }\n");
    auto& provider = sandbox.provider("https://id.example.com");
    auto client = provider.client();
    client.id = "new";
    provider.setup().clients.push_back(client);
    start();
    ReloadRequest request{.write = false};
    request.candidate = service::CandidateTexts{
        {"config.yaml", config_named("Corp")},
        {"providers.d/new.yaml",
         "identity_providers:\n  new:\n    type: oidc\n    issuer: https://id.example.com\n"
         "    client_id: new\n    client_secret: { file: secrets/corp }\n"}};
    const auto outcome = outcome_of(request);
    ASSERT_TRUE(outcome.report);
    const auto& items = outcome.report->plan.items;
    ASSERT_THAT(items, SizeIs(2));
    EXPECT_EQ(items[1].key.str(), "new");
    EXPECT_EQ(items[1].action, Action::create);
}

TEST_F(DaemonWaiting, AWrongCandidateIsRefusedWithItsErrors)
{
    start();
    ReloadRequest request{.write = false};
    request.candidate = service::CandidateTexts{{"config.yaml", "version: 2\n"}};
    const auto refused = outcome_of(request).refused;
    ASSERT_FALSE(refused.empty());
    EXPECT_EQ(config::to_string(refused.front()).rfind("config.yaml:1:", 0), 0U);
    EXPECT_EQ(refused.back().path, "version");
    EXPECT_EQ(daemon->state().config_rejected, "");
}

TEST_F(DaemonWaiting, ACandidateSendsNoSecretOfAFileToAnotherProvider)
{
    sandbox.add_issuer("https://elsewhere.example.com");
    start();
    auto text = config_named("Corp");
    const std::string issuer = "https://id.example.com";
    text.replace(text.find(issuer), issuer.size(), "https://elsewhere.example.com");
    text.replace(text.find("    client_id: netbird"), 0, "    allow: [issuer-change]\n");
    ReloadRequest request{.write = false};
    request.candidate = service::CandidateTexts{{"config.yaml", text}};
    const auto outcome = outcome_of(request);
    ASSERT_TRUE(outcome.report);
    const auto& item = outcome.report->plan.items.at(0);
    EXPECT_EQ(item.action, Action::update);
    EXPECT_FALSE(item.preflight);
}

} // namespace
} // namespace idpsync::test
