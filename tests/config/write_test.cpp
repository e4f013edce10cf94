#include "config/tree.hpp"
#include "config/write.hpp"
#include "core/text.hpp"
#include "loading.hpp"
#include "support/key.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace idpsync::config::test {
namespace {

using idpsync::test::key;

/// `text`, written and read again; nothing when that gives something else than one text.
std::optional<std::string> read_back(std::string_view text)
{
    std::vector<Diagnostic> errors;
    const auto tree = parse_tree("key: " + yaml_scalar(text) + "\n", "test", errors);
    if (!tree || tree->children(tree->root()).size() != 2)
        return std::nullopt;
    const auto value = tree->children(tree->root())[1];
    if (tree->kind(value) != NodeKind::plain && tree->kind(value) != NodeKind::quoted)
        return std::nullopt;
    return std::string(tree->text(value));
}

void append_utf8(std::string& out, char32_t point)
{
    const auto byte = [&](char32_t bits) { out += static_cast<char>(bits); };
    if (point < 0x80)
        return byte(point);
    if (point < 0x800)
        byte(0xc0U | (point >> 6U));
    else if (point < 0x10000)
        byte(0xe0U | (point >> 12U));
    else
        byte(0xf0U | (point >> 18U));
    if (point >= 0x10000)
        byte(0x80U | ((point >> 12U) & 0x3fU));
    if (point >= 0x800)
        byte(0x80U | ((point >> 6U) & 0x3fU));
    byte(0x80U | (point & 0x3fU));
}

ObservedProvider corp()
{
    return {{"okta-d3k1"}, {ProviderType::okta, "Corp", "https://corp.okta.com", "netbird"}};
}

/// The only objection to corp() after `change`.
template <class Change>
std::string objection_after(Change change)
{
    auto connector = corp();
    change(connector);
    const auto reasons = objections(key("corp"), connector, {});
    EXPECT_EQ(reasons.size(), 1U);
    return reasons.empty() ? std::string() : reasons.front();
}

TEST(YamlScalar, WritesOrdinaryTextPlain)
{
    for (const std::string text : {"Corp", "Pocket ID", "https://id.example.com/realms/a:8443", "okta-d3k1",
                                   "a@b.example", "Sign in (new)", "1.2.3", "no-one", "12 monkeys"})
        EXPECT_EQ(yaml_scalar(text), text);
}

TEST(YamlScalar, QuotesWhatYamlReadersTakeForSomethingElse)
{
    for (const std::string text :
         {"no", "Yes", "on", "y", "null", "true", "012", "1e3", "0x1f", "1:30", "2027-01-31", "1_000"})
        EXPECT_EQ(yaml_scalar(text), '"' + text + '"');
    for (const std::string text :
         {"",  "~", "-",   "- a", "? a",  ": a", "a: b", "a:", "a #b", "#a", "*a", "&a", "!a",  "%a",
          "|", ">", "{a}", "[a]", "a, b", "'a'", "`a`",  "@a", " a",   "a ", "<<", "=",  "---", "..."})
        EXPECT_EQ(yaml_scalar(text), '"' + text + '"');
}

TEST(YamlScalar, EscapesWhatCannotBeSeen)
{
    EXPECT_EQ(yaml_scalar("a\nb\tc\"d\\e"), R"("a\nb\tc\"d\\e")");
    EXPECT_EQ(yaml_scalar("\x1b[31m"), R"("\x1b[31m")");
    EXPECT_EQ(yaml_scalar("a\u200bb\u2028\u202e"), R"("a\u200bb\u2028\u202e")");
    EXPECT_EQ(yaml_scalar("\xc2\x85"), R"("\u0085")");
    EXPECT_EQ(yaml_scalar("\U000e0001"), R"("\U000e0001")");
    EXPECT_EQ(yaml_scalar("\\u{200b}"), R"("\\u{200b}")");
    EXPECT_EQ(yaml_scalar("Zürich 日本"), "\"Zürich 日本\"");
}

TEST(YamlScalar, IsReadBackForEveryCharacter)
{
    for (char32_t first = 0; first <= 0x10ffff; first += 0x400)
    {
        if (first >= 0xd800 && first < 0xe000)
            continue; // surrogates
        std::string text;
        for (char32_t point = first; point < first + 0x400; ++point)
            append_utf8(text, point);
        ASSERT_TRUE(is_utf8(text));
        ASSERT_EQ(read_back(text), text) << "from U+" << std::hex << static_cast<unsigned>(first);
    }
}

TEST(YamlScalar, IsReadBackWhateverItsWords)
{
    constexpr std::array<std::string_view, 34> parts{
        " ",  "  ", "\n", "\r\n", "\t",  ":", ": ", "#", " #",     "-",     "- ", "?",
        "\"", "'",  "''", "\\",   "\\n", "{", "}",  "[", "]",      ",",     "&",  "*",
        "!",  "|",  ">",  "%",    "@",   "`", "no", "1", "\u00fc", "\u2029"};
    std::mt19937 random(7);
    for (unsigned i = 0; i < 5'000; ++i)
    {
        std::string text;
        for (auto length = random() % 7; length > 0; --length)
            text += parts.at(random() % parts.size());
        ASSERT_EQ(read_back(text), text) << "number " << i << ": " << escaped(text);
    }
}

TEST(ProviderEntry, DeclaresTheConnectorByItsIdAndNoSecret)
{
    EXPECT_EQ(provider_entry(key("corp"), corp()), "corp:\n"
                                                   "  type: okta\n"
                                                   "  name: Corp\n"
                                                   "  issuer: https://corp.okta.com\n"
                                                   "  client_id: netbird\n"
                                                   "  id: okta-d3k1\n"
                                                   "  # client_secret: { file: secrets/corp }\n");
}

TEST(ProviderEntry, LeavesABuiltInIssuerOut)
{
    const ObservedProvider google{{"google-d3k1"}, {ProviderType::google, "Google", "", "netbird"}};
    EXPECT_THAT(provider_entry(key("google"), google), Not(HasSubstr("issuer")));
    EXPECT_THAT(objections(key("google"), google, {}), IsEmpty());
}

TEST(ProviderEntry, QuotesAKeyThatIsNoTextInYaml)
{
    for (const std::string text : {"null", "no", "012", "1e3", "2027-01-31"})
    {
        EXPECT_THAT(provider_entry(key(text), corp()), StartsWith('"' + text + "\":\n"));
        EXPECT_THAT(objections(key(text), corp(), {}), IsEmpty());
    }
}

TEST(ProviderEntry, IsLoadedAsTheSameValues)
{
    auto connector = corp();
    connector.values.name = "- \"no\": #1 \\ 'Zürich'";
    connector.values.client_id = "0123456";
    MemoryFiles files;
    files.put(config_file, minimal);
    files.put(providers_dir + "/corp.yaml",
              "identity_providers:\n" + with_prefix(provider_entry(key("corp"), connector), "  "));
    const auto loaded = load_from(files);
    ASSERT_TRUE(loaded.loaded()) << loaded.all();
    EXPECT_EQ(loaded.provider("corp").values, connector.values);
    EXPECT_EQ(loaded.provider("corp").id, connector.id);
    EXPECT_EQ(loaded.provider("corp").state, State::present);
    EXPECT_FALSE(loaded.provider("corp").client_secret);
}

TEST(Objections, AreNoneToAnOrdinaryConnector)
{
    EXPECT_THAT(objections(key("corp"), corp(), {}), IsEmpty());
}

TEST(Objections, AreTheReadersOwnWords)
{
    EXPECT_EQ(
        objection_after([](auto& one) { one.values.name = " Corp "; }),
        "identity_providers.corp.name: \" Corp \" has white space around it, which would be taken as it "
        "is; remove it");
    EXPECT_THAT(only_error(with_provider(okta + "name: ' Corp '\n")),
                EndsWith(objection_after([](auto& one) { one.values.name = " Corp "; })));
}

TEST(Objections, AreMadeToAllThatCheckRefuses)
{
    EXPECT_THAT(objection_after([](auto& one) { one.values.issuer = "http://corp.example"; }),
                HasSubstr("corp.issuer: plain http is allowed to loopback only"));
    EXPECT_THAT(objection_after([](auto& one) { one.values.issuer = "https://corp.example?a=b"; }),
                HasSubstr("has a query or fragment"));
    EXPECT_THAT(objection_after([](auto& one) { one.values.issuer = "Corp"; }),
                HasSubstr("is not an absolute URL"));
    EXPECT_THAT(objection_after([](auto& one) {
                    one.values.client_id = "net\x1b"
                                           "bird";
                }),
                HasSubstr("holds a control character"));
    EXPECT_THAT(objection_after([](auto& one) { one.values.client_id = ""; }), HasSubstr("is empty"));
    EXPECT_THAT(objection_after([](auto& one) { one.values.name = std::string(1025, 'a'); }),
                HasSubstr("is longer than 1024 characters"));
    EXPECT_THAT(objection_after([](auto& one) { one.id.value = "okta/1"; }),
                HasSubstr("is not a connector's id"));
}

TEST(Objections, AreMadeToAllAtOnce)
{
    auto connector = corp();
    connector.values.name = "";
    connector.values.client_id = "a ";
    EXPECT_THAT(objections(key("corp"), connector, {}),
                ElementsAre(HasSubstr("corp.name: "), HasSubstr("corp.client_id: ")));
}

TEST(Objections, AreMadeToBytesThatAreNotUtf8)
{
    EXPECT_THAT(objection_after([](auto& one) { one.values.name = "Corp\xff"; }), HasSubstr("not UTF-8"));
}

TEST(Objections, AreNoneToAnHttpIssuerOnLoopback)
{
    auto connector = corp();
    connector.values.issuer = "http://127.0.0.1:5556/dex";
    EXPECT_THAT(objections(key("corp"), connector, {}), IsEmpty());
}

TEST(Objections, AreMadeBesideADeclaredTwinWithoutAnId)
{
    const auto declared = load_text(with_provider(okta)).configuration->desired;
    for (const std::string name : {"aaa", "zzz"}) // read before and after the declared one
        EXPECT_THAT(objections(key(name), corp(), declared),
                    ElementsAre(HasSubstr("give each the id of its own connector")));
}

TEST(Objections, AreNoneBesideADeclaredTwinWithAnId)
{
    const auto declared = load_text(with_provider(okta + "id: okta-other\n")).configuration->desired;
    EXPECT_THAT(objections(key("corp-2"), corp(), declared), IsEmpty());
}

} // namespace
} // namespace idpsync::config::test
