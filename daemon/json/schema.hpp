#pragma once

// The JSON Schema (2020-12) of a document, from its shape.

#include "json/leaf.hpp"
#include "json/read.hpp"
#include "json/shape.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace idpsync::json {

/// What an enumeration is called in the schema's $defs; empty: it is written out where it is.
template <class E>
inline constexpr std::string_view definition_name = "";

/// The same schema, for a value that may be null.
boost::json::value nullable(boost::json::value schema);

/// The same schema with a description, unless that is empty.
boost::json::value described(boost::json::value schema, std::string_view text);

/// Indented by two, with what fits into a line on one line.
std::string pretty(const boost::json::value& value);

/// Makes schemas and collects the definitions that they refer to.
class SchemaMaker
{
public:
    /// A document with the shape of T at its top, and those of `More` beside it in $defs.
    template <class T, class... More>
    static boost::json::object document(std::string_view title, std::string_view about)
    {
        SchemaMaker maker;
        auto top = maker.of<T>();
        (maker.of<More>(), ...);
        return maker.finished(title, about, std::move(top));
    }

    template <class T>
    boost::json::value of()
    {
        if constexpr (HasWire<T>)
            return of<typename Wire<T>::type>();
        else if constexpr (Enumeration<T>)
            return defined(definition_name<T>, [] { return Text<T>::schema(); });
        else if constexpr (IsText<T>)
            return Text<T>::schema();
        else if constexpr (std::same_as<T, bool>)
            return {{"type", "boolean"}};
        else if constexpr (std::floating_point<T>)
            return {{"type", "number"}};
        else if constexpr (std::unsigned_integral<T>)
            return {{"type", "integer"}, {"minimum", 0}};
        else if constexpr (std::integral<T>)
            return {{"type", "integer"}};
        else if constexpr (is_optional<T>)
            return of<typename T::value_type>();
        else if constexpr (IsMap<T>)
            return {{"type", "object"}, {"additionalProperties", of<typename T::mapped_type>()}};
        else if constexpr (std::ranges::range<T>)
            return {{"type", "array"}, {"items", of<typename T::value_type>()}};
        else
            return defined(shape<T>.name, [this] { return object_of<T>(); });
    }

private:
    template <class T>
    boost::json::object object_of()
    {
        boost::json::array required;
        boost::json::object properties;
        for_each_member<T>([&]<class Place>(const Member<Place>& member) {
            using Value = typename Member<Place>::template Value<T>;
            auto schema = of_member<Value>(member);
            if (member.presence == Presence::or_null)
                schema = nullable(std::move(schema));
            if (member.presence == Presence::always ? !is_optional<Value>
                                                    : member.presence != Presence::if_set)
                required.emplace_back(member.name);
            properties.emplace(member.name, described(std::move(schema), member.text));
        });
        return with_members(shape<T>.about, std::move(required), std::move(properties));
    }

    template <class Value, class Place>
    boost::json::value of_member(const Member<Place>& member)
    {
        if constexpr (is_constant<Place>)
            return {{"const", boost::json::value(member.place.value)}};
        else
            return of<Value>();
    }

    /// `make`'s schema, or a reference to it when it has a name.
    template <class Make>
    boost::json::value defined(std::string_view name, const Make& make)
    {
        if (name.empty())
            return make();
        if (name.ends_with(".json")) // a schema of its own
            return {{"$ref", name}};
        if (!definitions_.contains(name))
        {
            definitions_.emplace(name, nullptr); // keeps the order of first use
            definitions_[name] = make();
        }
        return {{"$ref", "#/$defs/" + std::string(name)}};
    }

    static boost::json::object with_members(std::string_view about, boost::json::array required,
                                            boost::json::object properties);
    boost::json::object finished(std::string_view title, std::string_view about, boost::json::value top);

    boost::json::object definitions_;
};

} // namespace idpsync::json
