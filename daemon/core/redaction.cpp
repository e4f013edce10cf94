#include "core/redaction.hpp"

#include <algorithm>
#include <cstring>
#include <tuple>
#include <utility>

namespace idpsync {
namespace {

constexpr std::string_view instead = "[secret]";
constexpr std::size_t key_length = 8;
/// Base64 in base64.
constexpr int most_depth = 2;

/// The first 8 characters as a number.
std::uint64_t key_of(const char* text)
{
    std::uint64_t key = 0;
    std::memcpy(&key, text, key_length);
    return key;
}

std::uint64_t key_of(const SecretPattern& pattern)
{
    return key_of(pattern.text.reveal().data());
}

std::uint64_t ending_of(const SecretPattern& pattern)
{
    const auto text = pattern.text.reveal();
    return key_of(text.data() + text.size() - key_length);
}

std::size_t sieve_index(std::uint64_t key, unsigned bits)
{
    return static_cast<std::size_t>((key * 0x9e3779b97f4a7c15ULL) >> (64 - bits));
}

bool is_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// How many characters `text` and `pattern` have in common from their beginnings.
std::size_t common_length(std::string_view text, std::string_view pattern)
{
    const auto length = std::min(text.size(), pattern.size());
    const auto [differs, other] =
        std::mismatch(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length), pattern.begin());
    return static_cast<std::size_t>(differs - text.begin());
}

/// The same from their ends.
std::size_t common_ending(std::string_view text, std::string_view pattern)
{
    const auto length = std::min(text.size(), pattern.size());
    const auto [differs, other] =
        std::mismatch(text.rbegin(), text.rbegin() + static_cast<std::ptrdiff_t>(length), pattern.rbegin());
    return static_cast<std::size_t>(differs - text.rbegin());
}

/// What a character may be part of.
enum Kind : std::uint8_t
{
    of_base64 = 1, ///< of either alphabet
    of_hex = 2,
    capital = 4,
    decimal = 8
};

constexpr auto kinds = [] {
    std::array<std::uint8_t, 256> all{};
    for (unsigned c = 'a'; c <= 'z'; ++c)
        all[c] = c <= 'f' ? of_base64 | of_hex : of_base64;
    for (unsigned c = 'A'; c <= 'Z'; ++c)
        all[c] = c <= 'F' ? of_base64 | of_hex | capital : of_base64 | capital;
    for (unsigned c = '0'; c <= '9'; ++c)
        all[c] = of_base64 | of_hex | decimal;
    for (const char c : {'+', '/', '-', '_'})
        all[static_cast<unsigned char>(c)] = of_base64;
    return all;
}();

std::uint8_t kinds_of(char c)
{
    return kinds[static_cast<unsigned char>(c)];
}

/// How text is written by its bits. Nearly every word is of these characters, but text in base64 has capitals
/// in it, and each of its characters as two hexadecimal digits begins with a decimal one.
struct Alphabet
{
    unsigned bits; ///< in each character
    Kind kind;
    Kind telltale;
    void (*append)(std::string& out, std::string_view text);
};

/// True when so many characters in a row are text, as those of a secret are, and not just any bytes.
bool may_hold_text(std::string_view bytes, std::size_t in_a_row, bool only_ascii)
{
    const unsigned char last = only_ascii ? 0x7e : 0xff;
    std::size_t row = 0;
    for (const char c : bytes)
    {
        const auto byte = static_cast<unsigned char>(c);
        row = byte >= 0x20 && byte <= last ? row + 1 : 0;
        if (row >= in_a_row)
            return true;
    }
    return false;
}

/// The characters beside a stretch of base64 hold bits of its first and last byte.
std::pair<std::size_t, std::size_t> with_shared_characters(std::string_view text, std::size_t begin,
                                                           std::size_t end)
{
    if (begin > 0 && is_letter_or_digit(text[begin - 1]))
        --begin;
    for (int i = 0; i < 2 && end < text.size() && is_letter_or_digit(text[end]); ++i)
        ++end;
    return {begin, end};
}

} // namespace

