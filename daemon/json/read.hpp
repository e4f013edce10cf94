#pragma once

// Reads a value from the JSON that its shape describes.

#include "core/text.hpp"
#include "json/leaf.hpp"
#include "json/shape.hpp"
#include "json/write.hpp"

#include <boost/json/value.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace idpsync::json {

/// What a reader makes of a document that is not as described.
struct Reading
{
    bool unknown_members = false; ///< those that nobody described are passed over
    bool missing_members = false; ///< those that are missing count as T{}
    bool wrong_values = false;    ///< so do those of another type, and such elements of lists are left out
};

/// For our own files: what is missing, of another type or unknown makes the whole document unusable, because
/// saving it again would lose something.
inline constexpr Reading exactly{};
/// For what another version of this program says: each member counts as far as it is understood.
inline constexpr Reading leniently{.unknown_members = true, .missing_members = true, .wrong_values = true};

/// Where in the document a value is: "entries.corp.written", "intents[2]".
class Path
{
public:
    /// The document itself, which goes by `name` only when it is meant as a whole.
    explicit Path(std::string_view name) : name_(name) {}
    Path(const Path& outer, std::string_view name) : outer_(&outer), name_(name) {}
    Path(const Path& outer, std::size_t index) : outer_(&outer), index_(index) {}

    /// Escaped.
    [[nodiscard]] std::string str() const;

private:
    [[nodiscard]] std::string prefix() const;

    const Path* outer_ = nullptr;
    std::string_view name_;
    std::optional<std::size_t> index_;
};

/// The first thing that is wrong. Reading goes on with empty values after it, and its result is thrown away.
class Problem
{
public:
    void report(const Path& where, std::string_view what);
    [[nodiscard]] bool found() const { return !text_.empty(); }
    [[nodiscard]] const std::string& text() const { return text_; } ///< a sentence without its end; escaped

private:
    std::string text_;
};

class Reader
{
public:
    Reader(Reading how, Problem& problem) : how_(how), problem_(problem) {}

    /// False: `value` is no T at all; the caller, who knows its name, says so. `in_full`: of a list every
    /// element counts, for a lenient reader, too.
    template <class T>
    [[nodiscard]] bool read(const boost::json::value& value, T& into, const Path& where,
                            bool in_full = false) const
    {
        if constexpr (HasWire<T>)
            return read_wire(value, into, where);
        else if constexpr (IsLeaf<T>)
            return read_leaf(value, into);
        else if constexpr (is_optional<T>)
            return read_optional(value, into, where);
        else if constexpr (IsMap<T>)
            return read_map(value, into, where);
        else if constexpr (std::ranges::range<T>)
            return read_list(value, into, where, in_full);
        else
            return read_object(value, into, where);
    }

    /// What a T is, as in "is not …".
    template <class T>
    static constexpr std::string_view expected()
    {
        if constexpr (HasWire<T>)
            return expected<typename Wire<T>::type>();
        else if constexpr (is_optional<T>)
            return expected<typename T::value_type>();
        else if constexpr (IsLeaf<T>)
            return expected_leaf<T>();
        else if constexpr (IsMap<T>)
            return IsText<typename T::mapped_type> ? "an object of strings" : "an object";
        else if constexpr (std::ranges::range<T>)
            return IsText<typename T::value_type> ? "a list of strings" : "a list";
        else
            return "an object";
    }

private:
    template <class T>
    static bool read_leaf(const boost::json::value& value, T& into)
    {
        auto leaf = leaf_in<T>(value);
        if (leaf)
            into = std::move(*leaf);
        return leaf.has_value();
    }

    template <class T>
    bool read_optional(const boost::json::value& value, std::optional<T>& into, const Path& where) const
    {
        auto present = Blank<T>::make();
        const bool done = read(value, present, where);
        if (done)
            into = std::move(present);
        return done;
    }

    template <class T>
    bool read_wire(const boost::json::value& value, T& into, const Path& where) const
    {
        auto wire = Blank<typename Wire<T>::type>::make();
        if (!read(value, wire, where))
            return false;
        into = Wire<T>::from(std::move(wire));
        return true;
    }

    template <class T>
    bool read_list(const boost::json::value& value, T& into, const Path& where, bool in_full) const
    {
        using Element = typename T::value_type;
        const auto* list = value.if_array();
        if (list == nullptr)
            return false;
        const bool may_leave_out = how_.wrong_values && !in_full;
        std::size_t index = 0;
        for (const auto& one : *list)
        {
            if (IsText<Element> && !one.is_string() && !may_leave_out)
                return false;
            const Path place(where, index++);
            Problem of_element;
            auto element = Blank<Element>::make();
            if (!Reader(how_, may_leave_out ? of_element : problem_).read(one, element, place))
                (may_leave_out ? of_element : problem_).report(place, not_one<Element>());
            if (!of_element.found())
                into.insert(into.end(), std::move(element));
        }
        return true;
    }

