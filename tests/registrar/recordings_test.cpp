// What recorded answers of management APIs say of a client.

#include "json/text.hpp"
#include "registrar/api.hpp"
#include "registrar/keycloak_codec.hpp"
#include "registrar/pocket_id_codec.hpp"
#include "support/matchers.hpp"
#include "support/recordings.hpp"

#include <gtest/gtest.h>

#include <set>

namespace idpsync::registrar {
namespace {

using test::Recording;

const std::string pocket_id = "idp/pocket-id-2.9.0";
const std::string pocket_id_dev = "idp/pocket-id-2.9.0-dev-8564d356";
const std::string keycloak = "idp/keycloak-26.7.3";

boost::json::value body_of(const Recording& recorded)
{
    return parse_json(recorded.response_text()).value_or(nullptr);
}

ProviderClient client_in(const std::string& folder, const std::string& name)
{
    return pocket_id_client(body_of(test::recording(folder, name))).value();
}

TEST(RecordedPocketId, ShowsAClient)
{
    const auto client = client_in(pocket_id, "027-admin-get");
    EXPECT_EQ(client.client_id, "23d543c9-1fed-45a8-a90a-00dcd164c0e0");
    EXPECT_EQ(client.name, "NetBird");
    EXPECT_THAT(client.redirect_uris,
                ElementsAre(RegisteredUri{"https://netbird.example.com/oauth2/callback", UriMatch::glob}));
    EXPECT_TRUE(client.confidential);
    EXPECT_FALSE(client.demands_challenge);
    EXPECT_EQ(client.admission, (Admission{.everybody = false, .groups = {}}));
    EXPECT_EQ(client_in(pocket_id, "035-admin-get-after-allowed-groups").admission,
              (Admission{.everybody = false, .groups = {"netbird-admins"}}));
    EXPECT_EQ(client_in(pocket_id, "016-admin-create-chosen-id").admission, Admission{});
}

/// Every answer that holds one client is understood; every other is not taken for one.
TEST(RecordedPocketId, IsUnderstoodInEveryAnswer)
{
    std::size_t clients = 0;
    for (const auto& folder : {pocket_id, pocket_id_dev, std::string("idp/pocket-id-2026-07")})
        for (const auto& recorded : test::recordings(folder))
        {
            const auto body = body_of(recorded);
            const bool holds_one = find_member(body, "callbackURLs") != nullptr;
            EXPECT_EQ(pocket_id_client(body).has_value(), holds_one) << folder << " " << recorded.name;
            clients += holds_one ? 1U : 0U;
        }
    EXPECT_EQ(clients, 48U);
}

std::optional<ProviderClient> keycloak_client_in(const std::string& name, const std::string& id)
{
    return keycloak_client(body_of(test::recording(keycloak, name)), id).value();
}

TEST(RecordedKeycloak, ShowsAClient)
{
    const auto client = keycloak_client_in("107-admin-list-one", "netbird-new");
    ASSERT_TRUE(client);
    EXPECT_EQ(client->handle, "e97ff357-2928-4dcd-a6de-57bb0454b5ec");
    EXPECT_EQ(client->client_id, "netbird-new");
    EXPECT_THAT(client->redirect_uris,
                ElementsAre(RegisteredUri{"https://netbird.example.com/oauth2/callback", UriMatch::prefix}));
    EXPECT_TRUE(client->enabled && client->confidential && client->code_flow);
    EXPECT_FALSE(client->demands_challenge);
    EXPECT_FALSE(client->admission);
}

TEST(RecordedKeycloak, HasNoOtherClientForAnIdThatOnlyLooksAlike)
{
    EXPECT_FALSE(keycloak_client_in("101-admin-list-none", "netbird-new"));
    EXPECT_FALSE(keycloak_client_in("107-admin-list-one", "netbird"));
    EXPECT_FALSE(keycloak_client_in("107-admin-list-one", "NetBird-New"));
}

/// What another request brought is no list of clients, nor is one of which the recording kept too little.
TEST(RecordedKeycloak, TakesNothingElseForAListOfClients)
{
    for (const auto* name : {"109-admin-list-search", "098-admin-list-403-no-role", "110-admin-get",
                             "127-admin-default-scopes", "097-admin-token-client-credentials"})
        EXPECT_FALSE(keycloak_client(body_of(test::recording(keycloak, name)), "netbird-new").has_value())
            << name;
}

TEST(RecordedComplaint, IsWhatTheServerSaysIsWrong)
{
    const auto complaint = [](const std::string& folder, const std::string& name) {
        return complaint_in(test::recording(folder, name).response_text());
    };
    EXPECT_EQ(complaint(pocket_id, "011-admin-401-no-key"), "\"You are not signed in\"");
    EXPECT_EQ(complaint(keycloak, "098-admin-list-403-no-role"), "\"HTTP 403 Forbidden\"");
    EXPECT_EQ(complaint(keycloak, "103-admin-create-409"), "\"Client netbird-new already exists\"");
    EXPECT_EQ(complaint_in("<html>"), "");
}

} // namespace
} // namespace idpsync::registrar
