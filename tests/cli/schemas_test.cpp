#include "cli/schema_objections.hpp"
#include "cli/schemas.hpp"
#include "support/golden.hpp"

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
        all += schema_objections(schema, definition, line);
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
        EXPECT_EQ(objections("plan", "plan", "service/golden/plan" + size + ".json"), "");
        EXPECT_EQ(objections("plan", "apply", "service/golden/report" + size + ".json"), "");
        EXPECT_EQ(objections("plan", "check", "cli/golden/check" + size + ".json"), "");
        EXPECT_EQ(objections("doctor", "doctor", "cli/golden/doctor" + size + ".json"), "");
    }
    EXPECT_EQ(objections("doctor", "login", "cli/golden/login.json"), "");
    EXPECT_EQ(objections("doctor", "registration", "cli/golden/registration.json"), "");
    EXPECT_EQ(objections("status", "instances", "cli/golden/instances.json"), "");
    EXPECT_EQ(objections("history", "line", "service/golden/history.jsonl"), "");
}

} // namespace
} // namespace idpsync::test
