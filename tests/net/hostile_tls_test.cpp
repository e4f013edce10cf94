// Peers that break TLS: at every record of the handshake, and behind it.

#include "hostile.hpp"
#include "tls_harness.hpp"
#include "tls_peer.hpp"

#include <openssl/ssl.h>

#include <map>

namespace idpsync::net::test {
namespace {

using namespace std::string_literals;

constexpr unsigned char handshake_type = 22;
constexpr unsigned char alert_type = 21;
constexpr unsigned char cipher_change_type = 20;
constexpr unsigned char data_type = 23;

const auto end_mark = alert(1, 0);
const auto long_flood = std::size_t{2} << 20U;

std::string repeated(const std::string& unit, std::size_t size)
{
    std::string bytes;
    while (bytes.size() < size)
        bytes += unit;
    return bytes;
}

/// What is put before one record of an honest flight, by name.
const std::map<std::string, std::string>& intruders()
{
    static const std::map<std::string, std::string> all{
        {"nothing", ""},
        {"an end mark", end_mark},
        {"two end marks", end_mark + end_mark},
        {"an end mark and data", end_mark + record(data_type, "hello")},
        {"a fatal alert", alert(2, 40)},
        {"a fatal end mark", alert(2, 0)},
        {"an unknown alert", alert(3, 255)},
        {"a warning", alert(1, 112)},
        {"user canceled", alert(1, 90)},
        {"no renegotiation", alert(1, 100)},
        {"endless warnings", repeated(alert(1, 112), long_flood)},
        {"half an alert", record(alert_type, "\x02")},
        {"an empty alert", record(alert_type, "")},
        {"an alert of three bytes", record(alert_type, "\x01\x5a\x5a")},
        {"an empty handshake record", record(handshake_type, "")},
        {"endless empty handshake records", repeated(record(handshake_type, ""), long_flood)},
        {"a hello request", record(handshake_type, "\0\0\0\0"s)},
        {"endless hello requests", repeated(record(handshake_type, "\0\0\0\0"s), long_flood)},
        {"a message of 16 MiB", record(handshake_type, "\x0b\xff\xff\xff"s + std::string(16000, 'x'))},
        {"an endless certificate", record(handshake_type, "\x0b\xff\xff\xff"s) +
                                       repeated(record(handshake_type, std::string(16000, 'x')), long_flood)},
        {"a cipher change", record(cipher_change_type, "\x01")},
        {"endless cipher changes", repeated(record(cipher_change_type, "\x01"), long_flood)},
        {"a wrong cipher change", record(cipher_change_type, "\x02\x02")},
        {"data", record(data_type, "HTTP/1.1 200 OK\r\n\r\n")},
        {"empty data", record(data_type, "")},
        {"endless empty data", repeated(record(data_type, ""), long_flood)},
        {"a heartbeat", record(24, "\x01\x40\x00"s)},
        {"an unknown record", record(99, "hello")},
        {"a record of another version", "\x16\x09\x09\x00\x01\x01"s},
        {"a record of SSL 2", "\x80\x2e\x01\x00\x02\x00\x15\x00"s},
        {"a record too long", "\x16\x03\x03\xff\xff"s + std::string(65535, 'x')},
        {"plain http", "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"},
        {"endless NULs", std::string(long_flood, '\0')},
    };
    return all;
}

class HostileTls : public TlsTest
{
protected:
    HostileTls()
    {
        CertificateFacts facts;
        facts.addresses = {"127.0.0.1"};
        certificate = authority.issue(facts);
    }

    Request request_to(const RawServer& server) const
    {
        auto request = get(server.port(), "https://127.0.0.1");
        request.body_limit = std::size_t{1} << 20U;
        return request;
    }

    std::shared_ptr<TlsPeer> peer(int version) const
    {
        return std::make_shared<TlsPeer>(certificate, version);
    }

