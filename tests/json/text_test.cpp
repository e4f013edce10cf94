#include "json/text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace idpsync {
namespace {

std::string list_of(const std::string& entry, std::size_t size)
{
    std::string text = "[" + entry;
    while (text.size() < size)
        text += "," + entry;
    return text + "]";
}

TEST(Json, ReadsAListOfTenThousandConnectors)
{
    const std::string connector =
        R"({"id":"cs8n7lk2vq0s73e8l1a0","type":"pocketid","name":"A name of ordinary length",)"
        R"("issuer":"https://id.example.com","client_id":"0d0a8c2e-6a6e-4a77-9a51-2b3a5d2f9c11",)"
        R"("redirect_url":"https://netbird.example.com/oauth2/callback"})";
    const auto text = list_of(connector, connector.size() * 10'000);
    const auto document = parse_json(text);
    ASSERT_TRUE(document);
    EXPECT_GE(document->as_array().size(), 9'900U);
}

/// Two bytes of text each take sixteen or more of memory: text within its limit may take hundreds of MiB.
TEST(Json, TakesNoMoreMemoryThanADocumentMay)
{
    constexpr std::size_t longest_answer = std::size_t{8} << 20U;
    for (const std::string entry : {"0", "[]", "{}", "\"\"", "{\"a\":0}", "[[[[[[0]]]]]]"})
        EXPECT_FALSE(parse_json(list_of(entry, longest_answer))) << entry;
}

TEST(Json, OutlivesTheCall)
{
    auto document = parse_json(R"({"a":["b"]})");
    ASSERT_TRUE(document);
    document->as_object()["more"] = "of it";
    const auto moved = std::move(*document);
    EXPECT_EQ(find_member(moved, "a")->as_array().size(), 1U);
    EXPECT_EQ(find_member(moved, "more")->as_string(), "of it");
}

TEST(Json, EscapesWhatAStringCannotHold)
{
    std::string out;
    append_json_string(out, "\"\\/\b\f\n\r\t\x1b\x7f\u00e9");
    EXPECT_EQ(out, "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u001b\x7f\u00e9\"");
}

TEST(Json, ForgetsItsTextsWhereverTheyStand)
{
    auto document =
        parse_json(R"({"short": "a secret", "list": [1, {"long": "another one, longer than that"}]})");
    const auto& first = find_member(*document, "short")->get_string();
    const auto& second = find_member(*document, "list")->at(1).at("long").get_string();
    wipe_texts(*document);
    EXPECT_EQ(first, std::string(8, '\0'));
    EXPECT_EQ(second, std::string(29, '\0'));
}

TEST(Json, IsNothingBelowADepthOf32)
{
    EXPECT_TRUE(parse_json(std::string(32, '[') + std::string(32, ']')));
    EXPECT_FALSE(parse_json(std::string(33, '[') + std::string(33, ']')));
}

} // namespace
} // namespace idpsync
