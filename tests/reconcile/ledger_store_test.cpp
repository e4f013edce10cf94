#include "reconcile/ledger_store.hpp"
#include "support/matchers.hpp"
#include "support/memory_files.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace idpsync::reconcile {
namespace {

using test::MemoryFiles;

/// Other bytes each time, the same ones in every run.
class CountingRandom final : public Random
{
public:
    void fill(std::span<std::byte> bytes) override
    {
        std::fill(bytes.begin(), bytes.end(), std::byte{++calls});
    }
    double unit() override { return 0.5; }

    unsigned char calls = 0;
};

class LedgerStoreTest : public testing::Test
{
protected:
    void SetUp() override { files.put_directory("/state"); }

    static Ledger ledger_of(const std::string& account)
    {
        Ledger ledger;
        ledger.account_id = account;
        return ledger;
    }

    LedgerStore another() { return {files, random, "/state"}; }

    std::size_t calls(const std::string& call) const
    {
        return static_cast<std::size_t>(std::count_if(
            files.calls.begin(), files.calls.end(), [&](const auto& one) { return one.starts_with(call); }));
    }

    MemoryFiles files;
    CountingRandom random;
    LedgerStore store{files, random, "/state"};
    const WallTime now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + std::chrono::hours(10)};
};

using LoadLedger = LedgerStoreTest;
using SaveLedger = LedgerStoreTest;
using LockLedger = LedgerStoreTest;
using SetLedgerAside = LedgerStoreTest;
using FingerprintKey = LedgerStoreTest;

TEST_F(LoadLedger, IsEmptyWhenThereIsNoFile)
{
    const auto ledger = store.load();
    ASSERT_TRUE(ledger.has_value());
    EXPECT_EQ(*ledger, Ledger{.without_memory = true});
}

TEST_F(LoadLedger, GivesWhatWasSaved)
{
    ASSERT_TRUE(store.save(ledger_of("a1")).has_value());
    auto other = another();
    const auto ledger = other.load();
    ASSERT_TRUE(ledger.has_value());
    EXPECT_EQ(*ledger, ledger_of("a1"));
}

TEST_F(LoadLedger, NamesTheFileThatIsCorrupt)
{
    files.put("/state/ledger.json", "{\"version\":1");
    const auto ledger = store.load();
    ASSERT_TRUE(ledger.has_error());
    EXPECT_EQ(ledger.error().kind, ErrorKind::storage);
    EXPECT_THAT(ledger.error().text(),
                AllOf(StartsWith("/state/ledger.json: "), HasSubstr("--rebuild-ledger")));
}

TEST_F(LoadLedger, DoesNotTakeAnUnreadableFileForNone)
{
    files.put_unreadable("/state/ledger.json");
    EXPECT_THAT(store.load().error().text(), HasSubstr("Permission denied"));
    files.remove("/state/ledger.json");
    files.put_broken_link("/state/ledger.json");
    EXPECT_TRUE(store.load().has_error());
}

TEST_F(SaveLedger, MakesAPrivateFile)
{
    ASSERT_TRUE(store.save(ledger_of("a1")).has_value());
    EXPECT_EQ(files.text("/state/ledger.json"), encode_ledger(ledger_of("a1")));
    EXPECT_EQ(files.status("/state/ledger.json")->mode, 0600U);
    EXPECT_EQ(store.saves(), 1U);
}

TEST_F(SaveLedger, WritesNothingWhenNothingChanged)
{
    ASSERT_TRUE(store.save(ledger_of("a1")).has_value());
    ASSERT_TRUE(store.save(ledger_of("a1")).has_value());
    EXPECT_EQ(store.saves(), 1U);

    auto other = another();
    const auto loaded = other.load();
    ASSERT_TRUE(other.save(*loaded).has_value());
    EXPECT_EQ(other.saves(), 0U);
    EXPECT_EQ(calls("replace"), 1U);
}