    template <class T>
    bool read_map(const boost::json::value& value, T& into, const Path& where) const
    {
        const auto* object = value.if_object();
        if (object == nullptr)
            return false;
        using Key = typename T::key_type;
        for (const auto& member : *object)
        {
            if (IsText<typename T::mapped_type> && !member.value().is_string() && !how_.wrong_values)
                return false;
            const Path place(where, member.key());
            auto key = Text<Key>::from(member.key());
            auto element = Blank<typename T::mapped_type>::make();
            if (!key && !how_.unknown_members)
                problem_.report(place, not_one<Key>());
            else if (key && read(member.value(), element, place))
                into.insert_or_assign(std::move(*key), std::move(element));
            else if (key && !how_.wrong_values)
                problem_.report(place, not_one<typename T::mapped_type>());
        }
        return true;
    }

    template <class T>
    bool read_object(const boost::json::value& value, T& into, const Path& where) const
    {
        static_assert(Shaped<T>, "describe the shape of this type: json/shape.hpp");
        const auto* object = value.if_object();
        if (object == nullptr)
            return false;
        for_each_member<T>([&](const auto& member) { read_member(*object, member, into, where); });
        if (!how_.unknown_members)
            refuse_unknown<T>(*object, where);
        if (const auto wrong = Completed<T>::problem(into); !wrong.empty())
            problem_.report(where, wrong);
        return true;
    }

    template <class T, class Place>
    void read_member(const boost::json::object& object, const Member<Place>& member, T& into,
                     const Path& where) const
    {
        using Value = typename Member<Place>::template Value<T>;
        const bool may_miss = member.presence == Presence::if_set ||
                              (member.presence == Presence::always && is_optional<Value>);
        const auto* value = find(object, member.name, {may_miss, member.presence, member.vital}, where);
        if (value != nullptr && !read_place(*value, member, into, {where, member.name}) &&
            (member.vital || !how_.wrong_values))
            wrong<Value>(*value, member.name, member.expectation, where);
    }

    /// False: the value is none that the member can have.
    template <class T, class Place>
    bool read_place(const boost::json::value& value, const Member<Place>& member, T& into,
                    const Path& where) const
    {
        if constexpr (is_property<Place>)
        {
            auto part = Blank<typename Member<Place>::template Value<T>>::make();
            const bool done = read(value, part, where, member.vital);
            if (done)
                member.place.set(into, std::move(part));
            return done;
        }
        else if constexpr (is_constant<Place>)
        {
            if (member.vital && value != boost::json::value(member.place.value))
                problem_.report(where, "is none that this program knows");
            return true;
        }
        else if constexpr (!Member<Place>::template is_computed<T>)
            return read(value, std::invoke(member.place, into), where, member.vital);
        else
            return true;
    }

    template <class T>
    void refuse_unknown(const boost::json::object& object, const Path& where) const
    {
        static constexpr auto names = std::apply(
            [](const auto&... members) {
                return std::array<std::string_view, sizeof...(members)>{members.name...};
            },
            shape<T>.members);
        refuse_unknown(object, names, where);
    }

    /// What `find` must know of a member.
    struct Expectation
    {
        bool may_miss;
        Presence presence;
        bool vital;
    };

    /// The member's value; null: there is none to read, which is reported where there must be one.
    const boost::json::value* find(const boost::json::object& object, std::string_view name,
                                   const Expectation& expected, const Path& where) const;
    void refuse_unknown(const boost::json::object& object, std::span<const std::string_view> known,
                        const Path& where) const;
    void missing(std::string_view name, const Path& where) const;
    void not_expected(std::string_view name, std::string_view expected, const Path& where) const;
    void not_known(std::string_view name, const boost::json::value& value, const Path& where) const;

    template <class Value>
    static std::string not_one()
    {
        return "is not " + std::string(expected<Value>());
    }

    template <class Value>
    void wrong(const boost::json::value& value, std::string_view name, std::string_view expectation,
               const Path& where) const
    {
        if constexpr (Enumeration<Value>)
            not_known(name, value, where);
        else
            not_expected(name, expectation.empty() ? expected<Value>() : expectation, where);
    }

    Reading how_;
    Problem& problem_;
};

/// Reads `value`, which messages call `name`, into `into`. What is wrong is in `problem`.
template <class T>
void read(const boost::json::value& value, T& into, std::string_view name, Reading how, Problem& problem)
{
    const Path where(name);
    if (!Reader(how, problem).read(value, into, where))
        problem.report(where, "is not " + std::string(Reader::expected<T>()));
}

/// The same; nothing when something is wrong.
template <class T>
std::optional<T> read(const boost::json::value& value, Reading how)
{
    Problem problem;
    auto into = Blank<T>::make();
    read(value, into, "it", how, problem);
    return problem.found() ? std::nullopt : std::optional(std::move(into));
}

} // namespace idpsync::json
