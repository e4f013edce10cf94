// artifacts/management.json: what decides logins as declared, and every other byte as it was.

#include "recorded_setups.hpp"
#include "standalone/management_json.hpp"
#include "standalone/render.hpp"
#include "standalones.hpp"
#include "support/matchers.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace idpsync::standalone {
namespace {

using namespace test;

constexpr const char* store_key = "bm90LWEtcmVhbC1rZXktb2YtMzItYnl0ZXMtbG9uZyE=";

void put_at(boost::json::object& into, std::string_view path, const boost::json::value& value)
{
    const auto dot = path.find('.');
    if (dot == std::string_view::npos)
    {
        into[path] = value;
        return;
    }
    auto& inner = into[path.substr(0, dot)];
    if (!inner.is_object())
        inner = boost::json::object();
    put_at(inner.as_object(), path.substr(dot + 1), value);
}

/// management.json as configure.sh made it of a guide, with the key that the server made then.
std::string recorded_file(const Guide& guide)
{
    constexpr std::string_view prefix = "management.json ";
    boost::json::object document;
    for (const auto& [name, json] : guide.effects)
        if (name.starts_with(prefix))
            put_at(document, std::string_view(name).substr(prefix.size()), boost::json::parse(json));
    put_at(document, "DataStoreEncryptionKey", store_key);
    put_at(document, "Relay.Secret", "not-a-real-relay-secret");
    document["TURNConfig"].as_object()["Turns"] =
        boost::json::array{boost::json::object{{"Password", "not-a-real-turn-password"}}};
    return boost::json::serialize(document);
}

Rendering rendered_with(const Standalone& declared, const std::string& management_json, const Guide& guide)
{
    return render({.declared = declared,
                   .provider = guide.provider,
                   .secret = declared.manager ? fake_secret : "",
                   .files = {.setup_env = text_of(guide.setup), .server_json = management_json},
                   .management_json = true});
}

const RenderedFile* management_in(const Rendering& rendering)
{
    EXPECT_THAT(rendering.refused, IsEmpty())
        << (rendering.refused.empty() ? std::string() : rendering.refused.front().text());
    const auto found = std::ranges::find(rendering.files, file_names::server_json, &RenderedFile::name);
    return found == rendering.files.end() ? nullptr : &*found;
}

std::map<std::string, Change> changes_in(const Rendering& rendering)
{
    std::map<std::string, Change> changes;
    if (const auto* file = management_in(rendering))
        for (const auto& change : file->changes)
            changes.emplace(change.key, change);
    return changes;
}

TEST(ManagementJson, IsLeftAloneWhereConfigureMadeItOfTheGuide)
{
    const auto guide = recorded_guide("pocketid");
    const auto rendering =
        rendered_with(declared_for(StandaloneProvider::pocketid), recorded_file(guide), guide);
    EXPECT_EQ(management_in(rendering), nullptr);
}

TEST(ManagementJson, IsMadeAsConfigureWouldMakeItForAnyOtherProvider)
{
    const auto before = recorded_file(recorded_guide("authentik"));
    const auto guide = recorded_guide("pocketid");
    const auto rendering = rendered_with(declared_for(StandaloneProvider::pocketid), before, guide);
    const auto* file = management_in(rendering);
    ASSERT_NE(file, nullptr);
    // Also what has nothing to do with logins: the two guides agree in it.
    EXPECT_EQ(boost::json::parse(file->text), boost::json::parse(recorded_file(guide)));
    EXPECT_TRUE(rendering.strands_users());
    const auto again = rendered_with(declared_for(StandaloneProvider::pocketid), file->text, guide);
    EXPECT_EQ(management_in(again), nullptr);
}

TEST(ManagementJson, SaysWhatDiffersAndWhy)
{
    const auto guide = recorded_guide("pocketid");
    auto text = recorded_file(guide);
    const auto put = [&](std::string_view path, const boost::json::value& value) {
        auto document = boost::json::parse(text).as_object();
        put_at(document, path, value);
        text = boost::json::serialize(document);
    };
    put("HttpConfig.AuthAudience", "account");
    put("HttpConfig.AuthUserIDClaim", "email");
    put("IdpManagerConfig.ExtraConfig.ApiToken", "not-the-declared-token");
    put("IdpManagerConfig.ExtraConfig.Username", "somebody");
    put("PKCEAuthorizationFlow.ProviderConfig.UseIDToken", false);
    put("PKCEAuthorizationFlow.ProviderConfig.RedirectURLs", nullptr);
    const auto changes = changes_in(rendered_with(declared_for(StandaloneProvider::pocketid), text, guide));
    ASSERT_THAT(changes, SizeIs(6));
    const auto& audience = changes.at("HttpConfig.AuthAudience");
    EXPECT_EQ(audience.seen, "account");
    EXPECT_EQ(audience.wanted, "netbird");
    EXPECT_EQ(audience.why, "client_id");
    EXPECT_THAT(audience.consequence, HasSubstr("refused: 401"));
    EXPECT_TRUE(changes.at("HttpConfig.AuthUserIDClaim").strands_users);
    EXPECT_TRUE(changes.at("IdpManagerConfig.ExtraConfig.ApiToken").secret);
    EXPECT_FALSE(changes.at("IdpManagerConfig.ExtraConfig.Username").secret);
    EXPECT_EQ(changes.at("PKCEAuthorizationFlow.ProviderConfig.UseIDToken").wanted, "true");
    EXPECT_EQ(changes.at("PKCEAuthorizationFlow.ProviderConfig.RedirectURLs").wanted,
              "[\"http://localhost:53000\"]");
}

TEST(ManagementJson, KeepsEveryByteThatIsNotAboutLogins)
{
    const auto guide = recorded_guide("pocketid");
    const std::string before = "{\n"
                               "    \"Stuns\" : [ 1.50, \"\\u00e4\" ],\n"
                               "    \"Unknown\": {\"AuthAudience\": \"x\"},\n"
                               "    \"DataStoreEncryptionKey\": \"" +
                               std::string(store_key) +
                               "\",\n"
                               "    \"HttpConfig\": {\n"
                               "        \"AuthAudience\":\"account\",  \"Mine\": [ ]\n"
                               "    },\n"
                               "    \"IdpManagerConfig\": null\n"
                               "}\n";
    const auto rendering = rendered_with(declared_for(StandaloneProvider::pocketid), before, guide);
    const auto& text = management_in(rendering)->text;
    EXPECT_THAT(text, StartsWith("{\n"
                                 "    \"Stuns\" : [ 1.50, \"\\u00e4\" ],\n"
                                 "    \"Unknown\": {\"AuthAudience\": \"x\"},\n"
                                 "    \"DataStoreEncryptionKey\": \"" +
                                 std::string(store_key) +
                                 "\",\n"
                                 "    \"HttpConfig\": {\n"
                                 "        \"AuthAudience\":\"netbird\",  \"Mine\": [ ],\n"
                                 "    \"AuthIssuer\": \"https://id.example.com\""));
    const auto document = boost::json::parse(text);
    EXPECT_EQ(document.at("IdpManagerConfig").at("ClientConfig").at("GrantType"), "client_credentials");
    EXPECT_TRUE(text.ends_with("\n}\n"));
    EXPECT_EQ(management_in(rendered_with(declared_for(StandaloneProvider::pocketid), text, guide)), nullptr);
}

TEST(ManagementJson, KeepsWhatTheServerIsEncryptedAndReachedWith)
{
    const auto guide = recorded_guide("authentik");
    const auto before = recorded_file(recorded_guide("keycloak"));
    const auto rendering = rendered_with(declared_for(StandaloneProvider::authentik), before, guide);
    const auto kept = carried_in(management_in(rendering)->text);
    EXPECT_EQ(kept, (CarriedOver{store_key, "not-a-real-turn-password", "not-a-real-relay-secret"}));
}

TEST(ManagementJson, TouchesNeitherOfTwoKeysAndCarriesTheLast)
{
    const auto guide = recorded_guide("pocketid");
    const std::string twice =
        R"({"DataStoreEncryptionKey": "a", "HttpConfig": {}, "DataStoreEncryptionKey": "b"})";
    EXPECT_EQ(carried_in(twice)->data_store_key, "b"); // as the server and jq have it
    const auto rendering = rendered_with(declared_for(StandaloneProvider::pocketid), twice, guide);
    EXPECT_THAT(management_in(rendering)->text, AllOf(HasSubstr(R"("DataStoreEncryptionKey": "a")"),
                                                      HasSubstr(R"("DataStoreEncryptionKey": "b")")));
}

TEST(ManagementJson, IsNotMadeOfAValueThatItCannotHold)
{
    auto guide = recorded_guide("pocketid");
    const auto before = recorded_file(guide);
    guide.setup["NETBIRD_MGMT_IDP_SIGNKEY_REFRESH"] = "yes";
    const auto rendering = rendered_with(declared_for(StandaloneProvider::pocketid), before, guide);
    ASSERT_THAT(rendering.refused, SizeIs(1));
    EXPECT_THAT(rendering.refused.front().text(), HasSubstr("a value that management.json cannot take"));
}

TEST(ManagementJson, WaitsForTheOneThatConfigureMakes)
{
    const auto declared = declared_for(StandaloneProvider::pocketid);
    const auto rendering = render({.declared = declared,
                                   .provider = pocket_id,
                                   .secret = fake_secret,
                                   .files = {},
                                   .management_json = true});
    ASSERT_THAT(rendering.refused, SizeIs(1));
    EXPECT_THAT(rendering.refused.front().text(), HasSubstr("run configure.sh first"));
}

TEST(ManagementJson, TakesWordsAsTheServerDoes)
{
    const auto guide = recorded_guide("pocketid");
    auto document = boost::json::parse(recorded_file(guide)).as_object();
    put_at(document, "IdpManagerConfig.ManagerType", "PocketID");
    put_at(document, "DeviceAuthorizationFlow.Provider", "HOSTED");
    const auto rendering =
        rendered_with(declared_for(StandaloneProvider::pocketid), boost::json::serialize(document), guide);
    EXPECT_EQ(management_in(rendering), nullptr);
}

TEST(ManagementJson, HasTheSecretByReferenceWhereThatIsDeclared)
{
    const auto guide = recorded_guide("pocketid");
    auto declared = declared_for(StandaloneProvider::pocketid);
    declared.secrets = SecretPlacement::reference;
    const auto rendering = rendered_with(declared, recorded_file(guide), guide);
    EXPECT_EQ(boost::json::parse(management_in(rendering)->text)
                  .at("IdpManagerConfig")
                  .at("ExtraConfig")
                  .at("ApiToken"),
              "{{ .NETBIRD_IDP_MANAGER_SECRET }}");
    for (const auto& file : rendering.files)
        EXPECT_EQ(file.text.find(fake_secret) != std::string::npos, file.name == file_names::environment);
}

} // namespace
} // namespace idpsync::standalone
