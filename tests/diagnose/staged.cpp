#include "diagnose/staged.hpp"

#include "support/matchers.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace idpsync::test {

std::string said(const std::vector<Finding>& findings)
{
    std::string out;
    for (const auto& finding : findings)
        out += std::string(to_string(finding.severity)) + " " + std::string(to_string(finding.id)) + ": " +
               finding.evidence + "\n  next: " + finding.next + "\n";
    return out;
}

void expect_found(const StagedFault& fault)
{
    Clinic clinic(fault.profile, fault.options);
    fault.stage(clinic);
    const auto diagnosis = clinic.visit();
    const auto all = all_findings(diagnosis);
    EXPECT_THAT(said(all), Not(HasSubstr("not-a-real-secret")));

    const auto found = std::find_if(all.begin(), all.end(), [&](const Finding& finding) {
        return finding.id == fault.finding && finding.severity == fault.severity;
    });
    ASSERT_NE(found, all.end()) << said(all);
    EXPECT_FALSE(found->evidence.empty());
    EXPECT_TRUE(!found->next.empty() || fault.severity == Severity::unknown) << said({*found});
    for (const auto& words : fault.words)
        EXPECT_THAT(found->evidence + "\n" + found->next, HasSubstr(words));

    std::vector<std::string_view> named;
    for (const auto& finding : troubles(diagnosis))
        named.push_back(to_string(finding.id));
    std::vector<std::string_view> expected;
    if (fault.severity == Severity::error || fault.severity == Severity::warning)
        expected.push_back(to_string(fault.finding));
    for (const auto companion : fault.companions)
        expected.push_back(to_string(companion));
    EXPECT_THAT(named, ::testing::UnorderedElementsAreArray(expected)) << said(all);
}

} // namespace idpsync::test