    /// Ends at the latest at its deadline, with an error, within its limits.
    void expect_no_harm(Script script)
    {
        Harness harness(trusting(authority.pem()));
        script.push_back(wait());
        script.push_back(hang());
        RawServer server(harness.io, {std::move(script)});
        const auto ended = suffer(harness, server, request_to(server), Ending::deadline);
        ASSERT_FALSE(ended.result);
        const auto kind = ended.result.error().kind;
        EXPECT_TRUE(kind == ErrorKind::transport || kind == ErrorKind::timed_out ||
                    kind == ErrorKind::bad_response)
            << told(ended.result);
        EXPECT_LE(ended.memory, (std::size_t{1} << 20U) + memory_beside_body + 3 * long_flood);
    }

    Certificate certificate;
};

/// How many records an honest server's first flight has.
std::size_t records_in_flight(int version)
{
    return version == TLS1_3_VERSION ? 6 : 4;
}

/// The flight with `change` made to it.
template <class Change>
Step first_flight(std::shared_ptr<TlsPeer> peer, Change change)
{
    return respond([peer = std::move(peer), change](const std::string& hello) {
        auto records = records_of(peer->take(hello));
        change(records);
        std::string bytes;
        for (const auto& one : records)
            bytes += one;
        return bytes;
    });
}

TEST_F(HostileTls, EndsWhereThePeerSendsTwoEndMarksAndHolds)
{
    Harness harness(trusting(authority.pem()));
    RawServer server(harness.io,
                     {{respond([](const std::string&) { return end_mark + end_mark; }), wait(), hang()}});
    const auto ended = suffer(harness, server, request_to(server), Ending::transport);
    expect_ending(ended, Ending::transport, 0);
    EXPECT_EQ(ended.result.error().text(),
              "TLS with 127.0.0.1:" + std::to_string(server.port()) +
                  " failed: the server closed the connection during the handshake");
}

TEST_F(HostileTls, EndsWhereAnHttpsProxySendsTwoEndMarksAndHolds)
{
    Harness harness;
    RawServer proxy(harness.io,
                    {{respond([](const std::string&) { return end_mark + end_mark; }), wait(), hang()}});
    auto options = trusting(authority.pem());
    options.proxy = "https://127.0.0.1:" + std::to_string(proxy.port());
    harness.client.emplace(harness.io.get_executor(), harness.clock, std::move(options));
    auto request = get(443, "https://netbird.example");
    expect_ending(suffer(harness, proxy, std::move(request), Ending::transport), Ending::transport, 0);
}

TEST_F(HostileTls, BearsAnythingBeforeEachRecordOfTheHandshake)
{
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
        for (std::size_t at = 0; at <= records_in_flight(version); ++at)
            for (const auto& [name, bytes] : intruders())
            {
                SCOPED_TRACE(name + " before record " + std::to_string(at) + " of " +
                             std::to_string(version));
                expect_no_harm({first_flight(peer(version), [at, bytes](std::vector<std::string>& records) {
                    ASSERT_GE(records.size(), at);
                    records.insert(records.begin() + static_cast<std::ptrdiff_t>(at), bytes);
                })});
            }
}

/// Without the record, with it twice, with a bit that is wrong, and cut in its head and in its middle.
TEST_F(HostileTls, BearsEachRecordOfTheHandshakeDroppedDoubledChangedAndCut)
{
    using Change = std::function<void(std::vector<std::string>&, std::size_t)>;
    const std::vector<Change> changes{
        [](auto& records, std::size_t at) { records[at].clear(); },
        [](auto& records, std::size_t at) { records[at] += records[at]; },
        [](auto& records, std::size_t at) { records[at] = repeated(records[at], long_flood); },
        [](auto& records, std::size_t at) { records[at].back() = static_cast<char>(records[at].back() ^ 1); },
        [](auto& records, std::size_t at) { records[at][3] = '\x3f'; },
        [](auto& records, std::size_t at) { records[at].resize(3), records.resize(at + 1); },
        [](auto& records, std::size_t at) {
            records[at].resize(records[at].size() / 2), records.resize(at + 1);
        },
    };
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
        for (std::size_t at = 0; at < records_in_flight(version); ++at)
            for (const auto& change : changes)
            {
                SCOPED_TRACE("record " + std::to_string(at) + " of " + std::to_string(version));
                expect_no_harm({first_flight(
                    peer(version), [&](std::vector<std::string>& records) { change(records, at); })});
            }
}

/// Behind the handshake: what is said once the client has sent its last part of it, or its request.
TEST_F(HostileTls, BearsAnythingBehindTheHandshake)
{
    using Speech = std::function<std::string(TlsPeer&)>;
    const auto many = [](Speech speech) -> Speech {
        return [speech](TlsPeer& peer) {
            std::string bytes;
            while (bytes.size() < long_flood / 8)
                bytes += speech(peer);
            return bytes;
        };
    };
    const Speech update = [](TlsPeer& peer) { return peer.key_update(); };
    const Speech ticket = [](TlsPeer& peer) { return peer.ticket(); };
    const std::map<std::string, Speech> speeches{
        {"key updates", many(update)},
        {"tickets", many(ticket)},
        {"an end mark", [](TlsPeer& peer) { return peer.end_mark(); }},
        {"an end mark in the headers",
         [](TlsPeer& peer) { return peer.say("HTTP/1.1 200 OK\r\nCont") + peer.end_mark(); }},
        {"an end mark in the body",
         [](TlsPeer& peer) {
             return peer.say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx") + peer.end_mark();
         }},
        {"an end mark in a chunk",
         [](TlsPeer& peer) {
             return peer.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nx") + peer.end_mark();
         }},
        {"a changed record",
         [](TlsPeer& peer) {
             auto bytes = peer.say("HTTP/1.1 200 OK\r\n");
             bytes.back() = static_cast<char>(bytes.back() ^ 1);
             return bytes;
         }},
        {"a record twice",
         [](TlsPeer& peer) {
             const auto bytes = peer.say("HTTP/1.1 200 OK\r\n");
             return bytes + bytes;
         }},
        {"many records of one byte", many([](TlsPeer& peer) { return peer.say("x"); })},
    };
    for (const auto& [name, speech] : speeches)
    {
        SCOPED_TRACE(name);
        const auto server = peer(TLS1_3_VERSION);
        expect_no_harm({respond([server](const std::string& hello) { return server->take(hello); }),
                        respond([server, speech](const std::string& finished) {
                            auto bytes = server->take(finished);
                            return bytes + speech(*server);
                        })});
    }
}

TEST_F(HostileTls, NegotiatesOnceOnly)
{
    const auto server = peer(TLS1_2_VERSION);
    expect_no_harm({respond([server](const std::string& hello) { return server->take(hello); }),
                    respond([server](const std::string& finished) {
                        auto bytes = server->take(finished);
                        return bytes + server->hello_request();
                    })});
}

/// Every intruder behind the handshake, too, where it is garbage in the place of an encrypted record.
TEST_F(HostileTls, BearsPlainRecordsBehindTheHandshake)
{
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
        for (const auto& [name, bytes] : intruders())
        {
            SCOPED_TRACE(name + " of " + std::to_string(version));
            const auto server = peer(version);
            expect_no_harm({respond([server](const std::string& hello) { return server->take(hello); }),
                            respond([server, bytes](const std::string& finished) {
                                return server->take(finished) + bytes;
                            })});
        }
}

/// The answers of the table, encrypted.
TEST_F(HostileTls, EndsHostileAnswers)
{
    for (const auto& hostility : hostile_answers())
    {
        SCOPED_TRACE(hostility.name);
        Harness harness(trusting(authority.pem()));
        Script script{start_tls({certificate}), receive()};
        script.insert(script.end(), hostility.script.begin(), hostility.script.end());
        RawServer server(harness.io, {std::move(script)});
        auto request = request_to(server);
        const auto limit = request.body_limit;
        expect_ending(suffer(harness, server, std::move(request), hostility.ending), hostility.ending, limit);
    }
}

} // namespace
} // namespace idpsync::net::test
