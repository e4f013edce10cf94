// A JSON text with some of its values replaced.

#include "json/edit.hpp"
#include "json/text.hpp"
#include "support/matchers.hpp"

#include <string>

namespace idpsync {
namespace {

TEST(JsonEdit, ReplacesOneValueAndNothingElse)
{
    EXPECT_EQ(with_value_at("{ \"A\" : {\"B\":[1, {\"C\":2}] , \"C\" : 3 } }\n", "A.C", "\"x\""),
              "{ \"A\" : {\"B\":[1, {\"C\":2}] , \"C\" : \"x\" } }\n");
    EXPECT_EQ(with_value_at(R"({"A": "a\"}{,", "B": true})", "B", "false"), R"({"A": "a\"}{,", "B": false})");
}

TEST(JsonEdit, AddsWhatIsMissing)
{
    EXPECT_EQ(with_value_at("{}", "A", "1"), "{\n  \"A\": 1\n}");
    EXPECT_EQ(with_value_at("{\n  \"A\": 1\n}\n", "B.C", "2"), "{\n  \"A\": 1,\n  \"B\": {\"C\": 2}\n}\n");
    EXPECT_EQ(with_value_at("{\"A\": {\"B\": 1}}", "A.C", "2"), "{\"A\": {\"B\": 1,\n    \"C\": 2}}");
}

TEST(JsonEdit, PutsAnObjectWhereThereIsNone)
{
    EXPECT_EQ(with_value_at(R"({"A": null, "B": 1})", "A.C", "2"), R"({"A": {"C": 2}, "B": 1})");
}

TEST(JsonEdit, TakesTheLastOfTwo)
{
    EXPECT_EQ(with_value_at(R"({"A": 1, "A": 2})", "A", "3"), R"({"A": 1, "A": 3})");
}

TEST(JsonEdit, FindsWhatItWrote)
{
    const auto text = with_value_at("{\"A\": {}}", "A.B.C", "[1]");
    const auto document = parse_json(text);
    ASSERT_TRUE(document) << text;
    EXPECT_NE(find_at(*document, "A.B.C"), nullptr);
    EXPECT_EQ(find_at(*document, "A.X.C"), nullptr);
}

} // namespace
} // namespace idpsync
