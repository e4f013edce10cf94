// ledger.json as text.

#include "reconcile/ledger_store.hpp"
#include "support/key.hpp"
#include "support/matchers.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace idpsync::reconcile {
namespace {

namespace json = boost::json;
using idpsync::test::key;

const std::string digest_a(64, 'a');
const std::string digest_b(64, 'b');

WallTime at(int hours)
{
    return std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + std::chrono::hours(hours);
}

Ledger full_ledger()
{
    Ledger ledger;
    ledger.account_id = "dc12c8dqmd2v0ug3rsdg";
    ledger.fingerprint_key = "0123456789abcdef";
    const ConnectorValues values{ProviderType::pocketid, "Pocket ID", "https://id.example.com", "netbird"};
    const LoginState login{.in_force = LoginValues{"https://id.example.com", "former", Fingerprint{digest_b}},
                           .seen = LoginProbeResult{"former", "https://id.example.com/authorize"},
                           .seen_at = 1,
                           .client_is_new = true,
                           .need = 2,
                           .acknowledged = true};
    ledger.restart = {.generation = 2, .since = at(11), .run = ServerRun{1.7e9 + 0.25, 12.5}};
    ledger.entries[key("pocket-id")] = {
        {"pocketid-1"}, Origin::adopted, values, Fingerprint{digest_a}, {}, at(10), 2, {}, login};
    ledger.entries[key("pocket-id")].made_by = "0.77.1";
    ledger.entries[key("held")] = {
        {"okta-1"}, Origin::created, {}, {}, HeldBack{Fingerprint{digest_b}}, {}, 0, {}};
    ledger.entries[key("none-declared")] = {{"okta-2"}, Origin::created, {}, {}, HeldBack{}, {},
                                            0,          at(-48),         {}};
    ledger.intents.push_back({Verb::create, key("new"), {}, values, Fingerprint{digest_a}, {{"a"}, {"b"}}});
    ledger.intents.push_back({Verb::update, key("pocket-id"), ConnectorId{"pocketid-1"}, values, {}, {}});
    ledger.intents.push_back({Verb::remove, key("held"), ConnectorId{"okta-1"}, values, {}, {}});
    ledger.group_sync =
        LedgerGroupSync{.written = GroupSettings{true, "groups", {"", "a \"b\"", "ü"}},
                        .written_at = at(5),
                        .overturned_writes = 1,
                        .intent = GroupSettings{},
                        .taken_back = GroupSyncDeclaration{false, std::nullopt, std::nullopt}};
    return ledger;
}

Ledger decoded(const std::string& text)
{
    const auto ledger = decode_ledger(text);
    EXPECT_TRUE(ledger.has_value()) << ledger.error().text();
    return ledger.has_value() ? *ledger : Ledger();
}

/// What decoding says of the full ledger after `change`.
template <class Change>
Error error_after(const Change& change)
{
    auto document = json::parse(encode_ledger(full_ledger()));
    change(document);
    const auto ledger = decode_ledger(json::serialize(document));
    return ledger.has_error() ? ledger.error() : Error{ErrorKind::stopped, "it was accepted"};
}

TEST(EncodeLedger, IsReadBackAsItWas)
{
    EXPECT_EQ(decoded(encode_ledger(full_ledger())), full_ledger());
    EXPECT_EQ(decoded(encode_ledger({})), Ledger());
}

TEST(EncodeLedger, KeepsEveryTypeOriginAndVerb)
{
    Ledger ledger;
    for (const auto type : enumerators<ProviderType>())
    {
        const ConnectorValues values{type, "n", "i", "c"};
        ledger.entries[key("key-" + std::string(to_string(type)))] = {
            {"id"}, Origin::created, values, {}, {}, {}, 0, {}, {}};
    }
    EXPECT_EQ(decoded(encode_ledger(ledger)), ledger);
}

TEST(EncodeLedger, KeepsWhateverTextsHold)
{
    std::string odd = "\"\\/ \u00e9\u4e2d\U0001f511\u202e\u2028\x7f";
    for (char control = 0; control < 0x20; ++control)
        odd += control;
    Ledger ledger;
    ledger.account_id = odd;
    ledger.entries[key("odd")] = {
        {odd}, Origin::created, ConnectorValues{ProviderType::oidc, odd, odd, odd}, {}, {}, {}, 0, {}};
    ledger.intents.push_back(
        {Verb::create, key("odd"), {}, {ProviderType::oidc, odd, odd, odd}, {}, {{odd}, {odd + odd}}});
    EXPECT_EQ(decoded(encode_ledger(ledger)), ledger);
}

TEST(EncodeLedger, KeepsTheGreatestCount)
{
    Ledger ledger;
    ledger.entries[key("busy")] = {{"id"}, Origin::created, {}, {}, {}, {}, 4'294'967'295U, {}, {}};
    EXPECT_EQ(decoded(encode_ledger(ledger)), ledger);
}

TEST(EncodeLedger, WritesTheDocumentedForm)
{
    Ledger ledger;
    ledger.account_id = "a1";
    ledger.entries[key("okta")] = {{"okta-1"},
                                   Origin::created,
                                   ConnectorValues{ProviderType::okta, "Okta", "https://o", "c"},
                                   {},
                                   {},
                                   at(10),
                                   0,
                                   {},
                                   {}};
    ledger.intents.push_back({Verb::remove, key("old"), ConnectorId{"x"}, {}, {}, {}});
    EXPECT_EQ(encode_ledger(ledger),
              R"({"version":2,
"account_id":"a1",
"fingerprint_key":"",
"entries":{
"okta":{"id":"okta-1","origin":"created","written":{"type":"okta","name":"Okta","issuer":"https://o","client_id":"c"},"written_at":"2026-11-21T10:00:00Z"}},
"intents":[
{"verb":"remove","key":"old","id":"x","values":{"type":"oidc","name":"","issuer":"","client_id":""}}]}
)");
}

TEST(EncodeLedger, WritesJsonThatOthersRead)
{
    EXPECT_EQ(json::parse(encode_ledger(full_ledger())).at("version").as_int64(), 2);
}

TEST(DecodeLedger, ReadsTheExampleOfTheDocumentation)
{
    std::ifstream stream(IDPSYNC_SOURCE_DIR "/docs/ledger.md");
    const std::string page{std::istreambuf_iterator<char>(stream), {}};
    const auto start = page.find("```json\n") + 8;
    const auto example = page.substr(start, page.find("```", start) - start);
    EXPECT_EQ(encode_ledger(decoded(example)), example);
}

TEST(DecodeLedger, ReadsTheVersionBefore)
{
    Ledger ledger;
    ledger.account_id = "a1";
    ledger.entries[key("okta")] = {.id = {"okta-1"}};
    auto text = encode_ledger(ledger);
    text.replace(text.find("\"version\":2"), 11, "\"version\":1");
    EXPECT_EQ(decoded(text), ledger);
}

TEST(DecodeLedger, TakesAnyOrderAndWhiteSpace)
{
    EXPECT_EQ(decoded("\n{ \"intents\" : [ ] ,\t\"entries\":{},\"fingerprint_key\":\"\","
                      "\"account_id\":\"\",\"version\":1}\r\n"),
              Ledger());
}

TEST(EncodeLedger, KeepsEverythingThatIsKnownOfClients)
{
    auto ledger = full_ledger();
    ledger.clients[key("pocket-id")] = {.issuer = "https://id.example.com",
                                        .client_id = "netbird",
                                        .origin = Origin::created,
                                        .written_at = at(9),
                                        .overturned_writes = 2,
                                        .overturned_parts = {"redirect_uri"},
                                        .seen_as = "https://netbird.example.com/oauth2/callback",
                                        .creating = true,
                                        .secret_unsettled = true,
                                        .secret_id = "1",
                                        .secret_made = at(8),
                                        .secret_expires = at(7),
                                        .secret_mark = "mark",
                                        .predecessor = "0",
                                        .own_uris = {"https://netbird.example.com/oauth2/callback"},
                                        .swap = SecretSwap::returning,
                                        .swap_failed = at(6)};
    ledger.clients[key("held")] = {.issuer = "https://id.example.com", .client_id = "other"};
    EXPECT_EQ(decoded(encode_ledger(ledger)), ledger);
}

TEST(DecodeLedger, ReadsVersionOneAndRefusesInItWhatOnlyVersionTwoHas)
{
    auto document = json::parse(encode_ledger(full_ledger()));
    document.as_object()["version"] = 1;
    EXPECT_THAT(decode_ledger(json::serialize(document)).error().text(),
                HasSubstr("unknown member \"group_sync\""));
    document.as_object().erase("group_sync");
    auto expected = full_ledger();
    expected.group_sync.reset();
    EXPECT_EQ(decoded(json::serialize(document)), expected);
}

TEST(DecodeLedger, RefusesGroupSettingsThatAreNotWhole)
{
    for (const auto* name : {"enabled", "claim", "allowed_groups"})
        EXPECT_THAT(error_after([&](json::value& it) {
                        it.at("group_sync").at("written").as_object().erase(name);
                    }).message,
                    HasSubstr("group_sync.written"))
            << name;
    EXPECT_THAT(error_after([](json::value& it) { it.at("group_sync").as_object()["more"] = 1; }).message,
                HasSubstr("group_sync has an unknown member \"more\""));
    EXPECT_THAT(error_after([](json::value& it) {
                    it.at("group_sync").at("taken_back").as_object()["allowed_groups"] = "a";
                }).message,
                HasSubstr("group_sync.taken_back"));
}

TEST(DecodeLedger, RefusesEveryCutText)
{
    const auto whole = encode_ledger(full_ledger());
    for (std::size_t length = 0; length + 1 < whole.size(); ++length)
    {
        const auto ledger = decode_ledger(whole.substr(0, length));
        ASSERT_TRUE(ledger.has_error()) << length;
        EXPECT_EQ(ledger.error().kind, ErrorKind::storage);
    }
}

TEST(DecodeLedger, SaysWhatToDoAboutACorruptOne)
{
    for (const auto* text :
         {"", "not json", "{", "[]", "null", "{}", R"({"version":"1"})", R"({"version":1.0})",
          R"({"version":1})", R"({"version":0,"entries":{}})", "\xff\xfe", "\0\0"})
        EXPECT_THAT(decode_ledger(text).error().text(),
                    AllOf(HasSubstr("the ledger cannot be used: "), HasSubstr("restore it from a backup"),
                          HasSubstr("netbird-idp-sync apply --rebuild-ledger")))
            << text;
}

TEST(DecodeLedger, AsksForAnUpgradeWhenANewerProgramWroteIt)
{
    for (const auto* text : {R"({"version":4})", R"({"version":99,"entries":[],"more":{}})"})
    {
        const auto ledger = decode_ledger(text);
        EXPECT_EQ(ledger.error().kind, ErrorKind::storage);
        EXPECT_THAT(ledger.error().text(),
                    AllOf(HasSubstr("written by a newer netbird-idp-sync"), HasSubstr("upgrade")));
    }
}

TEST(DecodeLedger, RefusesWhatCannotBeKnownOfLogins)
{
    const auto login = [](json::value& it) -> json::object& {
        return it.at("entries").at("pocket-id").at("login").as_object();
    };
    EXPECT_THAT(error_after([&](json::value& it) { login(it)["more"] = 1; }).message,
                HasSubstr("entries.pocket-id.login has an unknown member \"more\""));
    EXPECT_THAT(error_after([&](json::value& it) { login(it)["need"] = -1; }).message,
                HasSubstr("entries.pocket-id.login has a \"need\" that is not a count"));
    EXPECT_THAT(error_after([&](json::value& it) { login(it)["acknowledged"] = "yes"; }).message,
                HasSubstr("that is not true or false"));
    EXPECT_THAT(
        error_after([&](json::value& it) { login(it).at("seen").as_object().erase("endpoint"); }).message,
        HasSubstr("entries.pocket-id.login.seen has no \"endpoint\""));
    EXPECT_THAT(
        error_after([](json::value& it) { it.at("restart").at("run").as_object()["cpu"] = "1"; }).message,
        HasSubstr("restart.run has a \"cpu\" that is not a number"));
}

TEST(DecodeLedger, RefusesMembersThatSavingWouldLose)
{
    EXPECT_THAT(error_after([](json::value& it) { it.as_object()["more"] = 1; }).message,
                HasSubstr("the ledger has an unknown member \"more\""));
    EXPECT_THAT(
        error_after([](json::value& it) { it.at("entries").at("held").as_object()["more"] = 1; }).message,
        HasSubstr("entries.held has an unknown member \"more\""));
    EXPECT_THAT(error_after([](json::value& it) {
                    it.at("intents").at(0).at("values").as_object()["x"] = 1;
                }).message,
                HasSubstr("intents[0].values has an unknown member \"x\""));
}

TEST(DecodeLedger, RefusesAMissingMember)
{
    for (const auto* name : {"account_id", "fingerprint_key", "entries", "intents"})
        EXPECT_THAT(error_after([&](json::value& it) { it.as_object().erase(name); }).message,
                    HasSubstr("the ledger has no \"" + std::string(name) + "\""));
    for (const auto* name : {"id", "origin"})
        EXPECT_THAT(error_after([&](json::value& it) {
                        it.at("entries").at("pocket-id").as_object().erase(name);
                    }).message,
                    HasSubstr("entries.pocket-id has no \"" + std::string(name) + "\""));
    for (const auto* name : {"type", "name", "issuer", "client_id"})
        EXPECT_THAT(error_after([&](json::value& it) {
                        it.at("entries").at("pocket-id").at("written").as_object().erase(name);
                    }).message,
                    HasSubstr("entries.pocket-id.written has no \"" + std::string(name) + "\""));
    for (const auto* name : {"verb", "values"})
        EXPECT_THAT(
            error_after([&](json::value& it) { it.at("intents").at(1).as_object().erase(name); }).message,
            HasSubstr("intents[1] has no \"" + std::string(name) + "\""));
}

TEST(DecodeLedger, RefusesAMemberOfAnotherType)
{
    const auto refused = [](const Error& error) { return error.kind == ErrorKind::storage; };
    for (const auto* wrong : {"null", "1", "-1", "1.5", "true", "[]", "{}", "[1]", "\"\""})
    {
        const auto value = json::parse(wrong);
        for (const auto* name : {"id", "origin", "written", "secret", "held_back", "written_at",
                                 "overturned_writes", "omitted_since"})
        {
            if (std::string(name) == "overturned_writes" && std::string(wrong) == "1")
                continue;
            if (std::string(name) == "held_back" && std::string(wrong) == "{}")
                continue;
            EXPECT_TRUE(refused(error_after([&](json::value& it) {
                it.at("entries").at("pocket-id").as_object()[name] = value;
            }))) << name
                 << wrong;
        }
        for (const auto* name : {"verb", "key", "id", "values", "secret"})
            EXPECT_TRUE(refused(error_after([&](json::value& it) {
                it.at("intents").at(1).as_object()[name] = value;
            }))) << name
                 << wrong;
        if (std::string(wrong) != "[]")
        {
            EXPECT_TRUE(refused(error_after([&](json::value& it) { it.as_object()["intents"] = value; })))
                << wrong;
            EXPECT_TRUE(refused(error_after([&](json::value& it) {
                it.at("intents").at(0).as_object()["known_ids"] = value;
            }))) << wrong;
        }
        if (std::string(wrong) != "{}")
            EXPECT_TRUE(refused(error_after([&](json::value& it) { it.as_object()["entries"] = value; })))
                << wrong;
    }
}

TEST(DecodeLedger, RefusesWordsItDoesNotKnow)
{
    EXPECT_THAT(error_after([](json::value& it) {
                    it.at("entries").at("held").as_object()["origin"] = "found";
                }).message,
                HasSubstr("entries.held has an unknown \"origin\": \"found\""));
    EXPECT_THAT(
        error_after([](json::value& it) { it.at("intents").at(0).as_object()["verb"] = "patch"; }).message,
        HasSubstr("intents[0] has an unknown \"verb\": \"patch\""));
    EXPECT_THAT(error_after([](json::value& it) {
                    it.at("intents").at(0).at("values").as_object()["type"] = "saml";
                }).message,
                HasSubstr("unknown \"type\": \"saml\""));
}

TEST(DecodeLedger, RefusesWhatIsNoKey)
{
    EXPECT_THAT(error_after([](json::value& it) {
                    auto& entries = it.at("entries").as_object();
                    entries["Not A\nKey"] = entries.at("held");
                }).message,
                HasSubstr("entries.Not A\\nKey is not a provider's key"));
    EXPECT_THAT(error_after([](json::value& it) { it.at("intents").at(0).as_object()["key"] = "-"; }).message,
                HasSubstr("intents[0] has a \"key\" that is not a provider's"));
}

TEST(DecodeLedger, RefusesTwoWritesOfOneConnector)
{
    EXPECT_THAT(error_after([](json::value& it) {
                    it.at("intents").at(1).as_object()["id"] = it.at("intents").at(2).at("id");
                }).message,
                HasSubstr("the ledger holds a second open write of \"held\""));
}

TEST(DecodeLedger, RefusesTwoCreatesOfOneKey)
{
    EXPECT_THAT(error_after([](json::value& it) {
                    auto& intents = it.at("intents").as_array();
                    intents.push_back(intents.at(0));
                }).message,
                HasSubstr("holds a second open write of"));
}

TEST(DecodeLedger, RefusesAnIntentWhoseIdDoesNotFitItsVerb)
{
    EXPECT_THAT(error_after([](json::value& it) { it.at("intents").at(0).as_object()["id"] = "x"; }).message,
                HasSubstr("intents[0] creates what has an \"id\" already"));
    EXPECT_THAT(error_after([](json::value& it) { it.at("intents").at(1).as_object().erase("id"); }).message,
                HasSubstr("intents[1] has no \"id\""));
}

TEST(DecodeLedger, RefusesWhatIsNoFingerprintAndNoTime)
{
    EXPECT_THAT(error_after([](json::value& it) {
                    it.at("entries").at("pocket-id").as_object()["secret"] = "hunter2";
                }).message,
                AllOf(HasSubstr("\"secret\" that is not a fingerprint"), Not(HasSubstr("hunter2"))));
    for (const auto* time : {"2026-11-21T10:00:00", "2026-11-21 10:00:00Z", "2026-02-30T10:00:00Z", "now"})
        EXPECT_THAT(error_after([&](json::value& it) {
                        it.at("entries").at("pocket-id").as_object()["written_at"] = time;
                    }).message,
                    HasSubstr("not a time like"));
}

TEST(DecodeLedger, RefusesNestingThatCouldExhaustTheStack)
{
    EXPECT_EQ(decode_ledger(std::string(1'000'000, '[')).error().kind, ErrorKind::storage);
}

} // namespace
} // namespace idpsync::reconcile
