#include "sandbox/ids.hpp"

#include <array>
#include <string_view>

namespace idpsync::sandbox {
namespace {

constexpr std::string_view base32_hex = "0123456789abcdefghijklmnopqrstuv";
constexpr std::string_view base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view login_state_alphabet = "abcdefghijklmnopqrstuvwxyz234567";

constexpr std::string_view token_prefix = "nbp_";
constexpr std::size_t token_secret_length = 30;
constexpr std::size_t token_checksum_length = 6;

std::uint32_t crc32(std::string_view text)
{
    std::uint32_t sum = 0xFFFFFFFFU;
    for (const char character : text)
    {
        sum ^= static_cast<unsigned char>(character);
        for (int bit = 0; bit < 8; ++bit)
            sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~sum;
}

} // namespace

std::string token_checksum(std::string_view secret)
{
    std::string digits(token_checksum_length, '0');
    auto rest = crc32(secret);
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit)
    {
        *digit = base62[rest % base62.size()];
        rest /= static_cast<std::uint32_t>(base62.size());
    }
    return digits;
}

bool is_well_formed_token(std::string_view token)
{
    if (token.size() != token_prefix.size() + token_secret_length + token_checksum_length ||
        !token.starts_with(token_prefix))
        return false;
    const auto secret = token.substr(token_prefix.size(), token_secret_length);
    return token.substr(token_prefix.size() + token_secret_length) == token_checksum(secret);
}

std::uint64_t Ids::next()
{
    // splitmix64: one word of state, every seed is as good as any other.
    state_ += 0x9E3779B97F4A7C15ULL;
    auto word = state_;
    word = (word ^ (word >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    word = (word ^ (word >> 27U)) * 0x94D049BB133111EBULL;
    return word ^ (word >> 31U);
}

std::string Ids::draw(std::string_view alphabet, std::size_t length)
{
    std::string text(length, ' ');
    for (auto& character : text)
        character = alphabet[next() % alphabet.size()];
    return text;
}

std::string Ids::xid()
{
    // A real one holds a time, a machine, a process and a counter; only the counter changes here. The last of
    // 20 characters of base 32 carries but one of 96 bits: "0" or "g".
    if (prefix_.empty())
        prefix_ = "dc" + draw(base32_hex, 13);
    std::string counter(5, '0');
    auto rest = ++sequence_;
    counter.back() = rest % 2 == 0 ? '0' : 'g';
    rest /= 2;
    for (std::size_t place = counter.size() - 1; place > 0; --place)
    {
        counter[place - 1] = base32_hex[rest % 32];
        rest /= 32;
    }
    return prefix_ + counter;
}

std::string Ids::uuid()
{
    constexpr std::string_view hex = "0123456789abcdef";
    return draw(hex, 8) + "-" + draw(hex, 4) + "-4" + draw(hex, 3) + "-8" + draw(hex, 3) + "-" +
           draw(hex, 12);
}

std::string Ids::token()
{
    const auto secret = draw(base62, token_secret_length);
    return std::string(token_prefix) + secret + token_checksum(secret);
}

std::string Ids::secret(std::size_t length)
{
    return draw(base62, length);
}

std::string Ids::state()
{
    return draw(login_state_alphabet, 25);
}

} // namespace idpsync::sandbox
