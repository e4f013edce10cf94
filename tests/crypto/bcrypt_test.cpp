// Hashes as NetBird's login service keeps them. Those in here were made by Go's library, which NetBird uses.

#include "crypto/bcrypt.hpp"

#include <gtest/gtest.h>

namespace idpsync::crypto {
namespace {

constexpr unsigned long quick = 4;

Secret bytes_of_72()
{
    std::string text;
    while (text.size() < 72)
        text += "1234567890";
    text.resize(72);
    return Secret(text);
}

TEST(Bcrypt, KnowsTheHashesOfNetBird)
{
    EXPECT_TRUE(bcrypt_matches(Secret("a made-up password"),
                               "$2a$04$gM4/ocv32kQ79Sn.5i8nsuWW80zy/Ln7eW0/Wh8Jm6twsh8ihpokW"));
    EXPECT_TRUE(
        bcrypt_matches(Secret("pässwörd-ß"), "$2a$04$OstVZ4jj6YMwfO0cgEdfSuhelOd4nMVewNzBIVyxXH1kAe5KW/zsi"));
    EXPECT_TRUE(
        bcrypt_matches(bytes_of_72(), "$2a$04$b3U.ACQ79USde3x5f8oXmej1u0ylqtWnQRFlzLRs17AX6g6ZcJGAW"));
    EXPECT_FALSE(bcrypt_matches(Secret("another password"),
                                "$2a$04$gM4/ocv32kQ79Sn.5i8nsuWW80zy/Ln7eW0/Wh8Jm6twsh8ihpokW"));
}

TEST(Bcrypt, MakesAHashOfItsOwnForEachSalt)
{
    const Secret password("a made-up password");
    const auto one = bcrypt(password, BcryptSalt{}, quick).value();
    const auto other = bcrypt(password, BcryptSalt{std::byte{1}}, quick).value();
    EXPECT_TRUE(one.starts_with("$2b$04$")) << one;
    EXPECT_NE(one, other);
    EXPECT_TRUE(bcrypt_matches(password, one) && bcrypt_matches(password, other));
}

TEST(Bcrypt, CutsNoPassword)
{
    EXPECT_TRUE(bcrypt(bytes_of_72(), {}, quick).has_value());
    EXPECT_EQ(bcrypt(Secret(bytes_of_72().reveal() + "x"), {}, quick).error().kind, ErrorKind::rejected);
    EXPECT_EQ(bcrypt(Secret(std::string("before\0behind", 13)), {}, quick).error().kind, ErrorKind::rejected);
}

TEST(Bcrypt, TellsAHashFromAPassword)
{
    EXPECT_TRUE(is_bcrypt("$2y$10$gM4/ocv32kQ79Sn.5i8nsuWW80zy/Ln7eW0/Wh8Jm6twsh8ihpokW"));
    for (const std::string text : {"", "initial-password", "$6$salt$hash", "$2a$04$tooshort",
                                   "$2a$xx$gM4/ocv32kQ79Sn.5i8nsuWW80zy/Ln7eW0/Wh8Jm6twsh8ihpokW",
                                   "$2a$04$gM4/ocv32kQ79Sn.5i8nsuWW80zy/Ln7eW0/Wh8Jm6twsh8ihpok\""})
    {
        EXPECT_FALSE(is_bcrypt(text)) << text;
        EXPECT_FALSE(bcrypt_matches(Secret(text), text)) << text;
    }
}

} // namespace
} // namespace idpsync::crypto
