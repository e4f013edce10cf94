// The audit log as NetBird writes it, read as a stream.

#include "netbird/audit_reader.hpp"
#include "sandbox/events.hpp"
#include "support/matchers.hpp"
#include "support/recordings.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace idpsync::netbird {
namespace {

using End = AuditReading::End;

Result<AuditReading> read(std::string_view body, std::optional<AuditCursor> since = {}, std::size_t piece = 7)
{
    AuditReader reader(std::move(since));
    while (!body.empty() && reader.take(body.substr(0, piece)))
        body.remove_prefix(std::min(piece, body.size()));
    return reader.finish();
}

std::string event(const std::string& id, const std::string& time,
                  const std::string& code = "identityprovider.update",
                  const std::string& more = "\"meta\":{}")
{
    return R"({"activity":"x","activity_code":")" + code + R"(","id":")" + id +
           R"(","initiator_email":"ada@example.com","initiator_id":"ada","initiator_name":"Ada","target_id":"okta-1",)" +
           more + R"(,"timestamp":")" + time + "\"}";
}

std::string list(const std::vector<std::string>& events)
{
    std::string out = "[";
    for (const auto& one : events)
        out += (out.size() == 1 ? "" : ",\n ") + one;
    return out + "]\n";
}

std::vector<std::string> ids_of(const AuditReading& reading)
{
    std::vector<std::string> ids;
    for (const auto& one : reading.events)
        ids.push_back(one.id);
    return ids;
}

AuditCursor cursor(const std::string& time, std::set<std::string> ids)
{
    return {parse_audit_time(time).value(), std::move(ids)};
}

TEST(AuditReader, KeepsWhatIsAboutConnectors)
{
    const auto reading =
        read(list({event("5", "2026-11-21T10:00:05Z", "user.invite"), event("4", "2026-11-21T10:00:04Z"),
                   event("3", "2026-11-21T10:00:03.5Z", "identityprovider.create"),
                   event("2", "2026-11-21T10:00:02Z", "identityprovider.delete")}))
            .value();
    EXPECT_THAT(ids_of(reading), ElementsAre("4", "3", "2"));
    EXPECT_EQ(reading.events[1].verb, Verb::create);
    EXPECT_EQ(reading.events[2].verb, Verb::remove);
    EXPECT_EQ(reading.events[0].target, ConnectorId{"okta-1"});
    EXPECT_EQ(reading.events[0].by, (AuditUser{"ada", "Ada", "ada@example.com"}));
    EXPECT_EQ(reading.newest, cursor("2026-11-21T10:00:05Z", {"5"}));
    EXPECT_EQ(reading.end, End::beginning);
}

TEST(AuditReader, ReadsWhatARealServerWrote)
{
    const auto recording = test::recording("netbird/v0.77.1", "93-events-audit");
    const auto reading = read(recording.response_text()).value();
    EXPECT_FALSE(reading.events.empty());
    for (const auto& one : reading.events)
    {
        EXPECT_FALSE(one.target.value.empty());
        EXPECT_EQ(one.by.email, "admin@example.com");
    }
    const auto again = read(recording.response_text(), reading.newest).value();
    EXPECT_THAT(again.events, IsEmpty());
    EXPECT_FALSE(again.restored);
}

