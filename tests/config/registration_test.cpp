// registration: of a provider, by its type.

#include "loading.hpp"
#include "support/matchers.hpp"

namespace idpsync::config {
namespace {

using namespace idpsync::config::test;

std::string provider_with(std::string_view type, std::string_view registration)
{
    return with_provider("type: " + std::string(type) +
                         "\nissuer: https://id.example.com/realms/corp\nclient_id: netbird\nregistration: " +
                         std::string(registration) + "\n");
}

DesiredRegistration registration_of(std::string_view type, std::string_view registration)
{
    const auto outcome = load_text(provider_with(type, registration));
    EXPECT_TRUE(outcome.loaded()) << outcome.all();
    return outcome.provider("corp").registration.value();
}

std::string error_in(std::string_view type, std::string_view registration)
{
    return only_error(provider_with(type, registration));
}

TEST(Registration, OfPocketIdTakesATokenAndWhoMaySignIn)
{
    const auto read = registration_of(
        "pocketid",
        "{token: {file: key}, url: \"https://id.internal:1411\", allowed_groups: [users, admins]}");
    EXPECT_EQ(describe(read.secret), "file /etc/idp/key");
    EXPECT_EQ(read.account, "");
    EXPECT_EQ(read.url, "https://id.internal:1411");
    EXPECT_THAT(read.allowed_groups.value(), ElementsAre("admins", "users"));
}

TEST(Registration, OfAuthentikTakesAToken)
{
    EXPECT_EQ(describe(registration_of("authentik", "{token: {env: AUTHENTIK}}").secret),
              "environment variable AUTHENTIK");
}

TEST(Registration, OfKeycloakTakesAServiceAccount)
{
    const auto read = registration_of("keycloak", "{client_id: idp-sync, client_secret: {file: kc}}");
    EXPECT_EQ(read.account, "idp-sync");
    EXPECT_EQ(describe(read.secret), "file /etc/idp/kc");
    EXPECT_EQ(read.url, "");
    EXPECT_FALSE(read.allowed_groups);
}

TEST(Registration, OfEntraTakesAnApplicationThatMayManageThisOne)
{
    const auto read =
        registration_of("entra", "{client_id: sync, client_secret: {file: e}, secret: generated, "
                                 "secret_lifetime: 90d, url: \"https://graph.example.com\"}");
    EXPECT_EQ(read.account, "sync");
    EXPECT_EQ(read.url, "https://graph.example.com");
    EXPECT_EQ(read.secret_lifetime, std::chrono::days(90));
    EXPECT_THAT(error_in("entra", "{client_id: sync}"),
                AllOf(HasSubstr("managing application"), HasSubstr("entra needs both")));
    EXPECT_THAT(error_in("entra", "{token: {file: key}}"),
                HasSubstr("an application that may manage this one"));
    EXPECT_THAT(error_in("keycloak", "{client_id: a, client_secret: {file: kc}, secret: generated, "
                                     "secret_lifetime: 90d}"),
                HasSubstr("is there for pocketid and entra alone"));
}

TEST(Registration, SaysWhatItLacks)
{
    EXPECT_THAT(
        error_in("pocketid", "{allowed_groups: [users]}"),
        AllOf(HasSubstr("identity_providers.corp.registration: lacks token"), HasSubstr("{file: PATH}")));
    EXPECT_THAT(error_in("keycloak", "{client_id: idp-sync}"), HasSubstr("keycloak needs both"));
}

TEST(Registration, RefusesTheOtherWayIn)
{
    EXPECT_THAT(error_in("authentik", "{token: {file: key}, client_id: idp-sync}"),
                HasSubstr("registration.client_id: is not used with authentik"));
    EXPECT_THAT(error_in("keycloak", "{token: {file: key}, client_id: a, client_secret: {file: kc}}"),
                HasSubstr("registration.token: is not used with keycloak"));
}

TEST(Registration, SaysTheWrongWayInOnce)
{
    EXPECT_THAT(error_in("keycloak", "{token: {file: key}}"),
                AllOf(HasSubstr("registration.token: "), HasSubstr("write client_id and client_secret")));
    EXPECT_THAT(error_in("pocketid", "{client_id: idp-sync}"),
                AllOf(HasSubstr("registration.client_id: "), HasSubstr("write token alone")));
}

TEST(Registration, IsRefusedWhereNobodyCanLook)
{
    for (const auto* type : {"okta", "oidc", "zitadel", "adfs"})
        EXPECT_THAT(error_in(type, "{token: {file: key}}"),
                    AllOf(HasSubstr("is not there for " + std::string(type) + " yet"), HasSubstr("by hand")));
}

TEST(Registration, DecidesWhoMaySignInAtPocketIdAlone)
{
    EXPECT_THAT(error_in("authentik", "{token: {file: key}, allowed_groups: [users]}"),
                HasSubstr("registration.allowed_groups: is there for pocketid alone"));
}

TEST(Registration, SendsNoTokenReadable)
{
    EXPECT_THAT(error_in("pocketid", "{token: {file: key}, url: \"http://id.internal:1411\"}"),
                HasSubstr("registration.url: "));
    EXPECT_EQ(registration_of("pocketid", "{token: {file: key}, url: \"http://127.0.0.1:1411\"}").url,
              "http://127.0.0.1:1411");
    const auto meant = load_text(
        provider_with("pocketid", "{token: {file: key}, url: \"http://id.internal\"}\nallow_http: true"));
    EXPECT_TRUE(meant.loaded()) << meant.all();
}

TEST(Registration, IsASectionWithNamesOfItsOwn)
{
    EXPECT_THAT(error_in("pocketid", "{token: {file: key}, allowed_group: [users]}"),
                HasSubstr("did you mean allowed_groups?"));
    EXPECT_THAT(error_in("pocketid", "yes"), HasSubstr("registration: must be a mapping"));
}

} // namespace
} // namespace idpsync::config
