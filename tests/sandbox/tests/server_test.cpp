#include "sandbox/sandbox_thread.hpp"
#include "sandbox/tests/socket_client.hpp"
#include "support/matchers.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <optional>

namespace idpsync::sandbox::test {
namespace {

const std::string list = "/api/identity-providers";

std::string ask(const SandboxThread& netbird, const std::string& method, const std::string& target,
                const std::string& body = "")
{
    SocketClient client(netbird.url());
    client.send(http_request(method, target, body));
    return client.receive_until_close();
}

std::string connector_at(const std::string& issuer)
{
    return boost::json::serialize(
        boost::json::object{{"type", "okta"}, {"name", "n"}, {"issuer", issuer}, {"client_id", "c"}});
}

void fail_next(SandboxThread& netbird, const Fault& fault)
{
    netbird.ask([&](Sandbox& sandbox) {
        sandbox.fail({.fault = fault});
        return true;
    });
}

TEST(Server, SaysWhereItIs)
{
    SandboxThread netbird;
    EXPECT_THAT(netbird.url(), StartsWith("http://127.0.0.1:"));
    EXPECT_EQ(netbird.ask([](Sandbox& sandbox) { return sandbox.url(); }), netbird.url());
}

TEST(Server, AnswersOverASocket)
{
    SandboxThread netbird;
    const auto answer = ask(netbird, "GET", list);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("Content-Type: application/json; charset=UTF-8\r\n"));
    EXPECT_THAT(answer, HasSubstr("\r\nDate: "));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n[]\n"));
}

TEST(Server, KeepsAConnection)
{
    SandboxThread netbird;
    SocketClient client(netbird.url());
    client.send(http_request("GET", list, "", false) + http_request("GET", "/nothing"));
    const auto answers = client.receive_until_close();
    EXPECT_THAT(answers, HasSubstr("HTTP/1.1 200 OK"));
    EXPECT_THAT(answers, HasSubstr("HTTP/1.1 404 Not Found"));
    const auto counters = netbird.ask([](Sandbox& sandbox) { return sandbox.counters(); });
    EXPECT_EQ(counters.connections, 1U);
    EXPECT_EQ(counters.requests, 2U);
}

TEST(Server, ServesItsIssuersAndChecksThem)
{
    SandboxThread netbird;
    const auto issuer = netbird.ask([](Sandbox& sandbox) { return sandbox.add_local_issuer("corp"); });
    EXPECT_THAT(ask(netbird, "GET", "/issuers/corp/.well-known/openid-configuration"), HasSubstr(issuer));
    EXPECT_THAT(ask(netbird, "POST", list, connector_at(issuer)), StartsWith("HTTP/1.1 200"));
    EXPECT_EQ(netbird.ask([](Sandbox& sandbox) { return sandbox.connectors(); }).size(), 1U);
}

TEST(Server, SendsALargeAnswerInChunks)
{
    SandboxThread netbird;
    EXPECT_THAT(ask(netbird, "GET", "/api/users/current"), HasSubstr("Transfer-Encoding: chunked\r\n"));
}

TEST(Server, CutsAConnection)
{
    SandboxThread netbird;
    fail_next(netbird, Fault::cut_before());
    SocketClient client(netbird.url());
    client.send(http_request("GET", list));
    EXPECT_EQ(client.receive_until_close(), "");
    EXPECT_FALSE(client.was_reset());
}

TEST(Server, ResetsAConnection)
{
    SandboxThread netbird;
    fail_next(netbird, Fault::reset());
    SocketClient client(netbird.url());
    client.send(http_request("GET", list));
    EXPECT_EQ(client.receive_until_close(), "");
    EXPECT_TRUE(client.was_reset());
}

TEST(Server, LosesAnAnswerAfterAWrite)
{
    SandboxThread netbird;
    const auto issuer = netbird.ask([](Sandbox& sandbox) { return sandbox.add_local_issuer("corp"); });
    fail_next(netbird, Fault::cut_after());
    EXPECT_EQ(ask(netbird, "POST", list, connector_at(issuer)), "");
    EXPECT_EQ(netbird.ask([](Sandbox& sandbox) { return sandbox.connectors(); }).size(), 1U);
}

TEST(Server, CarriesOutARequestAfterItCutTheConnection)
{
    SandboxThread netbird;
    const auto issuer = netbird.ask([](Sandbox& sandbox) { return sandbox.add_local_issuer("corp"); });
    fail_next(netbird, Fault::late(std::chrono::milliseconds(20)));
    EXPECT_EQ(ask(netbird, "POST", list, connector_at(issuer)), "");
    netbird.wait_until([](const Sandbox& sandbox) { return !sandbox.connectors().empty(); });
}

TEST(Server, TruncatesABody)
{
    SandboxThread netbird;
    fail_next(netbird, Fault::truncated(1));
    const auto answer = ask(netbird, "GET", list);
    EXPECT_THAT(answer, HasSubstr("Content-Length: 3\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n["));
}

TEST(Server, MislabelsABody)
{
    SandboxThread netbird;
    fail_next(netbird, Fault::mislabeled(1'000));
    const auto answer = ask(netbird, "GET", list);
    EXPECT_THAT(answer, HasSubstr("Content-Length: 1000\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n[]\n"));
}

TEST(Server, DripsABody)
{
    SandboxThread netbird;
    fail_next(netbird, Fault::dripping(1, std::chrono::milliseconds(1)));
    EXPECT_THAT(ask(netbird, "GET", list), EndsWith("\r\n\r\n[]\n"));
}

TEST(Server, LetsNobodyInWhileItIsDown)
{
    SandboxThread netbird;
    const auto put = [&](bool down) {
        return netbird.ask([down](Sandbox& sandbox) {
            sandbox.set_down(down);
            return sandbox.down();
        });
    };
    put(true);
    EXPECT_THROW(SocketClient(netbird.url()), boost::system::system_error);
    put(false);
    EXPECT_THAT(ask(netbird, "GET", list), StartsWith("HTTP/1.1 200"));
}

TEST(Server, ClosesItsConnectionsWhenItGoesDown)
{
    SandboxThread netbird;
    SocketClient client(netbird.url());
    client.send(http_request("GET", list, "", false));
    std::string head(4, ' ');
    boost::asio::read(client.socket(), boost::asio::buffer(head));
    netbird.ask([](Sandbox& sandbox) {
        sandbox.set_down(true);
        return true;
    });
    EXPECT_THAT(client.receive_until_close(), EndsWith("[]\n"));
}

TEST(Server, OpensADoorForAProviderOfItsOwn)
{
    SandboxThread netbird;
    const auto base = netbird.open_provider_door({}, "localhost");
    const auto issuer = netbird.ask([&](Sandbox& sandbox) { return sandbox.add_provider(base).issuer(); });
    EXPECT_EQ(issuer, base);
    SocketClient client("http://127.0.0.1" + base.substr(base.rfind(':')));
    client.send("GET /.well-known/openid-configuration HTTP/1.1\r\nConnection: close\r\nHost: " +
                base.substr(base.find("//") + 2) + "\r\n\r\n");
    EXPECT_THAT(client.receive_until_close(), HasSubstr("\"issuer\":\"" + base + "\""));
    EXPECT_THAT(ask(netbird, "POST", list, connector_at(issuer)), StartsWith("HTTP/1.1 200"));
}

TEST(Server, LeavesOutADateThatTheProviderLeavesOut)
{
    SandboxThread netbird;
    netbird.ask([](Sandbox& sandbox) {
        sandbox.add_local_provider("kc", {.profile = Profile::keycloak});
        sandbox.add_local_provider("off",
                                   {.profile = Profile::dex, .clock_error = std::chrono::hours(24 * 365)});
        return true;
    });
    const std::string path = "/.well-known/openid-configuration";
    EXPECT_THAT(ask(netbird, "GET", "/providers/kc/realms/netbird-test" + path), Not(HasSubstr("\r\nDate:")));
    const auto plain = ask(netbird, "GET", list);
    const auto year = plain.substr(plain.find("Date: ") + 18, 4);
    const auto next = std::to_string(std::stoi(year) + 1);
    EXPECT_THAT(ask(netbird, "GET", "/providers/off" + path), HasSubstr(" " + next + " "));
}

TEST(Server, OffersItsControlOnlyWhenAsked)
{
    SandboxThread plain;
    EXPECT_THAT(ask(plain, "GET", "/_sandbox/counters"), StartsWith("HTTP/1.1 404"));
    SandboxThread controlled({}, {.control = ControlHooks{}});
    EXPECT_THAT(ask(controlled, "GET", "/_sandbox/counters"), StartsWith("HTTP/1.1 200"));
}

/// What a client that trusts `ca` and wants `host` says about the handshake; nothing when it succeeds.
std::optional<std::string> objection(const SandboxThread& netbird, const TlsIdentity& identity,
                                     const std::string& host)
{
    namespace ssl = boost::asio::ssl;
    SocketClient client(netbird.url());
    ssl::context context(ssl::context::tls_client);
    context.add_certificate_authority(boost::asio::buffer(identity.ca_pem));
    ssl::stream<boost::asio::ip::tcp::socket&> stream(client.socket(), context);
    stream.set_verify_mode(ssl::verify_peer);
    stream.set_verify_callback(ssl::host_name_verification(host));
    boost::system::error_code error;
    stream.handshake(ssl::stream_base::client, error);
    return error ? std::optional(error.message()) : std::nullopt;
}

TEST(Server, SpeaksTlsWithACertificateOfItsOwn)
{
    const auto identity = make_identity();
    SandboxThread netbird({}, {.tls = identity});
    EXPECT_THAT(netbird.url(), StartsWith("https://127.0.0.1:"));
    EXPECT_EQ(objection(netbird, identity, "127.0.0.1"), std::nullopt);
    EXPECT_EQ(objection(netbird, identity, "localhost"), std::nullopt);
}

TEST(Server, CanShowACertificateThatEnded)
{
    const auto identity = make_identity({.expired = true});
    SandboxThread netbird({}, {.tls = identity});
    EXPECT_THAT(objection(netbird, identity, "127.0.0.1").value_or(""), HasSubstr("verify failed"));
}

TEST(Server, CanShowACertificateOfAnotherHost)
{
    const auto identity = make_identity({.hosts = {"other.example.com"}});
    SandboxThread netbird({}, {.tls = identity});
    EXPECT_THAT(objection(netbird, identity, "127.0.0.1").value_or(""), HasSubstr("verify failed"));
    EXPECT_EQ(objection(netbird, identity, "other.example.com"), std::nullopt);
}

} // namespace
} // namespace idpsync::sandbox::test
