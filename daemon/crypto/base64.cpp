#include "crypto/base64.hpp"

#include <cstdint>

namespace idpsync::crypto {
namespace {

constexpr std::string_view ordinary = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view for_urls = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(std::string_view bytes, std::string_view alphabet)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char byte : bytes)
    {
        bits = bits << 8U | static_cast<unsigned char>(byte);
        for (count += 8; count >= 6; count -= 6)
            text += alphabet[bits >> (count - 6) & 0x3fU];
    }
    if (count > 0)
        text += alphabet[bits << (6 - count) & 0x3fU];
    return text;
}

std::optional<std::string> decode(std::string_view text, std::string_view alphabet)
{
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char letter : text)
    {
        const auto value = alphabet.find(letter);
        if (value == std::string_view::npos)
            return std::nullopt;
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8)
        {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xffU);
        }
    }
    const bool whole = count < 6 && (bits & ((1U << count) - 1U)) == 0;
    return whole ? std::optional(std::move(bytes)) : std::nullopt;
}

} // namespace

std::string encode_base64(std::string_view bytes)
{
    auto text = encode(bytes, ordinary);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::string encode_base64url(std::string_view bytes)
{
    return encode(bytes, for_urls);
}

std::optional<std::string> decode_base64url(std::string_view text)
{
    return decode(text, for_urls);
}

std::optional<std::string> decode_base64(std::string_view text)
{
    if (text.size() % 4 != 0)
        return std::nullopt;
    for (int padding = 0; padding < 2 && text.ends_with('='); ++padding)
        text.remove_suffix(1);
    return decode(text, ordinary);
}

} // namespace idpsync::crypto
