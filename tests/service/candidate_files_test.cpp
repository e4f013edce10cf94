#include "service/candidate_files.hpp"
#include "support/matchers.hpp"
#include "support/memory_files.hpp"

#include <gtest/gtest.h>

namespace idpsync::test {
namespace {

using service::CandidateFiles;
using service::CandidateTexts;
using service::NotedFiles;
using service::objection_to;

TEST(CandidateFiles, AreAllThereIsBelowTheirRoot)
{
    MemoryFiles disk;
    disk.put("/etc/idp/config.yaml", "in place");
    disk.put("/etc/idp/providers.d/old.yaml", "in place");
    disk.put("/srv/ca.pem", "elsewhere");
    const CandidateTexts texts{{"config.yaml", "candidate"}, {"providers.d/new.yaml", "candidate"}};
    CandidateFiles files(disk, "/etc/idp", texts);
    EXPECT_EQ(files.read("/etc/idp/config.yaml", 100)->text, "candidate");
    EXPECT_TRUE(files.read("/etc/idp/providers.d/old.yaml", 100).error().missing);
    EXPECT_FALSE(files.read("/etc/idp/providers.d", 0).error().missing);
    EXPECT_THAT(*files.list("/etc/idp/providers.d"), ElementsAre("new.yaml"));
    EXPECT_EQ(files.read("/srv/ca.pem", 100)->text, "elsewhere");
    EXPECT_TRUE(files.replace("/etc/idp/config.yaml", "", 0600).has_error());
    EXPECT_TRUE(files.remove_file("/srv/ca.pem").has_error());
}

TEST(NotedFiles, KeepWhatWasReadBelowTheirRoot)
{
    MemoryFiles disk;
    disk.put("/srv/idp/config.yaml", "one");
    disk.put("/srv/ca.pem", "two");
    NotedFiles files(disk, "/srv/idp");
    static_cast<void>(files.read("/srv/idp/config.yaml", 100));
    static_cast<void>(files.read("/srv/idp/missing", 100));
    static_cast<void>(files.read("/srv/ca.pem", 100));
    EXPECT_EQ(files.take(), (CandidateTexts{{"config.yaml", "one"}}));
}

TEST(CandidateTexts, StayInTheirDirectoryAndAreNotTooLarge)
{
    EXPECT_EQ(objection_to({{"config.yaml", ""}, {"providers.d/corp.yaml", ""}}), "");
    for (const auto* path : {"", "/etc/passwd", "../config.yaml", "a/../../b", "a//b", "./a", "a/.."})
        EXPECT_THAT(objection_to({{"config.yaml", ""}, {path, ""}}), HasSubstr("leads out")) << path;
    EXPECT_THAT(objection_to({{"corp.yaml", ""}}), HasSubstr("no config.yaml"));
    EXPECT_THAT(objection_to({{"config.yaml", std::string(service::largest_candidate, ' ')}}),
                HasSubstr("4 MiB"));
}

} // namespace
} // namespace idpsync::test
