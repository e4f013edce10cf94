#include "crypto/digest.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace idpsync::crypto {
namespace {

std::span<const std::byte> bytes_of(const std::string& text)
{
    return std::as_bytes(std::span(text));
}

std::array<std::byte, 32> key_of(unsigned char value)
{
    std::array<std::byte, 32> key;
    key.fill(std::byte{value});
    return key;
}

TEST(Sha256, MatchesTheExamplesOfFips180)
{
    EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(to_hex(sha256(std::string(1'000'000, 'a'))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, TakesAnEmptyText)
{
    EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(HmacSha256, MatchesTheCasesOfRfc4231)
{
    EXPECT_EQ(to_hex(hmac_sha256(bytes_of(std::string(20, '\x0b')), "Hi There")),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(to_hex(hmac_sha256(bytes_of("Jefe"), "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(to_hex(hmac_sha256(bytes_of(std::string(20, '\xaa')), std::string(50, '\xdd'))),
              "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    EXPECT_EQ(to_hex(hmac_sha256(bytes_of(std::string(131, '\xaa')),
                                 "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, TakesAnEmptyKeyAndAnEmptyText)
{
    EXPECT_EQ(to_hex(hmac_sha256({}, "")),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(DigestFromHex, ReadsBackWhatToHexWrote)
{
    const auto digest = sha256("abc");
    EXPECT_EQ(digest_from_hex(to_hex(digest)), digest);
}

TEST(DigestFromHex, TakesCapitalDigits)
{
    auto text = to_hex(sha256("abc"));
    std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
        return letter >= 'a' ? static_cast<char>(letter - 'a' + 'A') : letter;
    });
    EXPECT_EQ(digest_from_hex(text), sha256("abc"));
}

TEST(DigestFromHex, RefusesAnotherLength)
{
    EXPECT_FALSE(digest_from_hex(""));
    EXPECT_FALSE(digest_from_hex(std::string(63, 'a')));
    EXPECT_FALSE(digest_from_hex(std::string(65, 'a')));
}

TEST(DigestFromHex, RefusesWhatIsNotADigit)
{
    EXPECT_FALSE(digest_from_hex(std::string(63, 'a') + "g"));
    EXPECT_FALSE(digest_from_hex(std::string(63, 'a') + "\n"));
    EXPECT_FALSE(digest_from_hex("0x" + std::string(62, 'a')));
}

TEST(Fingerprinter, GivesEqualSecretsEqualFingerprints)
{
    const Fingerprinter fingerprint(key_of(1));
    EXPECT_EQ(fingerprint(Secret("hunter2")), fingerprint(Secret("hunter2")));
}

TEST(Fingerprinter, TellsSecretsAndKeysApart)
{
    const Fingerprinter one(key_of(1));
    const Fingerprinter other(key_of(2));
    EXPECT_NE(one(Secret("hunter2")), one(Secret("hunter3")));
    EXPECT_NE(one(Secret("hunter2")), other(Secret("hunter2")));
}

TEST(Fingerprinter, IsAnHmacInHexadecimalDigits)
{
    const Fingerprinter fingerprint(key_of(7));
    EXPECT_EQ(fingerprint(Secret("hunter2")).hex, to_hex(hmac_sha256(key_of(7), "hunter2")));
    EXPECT_EQ(fingerprint(Secret("hunter2")).hex.size(), 64U);
}

TEST(Fingerprinter, HasAnIdThatChangesWithItsKey)
{
    EXPECT_EQ(Fingerprinter(key_of(1)).id(), Fingerprinter(key_of(1)).id());
    EXPECT_NE(Fingerprinter(key_of(1)).id(), Fingerprinter(key_of(2)).id());
    EXPECT_EQ(Fingerprinter(key_of(1)).id().size(), 16U);
}

} // namespace
} // namespace idpsync::crypto