Redactor::Stretch Redactor::stretch_of(const SecretPattern& pattern, std::string_view spelled,
                                       std::size_t begin, std::size_t end)
{
    if (pattern.is_base64)
        std::tie(begin, end) = with_shared_characters(spelled, begin, end);
    return {begin, end};
}

void Redactor::learn(std::string_view secret)
{
    learn(secret, false);
}

void Redactor::learn_pair(std::string_view client_id, const Secret& secret)
{
    if (secret.empty() || is_found_anywhere(secret.reveal()))
        return;
    std::string pair;
    pair.reserve(client_id.size() + 1 + secret.reveal().size());
    pair.append(client_id).append(":").append(secret.reveal());
    learn(pair, true);
    wipe(pair);
}

void Redactor::learn(std::string_view text, bool only_as_pair)
{
    if (text.empty())
        return;
    const auto found = known_.find(text);
    if (found != known_.end())
    {
        found->second.turn = ++turn_;
        return;
    }
    if (known_.size() >= most_secrets)
        forget_the_oldest();
    known_.emplace(Secret(std::string(text)), Known{.turn = ++turn_, .only_as_pair = only_as_pair});
    prepared_ = false;
}

void Redactor::forget_the_oldest()
{
    known_.erase(std::ranges::min_element(known_, {}, [](const auto& one) { return one.second.turn; }));
}

void Redactor::prepare() const
{
    long_.clear();
    endings_.clear();
    short_.clear();
    sieve_.reset();
    shortest_ = key_length;
    only_ascii_ = true;
    const auto take = [this](SecretPattern pattern) {
        shortest_ = std::min({shortest_, pattern.shortest, pattern.shortest_end});
        only_ascii_ = only_ascii_ && is_ascii(pattern.text.reveal());
        auto& kind = pattern.text.reveal().size() < key_length ? short_ : long_;
        kind.push_back(std::move(pattern));
    };
    for (const auto& [secret, known] : known_)
        if (known.only_as_pair)
            take(pair_pattern_of(secret.reveal()));
        else
            for (auto& pattern : patterns_of(secret.reveal()))
                take(std::move(pattern));
    std::ranges::sort(long_, {}, [](const SecretPattern& one) { return key_of(one); });
    for (std::uint32_t i = 0; i < long_.size(); ++i)
        endings_.push_back(i);
    std::ranges::sort(endings_, {}, [this](std::uint32_t i) { return ending_of(long_[i]); });
    for (const auto& pattern : long_)
    {
        sieve_.set(sieve_index(key_of(pattern), sieve_bits));
        sieve_.set(sieve_index(ending_of(pattern), sieve_bits));
    }
    prepared_ = true;
}

std::string Redactor::redacted(std::string text) const
{
    if (known_.empty())
        return text;
    if (!prepared_)
        prepare();
    if (long_.empty() && short_.empty())
        return text;
    auto found = find_in(text, 0);
    return found.empty() ? text : without(text, std::move(found));
}

Redactor::Found Redactor::find_in(const std::string& text, Depth depth) const
{
    auto found = find_in_layer(text, depth);
    if (!has_escape_marks(text))
        return found;

    auto layer = unescaped(text);
    const auto units = layer.origin;
    for (int layers = 0; layer.changed && layers < most_escape_layers; ++layers)
    {
        for (const auto& [begin, end] : find_in_layer(layer.text, depth))
            found.push_back({layer.origin[begin], layer.origin[end]});
        auto next = unescaped(layer.text);
        for (auto& place : next.origin)
            place = layer.origin[place];
        wipe(layer.text);
        layer = std::move(next);
    }
    wipe(layer.text);
    for (auto& [begin, end] : found)
    {
        begin = *std::prev(std::ranges::upper_bound(units, begin));
        end = *std::ranges::lower_bound(units, end);
    }
    return found;
}

Redactor::Found Redactor::find_in_layer(const std::string& text, Depth depth) const
{
    Found found;
    auto spelled = folded(text);
    find_long(spelled, depth, found);
    find_short(spelled, depth, found);
    wipe(spelled);
    if (depth < most_depth)
    {
        find_in_runs(text, Alphabet{6, of_base64, capital, append_base64_content}, depth, found);
        find_in_runs(text, Alphabet{4, of_hex, decimal, append_hex_content}, depth, found);
    }
    return found;
}

