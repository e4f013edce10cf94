// What is read without yaml-cpp, and that it is read as yaml-cpp reads it.

#include "config/same_tree.hpp"
#include "config/simple_yaml.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace idpsync::config::test {
namespace {

std::string content_of(const std::filesystem::path& file)
{
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

/// Reads `text` both ways; true when it is simple.
bool is_read_alike(const std::string& text)
{
    const auto simple = parse_simple_tree(text);
    std::vector<Diagnostic> errors;
    const auto any = parse_tree(text, "f", errors, YamlReader::yaml_cpp);
    if (!simple)
        return false;
    EXPECT_TRUE(any.has_value()) << text << (errors.empty() ? "" : to_string(errors.front()));
    EXPECT_TRUE(any && same(*simple, *any)) << text;
    return true;
}

TEST(SimpleYaml, IsReadAsYamlCppReadsIt)
{
    for (const auto* text : {
             "a: b\n",
             "a: b",
             "a:\n  b: c\n  d:\n    e: f\ng: h\n",
             "a:\nb:\n",
             "a:\n  b:\nc:",
             "a: # why\n    b: c # and so\n\n  # lower\n    d: e\n# end\n",
             "# caf\xC3\xA9\na: b\n",
             "a: 012\nb: true\nc: 1.5\nd: 2027-01-31\n",
             "a: https://id.example.com:8443/realms/corp\nb: x:y\nc: Pocket ID (new), and more\n",
             "a: { b: c }\nd: {e: f, g: 'h i',j: \"k\"} # l\n",
             "a: ''\nb: \"\"\nc: \"x # y: z\"\nd: 'say \"hi\"'\n",
             "a: 'b'   \nc: d   \n",
             "a:    b\nc:   # d\n  e: f\n",
             "true: x\n1: y\nno-b_c: z\n",
         })
        EXPECT_TRUE(is_read_alike(text)) << text;
}

TEST(SimpleYaml, LeavesEverythingElseToYamlCpp)
{
    for (const auto* text : {
             "",
             "\n",
             "# nothing\n",
             " a: b\n",
             "a\n",
             "a:b\n",
             "a: b: c\n",
             "a: b:\n",
             "- a\n",
             "a: [b]\n",
             "a:\n- b\n",
             "---\na: b\n",
             "a: b\n---\n",
             "a: b\n...\n",
             "a: &x b\n",
             "a: *x\n",
             "a: !t b\n",
             "a: |\n  b\n",
             "a: >\n  b\n",
             "a: b\n  c\n",
             "a: b\n  c: d\n",
             "a:\n    b: c\n  d: e\n",
             "a: \"b\\n\"\n",
             "a: 'b''c'\n",
             "a: 'b\n  c'\n",
             "a: 'b' c\n",
             "a: 'b'#c\n",
             "a: b#c\n",
             "a: b\t\n",
             "\ta: b\n",
             "a: b\r\n",
             "a: caf\xC3\xA9\n",
             "a: null\n",
             "a: ~\n",
             "null: a\n",
             "~: a\n",
             "a: {}\n",
             "a: {b}\n",
             "a: {b:c}\n",
             "a: {b: c\n",
             "a: {b: c,}\n",
             "a: {b: c d}\n",
             "a: {b: {c: d}}\n",
             "a: {b: x:y}\n",
             "a: {b: c} d\n",
             "a: {\n  b: c}\n",
             "a: -b\n",
             "a: ?b\n",
             "a: b  c\n",
             "? a\n: b\n",
             "\"a\": b\n",
             "<<: a\n",
             "a: %b\n",
             "a: @b\n",
             "a: `b\n",
             "a: ,b\n",
             "a:\n   # c\n  b\n",
         })
    {
        EXPECT_FALSE(parse_simple_tree(text)) << text;
        static_cast<void>(is_read_alike(text));
    }
}

TEST(SimpleYaml, IsWhatMostOfTheExamplesAre)
{
    unsigned simple = 0;
    unsigned all = 0;
    for (const auto& entry : std::filesystem::directory_iterator(IDPSYNC_SOURCE_DIR "/config/examples"))
        if (entry.path().extension() == ".yaml")
        {
            simple += is_read_alike(content_of(entry.path())) ? 1 : 0;
            ++all;
        }
    EXPECT_GT(all, 0U);
    EXPECT_GT(simple * 2, all);
}

TEST(SimpleYaml, IsReadAlikeWhateverIsCutOrChanged)
{
    // Every cut of a text and every character taken out of it: whatever that makes is read alike.
    const std::string whole = "a: # b\n  c: 'd'\n  e: { f: g, h: \"i\" }\nj:\n  k: l m\n";
    for (std::size_t at = 0; at < whole.size(); ++at)
    {
        static_cast<void>(is_read_alike(whole.substr(0, at)));
        for (const auto* instead : {"", " ", "\n", ":", "#", "'", "{", "}", ",", "-", "x"})
            static_cast<void>(is_read_alike(whole.substr(0, at) + instead + whole.substr(at + 1)));
    }
}

} // namespace
} // namespace idpsync::config::test
