#include "service/candidate_files.hpp"
#include "service/revision.hpp"
#include "support/matchers.hpp"
#include "support/memory_files.hpp"

#include <gtest/gtest.h>

namespace idpsync::service {
namespace {

const std::string first_commit(40, 'a');
const std::string second_commit(64, 'b');

/// A disk on which some files belong to others.
class FilesOfOthers final : public LookedAtFiles
{
public:
    boost::system::result<FileContent, ReadFailure> read(const std::string& path,
                                                         std::uint64_t limit) override
    {
        auto content = disk.read(path, limit);
        if (const auto owner = owners.find(path); content.has_value() && owner != owners.end())
            content->status.owner = owner->second;
        return content;
    }
    Result<std::vector<std::string>> list(const std::string& directory) override
    {
        return disk.list(directory);
    }

    test::MemoryFiles disk;
    std::map<std::string, std::uint32_t> owners;
};

/// A configuration in /site, and what is seen of its revision.
class RevisionOf : public ::testing::Test
{
protected:
    RevisionOf() { files_.put("/site/config.yaml", "version: 1\n"); }

    [[nodiscard]] Revision seen(const std::string& said = {}, const std::string& file = "/site/config.yaml")
    {
        return revision_of(
            disk_, [&](const std::string&) { return said.empty() ? std::nullopt : std::optional(said); },
            file);
    }
    [[nodiscard]] std::string name() { return seen().name; }
    [[nodiscard]] std::string problem() { return seen().problem; }

    FilesOfOthers disk_;
    test::MemoryFiles& files_ = disk_.disk;
};

TEST_F(RevisionOf, IsWhatTheEnvironmentSays)
{
    files_.put("/site/.git/HEAD", first_commit + '\n');
    EXPECT_EQ(seen("v1.2-3+g0a").name, "v1.2-3+g0a");
    for (const auto& wrong : {std::string("a b"), std::string("a\nb"), std::string(101, 'a')})
    {
        EXPECT_EQ(seen(wrong).name, "");
        EXPECT_THAT(seen(wrong).problem, StartsWith("IDPSYNC_REVISION must be")) << "not guessed from .git";
    }
}

TEST_F(RevisionOf, IsTheCommitThatIsCheckedOut)
{
    EXPECT_EQ(seen(), Revision()) << "there is no repository, and nothing to say of it";
    files_.put("/site/.git/HEAD", first_commit + '\n');
    EXPECT_EQ(name(), first_commit);
    files_.put("/site/.git/HEAD", "ref: refs/heads/main\n");
    files_.put("/site/.git/packed-refs", "# pack-refs with: peeled\n" + first_commit +
                                             " refs/heads/mainly\n" + second_commit + " refs/heads/main\n^" +
                                             first_commit + '\n');
    EXPECT_EQ(name(), second_commit);
    files_.put("/site/.git/refs/heads/main", first_commit + '\n');
    EXPECT_EQ(name(), first_commit) << "newer than what is packed";
    files_.put("/site/.git/refs/heads/main", "ref: refs/heads/other\n");
    files_.put("/site/.git/refs/heads/other", second_commit + '\n');
    EXPECT_EQ(seen(), (Revision{second_commit, {}}));
}

TEST_F(RevisionOf, IsThatOfARepositoryFurtherUp)
{
    files_.put("/site/../.git/HEAD", first_commit + '\n');
    EXPECT_EQ(name(), first_commit);
    files_.put("config.yaml", "version: 1\n");
    files_.put("./../../.git/HEAD", second_commit + '\n');
    EXPECT_EQ(seen({}, "config.yaml").name, second_commit);
}

TEST_F(RevisionOf, IsThatOfAWorktree)
{
    files_.put("/site/.git", "gitdir: ../repository/.git/worktrees/site\n");
    files_.put("/site/../repository/.git/worktrees/site/HEAD", "ref: refs/heads/next\n");
    files_.put("/site/../repository/.git/worktrees/site/commondir", "../..\n");
    files_.put("/site/../repository/.git/worktrees/site/../../refs/heads/next", second_commit + '\n');
    EXPECT_EQ(seen(), (Revision{second_commit, {}}));
}

TEST_F(RevisionOf, IsThatOfASubmodule)
{
    files_.put("/site/.git", "gitdir: /repository/.git/modules/site\r\n");
    files_.put("/repository/.git/modules/site/HEAD", first_commit + '\n');
    EXPECT_EQ(seen(), (Revision{first_commit, {}}));
}

TEST_F(RevisionOf, LeadsToNoFileOutside)
{
    files_.put("/site/.git/../../etc/secret", first_commit + '\n');
    files_.put("/etc/secret", first_commit + '\n');
    for (const std::string head :
         {"ref: ../../etc/secret", "ref: refs/../../../etc/secret", "ref: /etc/secret", "ref: refs//etc",
          "ref: refs/heads/a\nb", "nonsense", ""})
    {
        files_.put("/site/.git/HEAD", head + '\n');
        EXPECT_EQ(seen(), (Revision{{}, "/site/.git/HEAD leads to no commit"})) << head;
    }
}

TEST_F(RevisionOf, SaysWhyItIsNotKnown)
{
    files_.put_directory("/site/.git");
    EXPECT_EQ(problem(), "/site/.git/HEAD is missing");
    files_.put("/site/.git/HEAD", "ref: refs/heads/main\n");
    EXPECT_EQ(problem(), "refs/heads/main is checked out, and /site/.git does not say which commit it is");
    files_.put("/site/.git/refs/heads/main", "s3cret\n");
    EXPECT_EQ(problem(), "/site/.git/HEAD leads to no commit") << "what stands there is not shown";
    files_.put("/site/.git/refs/heads/main", "ref: refs/heads/main\n");
    EXPECT_EQ(problem(), "/site/.git/HEAD leads to no commit");
    files_.put("/site/.git/refs/heads/main", std::string(5000, 'a'));
    EXPECT_THAT(problem(), HasSubstr("larger than 4096 bytes"));
    files_.put_unreadable("/site/.git/HEAD");
    EXPECT_THAT(problem(), AllOf(HasSubstr("/site/.git/HEAD"), HasSubstr("Permission denied")));
    files_.remove("/site/.git");
    files_.put("/site/.git", "something else\n");
    EXPECT_EQ(problem(), "/site/.git is neither a directory nor a file that names one");
}

TEST_F(RevisionOf, BelievesOnlyRootAndWhoOwnsTheConfiguration)
{
    files_.put("/site/.git/HEAD", first_commit + '\n');
    disk_.owners["/site/.git/HEAD"] = 1001;
    EXPECT_EQ(seen(), (Revision{{},
                                "/site/.git/HEAD belongs to uid 1001, which is neither root nor the "
                                "owner of the configuration"}));
    disk_.owners["/site/config.yaml"] = 1001;
    EXPECT_EQ(name(), first_commit);
    disk_.owners.erase("/site/.git/HEAD");
    EXPECT_EQ(name(), first_commit);
}

TEST(ShortRevision, CutsCommitsOnly)
{
    EXPECT_EQ(short_revision(first_commit), "aaaaaaaaaaaa");
    EXPECT_EQ(short_revision("release-of-the-first-quarter"), "release-of-the-first-quarter");
}

} // namespace
} // namespace idpsync::service
