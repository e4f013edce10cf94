// A provider with a management API, as an operator meets it: one file, one apply, and somebody signs in.

#include "cli/desktop.hpp"
#include "cli/installation.hpp"
#include "cli/schema_objections.hpp"
#include "support/matchers.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace idpsync::test {
namespace {

namespace json = boost::json;
using sandbox::Profile;
using sandbox::Sandbox;

constexpr std::string_view canary_key = "canary-api-key-91c4-not-real";

/// A host, a NetBird and a provider that know nothing of each other.
class RegisteredClient : public testing::TestWithParam<Profile>
{
protected:
    RegisteredClient()
    {
        const auto issuer = host.netbird.ask([](Sandbox& sandbox) {
            auto& provider = sandbox.add_local_provider("corp", {.profile = GetParam()});
            auto& setup = provider.setup();
            setup.clients.clear();
            setup.api_keys.front().key = std::string(canary_key);
            if (is_keycloak())
                setup.clients.push_back({.id = "idp-sync",
                                         .secret = std::string(canary_key),
                                         .service_account = true,
                                         .roles = {"manage-clients"}});
            if (is_entra())
            {
                const auto today = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
                setup.clients = {{.id = "idp-sync",
                                  .secret = "",
                                  .more_secrets = {{.id = "1",
                                                    .secret = std::string(canary_key),
                                                    .created = {},
                                                    .expires = today + std::chrono::days(400)}},
                                  .roles = {"Application.ReadWrite.OwnedBy"}},
                                 {.id = "netbird", .secret = ""}};
            }
            sandbox.set_account_setting("extra", json::object{{"user_approval_required", false}});
            return provider.issuer();
        });
        const bool pocket_id = sandbox::pocket_id_minor(GetParam()) != 0;
        const std::string type = is_entra()      ? "entra"
                                 : is_keycloak() ? "keycloak"
                                 : pocket_id     ? "pocketid"
                                                 : "authentik";
        host.write_secret("api", std::string(canary_key));
        host.set_top("identity_providers:\n  corp:\n    type: " + type + "\n    issuer: " + issuer +
                     "\n    allow_http: true\n    client_id: netbird\n    registration:\n" +
                     (is_keycloak() || is_entra()
                          ? "      client_id: idp-sync\n      client_secret: { file: secrets/api }\n"
                          : "      token: { file: secrets/api }\n") +
                     (is_entra() ? "      url: " + host.netbird.url() + "/providers/corp\n" : "") +
                     "      secret: generated\n");
    }

    static bool is_entra() { return GetParam() == Profile::entra_unrecorded; }
    static bool is_keycloak() { return GetParam() == Profile::keycloak_hostname; }

    /// What the program says to whoever signs in.
    ProcessResult sign_in()
    {
        Said said;
        auto program = host.begin({"doctor", "--login", "corp", "--yes", "--redirect", "http://localhost:0/"},
                                  {}, said.writer());
        said.close_writer();
        EXPECT_TRUE(said.until("THIS-HOST\n")) << said.all();
        browser.open(said.url());
        auto result = program->finish({});
        result.err = said.all();
        return result;
    }

    ProcessResult run(std::vector<std::string> command)
    {
        auto result = host.run(std::move(command));
        shown += result.out + result.err;
        return result;
    }

    void expect_nothing_told()
    {
        EXPECT_THAT(shown, Not(HasSubstr(std::string(canary_key))));
        EXPECT_THAT(shown, Not(HasSubstr(host.read_file("state/secrets/corp"))));
        const auto state = host.read_file("state/ledger.json") + host.read_file("state/checks.json") +
                           host.read_file("state/history.jsonl");
        EXPECT_THAT(state, Not(HasSubstr(host.read_file("state/secrets/corp"))));
    }

