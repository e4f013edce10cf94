#include "crypto/bcrypt.hpp"

#include <crypt.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace idpsync::crypto {
namespace {

constexpr std::size_t longest_bcrypt_password = 72;
constexpr std::size_t size_of_a_hash = 60;
constexpr std::string_view letters_of_a_hash =
    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Where libcrypt works, with the password in it.
struct WorkSpace
{
    WorkSpace() = default;
    WorkSpace(const WorkSpace&) = delete;
    WorkSpace& operator=(const WorkSpace&) = delete;
    ~WorkSpace() { explicit_bzero(&data, sizeof data); }

    crypt_data data{};
};

/// Empty: libcrypt does not take `setting`.
std::string hashed(const Secret& password, const std::string& setting)
{
    const auto space = std::make_unique<WorkSpace>();
    const char* hash =
        ::crypt_rn(password.reveal().c_str(), setting.c_str(), &space->data, sizeof space->data);
    return hash == nullptr ? std::string() : std::string(hash);
}

} // namespace

Result<std::string> bcrypt(const Secret& password, const BcryptSalt& salt, unsigned long cost)
{
    const auto& text = password.reveal();
    if (text.size() > longest_bcrypt_password || text.find('\0') != std::string::npos)
        return Error{ErrorKind::rejected,
                     "a password for NetBird has at most 72 bytes, and none of them is NUL"};
    std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting{};
    if (::crypt_gensalt_rn("$2b$", cost, reinterpret_cast<const char*>(salt.data()),
                           static_cast<int>(salt.size()), setting.data(),
                           static_cast<int>(setting.size())) == nullptr)
        throw std::runtime_error("libcrypt makes no salt for bcrypt");
    auto hash = hashed(password, setting.data());
    if (!is_bcrypt(hash))
        throw std::runtime_error("libcrypt makes no hash by bcrypt");
    return hash;
}

bool is_bcrypt(const std::string& hash)
{
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return hash.size() == size_of_a_hash &&
           (hash.starts_with("$2a$") || hash.starts_with("$2b$") || hash.starts_with("$2y$")) &&
           is_digit(hash[4]) && is_digit(hash[5]) && hash[6] == '$' &&
           hash.find_first_not_of(letters_of_a_hash, 7) == std::string::npos;
}

bool bcrypt_matches(const Secret& password, const std::string& hash)
{
    // Of equal length; how long the comparison takes tells nobody anything here.
    return is_bcrypt(hash) && hashed(password, hash) == hash;
}

} // namespace idpsync::crypto
