// One shape of a drift in the log, `plan --json` and `status --json`: docs/drift.schema.json.

#include "cli/daemon_host.hpp"
#include "cli/schema_objections.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace idpsync::test {
namespace {

namespace json = boost::json;
using sandbox::Sandbox;

/// A drift of each kind: `corp` was renamed by two people, `gone` deleted, and a setting switched.
class ADrift : public testing::Test, public DaemonHost
{
protected:
    ADrift()
    {
        installation.declare("gone");
        installation.set_top("log: { format: json }\ngroup_sync: { enabled: true, claim: groups }\n");
        EXPECT_EQ(installation.run({"apply"}).exit, 0);
        installation.netbird.ask([](Sandbox& sandbox) {
            const sandbox::Person ada{.id = "ada", .name = "Ada", .email = "ada@example.com"};
            for (const auto& connector : sandbox.connectors())
            {
                if (connector.name == "gone")
                    sandbox.remove(connector.id, ada);
                else
                {
                    sandbox.edit(connector.id, {.name = ""}, {.id = "ben", .name = "Ben", .email = ""});
                    sandbox.edit(connector.id, {.name = "Theirs"}, ada);
                }
            }
            sandbox.set_account_setting("jwt_groups_enabled", false);
            return 0;
        });
    }

    static json::array drift_in(const json::value& document)
    {
        json::array all;
        for (const auto& provider : document.at("providers").as_array())
            for (const auto& drift : provider.at("drift").as_array())
                all.push_back(drift);
        for (const auto& drift : document.at("group_sync").at("drift").as_array())
            all.push_back(drift);
        return all;
    }

    static void expect_all_three(const json::array& drift)
    {
        ASSERT_EQ(drift.size(), 3U);
        for (const auto& one : drift)
            EXPECT_EQ(schema_objections("drift", "drift", json::serialize(one)), "") << json::serialize(one);
        EXPECT_EQ(drift[0].at("provider"), "corp");
        EXPECT_EQ(drift[0].at("observed"), "Theirs");
        EXPECT_EQ(drift[0].at("by"), "Ada <ada@example.com>");
        EXPECT_EQ(drift[0].at("others"), "Ben");
        EXPECT_EQ(drift[1].at("kind"), "missing");
        EXPECT_EQ(drift[1].at("by"), "Ada <ada@example.com>");
        EXPECT_EQ(drift[2].at("setting"), "group_sync");
        EXPECT_TRUE(drift[2].at("by").is_null());
    }
};

TEST_F(ADrift, IsTheSameInPlanAndStatusAndTheLog)
{
    const auto plan = installation.run({"plan", "--json"});
    expect_all_three(drift_in(json::parse(plan.out)));

    installation.set_top("log: { format: json }\ngroup_sync: { enabled: true, claim: groups }\n"
                         "reconcile: { mode: observe }\n");
    start();
    wait_for_status("gone deleted outside; corp drifted");
    const auto status = installation.run({"status", "--json"});
    expect_all_three(drift_in(json::parse(status.out)));

    std::istringstream log(stop().err);
    std::size_t lines = 0;
    for (std::string line; std::getline(log, line);)
        if (const auto event = json::parse(line); event.at("event") == "drift")
        {
            ++lines;
            EXPECT_EQ(schema_objections("drift", "line", json::serialize(event)), "") << line;
        }
    EXPECT_EQ(lines, 3U);
}

} // namespace
} // namespace idpsync::test