TEST_F(SaveLedger, MakesNoFileForAnEmptyLedger)
{
    ASSERT_TRUE(store.load().has_value());
    ASSERT_TRUE(store.save({}).has_value());
    EXPECT_FALSE(files.exists("/state/ledger.json"));
}

TEST_F(SaveLedger, WritesAnEmptyLedgerInThePlaceOfAFullOne)
{
    ASSERT_TRUE(store.save(ledger_of("a1")).has_value());
    ASSERT_TRUE(store.save({}).has_value());
    EXPECT_EQ(files.text("/state/ledger.json"), encode_ledger({}));
}

TEST_F(SaveLedger, MarksANeededRestartByItsNumberAlone)
{
    ASSERT_TRUE(store.mark_restart(7).has_value());
    EXPECT_EQ(files.text("/state/restart-needed"), "7\n");
    ASSERT_TRUE(store.mark_restart(std::nullopt).has_value());
    EXPECT_FALSE(files.exists("/state/restart-needed"));
}

TEST_F(SaveLedger, TouchesTheMarkOnlyWhenItChanges)
{
    files.put("/state/restart-needed", "7\n");
    ASSERT_TRUE(store.mark_restart(7).has_value());
    ASSERT_TRUE(store.mark_restart(7).has_value());
    EXPECT_EQ(std::count(files.calls.begin(), files.calls.end(), "replace /state/restart-needed"), 0);
    EXPECT_EQ(std::count(files.calls.begin(), files.calls.end(), "read /state/restart-needed"), 1);
    ASSERT_TRUE(store.mark_restart(8).has_value());
    EXPECT_EQ(files.text("/state/restart-needed"), "8\n");
}

TEST_F(SaveLedger, SaysThatTheMarkCannotBeWrittenAndTriesAgainNextTime)
{
    files.fail = [](auto, const std::string& path) {
        return path.ends_with("restart-needed") ? std::optional<std::string>("No space left on device")
                                                : std::nullopt;
    };
    EXPECT_EQ(store.mark_restart(7).error().kind, ErrorKind::storage);
    files.fail = nullptr;
    EXPECT_TRUE(store.mark_restart(7).has_value());
    EXPECT_EQ(files.text("/state/restart-needed"), "7\n");
}

TEST_F(SaveLedger, NeverOverwritesWhatItCannotRead)
{
    files.put("/state/ledger.json", "{\"version\":3}");
    EXPECT_TRUE(store.save(ledger_of("a1")).has_error());
    EXPECT_TRUE(store.load().has_error());
    EXPECT_TRUE(store.save(ledger_of("a1")).has_error());
    EXPECT_EQ(files.text("/state/ledger.json"), "{\"version\":3}");
    EXPECT_EQ(store.saves(), 0U);
}

TEST_F(SaveLedger, SaysThatTheDiskIsFullAndTriesAgainNextTime)
{
    ASSERT_TRUE(store.save(ledger_of("a1")).has_value());
    files.fail = [](MemoryFiles::Call call, const std::string&) {
        return call == MemoryFiles::Call::replace ? std::optional<std::string>("No space left on device")
                                                  : std::nullopt;
    };
    const auto saved = store.save(ledger_of("a2"));
    ASSERT_TRUE(saved.has_error());
    EXPECT_EQ(saved.error().kind, ErrorKind::storage);
    EXPECT_THAT(saved.error().text(), HasSubstr("No space left on device"));

    files.fail = nullptr;
    ASSERT_TRUE(store.save(ledger_of("a2")).has_value());
    EXPECT_EQ(files.text("/state/ledger.json"), encode_ledger(ledger_of("a2")));
}

