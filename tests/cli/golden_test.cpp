// The documents that commands print with --json and the service does not know, byte for byte.

#include "cli/render/check_result.hpp"
#include "cli/render/doctor_json.hpp"
#include "cli/status_choice.hpp"
#include "service/documents.hpp"
#include "support/golden.hpp"
#include "support/key.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

using namespace std::chrono_literals;
using test::full_finding;
using test::golden;
using test::key;
using test::not_utf8;
using test::odd;

std::string text_of(const boost::json::object& document)
{
    return boost::json::serialize(document) + '\n';
}

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

TEST(GoldenOutput, TheDoctor)
{
    EXPECT_EQ(text_of(doctor_json(full_diagnosis())), golden("cli/golden/doctor.json"));
    EXPECT_EQ(text_of(doctor_json({})), golden("cli/golden/doctor-bare.json"));
}

TEST(GoldenOutput, TheLogin)
{
    auto bare = full_login();
    bare.seen = diagnose::LoginSeen();
    auto nobody = full_login();
    nobody.seen.reset();
    EXPECT_EQ(text_of(login_json(full_login())), golden("cli/golden/login.json"));
    EXPECT_EQ(text_of(login_json(bare)) + text_of(login_json(nobody)), golden("cli/golden/login-bare.json"));
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
    EXPECT_EQ(text_of(check_json(full)), golden("cli/golden/check.json"));
    EXPECT_EQ(text_of(check_json({})), golden("cli/golden/check-bare.json"));
}

TEST(GoldenOutput, TheStatusOfInstances)
{
    const auto status = test::full_status();
    EXPECT_EQ(text_of({{"version", 1},
                       {"instances", {instance_json("edge", &status), instance_json("", nullptr)}}}),
              golden("cli/golden/instances.json"));
}

} // namespace
} // namespace idpsync::cli
