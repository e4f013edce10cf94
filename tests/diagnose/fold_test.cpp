#include "diagnose/catalogue.hpp"
#include "diagnose/fold.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::diagnose {
namespace {

using namespace std::chrono_literals;
using enum FindingId;

ProviderDiagnosis provider(const std::string& key, const std::string& issuer, std::vector<Finding> findings)
{
    return {.key = ProviderKey::parse(key).value(),
            .name = key,
            .issuer = issuer,
            .findings = std::move(findings)};
}

std::vector<FindingId> ids(const std::vector<Finding>& findings)
{
    std::vector<FindingId> all;
    for (const auto& finding : findings)
        all.push_back(finding.id);
    return all;
}

std::vector<std::string> names(const std::vector<ProviderKey>& keys)
{
    std::vector<std::string> all;
    for (const auto& key : keys)
        all.push_back(key.str());
    return all;
}

TEST(Fold, TellsADeadHostOnceAndNamesItsProviders)
{
    Diagnosis diagnosis;
    diagnosis.providers = {
        provider("two", "https://id.example.com/realms/two",
                 {found(provider_unreachable, "refused"), found(connector_missing, Severity::hint, "")}),
        provider("one", "https://ID.example.com/realms/one", {found(provider_unreachable, "refused")}),
        provider("port", "https://id.example.com:8443", {found(provider_unreachable, "refused")}),
        provider("three", "https://id.example.com/realms/three", {found(provider_unreachable, "refused")})};
    fold(diagnosis);
    ASSERT_THAT(diagnosis.hosts, SizeIs(1));
    EXPECT_EQ(diagnosis.hosts[0].host, "https://id.example.com");
    EXPECT_THAT(names(diagnosis.hosts[0].providers), ElementsAre("one", "three", "two"));
    EXPECT_THAT(ids(diagnosis.hosts[0].findings), ElementsAre(provider_unreachable));
    EXPECT_THAT(ids(diagnosis.providers[0].findings), ElementsAre(connector_missing));
    EXPECT_THAT(diagnosis.providers[1].findings, IsEmpty());
    EXPECT_EQ(diagnosis.providers[1].host, "https://id.example.com");
    EXPECT_THAT(ids(diagnosis.providers[2].findings), ElementsAre(provider_unreachable));
    EXPECT_EQ(diagnosis.providers[2].host, "");
    EXPECT_EQ(diagnosis.count(Severity::error), 2U);
}

TEST(Fold, LeavesWhatConcernsOneClientOrOneProviderWhereItIs)
{
    Diagnosis diagnosis;
    diagnosis.providers = {
        provider("one", "https://id.example.com/a",
                 {found(credentials_refused, "401"), found(certificate_expiring, "expires in 3 days")}),
        provider("two", "https://id.example.com/b",
                 {found(credentials_refused, "401"), found(certificate_expiring, "expires in 9 days")})};
    fold(diagnosis);
    EXPECT_THAT(diagnosis.hosts, IsEmpty());
    EXPECT_THAT(diagnosis.providers[0].findings, SizeIs(2));
}

TEST(Fold, KeepsTheWorseOfTwoViewsOfOneClock)
{
    Diagnosis diagnosis;
    diagnosis.providers = {
        provider("one", "https://id.example.com/a", {found(clock_off, Severity::warning, "300 s")}),
        provider("two", "https://id.example.com/b", {found(clock_off, Severity::error, "301 s")})};
    fold(diagnosis);
    ASSERT_THAT(diagnosis.hosts, SizeIs(1));
    EXPECT_EQ(diagnosis.hosts[0].findings.front().evidence, "301 s");
}

TEST(Fold, BlamesThisHostsClockWhenAllOthersAgree)
{
    Diagnosis diagnosis{.netbird = {found(clock_off, Severity::error, "NetBird's clock is 600 s ahead")},
                        .clock_ahead = 600s};
    diagnosis.providers = {provider("one", "https://one.example.com", {found(clock_off, "601 s")}),
                           provider("two", "https://two.example.com", {found(clock_off, "599 s")})};
    diagnosis.providers[0].clock_ahead = 601s;
    diagnosis.providers[1].clock_ahead = 599s;
    auto other = diagnosis;
    fold(diagnosis);
    ASSERT_THAT(ids(diagnosis.netbird), ElementsAre(clock_off));
    EXPECT_THAT(diagnosis.netbird[0].evidence, HasSubstr("this host's clock is 600 s behind NetBird's"));
    EXPECT_EQ(diagnosis.count(Severity::error), 1U);

    other.providers[1].clock_ahead = 0s;
    other.providers[1].findings.clear();
    fold(other);
    EXPECT_THAT(other.netbird[0].evidence, HasSubstr("NetBird's clock is 600 s ahead"));
    EXPECT_THAT(other.providers[0].findings, SizeIs(1));
}

TEST(Fold, TellsACertificateThatNetBirdAndAProviderShareOnce)
{
    Diagnosis diagnosis{.management_url = "https://netbird.example.com",
                        .netbird = {found(certificate_expiring, "expires in 3 days")}};
    const auto ends = [](const std::string& host) {
        return found(certificate_expiring, "the certificate of " + host + " expires in 3 days");
    };
    diagnosis.providers = {
        provider("one", "https://netbird.example.com:443/realms/a", {ends("netbird.example.com")}),
        provider("two", "https://id.example.com/realms/b", {ends("id.example.com")}),
        provider("three", "https://netbird.example.com/realms/c", {ends("tokens.example.com")})};
    fold(diagnosis);
    EXPECT_THAT(diagnosis.providers[0].findings, IsEmpty());
    EXPECT_EQ(diagnosis.providers[0].host, "https://netbird.example.com") << "where it is told";
    EXPECT_THAT(diagnosis.providers[1].findings, SizeIs(1));
    EXPECT_THAT(diagnosis.providers[2].findings, SizeIs(1)) << "the certificate of another host";
}

TEST(Fold, LeavesTheCertificateBesideASigningKeyToItsProvider)
{
    Diagnosis diagnosis{.management_url = "https://id.example.com",
                        .netbird = {found(certificate_expired, "expired")}};
    const auto beside_key = found(certificate_expired, Severity::hint, "the certificate beside the key");
    diagnosis.providers = {provider("one", "https://id.example.com/a", {beside_key}),
                           provider("two", "https://id.example.com/b", {beside_key})};
    fold(diagnosis);
    EXPECT_THAT(diagnosis.hosts, IsEmpty());
    EXPECT_THAT(diagnosis.providers[0].findings, SizeIs(1));
    EXPECT_THAT(diagnosis.providers[1].findings, SizeIs(1));
}

TEST(Fold, SaysNothingOfConnectorsWhenNetBirdHasNone)
{
    Diagnosis diagnosis{.netbird = {found(embedded_idp_off, "off")}};
    diagnosis.providers = {provider("one", "https://one.example.com", {found(connector_missing, "")})};
    fold(diagnosis);
    EXPECT_THAT(diagnosis.providers[0].findings, IsEmpty());
}

TEST(Fold, KeepsWhatAProbeShowedAlthoughNetBirdFailsNowAndThen)
{
    Diagnosis diagnosis{.netbird = {found(netbird_failing, "502")}};
    diagnosis.providers = {
        provider("one", "https://one.example.com", {found(login_service_outdated, "old client id")}),
        provider("two", "https://two.example.com",
                 {passed(issuer_mismatch, ""), unclear(login_service_outdated, "502")})};
    fold(diagnosis);
    EXPECT_THAT(ids(diagnosis.providers[0].findings), ElementsAre(login_service_outdated));
    EXPECT_THAT(ids(diagnosis.providers[1].findings), ElementsAre(issuer_mismatch));
}

} // namespace
} // namespace idpsync::diagnose
