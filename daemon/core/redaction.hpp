#pragma once

// Secrets in text that leaves the process. Servers and proxies repeat what they were sent, in every spelling;
// what they say is quoted in messages, logs and files. So whoever writes to the outside (console, log,
// control socket, metrics, history) passes its finished text through redacted(), and whoever comes to know a
// secret tells living_secrets(). Nobody in between has to think of it. docs/security.md says what that
// promises.

#include "core/secret.hpp"
#include "core/secret_patterns.hpp"

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync {

/// Finds the secrets it knows in a text and puts "[secret]" there. Found are: the secret; its form in base64
/// and base64url wherever in a longer text it stood, in hexadecimal, in percent, HTML, JSON, Go and C
/// escapes, whole or in part, one in another up to six deep; and the beginning and the end of each of these,
/// of 8 characters or more. What is not found on purpose is in secret_patterns.hpp.
///
/// Costs one walk over the text, and one more for each kind of escapes inside another.
class Redactor
{
public:
    /// Known are so many at most; of more, those that were learnt last.
    static constexpr std::size_t most_secrets = 4096;

    /// From now on `secret` is not shown. A copy is kept until the redactor goes, and then overwritten: also
    /// a secret that was replaced by a new one may still come back from a server or out of a file.
    void learn(std::string_view secret);
    void learn(const Secret& secret) { learn(secret.reveal()); }

    /// For a secret that is too short to be looked for by itself: the pair that a client sends as "Basic
    /// BASE64" is found. Others need no pair.
    void learn_pair(std::string_view client_id, const Secret& secret);

    /// `text` without secrets. An escape is never cut in half: JSON stays JSON.
    [[nodiscard]] std::string redacted(std::string text) const;

private:
    struct ByText
    {
        using is_transparent = void;
        bool operator()(const Secret& left, const Secret& right) const
        {
            return left.reveal() < right.reveal();
        }
        bool operator()(const Secret& left, std::string_view right) const { return left.reveal() < right; }
        bool operator()(std::string_view left, const Secret& right) const { return left < right.reveal(); }
    };
    struct Known
    {
        std::uint64_t turn = 0;    ///< when it was learnt last
        bool only_as_pair = false; ///< see pair_pattern_of()
    };
    /// One stretch of the text, from begin to before end.
    struct Stretch
    {
        std::size_t begin;
        std::size_t end;
    };

    void learn(std::string_view text, bool only_as_pair);
    void forget_the_oldest();
    void prepare() const;
    /// How often base64 is looked into: 0 outside of it.
    using Depth = int;
    using Found = std::vector<Stretch>;

    [[nodiscard]] Found find_in(const std::string& text, Depth depth) const;
    [[nodiscard]] Found find_in_layer(const std::string& text, Depth depth) const;
    void find_long(std::string_view spelled, Depth depth, Found& found) const;
    void find_beginnings(std::string_view spelled, std::size_t at, Depth depth, Found& found) const;
    void find_endings(std::string_view spelled, std::size_t at, Depth depth, Found& found) const;
    void find_short(std::string_view spelled, Depth depth, Found& found) const;
    template <class Alphabet>
    void find_in_runs(std::string_view text, const Alphabet& alphabet, Depth depth, Found& found) const;
    static Stretch stretch_of(const SecretPattern& pattern, std::string_view spelled, std::size_t begin,
                              std::size_t end);
    static std::string without(const std::string& text, Found found);

    static constexpr unsigned sieve_bits = 16;

    std::map<Secret, Known, ByText> known_;
    std::uint64_t turn_ = 0;

    // Made from known_ when a text comes and they are not of its state.
    mutable bool prepared_ = false;
    mutable std::vector<SecretPattern> long_;       ///< sorted by the first 8 characters
    mutable std::vector<std::uint32_t> endings_;    ///< places in long_, sorted by the last 8 characters
    mutable std::vector<SecretPattern> short_;      ///< with less than 8
    mutable std::size_t shortest_ = 0;              ///< of all
    mutable bool only_ascii_ = true;                ///< all of them
    mutable std::bitset<(1U << sieve_bits)> sieve_; ///< of the first and the last 8 characters of long_
};

/// What this process came to know. The only state outside objects beside that of signals: a secret is one
/// for everybody who writes.
Redactor& living_secrets();

/// `text` without what living_secrets() knows: for everything that leaves the process.
std::string redacted(std::string text);

} // namespace idpsync
