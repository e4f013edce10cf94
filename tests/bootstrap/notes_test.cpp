#include "bootstrap/notes.hpp"
#include "support/matchers.hpp"
#include "support/memory_files.hpp"

#include <gtest/gtest.h>

namespace idpsync::bootstrap {
namespace {

using namespace idpsync::test;

TEST(BootstrapNotes, AreReadAsTheyWereWritten)
{
    MemoryFiles files;
    NotesStore store(files, "/state");
    ASSERT_TRUE(store.lock().has_value());
    EXPECT_FALSE(store.load()->has_value());
    const Notes notes{.url = "https://netbird.example.com",
                      .owner = "owner@example.com",
                      .makes_owner = true,
                      .service_user = "sync",
                      .service_user_id = "id",
                      .token = "sync 1",
                      .token_id = {}};
    ASSERT_TRUE(store.save(notes).has_value());
    EXPECT_EQ(**store.load(), notes);
    EXPECT_EQ(files.status("/state/bootstrap.json")->mode, 0600U);
}

TEST(BootstrapNotes, OfAnotherVersionAreLeftAlone)
{
    for (const std::string text : {"", "{}", R"({"version":2,"url":"","owner":"","makes_owner":true})"})
    {
        MemoryFiles files;
        files.put("/state/bootstrap.json", text);
        NotesStore store(files, "/state");
        EXPECT_EQ(store.load().error().kind, ErrorKind::storage) << text;
        EXPECT_EQ(files.text("/state/bootstrap.json"), text);
    }
}

} // namespace
} // namespace idpsync::bootstrap
