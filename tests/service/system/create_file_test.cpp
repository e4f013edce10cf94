// PosixFiles::create(): a file that was not there before.

#include "service/system/posix_files.hpp"
#include "support/matchers.hpp"
#include "support/temp_directory.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace idpsync::service {
namespace {

class CreateFile : public ::testing::Test
{
protected:
    [[nodiscard]] std::vector<std::string> names() const
    {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(directory_.path()))
            found.push_back(entry.path().filename());
        return found;
    }

    [[nodiscard]] std::string text_of(const std::string& name) const
    {
        std::ifstream file(directory_ / name);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    test::TempDirectory directory_;
    PosixFiles files_;
};

TEST_F(CreateFile, WritesItWholeWithTheModeAskedFor)
{
    EXPECT_TRUE(files_.create(directory_ / "a.yaml", "text\n", 0644).value());
    EXPECT_EQ(text_of("a.yaml"), "text\n");
    EXPECT_EQ(std::filesystem::status(directory_ / "a.yaml").permissions(), std::filesystem::perms(0644));
    EXPECT_THAT(names(), ElementsAre("a.yaml"));
}

TEST_F(CreateFile, LeavesAnExistingFileAsItIs)
{
    std::ofstream(directory_ / "a.yaml") << "mine";
    EXPECT_FALSE(files_.create(directory_ / "a.yaml", "text\n", 0644).value());
    EXPECT_EQ(text_of("a.yaml"), "mine");
    EXPECT_THAT(names(), ElementsAre("a.yaml"));
}

TEST_F(CreateFile, FollowsNoLinkThatIsInTheWay)
{
    std::filesystem::create_symlink(directory_ / "elsewhere", directory_ / "a.yaml");
    EXPECT_FALSE(files_.create(directory_ / "a.yaml", "text\n", 0644).value());
    EXPECT_THAT(names(), ElementsAre("a.yaml"));
}

TEST_F(CreateFile, LeavesADirectoryOfThatNameAlone)
{
    std::filesystem::create_directory(directory_ / "a.yaml");
    EXPECT_FALSE(files_.create(directory_ / "a.yaml", "text\n", 0644).value());
    EXPECT_TRUE(std::filesystem::is_directory(directory_ / "a.yaml"));
}

TEST_F(CreateFile, SaysWhichFileCouldNotBeWritten)
{
    const auto created = files_.create(directory_ / "missing/a.yaml", "text\n", 0644);
    ASSERT_TRUE(created.has_error());
    EXPECT_THAT(created.error().text(), HasSubstr("missing/a.yaml: No such file or directory"));
    EXPECT_THAT(names(), IsEmpty());
}

} // namespace
} // namespace idpsync::service
