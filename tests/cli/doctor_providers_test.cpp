// `doctor` and providers behind sockets: what their certificates are worth, and hosts that several share.

#include "cli/installation.hpp"
#include "cli/schema_objections.hpp"
#include "support/matchers.hpp"
#include "support/raw_server.hpp"
#include "support/tls_certificates.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <chrono>

namespace idpsync::test {
namespace {

using sandbox::Sandbox;

constexpr auto day = std::chrono::hours(24);

/// A host with providers of its own, and a NetBird that has them all.
class DoctorOfProviders : public testing::Test
{
protected:
    DoctorOfProviders()
    {
        host.netbird.ask([](Sandbox& sandbox) {
            sandbox.set_account_setting("extra", boost::json::object{{"user_approval_required", false}});
            return 0;
        });
    }

    void declare(const std::string& key, const std::string& issuer)
    {
        declared += "  " + key + ":\n    type: oidc\n    issuer: " + issuer +
                    "\n    client_id: netbird\n    client_secret: { file: secrets/" + key + " }\n";
        host.write_secret(key, "not-a-real-secret");
        host.netbird.ask([&](Sandbox& sandbox) {
            return sandbox.add({.id = {},
                                .type = "oidc",
                                .name = key,
                                .issuer = issuer,
                                .client_id = "netbird",
                                .client_secret = "not-a-real-secret",
                                .scopes = sandbox::scopes_of_type("oidc")});
        });
    }

    /// A healthy provider with that certificate.
    void open(const std::string& key, const Certificate& certificate)
    {
        const sandbox::TlsIdentity identity{certificate.chain_pem, certificate.key_pem, {}};
        const auto base = host.netbird.open_provider_door(identity);
        declare(key, host.netbird.ask([&](Sandbox& sandbox) {
            return sandbox.add_provider(base, {.profile = sandbox::Profile::oidc_provider}).issuer();
        }));
    }

    ProcessResult doctor(std::vector<std::string> options = {})
    {
        host.set_top("providers: { ca_file: ca.pem }\nidentity_providers:\n" + declared);
        host.write_file("ca.pem", authority.pem());
        options.insert(options.begin(), "doctor");
        return host.run(std::move(options));
    }

    [[nodiscard]] Certificate certificate(std::chrono::seconds ends,
                                          const std::string& address = "127.0.0.1") const
    {
        return authority.issue({.addresses = {address}, .not_before = -90 * day, .not_after = ends});
    }

    CertificateAuthority authority{"the providers' authority"};
    Installation host;
    std::string declared;
};

/// Warnings and errors of one provider, or of one host.
std::vector<std::string> troubles(const boost::json::value& of)
{
    std::vector<std::string> ids;
    for (const auto& finding : of.at("findings").as_array())
        if (finding.at("severity") == "error" || finding.at("severity") == "warning")
            ids.emplace_back(finding.at("id").as_string());
    return ids;
}

std::map<std::string, std::vector<std::string>> by_key(const boost::json::value& doctor)
{
    std::map<std::string, std::vector<std::string>> all;
    for (const auto& provider : doctor.at("providers").as_array())
        all[std::string(provider.at("key").as_string())] = troubles(provider);
    return all;
}

TEST_F(DoctorOfProviders, NamesWhatIsWrongWithEachCertificate)
{
    open("well", certificate(90 * day));
    open("expired", certificate(-1 * day));
    open("expiring", certificate(9 * day));
    open("elsewhere", certificate(90 * day, "127.0.0.9"));
    open("untrusted", CertificateAuthority("somebody").issue({.addresses = {"127.0.0.1"}}));
    const auto result = doctor({"--json"});
    EXPECT_EQ(result.exit, 1) << result.err;
    const auto json = boost::json::parse(result.out);
    auto found = by_key(json);
    EXPECT_THAT(found["well"], IsEmpty());
    EXPECT_THAT(found["expired"], ElementsAre("certificate-expired"));
    EXPECT_THAT(found["expiring"], ElementsAre("certificate-expiring"));
    EXPECT_THAT(found["elsewhere"], ElementsAre("certificate-for-another-host"));
    EXPECT_THAT(found["untrusted"], ElementsAre("certificate-untrusted"));
    EXPECT_THAT(json.at("hosts").as_array(), IsEmpty());
}

TEST_F(DoctorOfProviders, TellsADeadHostOnce)
{
    const ClosedPort closed;
    const auto dead = "http://127.0.0.1:" + std::to_string(closed.port());
    declare("alpha", dead + "/realms/alpha");
    declare("beta", dead + "/realms/beta");
    const auto text = doctor();
    EXPECT_EQ(text.exit, 1);
    EXPECT_THAT(
        text.out,
        AllOf(HasSubstr("\n" + dead + "  of alpha, beta\n  ! error   provider-unreachable: "),
              HasSubstr("^ above   its host is not well: " + dead),
              HasSubstr("Doctor: 1 error, 2 unknown; fix first: provider-unreachable of " + dead + ".")));

    const auto printed = doctor({"--json"}).out;
    EXPECT_EQ(schema_objections("doctor", "doctor", printed), "");
    const auto json = boost::json::parse(printed);
    EXPECT_EQ(json.at("summary").at("error"), 1);
    EXPECT_THAT(troubles(json.at("hosts").at(0)), ElementsAre("provider-unreachable"));
    EXPECT_EQ(json.at("providers").at(1).at("host").as_string(), dead);
}

} // namespace
} // namespace idpsync::test
