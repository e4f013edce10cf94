#include "diagnose/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>

namespace idpsync::diagnose {
namespace {

TEST(Catalogue, HasEveryFindingOnce)
{
    std::map<FindingId, int> seen;
    for (const auto& entry : catalogue())
        ++seen[entry.id];
    for (const auto id : enumerators<FindingId>())
        EXPECT_EQ(seen[id], 1) << to_string(id) << ": add it to the tables in daemon/diagnose/*_entries.cpp";
    EXPECT_EQ(seen.size(), enumerators<FindingId>().size());
}

TEST(Catalogue, SaysWhatEachMeansAndWhatToDo)
{
    for (const auto& entry : catalogue())
    {
        EXPECT_TRUE(entry.meaning.ends_with('.')) << to_string(entry.id);
        EXPECT_EQ(entry.next.empty(), entry.severity == Severity::ok) << to_string(entry.id);
        EXPECT_FALSE(entry.next.ends_with('.')) << to_string(entry.id);
    }
}

TEST(Catalogue, NamesAreWordsWithHyphens)
{
    const std::regex form("[a-z0-9]+(-[a-z0-9]+)*");
    for (const auto id : enumerators<FindingId>())
        EXPECT_TRUE(std::regex_match(std::string(to_string(id)), form)) << to_string(id);
}

TEST(Catalogue, FillsInTheValuesOfTheCase)
{
    const auto finding = found(FindingId::redirect_refused, "refused",
                               {{"redirect_uri", "https://nb.example.com/oauth2/callback"}});
    EXPECT_EQ(finding.next, "register https://nb.example.com/oauth2/callback for the client at the provider");
    EXPECT_EQ(finding.severity, Severity::error);
}

TEST(Catalogue, AValueThatLooksLikeAPlaceholderIsLeftAlone)
{
    EXPECT_EQ(found(FindingId::redirect_refused, "", {{"redirect_uri", "{redirect_uri}"}}).next,
              "register {redirect_uri} for the client at the provider");
}

TEST(Catalogue, WhatIsWellHasNoNextStep)
{
    EXPECT_EQ(passed(FindingId::token_expiring, "it lasts"),
              (Finding{FindingId::token_expiring, Severity::ok, "it lasts", ""}));
}

TEST(Catalogue, SortsErrorsFirstAndCausesBeforeWhatFollows)
{
    std::vector<Finding> findings{
        passed(FindingId::netbird_unreachable, ""), found(FindingId::users_need_approval, ""),
        unclear(FindingId::token_expiring, ""),     found(FindingId::credentials_refused, ""),
        found(FindingId::last_way_in, ""),          found(FindingId::issuer_mismatch, "")};
    sort_by_urgency(findings);
    std::vector<FindingId> order;
    for (const auto& finding : findings)
        order.push_back(finding.id);
    EXPECT_EQ(order, (std::vector{FindingId::issuer_mismatch, FindingId::credentials_refused,
                                  FindingId::last_way_in, FindingId::token_expiring,
                                  FindingId::users_need_approval, FindingId::netbird_unreachable}));
}

} // namespace
} // namespace idpsync::diagnose