TEST(AuditReader, TakesTextThatLooksLikeStructure)
{
    const auto reading = read(list({event("1", "2026-11-21T10:00:05Z", "identityprovider.update",
                                          R"("meta":{"name":"a\"}],[{\\","n":[[{}]]})")}),
                              {}, 1)
                             .value();
    EXPECT_THAT(ids_of(reading), ElementsAre("1"));
}

TEST(AuditReader, StopsAtTheCursor)
{
    AuditReader reader(cursor("2026-11-21T10:00:03Z", {"3"}));
    const auto body = list({event("4", "2026-11-21T10:00:04Z"), event("3", "2026-11-21T10:00:03Z"),
                            event("2", "2026-11-21T10:00:02Z")}) +
                      "what comes here is not read";
    EXPECT_FALSE(reader.take(body));
    const auto reading = reader.finish().value();
    EXPECT_THAT(ids_of(reading), ElementsAre("4"));
    EXPECT_EQ(reading.end, End::cursor);
    EXPECT_FALSE(reading.restored);
}

TEST(AuditReader, TellsEventsOfTheSameMomentApart)
{
    const auto reading = read(list({event("9", "2026-11-21T10:00:03Z"), event("3", "2026-11-21T10:00:03Z"),
                                    event("7", "2026-11-21T10:00:03Z"), event("2", "2026-11-21T10:00:02Z")}),
                              cursor("2026-11-21T10:00:03Z", {"3"}))
                             .value();
    EXPECT_THAT(ids_of(reading), ElementsAre("9", "7"));
    EXPECT_EQ(reading.newest, cursor("2026-11-21T10:00:03Z", {"3", "7", "9"}));
}

TEST(AuditReader, SeesThatABackupWasRestored)
{
    const auto reading = read(list({event("2", "2026-11-21T10:00:02Z"), event("1", "2026-11-21T10:00:01Z")}),
                              cursor("2026-11-21T10:00:03Z", {"3"}))
                             .value();
    EXPECT_TRUE(reading.restored);
    EXPECT_THAT(reading.events, IsEmpty());
    EXPECT_EQ(reading.newest, cursor("2026-11-21T10:00:02Z", {"2"}));
}

TEST(AuditReader, TakesAShortLogForNoRestoredBackup)
{
    EXPECT_FALSE(read("[]", cursor("2026-11-21T10:00:03Z", {"3"}))->restored);
    EXPECT_FALSE(
        read(list({event("4", "2026-11-21T10:00:04Z")}), cursor("2026-11-21T10:00:03Z", {"3"}))->restored);
}

TEST(AuditReader, GoesBackThirtyDaysOfNetBirdsClock)
{
    const auto reading = read(list({event("3", "2026-11-30T00:00:00Z"), event("2", "2026-10-31T00:00:00Z"),
                                    event("1", "2026-10-30T23:59:59Z")}))
                             .value();
    EXPECT_THAT(ids_of(reading), ElementsAre("3", "2"));
    EXPECT_EQ(reading.end, End::limit);
}

TEST(AuditReader, ReadsSixteenMebibytesAtMost)
{
    AuditReader reader({});
    const auto one = event("1", "2026-11-21T10:00:05Z", "user.invite") + ",";
    std::size_t taken = 1;
    ASSERT_TRUE(reader.take("["));
    while (reader.take(one))
        taken += one.size();
    EXPECT_LE(taken, 16U << 20U);
    EXPECT_GT(taken, (16U << 20U) - 2 * one.size());
    EXPECT_EQ(reader.finish()->end, End::limit);
}

TEST(AuditReader, KeepsLittleOfALongLog)
{
    AuditReader reader({});
    ASSERT_TRUE(reader.take("["));
    std::size_t events = 0;
    for (; events < 100'000 && reader.take(event(std::to_string(events), "2026-11-21T10:00:05Z") + ",");
         ++events)
        continue;
    EXPECT_LE(reader.finish()->events.size(), 1'000U);
}

TEST(AuditReader, RefusesWhatIsNotAListOfEvents)
{
    for (const auto& body :
         {std::string(), std::string("<html>"), std::string("{}"), std::string("null"), std::string("["),
          std::string("[1]"), std::string("[]x"), std::string("[{}]"),
          list({event("", "2026-11-21T10:00:05Z")}), list({event("1", "yesterday")}),
          "[" + event("1", "2026-11-21T10:00:05Z"), "[{\"a\":\"" + std::string(100'000, 'x') + "\"}]"})
    {
        const auto outcome = read(body, {}, 1000);
        ASSERT_FALSE(outcome) << body.substr(0, 60);
        EXPECT_EQ(outcome.error().kind, ErrorKind::bad_response);
    }
}

/// Somebody, or we, write this and that, and the log is looked into now and then: what is known is always
/// what was done since our own last write of each connector.
TEST(AuditReader, GivesEveryChangeItsAuthorOverRandomHistories)
{
    const std::vector<sandbox::Initiator> people{{"us", "idp-sync", ""},
                                                 {"ada", "Ada", "ada@example.com"},
                                                 {"ben", "Ben", "b@example.com"},
                                                 {"eve", "Eve", ""}};
    for (unsigned seed = 0; seed < 200; ++seed)
    {
        std::mt19937 chance(seed);
        const auto pick = [&](unsigned below) { return static_cast<unsigned>(chance() % below); };
        sandbox::Events log;
        WallTime now{std::chrono::seconds(1'900'000'000)};
        AuditState state;
        std::map<std::string, std::vector<std::string>> expected;
        std::set<ConnectorId> written;
        const auto look = [&] {
            const auto body = boost::json::serialize(log.newest_first());
            absorb(state, read(body, state.cursor, 1 + pick(500)).value(), written);
            written.clear();
        };
        for (const auto* id : {"okta-1", "okta-2", "okta-3"})
        {
            log.record(now, "identityprovider.create", people[0], id, {});
            written.insert(ConnectorId{id});
        }
        look();
        for (unsigned step = 0; step < 60; ++step)
        {
            now += std::chrono::seconds(pick(3));
            const auto id = "okta-" + std::to_string(1 + pick(3));
            const auto who = pick(4);
            log.record(now, "identityprovider.update", people[who], id, {{"name", "x"}});
            auto& users = expected[id];
            std::erase(users, people[who].id);
            if (who == 0)
            {
                users.clear();
                written.insert(ConnectorId{id});
                look();
            }
            else
                users.insert(users.begin(), people[who].id);
            if (pick(4) != 0)
                continue;
            look();
            for (const auto& [connector, names] : expected)
            {
                std::vector<std::string> known;
                for (const auto& user : state.touches[ConnectorId{connector}].users)
                    known.push_back(user.id);
                ASSERT_EQ(known, names) << "seed " << seed << ", " << connector;
            }
        }
    }
}

} // namespace
} // namespace idpsync::netbird
