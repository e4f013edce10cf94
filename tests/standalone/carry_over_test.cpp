// The key of the data store never changes: what configure.sh takes, and when nothing is written.

#include "recorded_setups.hpp"
#include "standalone/carry_over.hpp"
#include "support/matchers.hpp"

#include <string>

namespace idpsync::standalone {
namespace {

constexpr const char* kept_key = "bm90LWEtcmVhbC1rZXktb2YtMzItYnl0ZXMtbG9uZyE=";
constexpr const char* other_key = "YW5vdGhlci1rZXktdGhhdC1pcy1ub3QtcmVhbC1laXRoZXI=";

std::string json_with(const std::string& value)
{
    return R"({"DataStoreEncryptionKey": ")" + value +
           R"(", "TURNConfig": {"Turns": [{"Password": "not-a-real-turn"}]}, "Relay": {"Secret": "not-a-real-relay"}})";
}

Result<CarriedOver> carried(const DirectoryFiles& files)
{
    return carry_over(files, parse_setup_env(files.setup_env.value_or(std::string())));
}

std::string why_not(const DirectoryFiles& files)
{
    const auto result = carried(files);
    EXPECT_TRUE(result.has_error());
    if (!result.has_error())
        return {};
    EXPECT_THAT(result.error().text(), Not(AnyOf(HasSubstr(kept_key), HasSubstr(other_key))));
    EXPECT_NE(result.error().next, "");
    return result.error().text();
}

TEST(CarryOver, KnowsTheKeyThatTheScriptTakes)
{
    const auto recorded = test::recorded("keys.json");
    for (const auto& one : recorded.as_array())
    {
        const auto* file = one.at("management.json").if_string();
        const auto script = file == nullptr ? std::nullopt : std::optional<std::string>(*file);
        const auto* taken = one.at("key").if_string();
        const auto setup = parse_setup_env(std::string(one.at("line").as_string()));
        EXPECT_EQ(key_of_next_run(setup, script),
                  taken == nullptr ? std::nullopt : std::optional<std::string>(*taken))
            << one.at("name");
    }
}

TEST(CarryOver, KeepsWhatIsInForce)
{
    const auto kept = carried({.server_json = json_with(kept_key)});
    ASSERT_TRUE(kept.has_value());
    EXPECT_EQ(*kept, (CarriedOver{kept_key, "not-a-real-turn", "not-a-real-relay"}));
    EXPECT_EQ(*carried({.server_json = json_with(kept_key), .script_json = json_with(kept_key)}), *kept);
    EXPECT_EQ(*carried({.server_json = json_with(kept_key), .script_json = "{}"}), *kept);
}

TEST(CarryOver, BeginsWhereThereIsNothingYet)
{
    EXPECT_EQ(*carried({}), CarriedOver());
    EXPECT_EQ(carried({.server_json = json_with("")})->data_store_key, "");
    EXPECT_EQ(carried({.server_json = json_with(""), .backups = {{"management.json.bkp.1", json_with("")}}})
                  ->data_store_key,
              "");
    EXPECT_EQ(*carried({.script_json = json_with(kept_key)}), CarriedOver());
}

TEST(CarryOver, RefusesAKeyThatIsLostOrMayBe)
{
    const std::map<std::string, std::string> older{{"management.json.bkp.1", json_with(kept_key)}};
    EXPECT_THAT(why_not({.backups = older}), HasSubstr("copy that file back"));
    EXPECT_THAT(why_not({.backups = {{"management.json.bkp.1", "{\"Data"}}}), HasSubstr("may hold the one"));
    EXPECT_THAT(
        why_not({.server_json = json_with(""), .backups = older}),
        AllOf(HasSubstr("management.json.bkp.1"), HasSubstr("copy DataStoreEncryptionKey from there")));
    EXPECT_THAT(why_not({.server_json = R"({"DataStoreEncryp)"}), HasSubstr("no whole JSON document"));
    EXPECT_THAT(why_not({.server_json = ""}), HasSubstr("no whole JSON document"));
    EXPECT_THAT(why_not({.setup_env = "export NETBIRD_DATASTORE_ENC_KEY='" + std::string(kept_key) + "'\n",
                         .server_json = json_with("")}),
                HasSubstr("run configure.sh again before the server starts"));
}

TEST(CarryOver, RefusesWhatConfigureWouldTakeInstead)
{
    EXPECT_THAT(why_not({.server_json = json_with(kept_key), .script_json = json_with(other_key)}),
                HasSubstr("another key of the data store"));
    EXPECT_THAT(why_not({.server_json = json_with(kept_key), .script_json = json_with("")}),
                HasSubstr("remove that file"));
    EXPECT_THAT(why_not({.server_json = json_with(kept_key), .script_json = ""}),
                HasSubstr("remove that file"));
    EXPECT_THAT(why_not({.server_json = json_with(kept_key), .script_json = "{\"Data"}),
                HasSubstr("configure.sh stops at it"));
}

} // namespace
} // namespace idpsync::standalone
