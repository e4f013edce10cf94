// Where a secret is, and that none is ever told.

#include "loading.hpp"
#include "support/matchers.hpp"

namespace idpsync::config {
namespace {

using namespace idpsync::config::test;

constexpr std::string_view fake = "not-a-real-secret";

Outcome load_secret(std::string_view value, std::uint32_t mode = 0640)
{
    return load_text(with_provider(okta + "client_secret: " + std::string(value) + "\n"), mode);
}

std::string described(std::string_view value)
{
    const auto outcome = load_secret(value);
    EXPECT_TRUE(outcome.loaded()) << outcome.all();
    return outcome.loaded() ? describe(*outcome.provider("corp").client_secret) : std::string();
}

/// The only error about a client_secret of `value`, which must not tell the secret.
std::string refusal_of(std::string_view value)
{
    const auto outcome = load_secret(value);
    EXPECT_THAT(outcome.errors, SizeIs(1)) << value << "\n" << outcome.all();
    EXPECT_THAT(outcome.all(), Not(HasSubstr(std::string(fake))));
    return outcome.errors.empty() ? std::string() : outcome.errors.front();
}

TEST(SecretSource, IsAFile)
{
    EXPECT_EQ(described("{file: /run/secrets/corp}"), "file /run/secrets/corp");
    EXPECT_EQ(described("{file: secrets/corp}"), "file /etc/idp/secrets/corp");
}

TEST(SecretSource, IsACredential)
{
    EXPECT_EQ(described("{credential: corp.secret}"), "credential corp.secret");
}

TEST(SecretSource, IsAVariableOfTheEnvironment)
{
    EXPECT_EQ(described("{env: _CORP_SECRET2}"), "environment variable _CORP_SECRET2");
}

TEST(SecretSource, IsWhatAProgramPrints)
{
    EXPECT_EQ(described("{command: [/usr/bin/sops, decrypt, a.yaml]}"), "command /usr/bin/sops")
        << "there may be a secret among the arguments";
    const auto outcome = load_secret("{command: [A_B=c=d, E=, /usr/bin/sops, '', F=g]}");
    ASSERT_TRUE(outcome.loaded()) << outcome.all();
    const auto command = std::get<SecretSource::Command>(outcome.provider("corp").client_secret->where);
    EXPECT_THAT(command.variables, ElementsAre("A_B=c=d", "E="));
    EXPECT_THAT(command.words, ElementsAre("/usr/bin/sops", "", "F=g"));
    EXPECT_EQ(command.directory, "/etc/idp");
}

TEST(SecretSource, RefusesACommandThatWouldNeedAShell)
{
    const std::string secret(fake);
    for (const auto& value : {"{command: /usr/bin/sops " + secret + "}", "{command: '" + secret + "'}"})
        EXPECT_THAT(refusal_of(value), HasSubstr("client_secret: must be a list, because no shell reads it"));
    for (const auto& value : {"{command: [sops, " + secret + "]}", std::string("{command: [./sops]}"),
                              std::string("{command: [~/sops]}"), std::string("{command: [/]}"),
                              std::string("{command: [1A=b, /usr/bin/sops]}")})
        EXPECT_THAT(refusal_of(value), HasSubstr("must be an absolute path")) << value;
    for (const auto* value : {"{command: []}", "{command: [A=b]}"})
        EXPECT_THAT(refusal_of(value), HasSubstr("names no program")) << value;
    EXPECT_THAT(refusal_of("{command: [/bin/echo, \"" + secret + "\\n\"]}"), HasSubstr("control character"));
    EXPECT_THAT(refusal_of("{command: [/bin/echo, 12]}"), HasSubstr("client_secret"));
    EXPECT_THAT(refusal_of("{command: [/bin/echo], file: a}"), HasSubstr("exactly one key"));
}

TEST(SecretSource, MayBeLeftOut)
{
    EXPECT_FALSE(load_text(with_provider(okta)).provider("corp").client_secret);
}

TEST(SecretSource, HoldsExactlyOneKey)
{
    EXPECT_THAT(refusal_of("{file: a, env: B}"), HasSubstr("exactly one key"));
    EXPECT_THAT(refusal_of("{}"), HasSubstr("exactly one key"));
}

TEST(SecretSource, NamesTheNearestForm)
{
    EXPECT_THAT(refusal_of("{fil: x}"), HasSubstr("did you mean file?"));
    EXPECT_THAT(refusal_of("{path: x}"), HasSubstr("{file: PATH}"));
}

TEST(SecretSource, RefusesNamesThatAreNone)
{
    for (const auto* value : {"{credential: a/b}", "{credential: .}", "{credential: ..}", "{credential: ''}"})
        EXPECT_THAT(refusal_of(value), HasSubstr("client_secret: ")) << value;
    for (const auto* value : {"{env: 1A}", "{env: A-B}", "{env: $A}", "{env: ''}", "{env: 'A B'}"})
        EXPECT_THAT(refusal_of(value), HasSubstr("client_secret: ")) << value;
    for (const auto* value : {"{file: ''}", "{file: ' a'}", "{file: [a]}", "{file: }", "{file: \"a\\0b\"}"})
        EXPECT_THAT(refusal_of(value), HasSubstr("client_secret: ")) << value;
}

TEST(SecretSource, TakesPlainTextWithAWarning)
{
    const auto outcome = load_secret(fake);
    ASSERT_TRUE(outcome.loaded()) << outcome.all();
    ASSERT_THAT(outcome.warnings, SizeIs(1));
    EXPECT_THAT(outcome.warnings.front(),
                AllOf(HasSubstr("identity_providers.corp.client_secret: "), HasSubstr("{file: PATH}"),
                      Not(HasSubstr(std::string(fake)))));
    const auto& source = *outcome.provider("corp").client_secret;
    EXPECT_EQ(std::get<SecretSource::Plain>(source.where).text->reveal(), fake);
}

TEST(SecretSource, RefusesPlainTextInAFileThatOthersMayRead)
{
    const auto outcome = load_secret(fake, 0644);
    ASSERT_THAT(outcome.errors, SizeIs(1));
    EXPECT_THAT(outcome.errors.front(),
                AllOf(HasSubstr("chmod o= /etc/idp/config.yaml"), Not(HasSubstr(std::string(fake)))));
}

TEST(SecretSource, TakesReferencesInAFileThatOthersMayRead)
{
    EXPECT_TRUE(load_secret("{file: a}", 0644).loaded());
}

TEST(SecretSource, LooksAtTheModeOfTheFileThatHoldsTheSecret)
{
    MemoryFiles files;
    files.put(config_file, minimal, 0640);
    files.put(
        providers_dir + "/a.yaml",
        "identity_providers:\n  corp: {type: okta, issuer: https://a.okta.com, client_id: a, client_secret: "
        "not-a-real-secret}\n",
        0604);
    const auto outcome = load_from(files);
    ASSERT_THAT(outcome.errors, SizeIs(1)) << outcome.all();
    EXPECT_THAT(outcome.errors.front(), HasSubstr("chmod o= /etc/idp/providers.d/a.yaml"));
}

TEST(SecretSource, RefusesAPlainTokenTheSameWay)
{
    const std::string text =
        "version: 1\nmanagement: {url: https://n.example.com, token: nbp_not-a-real-secret}\n";
    EXPECT_THAT(load_text(text, 0644).all(), AllOf(HasSubstr("chmod o="), Not(HasSubstr(std::string(fake)))));
    EXPECT_TRUE(load_text(text, 0640).loaded());
}

TEST(SecretSource, RefusesWhatIsNoTextInYaml)
{
    for (const auto* value : {"12345678", "1e3", "no", "2027-01-31", "0x1f", "~", ""})
    {
        const auto message = refusal_of(value);
        EXPECT_THAT(message, HasSubstr("client_secret: ")) << value;
        if (std::string_view(value).size() > 2)
            EXPECT_THAT(message, Not(HasSubstr(value))) << message;
    }
}

TEST(SecretSource, TakesDigitsInQuotes)
{
    EXPECT_TRUE(load_secret("\"12345678\"").loaded());
}

TEST(SecretSource, NeverTellsASecretThatYamlTakesForSomethingElse)
{
    for (const auto* value : {"{not-a-real-secret}",
                              "{not-a-real-secret: x}",
                              "[not-a-real-secret]",
                              "[[not-a-real-secret]]",
                              "{file: {not-a-real-secret: x}}",
                              "{env: not-a-real-secret}",
                              "{credential: not-a-real-secret/}",
                              "{file: ' not-a-real-secret'}",
                              "!not-a-real-secret",
                              "*not-a-real-secret",
                              "&not-a-real-secret",
                              "|not-a-real-secret",
                              "@not-a-real-secret",
                              "%not-a-real-secret",
                              "`not-a-real-secret`",
                              "\"not-a-real-secret\\n\"",
                              "not-a-real-secret: x",
                              "'not-a-real-secret' x",
                              "\"not-a-real-secret",
                              "{not-a-real-secret, not-a-real-secret: x}",
                              "{file: not-a-real-secret, fil: not-a-real-secret}"})
        EXPECT_THAT(load_secret(value).all(), Not(HasSubstr(std::string(fake)))) << value;
}

TEST(SecretSource, RefusesALineBreakInAPlainSecret)
{
    EXPECT_THAT(refusal_of("\"not-a-real-secret\\n\""), HasSubstr("line break"));
}

TEST(SecretSource, RefusesAnEmptyPlainSecret)
{
    EXPECT_THAT(refusal_of("''"), HasSubstr("is empty"));
}

} // namespace
} // namespace idpsync::config
