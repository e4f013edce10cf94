#include "oidc/keys.hpp"
#include "oidc/recorded.hpp"
#include "support/matchers.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace idpsync::oidc::test {
namespace {

namespace json = boost::json;

const WallTime day_of_keys{std::chrono::sys_days(std::chrono::year(2026) / 11 / 21)};

json::object vectors()
{
    std::stringstream text;
    text << std::ifstream(IDPSYNC_TEST_DATA "/jws/vectors.json").rdbuf();
    return json::parse(text.str()).as_object();
}

json::object rsa_key()
{
    return vectors().at("vectors").as_array().front().at("key").as_object();
}

json::object with(json::object key, std::string_view member, json::value value)
{
    key[member] = std::move(value);
    return key;
}

KeysJudgement judge_all(const json::array& keys, Words algorithms = {"RS256"})
{
    return judge_keys(registration(), {.id_token_algorithms = std::move(algorithms)},
                      net::Response{.status = 200, .body = json::serialize(json::object{{"keys", keys}})},
                      day_of_keys);
}

void expect_refused(const KeysJudgement& judgement, const std::string& why)
{
    EXPECT_EQ(judgement.verdict, Verdict::refused);
    ASSERT_FALSE(judgement.findings.empty());
    EXPECT_EQ(judgement.findings.front().id, FindingId::keys_unusable);
    EXPECT_THAT(judgement.findings.front().evidence, HasSubstr(why));
}

TEST(Keys, AreFineWithOneThatSignsAsAdvertised)
{
    EXPECT_EQ(judge_all({rsa_key()}).verdict, Verdict::accepted);
    EXPECT_THAT(judge_all({rsa_key()}).findings, IsEmpty());
}

TEST(Keys, ForEncryptionArePassedOver)
{
    const auto encryption = with(rsa_key(), "use", "enc");
    EXPECT_EQ(judge_all({encryption, rsa_key()}).verdict, Verdict::accepted);
    expect_refused(judge_all({encryption}), "encryption keys only");
}

TEST(Keys, ThatAreNoneOrFitNoAdvertisedAlgorithmAreUnusable)
{
    expect_refused(judge_all({}), "no key");
    expect_refused(judge_all({rsa_key()}, {"ES256"}), "none of its 1 keys");
    expect_refused(judge_all({json::value("junk"), json::object{{"kty", "oct"}, {"k", "AAAA"}}}),
                   "none of its 2 keys");
}

TEST(Keys, WithAnExpiredCertificateGetAHint)
{
    const auto certificate = json::array{vectors().at("x5c")};
    const auto judgement = judge_all({with(rsa_key(), "x5c", certificate)});
    EXPECT_EQ(judgement.verdict, Verdict::accepted);
    ASSERT_EQ(judgement.findings.size(), 1U);
    EXPECT_EQ(judgement.findings.front().id, FindingId::certificate_expired);
    EXPECT_EQ(judgement.findings.front().severity, Severity::hint);
}

TEST(Keys, ThatDoNotArriveAreUnreachable)
{
    const auto of = [](const Fetched& fetched) {
        return judge_keys(registration(), {}, fetched, day_of_keys);
    };
    for (const auto& fetched :
         {Fetched(Error{ErrorKind::transport, "refused"}), Fetched(net::Response{.status = 503}),
          Fetched(net::Response{.status = 404, .body = "not found"}),
          Fetched(net::Response{.status = 200, .body = "<html>"})})
    {
        ASSERT_EQ(of(fetched).findings.size(), 1U);
        EXPECT_EQ(of(fetched).findings.front().id, FindingId::keys_unreachable);
        EXPECT_EQ(of(fetched).findings.front().severity, Severity::error);
    }
}

TEST(Keys, BeyondTheHundredthAreNotLookedAt)
{
    json::array keys(100, json::object{{"kty", "oct"}});
    keys.push_back(rsa_key());
    EXPECT_EQ(judge_all(keys).verdict, Verdict::refused);
}

TEST(Keys, OfAStandaloneNetBirdAreRsaOrEcWithoutACertificate)
{
    auto standalone = registration();
    standalone.standalone = true;
    const auto judge = [&](const json::object& key, const Words& algorithms) {
        return judge_keys(standalone, {.id_token_algorithms = algorithms},
                          net::Response{.status = 200,
                                        .body = json::serialize(json::object{{"keys", json::array{key}}})},
                          day_of_keys)
            .verdict;
    };
    std::size_t others = 0;
    const auto known = vectors();
    for (const auto& vector : known.at("vectors").as_array())
    {
        const auto& key = vector.at("key").as_object();
        if (!key.contains("kty") || key.at("kty") == json::value("RSA"))
            continue;
        ++others;
        const auto is_ec = key.at("kty") == json::value("EC");
        const Words all{"ES256", "ES384", "ES512", "EdDSA"};
        EXPECT_EQ(judge(key, all), is_ec ? Verdict::accepted : Verdict::refused);
        EXPECT_EQ(judge(with(key, "x5c", json::array{"bm90IHJlYWw="}), all), Verdict::refused);
    }
    EXPECT_GT(others, 1U);
    EXPECT_EQ(judge(rsa_key(), {"RS256"}), Verdict::accepted);
}

} // namespace
} // namespace idpsync::oidc::test
