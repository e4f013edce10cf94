#pragma once

// Typed access to a Tree that collects every error instead of stopping at the first. A function that finds
// something wrong reports it where it stands and returns nothing; the caller goes on.

#include "config/diagnostic.hpp"
#include "config/tree.hpp"
#include "core/enumerators.hpp"
#include "core/seams.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace idpsync::config {

/// One file that is being read.
struct Document
{
    const Tree& tree;
    std::string file;
    std::string directory;  ///< what relative paths are relative to
    std::uint32_t mode = 0; ///< the file's permission bits
    Diagnostics& found;
    Files* files = nullptr; ///< for hints about files that a value may mean; nothing: none are looked for
};

/// Whether a message may quote a value.
enum class Shown
{
    yes,
    no, ///< the value is a secret
};

/// What to_string() calls the enumerators of E: the words of a choice.
template <Enumeration E>
std::span<const std::string_view> spellings()
{
    static const auto all = [] {
        std::array<std::string_view, std::tuple_size_v<std::remove_cvref_t<decltype(enumerators<E>())>>>
            words;
        std::ranges::transform(enumerators<E>(), words.begin(), [](E value) { return to_string(value); });
        return words;
    }();
    return all;
}

/// One node of a file, and the way to it. Its document must outlive it.
class Value
{
public:
    Value(const Document& document, NodeIndex node, std::string path);

    [[nodiscard]] NodeKind kind() const { return document_->tree.kind(node_); }
    [[nodiscard]] const Document& document() const { return *document_; }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] SourceLocation where() const;
    [[nodiscard]] std::string_view raw() const { return document_->tree.text(node_); }
    [[nodiscard]] std::span<const NodeIndex> children() const { return document_->tree.children(node_); }
    [[nodiscard]] Value child(NodeIndex node, std::string_view name) const; ///< path: "this.name"
    [[nodiscard]] Value part(NodeIndex node) const { return {*document_, node, path_}; } ///< the same path

    void error(std::string message) const;
    void warn(std::string message) const;
    void leftover(std::string message) const;           ///< a value of the examples; `check` alone shows it
    void keep_place() const;                            ///< for errors in what this value names
    void keep_secret(const SecretSource& source) const; ///< to be read although other settings are wrong

    /// {{ x }} without quotes, which YAML takes for a mapping whose key is a mapping.
    [[nodiscard]] bool is_placeholder() const;

    /// A text: quoted, or plain and nothing but text to every YAML reader.
    [[nodiscard]] std::optional<std::string> text(Shown shown = Shown::yes) const;

    /// text(), not empty, without white space around it, without control characters, at most `limit`
    /// characters.
    [[nodiscard]] std::optional<std::string> clean_text(std::size_t limit, Shown shown = Shown::yes) const;

    /// clean_text() of what is no language: a URL, an id, a name for programs. Nothing in it that cannot be
    /// seen, no typographic quotes, no quotes around it, no comma behind it.
    [[nodiscard]] std::optional<std::string> plain_text(std::size_t limit, Shown shown = Shown::yes) const;

    /// plain_text() that shall be a URL: never quoted, there may be a password in it.
    [[nodiscard]] std::optional<std::string> url_text() const;

    [[nodiscard]] std::optional<bool> boolean() const; ///< plain true or false
    [[nodiscard]] std::optional<unsigned> whole_number(unsigned least, unsigned most) const; ///< plain digits
    [[nodiscard]] std::optional<std::chrono::milliseconds> duration() const;
    [[nodiscard]] std::optional<std::chrono::sys_days> day() const; ///< 2027-01-31, with or without quotes
    [[nodiscard]] std::optional<std::vector<Value>> list() const;

    /// A file's name; a relative one is relative to the document's directory.
    [[nodiscard]] std::optional<std::string> file_path(Shown shown = Shown::yes) const;

    /// One of the spellings of E. Another word is an error, with `advice`, or without one with the word that
    /// is meant.
    template <Enumeration E>
    [[nodiscard]] std::optional<E> choice(std::string_view advice = {}) const
    {
        const auto found = one_of(spellings<E>(), advice);
        return found ? std::optional(enumerators<E>()[*found]) : std::nullopt;
    }

private:
    [[nodiscard]] std::optional<std::size_t> one_of(std::span<const std::string_view> words,
                                                    std::string_view advice) const;

    const Document* document_;
    NodeIndex node_;
    std::string path_;
};

/// One `key: value` of a mapping.
struct Entry
{
    Value key;
    Value value;
    std::string_view name; ///< the key's text
};

/// How a mapping is read.
struct MappingRules
{
    bool may_be_null = false; ///< nothing at all counts as a mapping without entries
    Shown names = Shown::yes; ///< no: what was read as a key may be a secret that begins with a brace
};

/// The entries of a mapping. Reports a value that is no mapping, keys that are not text, merge keys, and
/// every key after the first of its name; none of them is among the entries.
std::optional<std::vector<Entry>> entries_of(const Value& value, MappingRules rules = {});

/// A mapping whose keys are settings.
class Mapping
{
public:
    /// entries_of(), and every key that is not among `known` is reported, with the nearest that is.
    static std::optional<Mapping> open(const Value& value, std::span<const std::string_view> known,
                                       MappingRules rules = {});

    [[nodiscard]] const Value* find(std::string_view name) const;
    [[nodiscard]] const Value& self() const { return self_; }
    [[nodiscard]] std::span<const Entry> entries() const { return entries_; }

    /// True when `name` is there, or a name that was reported as meaning it: one mistake is one error.
    [[nodiscard]] bool has(std::string_view name) const;

    /// find(); reports that it is missing, with `advice`, unless it has().
    [[nodiscard]] const Value* require(std::string_view name, std::string_view advice) const;

private:
    Mapping(Value self, std::vector<Entry> entries) : self_(std::move(self)), entries_(std::move(entries)) {}

    Value self_;
    std::vector<Entry> entries_;
    std::vector<std::string_view> meant_; ///< what unknown names were reported to mean
};

} // namespace idpsync::config
