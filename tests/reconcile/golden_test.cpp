// ledger.json and checks.json byte for byte: files of earlier versions of this program are read, and what is
// written stays as it was.

#include "reconcile/checks_store.hpp"
#include "reconcile/ledger_store.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace idpsync::reconcile {
namespace {

std::string golden(const std::string& name)
{
    std::ifstream file(IDPSYNC_SOURCE_DIR "/tests/reconcile/golden/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

ProviderKey golden_key(const std::string& text)
{
    return *ProviderKey::parse(text);
}

WallTime golden_hour(int hours)
{
    return std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + std::chrono::hours(hours);
}

Fingerprint fingerprint(char digit)
{
    return Fingerprint{std::string(64, digit)};
}

const ConnectorValues pocket_id{ProviderType::pocketid, "Pocket \"ID\" \u00e9\\\n", "https://id.example.com/",
                                "netbird"};

LedgerEntry full_entry()
{
    return {.id = {"pocketid-1"},
            .origin = Origin::adopted,
            .written = pocket_id,
            .secret = fingerprint('a'),
            .held_back = HeldBack{fingerprint('b')},
            .written_at = golden_hour(10),
            .overturned_writes = 2,
            .omitted_since = golden_hour(-48),
            .login = {.in_force = LoginValues{"https://id.example.com/", "former", fingerprint('c')},
                      .seen = LoginProbeResult{"former", "https://id.example.com/authorize"},
                      .seen_at = 18'446'744'073'709'551'615U,
                      .client_is_new = true,
                      .need = 2,
                      .acknowledged = true},
            .made_by = "0.77.1"};
}

AuditState full_audit()
{
    AuditState audit{.cursor = AuditCursor{{1'795'000'000, 960'125'799}, {"e1", "e2"}},
                     .user = "us",
                     .looked_at = golden_hour(11),
                     .touches = {},
                     .answered = {}};
    audit.touches[{"pocketid-1"}] = {
        {1'795'000'000, 0}, {{"u1", "Ada", "ada@example.com"}, {"u2", "", ""}}, true};
    audit.touches[{"okta-1"}] = {{1'795'000'001, 500'000'000}, {}, false};
    audit.answered[{"okta-1"}] = {fingerprint('d'), {"u1", "u2"}};
    return audit;
}

Ledger golden_ledger()
{
    Ledger ledger;
    ledger.account_id = "dc12c8dqmd2v0ug3rsdg";
    ledger.fingerprint_key = "0123456789abcdef";
    ledger.without_memory = true;
    ledger.entries[golden_key("pocket-id")] = full_entry();
    ledger.entries[golden_key("held")] = {.id = {"okta-1"}, .held_back = HeldBack{}};
    ledger.entries[golden_key("plain")] = {.id = {"<script>/&"}};
    ledger.intents = {
        {.verb = Verb::create,
         .key = golden_key("new"),
         .values = pocket_id,
         .secret = fingerprint('a'),
         .known_ids = {{"a"}, {"b"}}},
        {.verb = Verb::update,
         .key = golden_key("pocket-id"),
         .id = ConnectorId{"pocketid-1"},
         .values = pocket_id},
        {.verb = Verb::remove, .key = golden_key("held"), .id = ConnectorId{"okta-1"}, .values = {}}};
    ledger.group_sync = LedgerGroupSync{.written = GroupSettings{true, "groups", {"", "a \"b\"", "\u00fc"}},
                                        .written_at = golden_hour(5),
                                        .overturned_writes = 1,
                                        .intent = GroupSettings{},
                                        .taken_back = GroupSyncDeclaration{false, "roles", GroupNames{"x"}}};
    ledger.audit = full_audit();
    ledger.restart = {.generation = 2, .since = golden_hour(11), .run = ServerRun{1.7e9 + 0.25, 12.5}};
    return ledger;
}

Checks full_checks()
{
    const Finding refused{FindingId::credentials_refused, Severity::error, "refused: \"invalid_client\"",
                          "copy the secret"};
    Checks checks;
    auto& all = checks.providers[golden_key("pocket-id")];
    all.credentials = {{golden_hour(1),
                        "https://id.example.com",
                        "netbird",
                        fingerprint('a'),
                        "https://nb/oauth2/callback",
                        Verdict::accepted,
                        {FindingId::provider_healthy, Severity::ok, "", ""},
                        golden_hour(0)},
                       {golden_hour(2),
                        "https://id.example.com",
                        "netbird",
                        fingerprint('b'),
                        "",
                        Verdict::refused,
                        refused,
                        {}}};
    all.tries_counted_until = golden_hour(3);
    all.leave_alone_until = golden_hour(4);
    all.unverified =
        Unverified{golden_hour(5), golden_hour(4), "https://id.example.com", "netbird", fingerprint('c'), 3,
                   golden_hour(6), refused};
    all.held =
        Unverified{golden_hour(7), golden_hour(6), "https://id.example.com", "netbird", fingerprint('d'), 0,
                   golden_hour(8), refused};
    all.refused =
        RefusedWrite{golden_hour(9), "Pocket ID", "https://id.example.com", "netbird", {}, "422 \"no\""};
    all.login =
        LoginEvidence{golden_hour(10), {"pocketid-1"}, "netbird", true, false, "groups", {"a", "\u00fc"}};
    checks.providers[golden_key("one")].tries_counted_until = golden_hour(11);
    return checks;
}

TEST(Golden, TheLedgerIsWrittenByteForByte)
{
    EXPECT_EQ(encode_ledger(golden_ledger()), golden("ledger-v2.json"));
    EXPECT_EQ(encode_ledger({}), golden("ledger-v2-empty.json"));
}

TEST(Golden, TheLedgerOfVersion2IsRead)
{
    EXPECT_EQ(decode_ledger(golden("ledger-v2.json")).value(), golden_ledger());
    EXPECT_EQ(decode_ledger(golden("ledger-v2-empty.json")).value(), Ledger());
}

TEST(Golden, TheLedgerOfVersion1IsRead)
{
    Ledger expected;
    expected.account_id = "a1";
    expected.fingerprint_key = "0123456789abcdef";
    expected.entries[golden_key("okta")] = {
        .id = {"okta-1"}, .written = pocket_id, .secret = fingerprint('a'), .written_at = golden_hour(10)};
    expected.intents = {
        {.verb = Verb::remove, .key = golden_key("old"), .id = ConnectorId{"x"}, .values = {}}};
    EXPECT_EQ(decode_ledger(golden("ledger-v1.json")).value(), expected);
}

TEST(Golden, TheChecksAreWrittenByteForByteAndRead)
{
    EXPECT_EQ(encode_checks(full_checks()), golden("checks.json"));
    EXPECT_EQ(decode_checks(golden("checks.json")).value(), full_checks());
}

} // namespace
} // namespace idpsync::reconcile