void Redactor::find_long(std::string_view spelled, Depth depth, Found& found) const
{
    for (std::size_t at = 0; at + key_length <= spelled.size(); ++at)
    {
        if (!sieve_.test(sieve_index(key_of(spelled.data() + at), sieve_bits)))
            continue;
        find_beginnings(spelled, at, depth, found);
        find_endings(spelled, at, depth, found);
    }
}

void Redactor::find_beginnings(std::string_view spelled, std::size_t at, Depth depth, Found& found) const
{
    for (const auto& pattern : std::ranges::equal_range(long_, key_of(spelled.data() + at), {},
                                                        [](const SecretPattern& one) { return key_of(one); }))
    {
        const auto length = common_length(spelled.substr(at), pattern.text.reveal());
        if (length >= pattern.shortest && (depth > 0 || !pattern.only_in_base64))
            found.push_back(stretch_of(pattern, spelled, at, at + length));
    }
}

void Redactor::find_endings(std::string_view spelled, std::size_t at, Depth depth, Found& found) const
{
    const auto end = at + key_length;
    for (const auto i : std::ranges::equal_range(endings_, key_of(spelled.data() + at), {},
                                                 [this](std::uint32_t one) { return ending_of(long_[one]); }))
    {
        const auto& pattern = long_[i];
        const auto length = common_ending(spelled.substr(0, end), pattern.text.reveal());
        if (length >= pattern.shortest_end && (depth > 0 || !pattern.only_in_base64))
            found.push_back(stretch_of(pattern, spelled, end - length, end));
    }
}

void Redactor::find_short(std::string_view spelled, Depth depth, Found& found) const
{
    for (const auto& pattern : short_)
    {
        if (pattern.only_in_base64 && depth == 0)
            continue;
        const std::string_view what = pattern.text.reveal();
        for (auto at = spelled.find(what); at != std::string_view::npos; at = spelled.find(what, at + 1))
        {
            const auto end = at + what.size();
            const bool alone = (at == 0 || !is_letter_or_digit(spelled[at - 1])) &&
                               (end == spelled.size() || !is_letter_or_digit(spelled[end]));
            if (alone || !pattern.stands_alone)
                found.push_back({at, end});
        }
    }
}

template <class A>
void Redactor::find_in_runs(std::string_view text, const A& alphabet, Depth depth, Found& found) const
{
    std::string content;
    for (std::size_t end = 0; end < text.size(); ++end)
    {
        const auto begin = end;
        std::uint8_t seen = 0;
        for (; end < text.size() && (kinds_of(text[end]) & alphabet.kind) != 0; ++end)
            seen |= kinds_of(text[end]);
        const auto run = text.substr(begin, end - begin);
        if (run.size() * alphabet.bits < shortest_ * 8 || (seen & alphabet.telltale) == 0)
            continue;
        // Where the first byte begins is not known: a word may stand before it.
        const auto group = alphabet.bits == 4 ? 2U : 4U;
        for (std::size_t offset = 0; offset < group; ++offset)
        {
            content.clear();
            alphabet.append(content, run.substr(offset));
            if (!may_hold_text(content, shortest_, only_ascii_))
                continue;
            const auto at = begin + offset;
            for (const auto& [from, to] : find_in(content, depth + 1))
                found.push_back(
                    {at + from * 8 / alphabet.bits, at + (to * 8 + alphabet.bits - 1) / alphabet.bits});
        }
    }
    wipe(content);
}

std::string Redactor::without(const std::string& text, Found found)
{
    std::ranges::sort(found, {}, &Stretch::begin);
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    for (std::size_t i = 0; i < found.size();)
    {
        auto [begin, end] = found[i];
        // What touches is one secret in several spellings.
        for (++i; i < found.size() && found[i].begin <= end; ++i)
            end = std::max(end, found[i].end);
        out.append(text, at, begin - at);
        out += instead;
        at = end;
    }
    return out.append(text, at);
}

Redactor& living_secrets()
{
    static Redactor all;
    return all;
}

std::string redacted(std::string text)
{
    return living_secrets().redacted(std::move(text));
}

} // namespace idpsync
