#pragma once

// A setting, described once: what reads it, what it must be, what holds without it, what it is for. The
// parser goes by the tables of these (settings_table.hpp), and `./dev generate` makes the JSON Schema,
// config.yaml and the tables of docs/configuration.md from them.

#include "config/reader.hpp"
#include "core/duration_text.hpp"
#include "core/enumerators.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace idpsync::config {

/// What kind of value a setting has.
struct Kind
{
    std::string_view name;  ///< boolean, integer, enum or section; otherwise an entry of the schema's $defs
    std::string_view words; ///< in docs/configuration.md; empty: its bounds, or the words to choose from
};

struct Setting
{
    std::string_view name;
    std::string_view about; ///< for operators: one line in small letters, what is to be typed in backticks
    Kind kind;
    std::string_view missing{};           ///< what to write where it is missing; empty: it may be left out
    std::string_view otherwise{};         ///< what holds where it is left out and no value is the default
    std::string_view example{};           ///< for config.yaml, where no value is the default
    std::chrono::milliseconds shortest{}; ///< of a duration
    std::string_view because{};           ///< why not shorter; may be empty
    unsigned least = 0;                   ///< of a number
    unsigned most = 0;
    std::string_view advice{};                              ///< for a word that is none of words()
    std::span<const std::string_view> (*words)() = nullptr; ///< to choose from
};

template <class Owner>
struct Table;

/// A setting that is read into an Owner.
template <class Owner>
struct Row : Setting
{
    using Read = void (*)(const Value& value, const Row& row, const Mapping& section, Owner& into);

    Read read = nullptr; ///< stores what is right and reports what is not; nothing: it is read elsewhere
    /// The value as a file would have it; empty: none is set.
    std::string (*written)(const Owner& owner) = nullptr;
    const Table<Owner>* inner = nullptr; ///< the settings of a section

    constexpr Row required(std::string_view what_to_write) const
    {
        return with(&Setting::missing, what_to_write);
    }
    constexpr Row left_out(std::string_view what_holds) const
    {
        return with(&Setting::otherwise, what_holds);
    }
    constexpr Row as(std::string_view value) const { return with(&Setting::example, value); }
    constexpr Row advising(std::string_view what) const { return with(&Setting::advice, what); }
    constexpr Row at_least(std::chrono::milliseconds duration, std::string_view why = {}) const
    {
        return with(&Setting::shortest, duration).with(&Setting::because, why);
    }
    constexpr Row between(unsigned low, unsigned high) const
    {
        return with(&Setting::least, low).with(&Setting::most, high);
    }

    /// Of a section: it may be one of these words instead.
    constexpr Row choosing(std::span<const std::string_view> (*all)()) const
    {
        return with(&Setting::words, all);
    }

    constexpr Row by(Read function) const
    {
        auto changed = *this;
        changed.read = function;
        return changed;
    }

private:
    template <class T>
    constexpr Row with(T Setting::* member, T value) const
    {
        auto changed = *this;
        changed.*member = value;
        return changed;
    }
};

/// The settings that stand in one place.
template <class Owner>
struct Table
{
    std::span<const Row<Owner>> rows;
    std::span<const std::string_view> names; ///< of the rows
};

template <class Owner, std::size_t size>
constexpr auto names_of(const std::array<Row<Owner>, size>& rows)
{
    std::array<std::string_view, size> names;
    for (std::size_t i = 0; i < size; ++i)
        names[i] = rows[i].name;
    return names;
}

template <const auto& rows>
inline constexpr auto names_in = names_of(rows);

template <class Owner, std::size_t size>
constexpr Table<Owner> table_of(const std::array<Row<Owner>, size>& rows,
                                const std::array<std::string_view, size>& names)
{
    return {rows, names};
}

/// Of an array of rows.
template <const auto& rows>
inline constexpr auto table = table_of(rows, names_in<rows>);

