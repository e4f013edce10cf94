#include "core/builders.hpp"
#include "core/desired.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

Error error_of(std::vector<DesiredProvider> providers)
{
    const auto state = DesiredState::make(std::move(providers));
    return state.has_error() ? state.error() : Error{ErrorKind::stopped, "it was accepted"};
}

TEST(DesiredState, SortsByKey)
{
    const auto state = DesiredState::make({desired("b"), desired("c"), desired("a")}).value();
    ASSERT_EQ(state.providers().size(), 3U);
    EXPECT_EQ(state.providers().front().key, key("a"));
    EXPECT_EQ(state.providers().back().key, key("c"));
}

TEST(DesiredState, FindsAProviderByKey)
{
    const auto state = DesiredState::make({desired("b"), desired("a")}).value();
    ASSERT_NE(state.find(key("b")), nullptr);
    EXPECT_EQ(state.find(key("b"))->key, key("b"));
    EXPECT_EQ(state.find(key("aa")), nullptr);
    EXPECT_EQ(state.find(key("z")), nullptr);
    EXPECT_EQ(DesiredState().find(key("a")), nullptr);
}

TEST(DesiredState, RefusesAKeyDeclaredTwice)
{
    const auto error = error_of({desired("corp"), desired("other"), desired("corp", keycloak)});
    EXPECT_EQ(error.kind, ErrorKind::bad_config);
    EXPECT_THAT(error.text(), HasSubstr("identity_providers.corp"));
    EXPECT_THAT(error.text(), HasSubstr("twice"));
}

TEST(DesiredState, RefusesAPresentProviderWithoutValues)
{
    const auto error = error_of({{.key = key("corp")}});
    EXPECT_EQ(error.kind, ErrorKind::bad_config);
    EXPECT_THAT(error.text(), HasSubstr("type, issuer and client_id"));
}

TEST(DesiredState, TakesAbsentAndReleasedProvidersWithoutValues)
{
    EXPECT_TRUE(DesiredState::make({absent("gone"), released("free")}).has_value());
}

TEST(Rule03_IdInTheFile, CannotBeDeclaredTwice)
{
    const auto error = error_of({with_id(desired("a"), "okta-1"), with_id(desired("b"), "okta-1")});
    EXPECT_EQ(error.kind, ErrorKind::bad_config);
    EXPECT_THAT(error.text(), HasSubstr("identity_providers.a"));
    EXPECT_THAT(error.text(), HasSubstr("identity_providers.b"));
}

TEST(Rule03_IdInTheFile, CannotBeDeclaredTwiceWhateverTheState)
{
    EXPECT_EQ(error_of({with_id(desired("a"), "okta-1"), with_id(absent("b"), "okta-1")}).kind,
              ErrorKind::bad_config);
    EXPECT_EQ(error_of({with_id(released("a"), "okta-1"), with_id(absent("b"), "okta-1")}).kind,
              ErrorKind::bad_config);
}

TEST(DesiredState, RefusesTwoPresentProvidersWithTheSameMatch)
{
    const auto error = error_of({desired("a", values("corp")), desired("b", values("corp", keycloak))});
    EXPECT_EQ(error.kind, ErrorKind::bad_config);
    EXPECT_THAT(error.text(), HasSubstr("identity_providers.a"));
    EXPECT_THAT(error.text(), HasSubstr("`id`"));
}

TEST(DesiredState, RefusesTwinsOfWhichOnlyOneHasAnId)
{
    EXPECT_EQ(error_of({with_id(desired("a", values("corp")), "okta-1"), desired("b", values("corp"))}).kind,
              ErrorKind::bad_config);
    EXPECT_EQ(error_of({desired("a", values("corp")), with_id(desired("b", values("corp")), "okta-1")}).kind,
              ErrorKind::bad_config);
}

TEST(DesiredState, TakesTwinsThatHaveAnIdEach)
{
    EXPECT_TRUE(DesiredState::make({with_id(desired("a", values("corp")), "okta-1"),
                                    with_id(desired("b", values("corp")), "okta-2")})
                    .has_value());
}

TEST(DesiredState, RefusesTwinsThatBothKeepTheClientAtTheProvider)
{
    auto one = with_id(desired("a", values("corp")), "okta-1");
    auto other = with_id(desired("b", values("corp")), "okta-2");
    one.registration.emplace();
    EXPECT_TRUE(DesiredState::make({one, other}).has_value());
    other.registration.emplace();
    EXPECT_THAT(error_of({one, other}).text(), HasSubstr("`registration` in identity_providers.a"));
}

TEST(DesiredState, TakesAnAbsentTwinOfAPresentProvider)
{
    EXPECT_TRUE(DesiredState::make({desired("a", values("corp")), with_values(absent("b"), values("corp"))})
                    .has_value());
}

TEST(DesiredState, RefusesTwoGooglesWithTheSameClientWhateverIssuerTheyName)
{
    EXPECT_EQ(error_of({desired("a", with_issuer(values("corp", google), "https://accounts.google.com")),
                        desired("b", values("corp", google))})
                  .kind,
              ErrorKind::bad_config);
}

TEST(DesiredState, TakesGoogleMicrosoftAndOthersWithTheSameClient)
{
    EXPECT_TRUE(
        DesiredState::make({desired("a", values("corp", google)), desired("b", values("corp", microsoft)),
                            desired("c", values("corp", entra))})
            .has_value());
}

TEST(DesiredState, DropsTheIssuerOfGoogleAndMicrosoft)
{
    for (const auto type : {google, microsoft})
    {
        const auto state =
            DesiredState::make({desired("corp", with_issuer(values("corp", type), "https://a.example"))})
                .value();
        EXPECT_EQ(state.find(key("corp"))->values->issuer, "");
    }
}

TEST(Consents, HoldWhatWasAdded)
{
    Consents consents{Consent::recreate};
    consents.add(Consent::issuer_change);
    EXPECT_TRUE(consents.has(Consent::recreate));
    EXPECT_TRUE(consents.has(Consent::issuer_change));
    EXPECT_FALSE(consents.has(Consent::delete_last));
    EXPECT_FALSE(consents.empty());
    EXPECT_TRUE(Consents().empty());
}

TEST(Consents, AreListedInOneOrder)
{
    const Consents consents{Consent::delete_last, Consent::issuer_change};
    EXPECT_EQ(consents.list(), (std::vector{Consent::issuer_change, Consent::delete_last}));
    EXPECT_EQ(consents, (Consents{Consent::issuer_change, Consent::delete_last}));
}

TEST(Consents, ComeBackFromTheirNames)
{
    for (const auto consent : enumerators<Consent>())
        EXPECT_EQ(enumerator_of<Consent>(to_string(consent)), consent);
    EXPECT_EQ(enumerator_of<Consent>("issuer_change"), std::nullopt);
    EXPECT_EQ(enumerator_of<Consent>(""), std::nullopt);
}

TEST(SecretSource, IsDescribedWithoutTheSecret)
{
    EXPECT_EQ(describe({SecretSource::File{"/etc/a\n"}}), "file /etc/a\\n");
    EXPECT_EQ(describe({SecretSource::Credential{"corp"}}), "credential corp");
    EXPECT_EQ(describe({SecretSource::Environment{"CORP_SECRET"}}), "environment variable CORP_SECRET");
    EXPECT_EQ(describe({SecretSource::Plain{std::make_shared<const Secret>("hunter2")}}), "plain text");
}

} // namespace
} // namespace idpsync::test
