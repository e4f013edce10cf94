// Logins and certificates as programs meet them: the daemon's own client, real sockets, TLS.

#include "net/client.hpp"
#include "sandbox/real_clock.hpp"
#include "sandbox/sandbox_thread.hpp"
#include "support/browser.hpp"
#include "support/matchers.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace idpsync::sandbox::test {
namespace {

const std::string verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// The daemon's client, trusting one authority.
class Visiting
{
public:
    explicit Visiting(const std::string& ca_pem) : http_(io_.get_executor(), clock_, {.ca_pem = ca_pem}) {}

    template <class Work>
    auto run(Work work)
    {
        auto outcome = boost::asio::co_spawn(io_, std::move(work), boost::asio::use_future);
        io_.restart();
        while (outcome.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
            io_.run_one();
        return outcome.get();
    }

    Result<net::Response> get(const std::string& url)
    {
        net::Request request;
        request.url = boost::urls::url(url);
        request.deadline = clock_.now() + std::chrono::seconds(30);
        return run(http_.send(request));
    }

    net::HttpClient& http() { return http_; }
    net::Clock& clock() { return clock_; }

private:
    boost::asio::io_context io_{1};
    RealClock clock_;
    net::BeastClient http_;
};

/// A provider behind a port with this certificate.
std::string provide(SandboxThread& netbird, const TlsIdentity& identity, Profile profile)
{
    const auto base = netbird.open_provider_door(identity);
    return netbird.ask(
        [&](Sandbox& sandbox) { return sandbox.add_provider(base, {.profile = profile}).issuer(); });
}

TEST(LoginOverSockets, EndsWithATokenOfNetBirdsOwn)
{
    const auto identity = make_identity();
    SandboxThread netbird;
    const auto issuer = provide(netbird, identity, Profile::oidc_provider);
    const auto connector = netbird.ask([&](Sandbox& sandbox) {
        return sandbox.add({.type = "oidc",
                            .name = "Corporate",
                            .issuer = issuer,
                            .client_id = "netbird",
                            .client_secret = "not-a-real-secret"});
    });
    Visiting visiting(identity.ca_pem);
    idpsync::test::Browser browser(visiting.http(), visiting.clock(), {.stop_at = "http://localhost:53000/"});
    const auto end = visiting.run(browser.open(idpsync::test::login_url(netbird.url(), connector, verifier)));
    ASSERT_THAT(end.url, StartsWith("http://localhost:53000/?code=")) << end.body;
    const auto answer = visiting.run(idpsync::test::exchange_code(
        visiting.http(), visiting.clock(), netbird.url(), end.parameter("code"), verifier));
    EXPECT_TRUE(boost::json::parse(answer.value().body).as_object().contains("id_token"));
}

TEST(ProviderOverTls, ShowsTheCertificateThatItWasGiven)
{
    const auto trusted = make_identity();
    const auto is_taken = [](const TlsIdentity& shown, const std::string& ca_pem) {
        SandboxThread netbird;
        const auto issuer = provide(netbird, shown, Profile::dex);
        return Visiting(ca_pem).get(issuer + "/.well-known/openid-configuration").has_value();
    };
    EXPECT_TRUE(is_taken(trusted, trusted.ca_pem));
    EXPECT_FALSE(is_taken(trusted, make_identity().ca_pem)); // of an authority that nobody knows
    for (const auto& [wish, taken] : std::vector<std::pair<CertificateWish, bool>>{
             {{.days_left = 1}, true}, {{.expired = true}, false}, {{.hosts = {"other.example.com"}}, false}})
    {
        const auto identity = make_identity(wish);
        EXPECT_EQ(is_taken(identity, identity.ca_pem), taken);
    }
}

} // namespace
} // namespace idpsync::sandbox::test