/// Reads the settings of a mapping that was opened with the table's names.
template <class Owner>
void read_rows(const Mapping& section, const Table<Owner>& table, Owner& into)
{
    for (const auto& row : table.rows)
    {
        const auto* value =
            row.missing.empty() ? section.find(row.name) : section.require(row.name, row.missing);
        if (value != nullptr && row.read != nullptr)
            row.read(*value, row, section, into);
    }
}

/// A section may stand there with nothing below it where none of its settings is required.
template <class Owner>
bool may_be_empty(const Table<Owner>& table)
{
    return std::ranges::all_of(table.rows, &std::string_view::empty, &Setting::missing);
}

template <class Owner>
void read_section(const Value& value, const Row<Owner>& row, const Mapping& /*above*/, Owner& into)
{
    if (const auto section =
            Mapping::open(value, row.inner->names, {.may_be_null = may_be_empty(*row.inner)}))
        read_rows(*section, *row.inner, into);
}

/// A section with the settings of `inner`.
template <class Owner>
constexpr Row<Owner> section(std::string_view name, std::string_view about, const Table<Owner>& inner,
                             typename Row<Owner>::Read read)
{
    Row<Owner> row;
    row.name = name;
    row.about = about;
    row.kind = {"section", ""};
    row.read = read;
    row.inner = &inner;
    return row;
}

/// The same, with the settings of `rows`.
template <const auto& rows>
constexpr auto section(std::string_view name, std::string_view about)
{
    return section(name, about, table<rows>, &read_section);
}

namespace detail {

template <class... Members>
struct OwnerOfFirst;
template <class T, class First, class... Others>
struct OwnerOfFirst<T First::*, Others...>
{
    using Owner = First;
};

template <class T>
inline constexpr bool is_duration = false;
template <class Count, class Period>
inline constexpr bool is_duration<std::chrono::duration<Count, Period>> = true;

/// A kind asks for no more than it needs: the value alone, or also what it must be or what stands beside it.
template <class K>
auto read_as(const Value& value, const Setting& setting, const Mapping& section)
{
    if constexpr (requires { K::read(value); })
        return K::read(value);
    else if constexpr (requires { K::read(value, setting); })
        return K::read(value, setting);
    else
        return K::read(value, section);
}

/// What holds parts of a second as whole ones takes a part for a whole one.
template <class T, class Read>
void store(Read value, T& into)
{
    if constexpr (is_duration<T>)
        into = std::chrono::ceil<T>(value);
    else
        into = std::move(value);
}

/// `value` as a file has it; empty for what has no default.
template <class T>
std::string written(const T& value)
{
    if constexpr (std::same_as<T, bool>)
        return value ? "true" : "false";
    else if constexpr (std::same_as<T, unsigned>)
        return std::to_string(value);
    else if constexpr (is_duration<T>)
        return value == T::zero() ? "0" : duration_text(value);
    else if constexpr (Enumeration<T>)
        return std::string(to_string(value));
    else
        return {};
}

} // namespace detail

/// A setting of the kind K (config/kinds.hpp), whose value is the member of a member … of the Owner.
template <class K, auto... members>
constexpr auto row(std::string_view name, std::string_view about)
{
    using Owner = typename detail::OwnerOfFirst<decltype(members)...>::Owner;
    Row<Owner> row;
    row.name = name;
    row.about = about;
    row.kind = K::kind;
    if constexpr (requires { K::words(); })
        row.words = &K::words;
    row.read = [](const Value& value, const Row<Owner>& self, const Mapping& section, Owner& into) {
        if (auto read = detail::read_as<K>(value, self, section))
            detail::store(*std::move(read), (into.*....*members));
    };
    row.written = [](const Owner& owner) { return detail::written((owner.*....*members)); };
    return row;
}

/// A setting that is read elsewhere.
template <class Owner>
constexpr Row<Owner> mentioned(std::string_view name, std::string_view about, Kind kind)
{
    Row<Owner> row;
    row.name = name;
    row.about = about;
    row.kind = kind;
    return row;
}

} // namespace idpsync::config
