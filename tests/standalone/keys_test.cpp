// The table of keys.

#include "standalone/keys.hpp"
#include "support/matchers.hpp"

#include <set>
#include <string>

namespace idpsync::standalone {
namespace {

TEST(SetupKeys, AreThereOnceAndSayWhatTheyDo)
{
    std::set<std::string_view> names;
    for (const auto& key : setup_keys())
    {
        EXPECT_TRUE(names.insert(key.name).second) << key.name;
        EXPECT_FALSE(key.note.empty()) << key.name;
        EXPECT_EQ(key.reader.empty(), key.effect != KeyEffect::counts && key.effect != KeyEffect::if_exported)
            << key.name;
    }
    EXPECT_EQ(names.size(), 85U);
}

TEST(SetupKeys, StandForKeysThatComeBeforeThemWhenEmpty)
{
    for (const auto& key : setup_keys())
        if (key.otherwise.starts_with('$'))
        {
            const auto* other = setup_key(key.otherwise.substr(1));
            ASSERT_NE(other, nullptr) << key.name;
            EXPECT_LT(other, &key) << key.name;
        }
}

TEST(SetupKeys, KnowWhatIsWithoutEffect)
{
    for (const auto* name :
         {"NETBIRD_AUTH_DEVICE_AUTH_PROVIDER", "NETBIRD_DASH_AUTH_AUDIENCE", "NETBIRD_AUTH_PKCE_AUDIENCE",
          "NETBIRD_MGMT_API_ENDPOINT", "NETBIRD_MGMT_SINGLE_ACCOUNT_MODE_DOMAIN", "NETBIRD_SIGNAL_PROTOCOL",
          "NETBIRD_RELAY_AUTH_SECRET", "NETBIRD_LETSENCRYPT_DOMAIN", "TURN_USER", "TURN_PASSWORD",
          "VOLUME_PREFIX"})
        EXPECT_EQ(setup_key(name)->effect, KeyEffect::overwritten) << name;
    for (const auto* name :
         {"NETBIRD_AUTH_AUTHORITY", "NETBIRD_AUTH_JWT_CERTS", "NETBIRD_AUTH_TOKEN_ENDPOINT"})
        EXPECT_EQ(setup_key(name)->effect, KeyEffect::computed) << name;
    EXPECT_EQ(setup_key("NETBIRD_DATASTORE_ENC_KEY")->effect, KeyEffect::if_exported);
}

TEST(SetupKeys, FindTheOneThatIsMeant)
{
    EXPECT_EQ(nearest_setup_key("NETBIRD_AUTH_AUDIENC"), "NETBIRD_AUTH_AUDIENCE");
    EXPECT_EQ(nearest_setup_key("AUTH_CLIENT_ID"), "NETBIRD_AUTH_CLIENT_ID");
    EXPECT_EQ(nearest_setup_key("NETBIRD_IDP_MGMT_EXTRA_APITOKEN"), "NETBIRD_IDP_MGMT_EXTRA_API_TOKEN");
    EXPECT_EQ(nearest_setup_key("NETBIRD_COLOUR"), "");
}

TEST(SetupKeys, KnowSecretsAlsoOfKeysThatNobodyKnows)
{
    EXPECT_TRUE(may_be_secret("NETBIRD_IDP_MGMT_EXTRA_API_TOKEN"));
    EXPECT_TRUE(may_be_secret("NETBIRD_IDP_MGMT_EXTRA_APITOKEN"));
    EXPECT_TRUE(may_be_secret("MY_PASSWORD"));
    EXPECT_FALSE(may_be_secret("NETBIRD_TOKEN_SOURCE"));
    EXPECT_FALSE(may_be_secret("NETBIRD_DOMAIN"));
}

TEST(SetupKeys, KnowTheManagersOfTheServer)
{
    EXPECT_TRUE(is_manager("PocketID"));
    EXPECT_TRUE(is_manager("none"));
    EXPECT_FALSE(is_manager("pocket-id"));
    EXPECT_FALSE(is_manager(""));
}

} // namespace
} // namespace idpsync::standalone
