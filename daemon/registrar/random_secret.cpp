#include "registrar/random_secret.hpp"

#include <array>
#include <string>
#include <string_view>

namespace idpsync::registrar {

Secret random_secret(Random& random)
{
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static_assert(letters.size() == 64, "each as likely as any other");
    std::array<std::byte, 64> bytes{};
    random.fill(bytes);
    std::string text;
    text.reserve(bytes.size());
    for (auto& byte : bytes)
    {
        text += letters[std::to_integer<std::size_t>(byte) % letters.size()];
        byte = std::byte{0};
    }
    return Secret(std::move(text));
}

} // namespace idpsync::registrar
