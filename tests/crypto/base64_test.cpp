#include "crypto/base64.hpp"

#include <gtest/gtest.h>

namespace idpsync::crypto {
namespace {

TEST(Base64, EncodesTheVectorsOfItsRfc)
{
    EXPECT_EQ(encode_base64(""), "");
    EXPECT_EQ(encode_base64("f"), "Zg==");
    EXPECT_EQ(encode_base64("fo"), "Zm8=");
    EXPECT_EQ(encode_base64("foo"), "Zm9v");
    EXPECT_EQ(encode_base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(encode_base64("\xfb\xff"), "+/8=");
    EXPECT_EQ(encode_base64url("\xfb\xff"), "-_8");
}

TEST(Base64, DecodesWhatItEncodes)
{
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte)
    {
        bytes += static_cast<char>(byte);
        EXPECT_EQ(decode_base64url(encode_base64url(bytes)), bytes);
        EXPECT_EQ(decode_base64(encode_base64(bytes)), bytes);
    }
}

TEST(Base64, TakesNothingThatHasTwoMeanings)
{
    for (const auto* text : {"Zg==", "Zh", "Z", "Zm9v+", "Zm 9v", "Zm9v\n", "Zm8/"})
        EXPECT_FALSE(decode_base64url(text)) << text;
    for (const auto* text : {"Zg", "Zg=", "Zh==", "Zg===", "Z===", "Zm9-", "=", "===="})
        EXPECT_FALSE(decode_base64(text)) << text;
}

} // namespace
} // namespace idpsync::crypto
