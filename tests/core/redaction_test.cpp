#include "core/redaction.hpp"
#include "core/text.hpp"
#include "support/echoes.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace idpsync {
namespace {

const std::vector<std::string>& secrets()
{
    static const std::vector<std::string> all{"nbp_CANARY7f3aQx91LkzTtPp0sVvB2mN4rY6",
                                              "Kc9<w>&x/Qe+7\"r'T\\z%41b!",
                                              "CANARY-s3cr3t-0123456789abcdef",
                                              "0f3b9a7c5d1e48f2a6b0c4d8e2f61a3b",
                                              "GOCSPX-9sD_fake~Value.7xQ-zz81",
                                              "correct-horse-battery-staple",
                                              "p\\u0041ss\\nW0rd\\x41/with&amp;traps%2541",
                                              "schl\xc3\xbcssel-\xe2\x82\xac-9fX3k2Lm",
                                              "with blank 7Gh2 and more 9Kd",
                                              "abcdefghijklm8"};
    return all;
}

Redactor knowing(std::string_view secret)
{
    Redactor redactor;
    redactor.learn(secret);
    return redactor;
}

TEST(Redaction, HidesEverySecretInEveryEncoding)
{
    for (const auto& secret : secrets())
    {
        const auto redactor = knowing(secret);
        for (const auto& [name, encode] : test::encodings())
        {
            const auto told = encode(secret);
            const auto out = redactor.redacted("the answer is >" + told + "< and goes on");
            EXPECT_NE(out.find("[secret]"), std::string::npos) << name << " of " << secret << ": " << out;
            EXPECT_EQ(out.find(told), std::string::npos) << name << ": " << out;
            // Base64 begins with what stood before the secret, an id: no secret.
            const bool has_id = name.find("netbird:") != std::string::npos;
            for (std::size_t from = has_id ? 16 : 0; from + 8 <= told.size(); from += 4)
                EXPECT_EQ(out.find(told.substr(from, 8)), std::string::npos)
                    << name << " of " << secret << " leaves a piece: " << out;
            EXPECT_TRUE(out.starts_with("the answer is >")) << out;
            EXPECT_TRUE(out.ends_with(" and goes on")) << out;
        }
    }
}

TEST(Redaction, HidesWhatOurOwnOutputMadeOfAnEcho)
{
    for (const auto& secret : secrets())
    {
        const auto redactor = knowing(secret);
        for (const auto& [name, encode] : test::encodings())
        {
            // A quote in a message, and that message in JSON, as the log and --json have it.
            const auto in_message = "NetBird says " + idpsync::quoted("invalid " + encode(secret) + " given");
            const auto in_json = "{\"message\":\"" + test::json_string(in_message) + "\"}";
            for (const auto& text : {in_message, in_json})
            {
                const auto out = redactor.redacted(text);
                EXPECT_NE(out.find("[secret]"), std::string::npos) << name << ": " << out;
                EXPECT_EQ(redactor.redacted(out), out) << name;
            }
        }
    }
}

TEST(Redaction, HidesABeginningThatWasCutOff)
{
    const std::string secret = "7fQ<x>Zk&91/LkzTtPp0sVvB2mN4rY6";
    const auto redactor = knowing(secret);
    for (const auto& [name, encode] : test::encodings())
        for (std::size_t length = 12; length <= secret.size(); ++length)
        {
            const auto whole = encode(secret);
            const auto told = encode(secret.substr(0, length));
            if (name.find("base64") == std::string::npos && name.find("Basic") == std::string::npos)
            {
                EXPECT_NE(redactor.redacted("got " + told + "…").find("[secret]"), std::string::npos)
                    << name << ' ' << told;
            }
            // The encoded text is cut, as a log that shows 100 characters does.
            const auto cut = whole.substr(0, whole.size() - whole.size() / 6);
            EXPECT_NE(redactor.redacted("got " + cut + "…").find("[secret]"), std::string::npos)
                << name << ' ' << cut;
        }
}

TEST(Redaction, HidesAnEndThatWasCutOff)
{
    const std::string secret = "7fQ<x>Zk&91/LkzTtPp0sVvB2mN4rY6";
    const auto redactor = knowing(secret);
    for (const auto& [name, encode] : test::encodings())
        for (std::size_t length = 12; length <= secret.size(); ++length)
        {
            const auto whole = encode(secret);
            const auto told = encode(secret.substr(secret.size() - length));
            EXPECT_NE(redactor.redacted("got …" + told + " there").find("[secret]"), std::string::npos)
                << name << ' ' << told;
            // The encoded text is cut, as a log that shows the last 100 characters does.
            const auto cut = whole.substr(whole.size() / 6);
            EXPECT_NE(redactor.redacted("got …" + cut + " there").find("[secret]"), std::string::npos)
                << name << ' ' << cut;
        }
}

TEST(Redaction, HidesTheLastEightCharactersOfARandomSecret)
{
    const auto redactor = knowing("nbp_a7Bf3aQx91LkzTtPp0sV");
    EXPECT_EQ(redactor.redacted("token \"…TtPp0sVx"), "token \"…TtPp0sVx");
    EXPECT_EQ(redactor.redacted("token \"…kzTtPp0sV\" is wrong"), "token \"…[secret]\" is wrong");
    EXPECT_EQ(redactor.redacted("token \"…TtPp0sV\" is wrong"), "token \"…TtPp0sV\" is wrong");
}

TEST(Redaction, LeavesWordsThatASecretEndsWith)
{
    Redactor redactor;
    redactor.learn("value-of-the-pocket-id-secret");
    redactor.learn("7Gh2k-the-provider");
    const std::string text = "pocket-id-secret of the-provider is in sync";
    EXPECT_EQ(redactor.redacted(text), text);
    EXPECT_EQ(redactor.redacted("…2k-the-provider"), "…2k-the-provider") << "one change is a word";
    EXPECT_EQ(redactor.redacted("…Gh2k-the-provider"), "…[secret]");
}

TEST(Redaction, HidesEightCharactersOfARandomSecret)
{
    const auto redactor = knowing("nbp_a7Bf3aQx91LkzTtPp0sV");
    EXPECT_EQ(redactor.redacted("token \"nbp_a7Bf\" is wrong"), "token \"[secret]\" is wrong");
    EXPECT_EQ(redactor.redacted("token \"nbp_a7B\" is wrong"), "token \"nbp_a7B\" is wrong");
    EXPECT_EQ(redactor.redacted("token a7Bf3aQx91LkzTtPp0sV"), "token [secret]")
        << "without its public beginning";
}

TEST(Redaction, LeavesWordsThatASecretBeginsWith)
{
    Redactor redactor;
    redactor.learn("pocket-id-secret-value");
    redactor.learn("client_secret_of_netbird");
    redactor.learn("provider-for-the-office");
    const std::string text =
        "pocket-id: client_secret of provider \"Pocket ID\" is in sync; pocket-id-secret";
    EXPECT_EQ(redactor.redacted(text), text);
    EXPECT_EQ(redactor.redacted("got pocket-id-secret-value!"), "got [secret]!");
}

TEST(Redaction, LeavesOrdinaryWordsWhenTheSecretIsOne)
{
    Redactor redactor;
    redactor.learn("netbird");
    redactor.learn("password");
    redactor.learn("Keycloak");
    redactor.learn("PROVIDER");
    redactor.learn("443");
    redactor.learn("8080");
    redactor.learn("abc");
    const std::string text = "https://netbird.test:8080: password abc, 443, Keycloak provider";
    EXPECT_EQ(redactor.redacted(text), text);
}

TEST(Redaction, HidesAShortSecretWhereItStandsAlone)
{
    const auto redactor = knowing("s3cret");
    EXPECT_EQ(redactor.redacted("wrong secret \"s3cret\""), "wrong secret \"[secret]\"");
    EXPECT_EQ(redactor.redacted("s3cret"), "[secret]");
    EXPECT_EQ(redactor.redacted("s3cretary, tops3cret"), "s3cretary, tops3cret");
    EXPECT_EQ(redactor.redacted("client_secret=%733cret&x"), "client_secret=[secret]&x");
}

TEST(Redaction, HidesTheHeaderThatCarriesAShortSecret)
{
    Redactor redactor;
    redactor.learn_pair("netbird", Secret("abc"));
    redactor.learn_pair("my client", Secret("x/1"));
    EXPECT_EQ(redactor.redacted("Authorization: Basic " + test::base64("netbird:abc", "+/", true)),
              "Authorization: Basic [secret]=");
    EXPECT_EQ(redactor.redacted("Basic " + test::base64("my%20client:x%2F1", "+/", true) + " is wrong")
                  .find("Basic [secret]"),
              0U);
    EXPECT_EQ(redactor.redacted("netbird: abc"), "netbird: abc") << "the id and the word are no secret";
}

TEST(Redaction, HidesASecretInAnotherCase)
{
    const auto redactor = knowing("Kc9<w>&/Qz7Lm4x2");
    EXPECT_EQ(redactor.redacted("got kc9<w>&/qz7lm4x2."), "got [secret].");
    EXPECT_EQ(redactor.redacted("got KC9%3CW%3E%26%2FQZ7LM4X2."), "got [secret].");
}

TEST(Redaction, HidesOldAndNewSecretsOfARotation)
{
    Redactor redactor;
    redactor.learn("old-Secret-7f3a");
    redactor.learn("new-Secret-91Lk");
    EXPECT_EQ(redactor.redacted("old-Secret-7f3a new-Secret-91Lk"), "[secret] [secret]");
}

TEST(Redaction, ForgetsTheOldestOfTooMany)
{
    Redactor redactor;
    const auto secret = [](std::size_t i) { return "s3cr3t-" + std::to_string(100'000 + i) + "-aB7"; };
    for (std::size_t i = 0; i <= Redactor::most_secrets; ++i)
    {
        redactor.learn(secret(i));
        redactor.learn(secret(1)); // is read again with each pass
    }
    EXPECT_EQ(redactor.redacted(secret(1)), "[secret]");
    EXPECT_EQ(redactor.redacted(secret(Redactor::most_secrets)), "[secret]");
    EXPECT_EQ(redactor.redacted("only " + secret(2)), "only [secret]");
}

TEST(Redaction, NeverCutsAnEscapeInHalf)
{
    // 'n' of "\n" begins the secret, and the secret's last characters are half of an escape.
    const auto redactor = knowing("n7fQxZk91");
    EXPECT_EQ(redactor.redacted(R"(a\n7fQxZk91b)"), "a[secret]b");
    EXPECT_EQ(knowing("7fQxZk91\\Lm3").redacted(R"("7fQxZk91\"Lm3")"), R"("[secret]Lm3")");
}

TEST(Redaction, ChangesNothingWithoutSecrets)
{
    const std::string text = "plan: 3 in sync \\u0041 %41 &lt;";
    EXPECT_EQ(Redactor().redacted(text), text);
    EXPECT_EQ(knowing("nbp_CANARY7f3aQx91Lkz").redacted(text), text);
}

TEST(Redaction, OfTheProcessKnowsWhatAnybodyLearnt)
{
    living_secrets().learn("nbp_fake7f3aQx91LkzTtPp0s");
    EXPECT_EQ(redacted("Bearer nbp_fake7f3aQx91LkzTtPp0s"), "Bearer [secret]");
}

} // namespace
} // namespace idpsync
