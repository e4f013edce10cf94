// What the daemon makes of the checks of a standalone NetBird: the table of standalone_parts.hpp, and what is
// news.

#include "service/daemon/standalone_parts.hpp"
#include "support/key.hpp"
#include "support/matchers.hpp"
#include "support/noon.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

using idpsync::test::key;
using idpsync::test::noon;

Finding finding_of(FindingId id, Severity severity, std::string evidence = "as seen")
{
    return {.id = id, .severity = severity, .evidence = std::move(evidence), .next = "fix it"};
}

std::vector<StandalonePart> provider_with(std::vector<Finding> findings)
{
    return {{key("pocketid"), std::move(findings)}};
}

TEST(StandaloneParts, AreFilesNetBirdAndTheProvider)
{
    diagnose::Diagnosis diagnosis;
    diagnosis.netbird = {finding_of(FindingId::setup_differs, Severity::warning),
                         finding_of(FindingId::embedded_idp_on, Severity::ok)};
    diagnosis.providers.push_back(
        {.key = key("pocketid"), .name = "Pocket ID", .issuer = "", .findings = {}});
    const auto parts = parts_of(diagnosis);
    ASSERT_THAT(parts, SizeIs(3));
    EXPECT_EQ(parts[0].key, key("files"));
    EXPECT_EQ(parts[0].findings.front().id, FindingId::setup_differs);
    EXPECT_EQ(parts[1].key, key("netbird"));
    EXPECT_EQ(parts[1].findings.front().id, FindingId::embedded_idp_on);
    EXPECT_EQ(parts[2].key, key("pocketid"));
}

TEST(StandaloneParts, AreAsTheWorstOfTheirFindings)
{
    const auto of = [](Finding finding) { return condition_of_part({key("x"), {std::move(finding)}}); };
    EXPECT_EQ(of(finding_of(FindingId::setup_differs, Severity::error)), ConditionId::drifted);
    EXPECT_EQ(of(finding_of(FindingId::setup_differs, Severity::warning)), ConditionId::drifted);
    EXPECT_EQ(of(finding_of(FindingId::grants_missing, Severity::warning)), ConditionId::drifted);
    EXPECT_EQ(of(finding_of(FindingId::manager_refused, Severity::error)), ConditionId::login_broken);
    EXPECT_EQ(of(finding_of(FindingId::client_confidential, Severity::error)), ConditionId::login_broken);
    EXPECT_EQ(of(finding_of(FindingId::manager_refused, Severity::unknown)), ConditionId::unknown);
    EXPECT_EQ(of(finding_of(FindingId::grants_missing, Severity::unknown)), ConditionId::unknown);
    EXPECT_EQ(of(finding_of(FindingId::manager_expiring, Severity::warning)), ConditionId::in_sync);
    EXPECT_EQ(of(finding_of(FindingId::manager_refused, Severity::ok)), ConditionId::in_sync);
}

TEST(StandaloneParts, AreUnseenWhereOneThingCouldNotBeCheckedWhateverElseIsWrong)
{
    const auto error = finding_of(FindingId::manager_refused, Severity::error);
    const auto unknown = finding_of(FindingId::grants_missing, Severity::unknown);
    EXPECT_FALSE(statuses_of_parts({}, provider_with({error}), noon).front().unseen);
    EXPECT_TRUE(statuses_of_parts({}, provider_with({error, unknown}), noon).front().unseen);
}

TEST(StandaloneParts, KeepSinceWhenTheyAreSo)
{
    const auto bad = provider_with({finding_of(FindingId::manager_refused, Severity::error)});
    const auto first = statuses_of_parts({}, bad, noon);
    EXPECT_EQ(first.front().problem, "manager-refused: as seen");
    EXPECT_EQ(first.front().next, "fix it");
    const auto later = statuses_of_parts(first, bad, noon + std::chrono::hours(1));
    EXPECT_EQ(later.front().since, noon);
    const auto over = statuses_of_parts(later, provider_with({}), noon + std::chrono::hours(2));
    EXPECT_EQ(over.front().condition, ConditionId::in_sync);
    EXPECT_EQ(over.front().since, noon + std::chrono::hours(2));
    EXPECT_TRUE(over.front().error.has_value());
}

TEST(StandaloneNews, AreWhatWasNotSaidBefore)
{
    const auto bad = provider_with({finding_of(FindingId::manager_refused, Severity::error),
                                    finding_of(FindingId::issuer_mismatch, Severity::ok)});
    const auto found = news_of_parts({}, bad);
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found.front().name, EventName::problem_found);
    EXPECT_EQ(found.front().level, Level::error);
    EXPECT_EQ(found.front().provider, key("pocketid"));
    EXPECT_THAT(news_of_parts(bad, bad), IsEmpty());
    const auto in_other_words =
        provider_with({finding_of(FindingId::manager_refused, Severity::error, "seen again")});
    EXPECT_THAT(news_of_parts(bad, in_other_words), IsEmpty());
    const auto gone =
        news_of_parts(bad, provider_with({finding_of(FindingId::manager_refused, Severity::ok)}));
    ASSERT_THAT(gone, SizeIs(1));
    EXPECT_EQ(gone.front().name, EventName::problem_gone);
    EXPECT_EQ(gone.front().level, Level::info);
}

TEST(StandaloneNews, TellOfWhatBecameWorseAndOfOneMoreOfAKind)
{
    const auto one = provider_with({finding_of(FindingId::redirect_refused, Severity::unknown)});
    const auto worse = provider_with({finding_of(FindingId::redirect_refused, Severity::error)});
    EXPECT_THAT(news_of_parts(one, worse), SizeIs(1));
    const auto two = provider_with({finding_of(FindingId::redirect_refused, Severity::error),
                                    finding_of(FindingId::redirect_refused, Severity::error)});
    EXPECT_THAT(news_of_parts(worse, two), SizeIs(2));
    EXPECT_THAT(news_of_parts(two, provider_with({})), SizeIs(1));
}

} // namespace
} // namespace idpsync::service