TEST_F(SaveLedger, WritesTheOldContentAgainAfterAFailureThatMayHaveReplacedIt)
{
    ASSERT_TRUE(store.save(ledger_of("a1")).has_value());
    files.fail = [this](MemoryFiles::Call call, const std::string& path) -> std::optional<std::string> {
        if (call != MemoryFiles::Call::replace)
            return std::nullopt;
        files.put(path, encode_ledger(ledger_of("a2")));
        return "Input/output error";
    };
    ASSERT_TRUE(store.save(ledger_of("a2")).has_error());
    files.fail = nullptr;
    ASSERT_TRUE(store.save(ledger_of("a1")).has_value());
    EXPECT_EQ(files.text("/state/ledger.json"), encode_ledger(ledger_of("a1")));
}

TEST_F(LockLedger, IsHeldAsLongAsTheStoreLives)
{
    {
        auto other = another();
        ASSERT_TRUE(other.lock().has_value());
        EXPECT_TRUE(files.locked("/state/ledger.lock"));
    }
    EXPECT_FALSE(files.locked("/state/ledger.lock"));
}

TEST_F(LockLedger, IsTakenOnce)
{
    ASSERT_TRUE(store.lock().has_value());
    EXPECT_TRUE(store.lock().has_value());
    EXPECT_EQ(calls("try_lock"), 1U);
}

TEST_F(LockLedger, SaysWhetherAnotherHoldsItAndMakesNoFile)
{
    EXPECT_FALSE(store.is_held_elsewhere());
    EXPECT_FALSE(files.exists("/state/ledger.lock"));
    files.put("/state/ledger.lock", "");
    EXPECT_FALSE(store.is_held_elsewhere());
    files.lock_elsewhere("/state/ledger.lock");
    EXPECT_TRUE(store.is_held_elsewhere());
}

TEST_F(LockLedger, PointsToReloadWhileAnotherHoldsIt)
{
    files.lock_elsewhere("/state/ledger.lock");
    const auto locked = store.lock();
    ASSERT_TRUE(locked.has_error());
    EXPECT_EQ(locked.error().kind, ErrorKind::conflict);
    EXPECT_THAT(locked.error().text(),
                AllOf(HasSubstr("/state/ledger.lock"), HasSubstr("netbird-idp-sync reload")));

    files.unlock_elsewhere("/state/ledger.lock");
    EXPECT_TRUE(store.lock().has_value());
}

TEST_F(LockLedger, MakesTheDirectoryForItself)
{
    LedgerStore fresh(files, random, "/var/lib/netbird-idp-sync/berlin");
    ASSERT_TRUE(fresh.lock().has_value());
    EXPECT_EQ(files.status("/var/lib/netbird-idp-sync/berlin")->mode, 0700U);
}

TEST_F(LockLedger, SaysWhyItCannotBeTaken)
{
    files.fail = [](MemoryFiles::Call call, const std::string&) {
        return call == MemoryFiles::Call::try_lock ? std::optional<std::string>("Read-only file system")
                                                   : std::nullopt;
    };
    EXPECT_EQ(store.lock().error().kind, ErrorKind::storage);
    EXPECT_THAT(store.lock().error().text(), HasSubstr("Read-only file system"));
}

TEST_F(SetLedgerAside, LeavesNoLedgerAndKeepsTheOldOne)
{
    ASSERT_TRUE(store.save(ledger_of("a1")).has_value());
    const auto aside = store.set_aside(now);
    ASSERT_TRUE(aside.has_value());
    EXPECT_EQ(*aside, "/state/ledger.json.20261121T100000Z");
    EXPECT_EQ(files.text(*aside), encode_ledger(ledger_of("a1")));
    EXPECT_EQ(*store.load(), Ledger{.without_memory = true});
    ASSERT_TRUE(store.save(ledger_of("a1")).has_value());
    EXPECT_EQ(files.text("/state/ledger.json"), encode_ledger(ledger_of("a1")));
}

TEST_F(SetLedgerAside, WorksForOneThatCannotBeRead)
{
    files.put("/state/ledger.json", "garbage");
    ASSERT_TRUE(store.load().has_error());
    ASSERT_TRUE(store.set_aside(now).has_value());
    EXPECT_TRUE(store.load().has_value());
    EXPECT_EQ(files.text("/state/ledger.json.20261121T100000Z"), "garbage");
}

