#include "json/schema.hpp"

#include <boost/json/serialize.hpp>

namespace idpsync::json {
namespace {

namespace bj = boost::json;

constexpr std::size_t line_length = 110;

void append_pretty(std::string& out, const bj::value& value, std::size_t indent);

template <class Container, class Element>
void append_parts(std::string& out, const Container& parts, std::size_t indent, std::string_view brackets,
                  const Element& element)
{
    out += brackets.front();
    for (const auto& part : parts)
    {
        out += &part == &*parts.begin() ? "\n" : ",\n";
        out.append(indent + 2, ' ');
        element(part);
    }
    out += '\n';
    out.append(indent, ' ');
    out += brackets.back();
}

/// `value` on one line: {"a": 1, "b": [2]}.
void append_line(std::string& out, const bj::value& value)
{
    const auto parts = [&out](const auto& all, std::string_view open, std::string_view close, auto element) {
        out += open;
        for (const auto& part : all)
        {
            out += &part == &*all.begin() ? "" : ", ";
            element(part);
        }
        out += close;
    };
    if (const auto* object = value.if_object())
        parts(*object, "{ ", " }", [&out](const auto& member) {
            out += bj::serialize(bj::value(member.key())) + ": ";
            append_line(out, member.value());
        });
    else if (const auto* array = value.if_array())
        parts(*array, "[", "]", [&out](const auto& one) { append_line(out, one); });
    else
        out += bj::serialize(value);
}

void append_pretty(std::string& out, const bj::value& value, std::size_t indent)
{
    std::string line;
    append_line(line, value);
    const auto begun = out.size() - (out.rfind('\n') + 1);
    if (begun + line.size() <= line_length)
        out += line;
    else if (const auto* object = value.if_object())
        append_parts(out, *object, indent, "{}", [&](const auto& member) {
            out += bj::serialize(bj::value(member.key())) + ": ";
            append_pretty(out, member.value(), indent + 2);
        });
    else if (const auto* array = value.if_array())
        append_parts(out, *array, indent, "[]",
                     [&](const auto& one) { append_pretty(out, one, indent + 2); });
    else
        out += line;
}

} // namespace

bj::value nullable(bj::value schema)
{
    auto& object = schema.get_object();
    if (auto* type = object.if_contains("type"); type != nullptr && type->is_string())
        *type = bj::array{*type, "null"};
    else
        schema = bj::object{{"anyOf", bj::array{schema, bj::object{{"type", "null"}}}}};
    return schema;
}

bj::value described(bj::value schema, std::string_view text)
{
    if (!text.empty())
        schema.get_object()["description"] = text;
    return schema;
}

std::string pretty(const bj::value& value)
{
    std::string out;
    append_pretty(out, value, 0);
    return out + '\n';
}

bj::object SchemaMaker::with_members(std::string_view about, bj::array required, bj::object properties)
{
    bj::object out;
    if (!about.empty())
        out["description"] = about;
    out["type"] = "object";
    if (!required.empty())
        out["required"] = std::move(required);
    out["additionalProperties"] = false;
    out["properties"] = std::move(properties);
    return out;
}

bj::object SchemaMaker::finished(std::string_view title, std::string_view about, bj::value top)
{
    bj::object out{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}};
    if (!about.empty())
        out["description"] = about;
    for (auto& member : top.get_object())
        out.insert_or_assign(member.key(), std::move(member.value()));
    if (!definitions_.empty())
        out["$defs"] = std::move(definitions_);
    return out;
}

} // namespace idpsync::json