    Installation host{{.any_cli_port = true}};
    DesktopBrowser browser;
    std::string shown; ///< by every command so far
};

TEST_P(RegisteredClient, SignsPeopleInAfterOneApply)
{
    const auto plan = run({"plan"});
    EXPECT_EQ(plan.exit, 2) << plan.err;
    EXPECT_THAT(plan.out, AllOf(HasSubstr(is_entra() ? "redirect_uri" : "the provider has no such client"),
                                HasSubstr("(generated)"),
                                HasSubstr(is_entra() ? "; at providers: 1 to update."
                                                     : "; at providers: 1 to create.")));
    const auto applied = run({"apply"});
    EXPECT_EQ(applied.exit, 0) << applied.out << applied.err;
    EXPECT_THAT(applied.out, HasSubstr("client_id=netbird"));
    const auto login = sign_in();
    EXPECT_EQ(login.exit, 0) << login.out << login.err;
    EXPECT_THAT(login.out, HasSubstr("Alice Example"));
    const auto again = run({"apply", "--json"});
    EXPECT_EQ(schema_objections("plan", "apply", again.out), "");
    EXPECT_EQ(json::parse(again.out).at("wrote"), json::value(false));
    const auto diagnosed = run({"doctor", "-v"});
    EXPECT_EQ(diagnosed.exit, 0) << diagnosed.out;
    run({"history"});
    run({"status"});
    expect_nothing_told();
}

TEST_P(RegisteredClient, SignsPeopleInAfterARotation)
{
    run({"apply"});
    const auto first = host.read_file("state/secrets/corp");
    const auto rotated = run({"rotate", "corp", "--now"});
    EXPECT_EQ(rotated.exit, 0) << rotated.out << rotated.err;
    EXPECT_NE(host.read_file("state/secrets/corp"), first);
    host.netbird.ask([](Sandbox& sandbox) {
        sandbox.restart();
        return 0;
    });
    EXPECT_EQ(run({"ack-restart"}).exit, 0);
    EXPECT_EQ(run({"apply"}).exit, 0);
    const auto login = sign_in();
    EXPECT_EQ(login.exit, 0) << login.out << login.err;
    EXPECT_THAT(shown, Not(HasSubstr(first)));
    expect_nothing_told();
}

TEST_P(RegisteredClient, SaysWhatItsTokenMayNot)
{
    run({"apply"});
    host.netbird.ask([](Sandbox& sandbox) {
        auto& setup = sandbox.provider(sandbox.url() + "/providers/corp").setup();
        setup.api_keys.front().key = "not-a-real-other-key";
        if (is_keycloak() || is_entra())
        {
            setup.clients.front().secret = "not-a-real-other-secret";
            setup.clients.front().more_secrets.clear();
        }
        return 0;
    });
    const auto plan = run({"plan"});
    EXPECT_EQ(plan.exit, 1);
    EXPECT_THAT(plan.out, AllOf(HasSubstr("blocked"), HasSubstr("next: ")));
    expect_nothing_told();
}

/// Somebody who signs in again and again, until told to stop.
class SignsInAllTheTime
{
public:
    SignsInAllTheTime(std::string netbird, std::string connector)
        : netbird_(std::move(netbird)), connector_(std::move(connector)), thread_([this] { run(); })
    {}

    ~SignsInAllTheTime() { stop(); }
    SignsInAllTheTime(const SignsInAllTheTime&) = delete;
    SignsInAllTheTime& operator=(const SignsInAllTheTime&) = delete;

    /// Until one more login has begun and ended.
    void pass_one()
    {
        const auto before = logins_.load();
        while (logins_.load() < before + 2)
            logins_.wait(logins_.load());
    }
    /// What went wrong; empty: nothing.
    std::vector<std::string> stop()
    {
        stopped_ = true;
        if (thread_.joinable())
            thread_.join();
        return failures_;
    }

private:
    void run()
    {
        while (!stopped_)
        {
            LoginDesk desk;
            const auto answer = desk.sign_in(netbird_, connector_);
            if (answer != 200)
                failures_.push_back("login " + std::to_string(logins_) + ": " + std::to_string(answer));
            ++logins_;
            logins_.notify_all();
        }
        logins_ = logins_ + 2;
        logins_.notify_all();
    }

    std::string netbird_;
    std::string connector_;
    std::vector<std::string> failures_;
    std::atomic<bool> stopped_ = false;
    std::atomic<unsigned> logins_ = 0;
    std::thread thread_;
};

class RotationWithoutAGap : public RegisteredClient
{};

TEST_P(RotationWithoutAGap, LetsEveryLoginThrough)
{
    ASSERT_EQ(run({"apply"}).exit, 0);
    const auto netbird = host.netbird.ask([](Sandbox& sandbox) { return sandbox.url(); });
    const auto connector = host.netbird.ask([](Sandbox& sandbox) { return sandbox.connectors().front().id; });
    SignsInAllTheTime somebody(netbird, connector);
    somebody.pass_one();
    EXPECT_EQ(run({"rotate", "corp"}).exit, 0);
    somebody.pass_one();
    host.netbird.ask([](Sandbox& sandbox) {
        sandbox.restart();
        return 0;
    });
    somebody.pass_one();
    EXPECT_EQ(run({"ack-restart"}).exit, 0);
    EXPECT_EQ(run({"apply"}).exit, 0);
    somebody.pass_one();
    EXPECT_THAT(somebody.stop(), IsEmpty());
    const auto secrets = host.netbird.ask([](Sandbox& sandbox) {
        const auto& client = sandbox.provider(sandbox.url() + "/providers/corp").setup().clients.front();
        return client.more_secrets.size() + (client.secret.empty() ? 0U : 1U);
    });
    EXPECT_EQ(secrets, 1U);
}

INSTANTIATE_TEST_SUITE_P(Provider, RotationWithoutAGap, testing::Values(Profile::pocketid_2_14));

INSTANTIATE_TEST_SUITE_P(Provider, RegisteredClient,
                         testing::Values(Profile::pocketid_2_9, Profile::pocketid_2_14,
                                         Profile::keycloak_hostname, Profile::authentik_2026_5_unrecorded,
                                         Profile::entra_unrecorded));

} // namespace
} // namespace idpsync::test
