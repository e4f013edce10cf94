// The documents that commands print with --json and the service does not know, byte for byte.

#include "cli/help.hpp"
#include "cli/render/check_result.hpp"
#include "cli/render/doctor_json.hpp"
#include "cli/render/instances_json.hpp"
#include "cli/render/render_registration.hpp"
#include "service/documents.hpp"
#include "support/golden.hpp"
#include "support/key.hpp"

#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

using namespace std::chrono_literals;
using test::full_finding;
using test::golden;
using test::key;
using test::not_utf8;
using test::odd;

diagnose::Diagnosis full_diagnosis()
{
    return {.management_url = "https://netbird.example.com",
            .redirect_uri = "https://netbird.example.com/oauth2/callback",
            .logout_uri = "https://netbird.example.com/oauth2/logout/callback",
            .netbird = {full_finding(), {FindingId::token_expiring, Severity::warning, "soon", ""}},
            .hosts = {{"https://id.example.com", {key("corp"), key("sso")}, {full_finding()}}},
            .providers = {{.key = key("corp"),
                           .name = odd,
                           .issuer = "https://id.example.com",
                           .findings = {{FindingId::pkce_required, Severity::unknown, not_utf8, "next"}},
                           .credentials_age = 90s,
                           .host = "https://id.example.com"},
                          {.key = key("sso"),
                           .name = not_utf8,
                           .issuer = {},
                           .findings = {{FindingId::provider_healthy, Severity::ok, "", ""},
                                        {FindingId::provider_slow, Severity::hint, "", ""}}}},
            .not_checked = {key("absent"), key("released")}};
}

diagnose::LoginDiagnosis full_login()
{
    return {.management_url = "https://netbird.example.com",
            .key = "corp",
            .name = odd,
            .findings = {full_finding()},
            .seen = diagnose::LoginSeen{.name = odd,
                                        .email = "ada@example.com",
                                        .groups = std::vector<std::string>{"admins", not_utf8},
                                        .role = "admin",
                                        .joined = false,
                                        .group_sync = "takes over 2 groups"}};
}

Registrations two_registrations()
{
    const registrar::Step full{.act = registrar::Act::copy,
                               .where = "Overview",
                               .field = "Client ID",
                               .value = not_utf8,
                               .to = "client_id in corp.yaml:7",
                               .why = "It is shown once.",
                               .optional = true};
    return {.login = {.issuer = {},
                      .redirect_uri = "https://netbird.example.com/oauth2/callback",
                      .logout_uri = "https://netbird.example.com/oauth2/logout/callback",
                      .authorization_endpoint = {},
                      .token_endpoint = {},
                      .jwks_uri = {}},
            .clients = {{.key = "corp",
                         .declared_at = "corp.yaml:7",
                         .sheet = {.type = ProviderType::okta,
                                   .product = "Okta",
                                   .page = "docs/providers/okta.md",
                                   .steps = {full},
                                   .groups = {registrar::Step()}}},
                        {.key = {}, .declared_at = {}, .sheet = {}}}};
}

TEST(GoldenOutput, TheRegistration)
{
    EXPECT_EQ(registrations_json(two_registrations()) + '\n', golden("cli/golden/registration.json"));
}

TEST(GoldenOutput, TheHelpOfShow)
{
    EXPECT_EQ(help_text("show"), golden("cli/golden/help-show.txt"));
}

TEST(GoldenOutput, TheDoctor)
{
    EXPECT_EQ(doctor_json(full_diagnosis()) + '\n', golden("cli/golden/doctor.json"));
    EXPECT_EQ(doctor_json({}) + '\n', golden("cli/golden/doctor-bare.json"));
}

TEST(GoldenOutput, TheLogin)
{
    auto bare = full_login();
    bare.seen = diagnose::LoginSeen();
    auto nobody = full_login();
    nobody.seen.reset();
    EXPECT_EQ(login_json(full_login()) + '\n', golden("cli/golden/login.json"));
    EXPECT_EQ(login_json(bare) + '\n' + login_json(nobody) + '\n', golden("cli/golden/login-bare.json"));
}

TEST(GoldenOutput, TheCheck)
{
    const CheckResult full{
        .errors = {{{"a.yaml", 3, 1}, "management.url", odd}, {{"b.yaml", 2, 0}, "", "wrong"}},
        .warnings = {{{}, "", not_utf8}},
        .declared = CheckResult::Declared{.present = 3,
                                          .absent = 2,
                                          .released = 1,
                                          .mode = Mode::observe,
                                          .management_url = "https://netbird.example.com"}};
    EXPECT_EQ(check_json(full) + '\n', golden("cli/golden/check.json"));
    EXPECT_EQ(check_json({}) + '\n', golden("cli/golden/check-bare.json"));
}

TEST(GoldenOutput, TheStatusOfInstances)
{
    EXPECT_EQ(instances_json({{"edge", test::full_status()}, {"", std::nullopt}}) + '\n',
              golden("cli/golden/instances.json"));
}

} // namespace
} // namespace idpsync::cli
