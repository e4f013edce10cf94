#include "cli/render/check_formats.hpp"
#include "core/redaction.hpp"
#include "support/matchers.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace idpsync::cli {
namespace {

const CheckedPlace in_a_checkout{"/srv/checkouts/site", "netbird/config.yaml"};

CheckResult one_error(SourceLocation where, const std::string& message,
                      const std::string& path = "management.url")
{
    return {.errors = {{std::move(where), path, message}}, .warnings = {}, .declared = {}};
}

std::string github(const CheckResult& result)
{
    return check_github(result, in_a_checkout);
}

/// The only result.
boost::json::value sarif(const CheckResult& result)
{
    return boost::json::parse(check_sarif(result, in_a_checkout)).at("runs").at(0).at("results").at(0);
}

std::string uri_for(const std::string& file)
{
    return std::string(sarif(one_error({file, 1, 1}, "x"))
                           .at_pointer("/locations/0/physicalLocation/artifactLocation/uri")
                           .as_string());
}

TEST(CheckGithub, PutsEachFindingAtItsLine)
{
    auto result = one_error({"netbird/config.yaml", 3, 8}, "is not a URL");
    result.warnings = {{{"netbird/providers.d/corp.yaml", 7, 0}, "", "nothing is declared"}};
    EXPECT_EQ(github(result),
              "::error file=netbird/config.yaml,line=3,col=8,title=management.url::is not a URL\n"
              "::warning file=netbird/providers.d/corp.yaml,line=7::nothing is declared\n");
}

TEST(CheckGithub, EscapesWhatEndsACommandOrAProperty)
{
    EXPECT_EQ(github(one_error({"a,b:c%.yaml", 1, 0}, "100%: a,b\r\n::error::forged", "x:y,z")),
              "::error file=a%2Cb%3Ac%25.yaml,line=1,title=x%3Ay%2Cz::100%25: a,b%0D%0A::error::forged\n");
}

TEST(CheckGithub, NamesAFileForAFindingWithoutOne)
{
    EXPECT_EQ(github(one_error({}, "wrong", "")), "::error file=netbird/config.yaml::wrong\n");
}

TEST(CheckGithub, NamesFilesFromTheWorkingDirectoryOn)
{
    EXPECT_THAT(github(one_error({"/srv/checkouts/site/netbird/x.yaml", 0, 0}, "x")),
                StartsWith("::error file=netbird/x.yaml,"));
    EXPECT_THAT(github(one_error({"./netbird/../x.yaml", 0, 0}, "x")), StartsWith("::error file=x.yaml,"));
    EXPECT_THAT(github(one_error({"/etc/x.yaml", 0, 0}, "x")), StartsWith("::error file=/etc/x.yaml,"));
    EXPECT_THAT(github(one_error({"/srv/checkouts/site2/x.yaml", 0, 0}, "x")),
                StartsWith("::error file=/srv/checkouts/site2/x.yaml,"));
}

TEST(CheckGithub, HoldsNoSecret)
{
    living_secrets().learn("s3cret:of,the%check");
    EXPECT_THAT(github(one_error({"a.yaml", 1, 1}, "is s3cret:of,the%check")), EndsWith("::is [secret]\n"));
}

TEST(CheckSarif, SaysWhichProgramSaysWhatWhere)
{
    auto result = one_error({"netbird/config.yaml", 3, 8}, "is not a URL");
    result.warnings = {{{"netbird/config.yaml", 0, 0}, "", "odd"}};
    const auto document = boost::json::parse(check_sarif(result, in_a_checkout));
    EXPECT_EQ(document.at("version"), "2.1.0");
    EXPECT_EQ(document.at_pointer("/runs/0/tool/driver/name"), "netbird-idp-sync");
    EXPECT_EQ(document.at_pointer("/runs/0/tool/driver/rules/0/id"), "wrong-file");
    EXPECT_EQ(document.at_pointer("/runs/0/results"), boost::json::parse(R"([
        {"ruleId": "wrong-file", "level": "error", "message": {"text": "management.url: is not a URL"},
         "locations": [{"physicalLocation": {"artifactLocation": {"uri": "netbird/config.yaml"},
                                             "region": {"startLine": 3, "startColumn": 8}}}]},
        {"ruleId": "remark", "level": "warning", "message": {"text": "odd"},
         "locations": [{"physicalLocation": {"artifactLocation": {"uri": "netbird/config.yaml"}}}]}])"));
}

TEST(CheckSarif, HasAnEmptyListWhereAllIsWell)
{
    EXPECT_EQ(boost::json::parse(check_sarif({}, in_a_checkout)).at_pointer("/runs/0/results"),
              boost::json::parse("[]"));
}

TEST(CheckSarif, WritesNamesOfFilesAsUris)
{
    EXPECT_EQ(uri_for("a b#c%d:\xC3\xA4.yaml"), "a%20b%23c%25d%3A%C3%A4.yaml");
    EXPECT_EQ(uri_for("/srv/checkouts/site/netbird/x.yaml"), "netbird/x.yaml");
    EXPECT_EQ(uri_for("/etc/x y.yaml"), "file:///etc/x%20y.yaml");
    EXPECT_EQ(uri_for(""), "netbird/config.yaml");
}

TEST(CheckSarif, LetsNoLinkFromOutsideThrough)
{
    EXPECT_EQ(sarif(one_error({}, "[x](https://evil.example)", "")).at_pointer("/message/text"),
              "\\[x\\](https://evil.example)");
    EXPECT_EQ(sarif(one_error({}, "write [a, b]", "")).at_pointer("/message/text"), "write [a, b]");
}

} // namespace
} // namespace idpsync::cli
