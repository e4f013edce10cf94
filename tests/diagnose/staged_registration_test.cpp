// With `registration`, the doctor sees at the provider itself what is wrong with the client: one fault at a
// time.

#include "diagnose/staged.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace idpsync::test {
namespace {

using enum FindingId;
using enum Severity;
using sandbox::Profile;

const std::string account = "idp-sync";

/// `registration` as the type wants it, and the account or token that may look.
void declare_registration(Clinic& clinic, std::optional<GroupNames> allowed_groups = {}, bool groups = false)
{
    const bool by_account = entrance_of(clinic.declared().type) == Entrance::service_account;
    if (by_account)
        clinic.provider.setup().clients.push_back({.id = account,
                                                   .secret = "not-a-real-account-secret",
                                                   .service_account = true,
                                                   .roles = {"view-clients"}});
    clinic.declare_registration({.secret = {},
                                 .account = by_account ? account : "",
                                 .url = {},
                                 .allowed_groups = std::move(allowed_groups),
                                 .groups = groups},
                                by_account ? "not-a-real-account-secret" : "not-a-real-api-key");
}

class EveryManaged : public testing::TestWithParam<Profile>
{};

TEST_P(EveryManaged, ThatIsHealthyHasNothingToFix)
{
    Clinic clinic(GetParam());
    declare_registration(clinic);
    const auto diagnosis = clinic.visit();
    EXPECT_THAT(troubles(diagnosis), IsEmpty()) << said(all_findings(diagnosis));
    const auto all = all_findings(diagnosis);
    const auto found = std::ranges::find(all, client_missing, &Finding::id);
    ASSERT_NE(found, all.end());
    EXPECT_THAT(found->evidence, HasSubstr("shows the client"));
}

INSTANTIATE_TEST_SUITE_P(Provider, EveryManaged,
                         testing::Values(Profile::pocketid_2_9, Profile::pocketid_2_10,
                                         Profile::pocketid_2_14, Profile::keycloak_hostname,
                                         Profile::authentik_unrecorded),
                         name_of_profile);

class StagedRegistration : public testing::TestWithParam<StagedFault>
{};

TEST_P(StagedRegistration, IsFoundByItsOwnFindingAlone)
{
    expect_found(GetParam());
}

const std::vector<StagedFault> registrations{
    {.name = "RedirectUriWithASlashTooMany",
     .profile = Profile::pocketid_2_9,
     .stage =
         [](Clinic& c) {
             declare_registration(c);
             c.provider.client().redirect_uris.front() += "/";
         },
     .finding = redirect_refused,
     .words = {"by Pocket ID's own API", "/oauth2/callback/", "Callback URLs"}},
    {.name = "NobodyAdmitted",
     .profile = Profile::pocketid_2_10,
     .stage =
         [](Clinic& c) {
             declare_registration(c);
             c.provider.client().group_restricted = true;
         },
     .finding = client_admission,
     .words = {"lets nobody sign in", "Allowed User Groups"}},
    {.name = "OthersAdmittedThanDeclared",
     .profile = Profile::pocketid_2_14,
     .stage = [](Clinic& c) { declare_registration(c, GroupNames{"netbird-users"}); },
     .finding = client_admission,
     .words = {"lets everybody sign in", "declared are \"netbird-users\""}},
    {.name = "PublicClient",
     .profile = Profile::pocketid_2_9,
     .stage =
         [](Clinic& c) {
             declare_registration(c);
             c.provider.client().public_client = true;
         },
     .finding = client_public,
     .words = {"is public"},
     .severity = warning},
    {.name = "WrongToken",
     .profile = Profile::pocketid_2_10,
     .stage =
         [](Clinic& c) {
             declare_registration(c);
             c.provider.setup().api_keys.front().key = "not-a-real-other-key";
         },
     .finding = registration_unreadable,
     .words = {"Pocket ID at ", "401", "make a new one there"},
     .severity = warning},
    {.name = "AccountThatMayNotLook",
     .profile = Profile::keycloak_hostname,
     .stage =
         [](Clinic& c) {
             declare_registration(c);
             c.provider.client(account).roles.clear();
         },
     .finding = registration_unreadable,
     .words = {"Keycloak at ", "403", "the right to read clients"},
     .severity = warning},
    {.name = "AccountWithAnotherSecret",
     .profile = Profile::keycloak_hostname,
     .stage =
         [](Clinic& c) {
             declare_registration(c);
             c.provider.client(account).secret = "not-a-real-new-secret";
         },
     .finding = registration_unreadable,
     .words = {"the service account \"idp-sync\" cannot sign in", "401"},
     .severity = warning},
    {.name = "FlowSwitchedOff",
     .profile = Profile::keycloak_hostname,
     .stage =
         [](Clinic& c) {
             declare_registration(c);
             c.provider.client().code_flow = false;
         },
     .finding = code_flow_off,
     .words = {"may not use the authorization code flow", "Standard flow: on"}},
    {.name = "NoGrantTypes",
     .profile = Profile::authentik_2026_5_unrecorded,
     .stage =
         [](Clinic& c) {
             declare_registration(c);
             c.provider.client().code_flow = false;
         },
     .finding = code_flow_off,
     .words = {"by authentik's own API", "may not use the authorization code flow"}},
    {.name = "RedirectUriOfAnotherHost",
     .profile = Profile::keycloak_hostname,
     .stage =
         [](Clinic& c) {
             declare_registration(c);
             c.provider.client().redirect_uris = {"https://vpn.example.com/*"};
         },
     .finding = redirect_refused,
     .words = {"by Keycloak's own API", "\"https://vpn.example.com/*\""}},
    {.name = "GroupsThatDoNotArrive",
     .profile = Profile::keycloak_hostname,
     .stage =
         [](Clinic& c) {
             declare_registration(c, {}, true);
             c.provider.client().maps_groups = false;
         },
     .finding = groups_not_sent,
     .words = {"by Keycloak's own API", "does not bring the user's groups", "Group Membership"},
     .severity = warning},
};

INSTANTIATE_TEST_SUITE_P(Fault, StagedRegistration, testing::ValuesIn(registrations),
                         [](const auto& tested) { return tested.param.name; });

TEST(Registration, SaysThatTheApiKnowsNoSuchClient)
{
    Clinic clinic(Profile::pocketid_2_9);
    declare_registration(clinic);
    clinic.declared().client_id = "netbird-old";
    const auto all = all_findings(clinic.visit());
    const auto found = std::ranges::find(all, client_missing, &Finding::id);
    ASSERT_NE(found, all.end()) << said(all);
    EXPECT_EQ(found->severity, error);
    EXPECT_THAT(found->evidence, HasSubstr("knows no client with the id \"netbird-old\""));
}

TEST(Registration, IsNotAskedForWithoutItsDeclaration)
{
    Clinic clinic(Profile::pocketid_2_10);
    clinic.provider.client().group_restricted = true;
    EXPECT_THAT(troubles(clinic.visit()), IsEmpty());
}

} // namespace
} // namespace idpsync::test
