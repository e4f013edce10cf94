// The JSON Schema of a shape.

#include "json/schema.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace idpsync {

BOOST_DEFINE_ENUM_CLASS(Size, small, large)

struct Inner
{
    Size size = Size::small;
    std::optional<std::string> note;
};

struct Outer
{
    std::string name;
    std::vector<Inner> all;
    std::optional<Inner> best;
    std::map<std::string, unsigned> counts;
};

namespace json {

template <>
inline constexpr std::string_view definition_name<Size> = "size";

template <>
inline constexpr auto shape<Inner> = object("inner", "One of them.", member("size", &Inner::size),
                                            member("note", &Inner::note).about("May be missing."));

template <>
inline constexpr auto shape<Outer> =
    object("", "The document.", member("name", &Outer::name).or_null().about("Null: it has none."),
           member("all", &Outer::all), member("best", &Outer::best).or_null(),
           member("counts", &Outer::counts).if_set());

namespace {

TEST(Schema, SaysWhatTheShapeSays)
{
    EXPECT_EQ(boost::json::value(SchemaMaker::document<Outer>("Title", "")), boost::json::parse(R"({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Title",
        "description": "The document.",
        "type": "object",
        "required": ["name", "all", "best"],
        "additionalProperties": false,
        "properties": {
          "name": {"type": ["string", "null"], "description": "Null: it has none."},
          "all": {"type": "array", "items": {"$ref": "#/$defs/inner"}},
          "best": {"anyOf": [{"$ref": "#/$defs/inner"}, {"type": "null"}]},
          "counts": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 0}}
        },
        "$defs": {
          "inner": {
            "description": "One of them.",
            "type": "object",
            "required": ["size"],
            "additionalProperties": false,
            "properties": {
              "size": {"$ref": "#/$defs/size"},
              "note": {"type": "string", "description": "May be missing."}
            }
          },
          "size": {"enum": ["small", "large"]}
        }
      })"));
}

TEST(Schema, IsPrintedForReaders)
{
    const auto value = boost::json::parse(
        R"({"short":{"a":[1,2]},"long":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",)"
        R"("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"]})");
    EXPECT_EQ(pretty(value),
              "{\n"
              "  \"short\": { \"a\": [1, 2] },\n"
              "  \"long\": [\n"
              "    \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\n"
              "    \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"\n"
              "  ]\n"
              "}\n");
}

} // namespace
} // namespace json
} // namespace idpsync