TEST_F(SetLedgerAside, KeepsEarlierOnesOfTheSameSecond)
{
    for (const auto* text : {"first", "second", "third"})
    {
        files.put("/state/ledger.json", text);
        ASSERT_TRUE(store.set_aside(now).has_value());
    }
    EXPECT_EQ(files.text("/state/ledger.json.20261121T100000Z"), "first");
    EXPECT_EQ(files.text("/state/ledger.json.20261121T100000Z-2"), "second");
    EXPECT_EQ(files.text("/state/ledger.json.20261121T100000Z-3"), "third");
}

TEST_F(SetLedgerAside, DoesNothingWhenThereIsNone)
{
    const auto aside = store.set_aside(now);
    ASSERT_TRUE(aside.has_value());
    EXPECT_THAT(*aside, IsEmpty());
    EXPECT_EQ(calls("rename"), 0U);
}

TEST_F(FingerprintKey, IsMadeOnceAndKept)
{
    const auto made = store.fingerprinter(true);
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(files.status("/state/fingerprint.key")->mode, 0600U);
    const auto text = files.text("/state/fingerprint.key");

    auto other = another();
    const auto read = other.fingerprinter(true);
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ((*made)->id(), (*read)->id());
    EXPECT_EQ((**made)(Secret("hunter2")), (**read)(Secret("hunter2")));
    EXPECT_EQ(files.text("/state/fingerprint.key"), text);
}

TEST_F(FingerprintKey, IsSixtyFourDigitsAndALineEnd)
{
    ASSERT_TRUE(store.fingerprinter(true).has_value());
    std::string expected;
    for (int count = 0; count < 32; ++count)
        expected += "01";
    EXPECT_EQ(files.text("/state/fingerprint.key"), expected + "\n");
}

TEST_F(FingerprintKey, IsNotKeptByWhoeverMayNotWrite)
{
    const auto one = store.fingerprinter(false);
    const auto other = store.fingerprinter(false);
    ASSERT_TRUE(one.has_value());
    ASSERT_TRUE(other.has_value());
    EXPECT_NE((*one)->id(), (*other)->id());
    EXPECT_EQ(calls("replace"), 0U);
}

TEST_F(FingerprintKey, IsReadWithAnyLineEnd)
{
    const std::string digits(64, 'A');
    for (const auto* end : {"", "\n", "\r\n"})
    {
        files.put("/state/fingerprint.key", digits + end);
        EXPECT_TRUE(store.fingerprinter(false).has_value());
    }
}

TEST_F(FingerprintKey, IsNeverReplacedWhenItCannotBeUsed)
{
    for (const auto& text : {std::string(), std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'g'),
                             std::string(64, 'a') + "\n\n"})
    {
        files.put("/state/fingerprint.key", text);
        const auto read = store.fingerprinter(true);
        ASSERT_TRUE(read.has_error()) << text;
        EXPECT_EQ(read.error().kind, ErrorKind::storage);
        EXPECT_THAT(read.error().text(), AllOf(HasSubstr("/state/fingerprint.key"), HasSubstr("remove it")));
        EXPECT_EQ(files.text("/state/fingerprint.key"), text);
    }
    files.put_unreadable("/state/fingerprint.key");
    EXPECT_THAT(store.fingerprinter(true).error().text(), HasSubstr("Permission denied"));
}

TEST_F(FingerprintKey, IsNotUsedWhenItCannotBeKept)
{
    files.fail = [](MemoryFiles::Call call, const std::string&) {
        return call == MemoryFiles::Call::replace ? std::optional<std::string>("No space left on device")
                                                  : std::nullopt;
    };
    EXPECT_THAT(store.fingerprinter(true).error().text(), HasSubstr("No space left on device"));
}

} // namespace
} // namespace idpsync::reconcile
