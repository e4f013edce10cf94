#include "core/temporary_name.hpp"
#include "reconcile/checks_store.hpp"
#include "reconcile/ledger_store.hpp"
#include "support/counting_random.hpp"
#include "support/manual_clock.hpp"
#include "support/matchers.hpp"
#include "support/memory_files.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace idpsync::reconcile {
namespace {

TEST(TemporaryName, SaysForWhichFileItIs)
{
    EXPECT_EQ(target_of_temporary(temporary_name("ledger.json", 4711)), "ledger.json");
    for (const auto* other :
         {"ledger.json", ".ledger.json.tmp", ".ledger.json.12a.tmp", "x.1.tmp", ".1.tmp", ""})
        EXPECT_EQ(target_of_temporary(other), "") << other;
}

TEST(Leftovers, AreRemovedUnderTheLock)
{
    test::MemoryFiles files;
    test::CountingRandom random;
    for (const auto* name : {".ledger.json.7.tmp", ".history.jsonl.7.tmp", ".checks.json.7.tmp", "mine.tmp"})
        files.put(std::string("/state/") + name, "half");
    LedgerStore store(files, random, "/state");
    ASSERT_TRUE(store.lock().has_value());
    const auto left = files.list("/state");
    EXPECT_THAT(*left, Not(Contains(".ledger.json.7.tmp")));
    EXPECT_THAT(*left, Not(Contains(".history.jsonl.7.tmp")));
    EXPECT_THAT(*left, Contains(".checks.json.7.tmp")) << "another process may write it just now";
    EXPECT_THAT(*left, Contains("mine.tmp"));
}

TEST(Leftovers, OfTheChecksAreRemovedUnderTheirOwnLock)
{
    boost::asio::io_context io;
    test::ManualClock clock;
    test::MemoryFiles files;
    for (const auto* name : {".ledger.json.7.tmp", ".checks.json.7.tmp"})
        files.put(std::string("/state/") + name, "half");
    ChecksStore store(files, clock, "/state");
    const auto key = *ProviderKey::parse("corp");
    const ChecksStore::Change change = [](ProviderEvidence& evidence) {
        evidence.leave_alone_until = WallTime();
    };
    files.lock_elsewhere("/state/checks.lock");
    static_cast<void>(test::run(io, clock, store.update(key, change)));
    EXPECT_TRUE(files.exists("/state/.checks.json.7.tmp"));
    files.unlock_elsewhere("/state/checks.lock");
    ASSERT_TRUE(test::run(io, clock, store.update(key, change)).has_value());
    EXPECT_FALSE(files.exists("/state/.checks.json.7.tmp"));
    EXPECT_TRUE(files.exists("/state/.ledger.json.7.tmp"));
}

} // namespace
} // namespace idpsync::reconcile
