#include "cli/schemas.hpp"
#include "support/golden.hpp"
#include "support/process.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace idpsync::test {
namespace {

/// What the schema has to say against each line of a golden file; nothing when they are valid.
std::string objections(const std::string& schema, const std::string& definition, const std::string& file)
{
    std::istringstream lines(golden(file));
    std::string all;
    for (std::string line; std::getline(lines, line);)
    {
        const auto checked = run(IDPSYNC_PYTHON,
                                 {std::string(IDPSYNC_SOURCE_DIR) + "/tests/cli/validate_json.py",
                                  std::string(IDPSYNC_SOURCE_DIR) + "/docs/" + schema, definition},
                                 {}, line);
        all += checked.out + checked.err;
    }
    return all;
}

TEST(Schemas, AreWhatTheShapesSay)
{
    for (const auto& [name, text] : schemas())
        EXPECT_EQ(golden("../docs/" + name), text) << "build write_schemas and run: write_schemas docs";
}

TEST(Schemas, HoldForTheGoldenDocuments)
{
    for (const std::string size : {"", "-bare"})
    {
        EXPECT_EQ(objections("plan.schema.json", "plan", "service/golden/plan" + size + ".json"), "\n");
        EXPECT_EQ(objections("plan.schema.json", "apply", "service/golden/report" + size + ".json"), "\n");
        EXPECT_EQ(objections("plan.schema.json", "check", "cli/golden/check" + size + ".json"), "\n");
        EXPECT_EQ(objections("doctor.schema.json", "doctor", "cli/golden/doctor" + size + ".json"), "\n");
    }
    EXPECT_EQ(objections("doctor.schema.json", "login", "cli/golden/login.json"), "\n");
    EXPECT_EQ(objections("status.schema.json", "instances", "cli/golden/instances.json"), "\n");
    EXPECT_EQ(objections("history.schema.json", "line", "service/golden/history.jsonl"), "\n\n");
}

} // namespace
} // namespace idpsync::test
