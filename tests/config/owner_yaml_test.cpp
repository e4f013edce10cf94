// The owner in NetBird's own config.yaml.

#include "config/owner_yaml.hpp"
#include "support/matchers.hpp"

#include <gtest/gtest.h>

namespace idpsync::config {
namespace {

const DeclaredOwner somebody{.email = "owner@example.com",
                             .hash = "$2b$04$abcdefghijklmnopqrstuuJ8yq5v0s3nYk0y8m1yqC0bq2mJr0y2a"};

constexpr std::string_view combined = "server:\n"
                                      "  listenAddress: \":443\" # of everything\n"
                                      "  auth:\n"
                                      "    # who signs tokens\n"
                                      "    issuer: \"https://netbird.example.com/oauth2\"\n"
                                      "    # owner:\n"
                                      "    #   email: \"admin@example.com\"\n"
                                      "  store: {engine: sqlite}\n";

TEST(OwnerInYaml, IsReadWhereItStands)
{
    EXPECT_EQ(owner_in_yaml(combined).value(), std::nullopt);
    EXPECT_EQ(owner_in_yaml("server: {auth: {owner: }}").value(), std::nullopt);
    const auto owner = owner_in_yaml("server: {auth: {owner: {email: a@example.com, password: plain}}}");
    EXPECT_EQ(owner.value(), (DeclaredOwner{.email = "a@example.com", .hash = "plain"}));
}

TEST(OwnerInYaml, IsPutInAndNothingElseChanges)
{
    const auto text = with_owner_in_yaml(combined, somebody);
    ASSERT_TRUE(text.has_value()) << text.error().text();
    EXPECT_EQ(owner_in_yaml(*text).value(), somebody);
    const auto lines = owner_lines(somebody, "    ");
    const auto at = text->find(lines);
    ASSERT_NE(at, std::string::npos) << *text;
    EXPECT_EQ(std::string(*text).erase(at, lines.size()), combined);
}

TEST(OwnerInYaml, TakesNoOtherFile)
{
    for (const std::string text :
         {"", "management: {url: https://netbird.example.com}", "server: {auth: }", "server: [", "[]"})
        EXPECT_EQ(owner_in_yaml(text).error().kind, ErrorKind::rejected) << text;
    EXPECT_THAT(owner_in_yaml("server: {store: {}}").error().text(), HasSubstr("no server.auth"));
}

TEST(OwnerInYaml, IsNotForcedInWhereItsLineIsNotClear)
{
    for (const std::string text : {
             "server: {auth: {issuer: x}}",
             "server:\n  auth: {}\n",
             "server:\n  auth: {issuer: x,\n    other: y}\n",
             "other: &a\n  issuer: x\nserver:\n  auth: *a\n", // would change `other`, too
             "server:\n  auth:\n    issuer: x\n    owner:\n",
         })
        EXPECT_THAT(with_owner_in_yaml(text, somebody).error().text(), HasSubstr("--netbird-config -"))
            << text;
}

TEST(OwnerInYaml, QuotesAnAddressThatYamlWouldRead)
{
    auto odd = somebody;
    odd.email = "\"#: {x}\"@example.com";
    EXPECT_EQ(owner_in_yaml(with_owner_in_yaml(combined, odd).value()).value(), odd);
}

} // namespace
} // namespace idpsync::config
