#pragma once

#include <compare>
#include <iosfwd>
#include <string>
#include <string_view>

namespace idpsync {

/// A secret text. It cannot be printed, formatted, compared or copied by accident, and its memory is
/// overwritten when it goes. Whoever needs the characters says so: reveal().
class Secret
{
public:
    Secret() = default;
    explicit Secret(std::string text) noexcept;
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    /// A deliberate copy.
    [[nodiscard]] Secret clone() const;

    /// The characters. Only for the request body or header that carries them, and for fingerprints.
    [[nodiscard]] const std::string& reveal() const { return text_; }

    [[nodiscard]] bool empty() const { return text_.empty(); }

    bool operator==(const Secret&) const = delete;

private:
    void wipe() noexcept;

    std::string text_;
};

std::ostream& operator<<(std::ostream&, const Secret&) = delete;

/// Overwrites the characters of `text` and empties it; the compiler cannot optimise this away.
void wipe(std::string& text) noexcept;

/// Stands for a secret without telling it: HMAC-SHA-256 under a random key of this installation, as 64
/// hexadecimal digits (crypto/fingerprint.hpp makes it). Equal secrets have equal fingerprints.
struct Fingerprint
{
    std::string hex;

    auto operator<=>(const Fingerprint&) const = default;
};

} // namespace idpsync
