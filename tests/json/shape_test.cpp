// Writing and reading values by their shape.

#include "json/read.hpp"
#include "json/write.hpp"
#include "support/matchers.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace idpsync {

BOOST_DEFINE_ENUM_CLASS(Colour, unknown, red, green)

struct Plain
{
    std::string name;
    bool on = false;
    unsigned count = 0;
    std::optional<int> level;
    Colour colour = Colour::red;

    bool operator==(const Plain&) const = default;
};

BOOST_DESCRIBE_STRUCT(Plain, (), (name, on, count, level, colour))

struct Part
{
    std::string by;

    bool operator==(const Part&) const = default;
};

struct Whole
{
    std::vector<Part> parts;
};

struct Rich
{
    ConnectorId id;
    std::string text;
    std::optional<WallTime> when;
    std::vector<Plain> plains;
    std::map<ProviderKey, unsigned> counts;
    std::set<std::string> words;
    Part part;

    bool operator==(const Rich&) const = default;
};

namespace json {

template <>
inline constexpr auto shape<Rich> =
    object("rich", "Everything.", member("id", &Rich::id).essential(), member("text", &Rich::text).or_null(),
           member("when", &Rich::when).or_null(), member("plains", &Rich::plains).if_set().in_lines(),
           member("counts", &Rich::counts).if_set(), member("words", &Rich::words).if_set(),
           member("by", [](auto& rich) -> auto& { return rich.part.by; }).if_set(),
           member("all", [](const Rich& rich) { return rich.words.size(); }), constant("version", 1));

template <>
inline constexpr auto shape<Whole> = object("", "", member("parts", &Whole::parts).essential());

template <>
inline constexpr auto shape<Part> =
    object("", "", constant("version", 2).essential(),
           property(
               "upside_down", [](const Part& part) { return std::string(part.by.rbegin(), part.by.rend()); },
               [](Part& part, std::string&& read) { part.by.assign(read.rbegin(), read.rend()); })
               .if_set()
               .expecting("a word"));

namespace {

const Plain plain{"n", true, 7, -3, Colour::green};

Rich rich()
{
    return {.id = {"a"},
            .text = "t",
            .when = WallTime(std::chrono::seconds(0)),
            .plains = {plain, {}},
            .counts = {{*ProviderKey::parse("corp"), 2}},
            .words = {"x", "y"},
            .part = {"me"}};
}

template <class T>
std::string problem_of(const std::string& text, Reading how = exactly)
{
    Problem problem;
    T value;
    read(boost::json::parse(text), value, "it", how, problem);
    return problem.text();
}

template <class T>
T leniently_read(const std::string& text)
{
    return read<T>(boost::json::parse(text), leniently).value();
}

TEST(Shape, IsWrittenInTheOrderOfItsMembers)
{
    EXPECT_EQ(text_of(plain), R"({"name":"n","on":true,"count":7,"level":-3,"colour":"green"})");
    EXPECT_EQ(text_of(rich()), "{\"id\":\"a\",\"text\":\"t\",\"when\":\"1970-01-01T00:00:00Z\",\"plains\":[\n"
                               R"({"name":"n","on":true,"count":7,"level":-3,"colour":"green"},)"
                               "\n"
                               R"({"name":"","on":false,"count":0,"colour":"red"}],"counts":{"corp":2},)"
                               R"("words":["x","y"],"by":"me","all":2,"version":1})");
}

TEST(Shape, LeavesOutOrSaysNullWhereThereIsNothing)
{
    EXPECT_EQ(text_of(Rich{.id = {"a"}}), R"({"id":"a","text":null,"when":null,"all":0,"version":1})");
}

TEST(Shape, IsReadBackAsItWas)
{
    EXPECT_EQ(read<Rich>(boost::json::parse(text_of(rich())), exactly), rich());
    EXPECT_EQ(read<Rich>(boost::json::parse(text_of(Rich{.id = {"a"}})), exactly), Rich{.id = {"a"}});
}

TEST(Shape, EscapesWhatIsNotUtf8)
{
    EXPECT_EQ(text_of(std::string("a\xff\"")), R"("a\\xff\"")");
}

TEST(Shape, KeepsEveryNumber)
{
    const std::vector<std::uint64_t> great{std::numeric_limits<std::uint64_t>::max(), 0};
    EXPECT_EQ(read<std::vector<std::uint64_t>>(boost::json::parse(text_of(great)), exactly), great);
    const std::vector<double> exact{1.7e9 + 0.25, 0.1};
    EXPECT_EQ(read<std::vector<double>>(boost::json::parse(text_of(exact)), exactly), exact);
}

TEST(ReadExactly, SaysWhatIsMissingWrongOrUnknownAndWhere)
{
    EXPECT_EQ(problem_of<Plain>("[]"), "it is not an object");
    EXPECT_EQ(problem_of<Plain>(R"({"name":"n","on":true,"count":1})"), "it has no \"colour\"");
    EXPECT_EQ(problem_of<Plain>(R"({"name":1,"on":true,"count":1,"colour":"red"})"),
              "it has a \"name\" that is not a string");
    EXPECT_EQ(problem_of<Plain>(R"({"name":"","on":1,"count":1,"colour":"red"})"),
              "it has a \"on\" that is not true or false");
    EXPECT_EQ(problem_of<Plain>(R"({"name":"","on":true,"count":-1,"colour":"red"})"),
              "it has a \"count\" that is not a count");
    EXPECT_EQ(problem_of<Plain>(R"({"name":"","on":true,"count":1.5,"colour":"red"})"),
              "it has a \"count\" that is not a count");
    EXPECT_EQ(problem_of<Plain>(R"({"name":"","on":true,"count":4294967296,"colour":"red"})"),
              "it has a \"count\" that is not a count");
    EXPECT_EQ(problem_of<Plain>(R"({"name":"","on":true,"count":1,"colour":"red","more":1})"),
              "it has an unknown member \"more\"");
    EXPECT_EQ(problem_of<Plain>(R"({"name":"","on":true,"count":1,"colour":"blue"})"),
              "it has an unknown \"colour\": \"blue\"");
    EXPECT_THAT(problem_of<Rich>(R"({"id":"a","text":null,"when":null,"plains":[{}],"all":0,"version":1})"),
                HasSubstr("plains[0] has no \"name\""));
    EXPECT_THAT(
        problem_of<Rich>(R"({"id":"a","text":null,"when":null,"counts":{"no key":1},"all":0,"version":1})"),
        HasSubstr("counts.no key is not a provider's key"));
    EXPECT_THAT(problem_of<Rich>(R"({"id":"a","text":null,"when":"now","all":0,"version":1})"),
                HasSubstr("that is not a time like"));
    EXPECT_THAT(problem_of<Rich>(R"({"id":"","text":null,"when":null,"all":0,"version":1})"),
                HasSubstr("that is not an id"));
}

TEST(ReadExactly, TellsNullFromMissing)
{
    EXPECT_THAT(problem_of<Rich>(R"({"id":"a","when":null,"all":0,"version":1})"),
                HasSubstr("has no \"text\""));
    EXPECT_THAT(problem_of<Rich>(R"({"id":"a","text":null,"all":0,"version":1})"),
                HasSubstr("has no \"when\""));
    EXPECT_THAT(problem_of<Plain>(R"({"name":null,"on":true,"count":1,"colour":"red"})"),
                HasSubstr("\"name\" that is not a string"));
    EXPECT_THAT(problem_of<Plain>(R"({"name":"","on":true,"count":1,"level":null,"colour":"red"})"),
                HasSubstr("\"level\" that is not a whole number"));
}

/// An enumerator called `unknown` is one like any other, and what is no enumerator is none.
TEST(ReadExactly, KnowsEachEnumeratorAndNoOther)
{
    EXPECT_EQ(enumerator_of<Colour>("unknown"), Colour::unknown);
    EXPECT_EQ(enumerator_of<Colour>("green"), Colour::green);
    EXPECT_EQ(enumerator_of<Colour>(""), std::nullopt);
    EXPECT_EQ(enumerator_of<Colour>("Red"), std::nullopt);
}

TEST(ReadLeniently, TakesWhatItUnderstands)
{
    EXPECT_EQ(
        leniently_read<Plain>(R"({"name":1,"on":"yes","more":[],"count":3,"level":null,"colour":"blue"})"),
        (Plain{.count = 3}));
    EXPECT_EQ(leniently_read<std::vector<std::string>>(R"(["a",1,null,"b"])"),
              (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(leniently_read<Rich>(R"({"id":"a","plains":[{"name":"n"}]})"),
              (Rich{.id = {"a"}, .plains = {{.name = "n"}}}));
}

TEST(Shape, MayMakeAMemberOfAnother)
{
    EXPECT_EQ(text_of(Part{"abc"}), R"({"version":2,"upside_down":"cba"})");
    EXPECT_EQ(text_of(Part()), R"({"version":2})");
    EXPECT_EQ(read<Part>(boost::json::parse(text_of(Part{"abc"})), exactly), Part{"abc"});
    EXPECT_EQ(read<Part>(boost::json::parse(text_of(Part())), exactly), Part());
    EXPECT_EQ(problem_of<Part>(R"({"version":2,"upside_down":3})"),
              "it has a \"upside_down\" that is not a word");
}

TEST(Shape, OfOneObjectMayStandAmongMembersOfAnother)
{
    std::string out;
    bool first = true;
    append_members(out, Part{"ab"}, first);
    append_members(out, Plain{.level = 1}, first);
    EXPECT_EQ(out,
              R"("version":2,"upside_down":"ba","name":"","on":false,"count":0,"level":1,"colour":"red")");
}

TEST(ReadExactly, NamesAListOrObjectOfStringsAsAWhole)
{
    using Names = std::map<std::string, std::string>;
    EXPECT_EQ(problem_of<std::vector<std::string>>(R"("a")"), "it is not a list of strings");
    EXPECT_EQ(problem_of<std::vector<std::string>>(R"(["a",1])"), "it is not a list of strings");
    EXPECT_EQ(problem_of<Names>("[]"), "it is not an object of strings");
    EXPECT_EQ(problem_of<Names>(R"({"a":1})"), "it is not an object of strings");
    EXPECT_EQ(problem_of<std::vector<ConnectorId>>(R"(["a",""])"), "[1] is not an id");
}

/// A version that nobody knows is none to read.
TEST(ReadLeniently, TakesNoOtherConstantWhereItIsEssential)
{
    EXPECT_EQ(read<Part>(boost::json::parse(R"({"version":3,"upside_down":"a"})"), leniently), std::nullopt);
    EXPECT_EQ(read<Part>(boost::json::parse(R"({"upside_down":"a"})"), leniently), std::nullopt);
    EXPECT_EQ(leniently_read<Rich>(R"({"id":"a","version":3})"), Rich{.id = {"a"}});
}

TEST(ReadLeniently, LeavesOutElementsWithoutWhatIsEssential)
{
    EXPECT_EQ(leniently_read<std::vector<Part>>(
                  R"([{"version":2,"upside_down":"a"},{"version":3},7,{"version":2}])"),
              (std::vector<Part>{{"a"}, {}}));
    EXPECT_EQ(leniently_read<Whole>(R"({"parts":[{"version":2,"upside_down":"a"}]})").parts,
              (std::vector<Part>{{"a"}}));
    EXPECT_FALSE(read<Whole>(boost::json::parse(R"({"parts":[{"version":3}]})"), leniently));
    EXPECT_FALSE(read<Whole>(boost::json::parse(R"({"parts":[7]})"), leniently));
}

TEST(ReadLeniently, GivesUpWithoutWhatIsEssential)
{
    EXPECT_EQ(read<Rich>(boost::json::parse("{}"), leniently), std::nullopt);
    EXPECT_EQ(read<Rich>(boost::json::parse(R"({"id":7})"), leniently), std::nullopt);
}

} // namespace
} // namespace json
} // namespace idpsync
