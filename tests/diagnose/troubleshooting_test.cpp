#include "diagnose/troubleshooting_page.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace idpsync::test {
namespace {

TEST(Troubleshooting, ThePageIsWhatTheCatalogueSays)
{
    std::stringstream page;
    page << std::ifstream(std::string(IDPSYNC_SOURCE_DIR) + "/docs/troubleshooting.md").rdbuf();
    EXPECT_EQ(page.str(), troubleshooting_page())
        << "build write_troubleshooting and run: write_troubleshooting docs/troubleshooting.md";
}

} // namespace
} // namespace idpsync::test
