#pragma once

// A server that behaves like NetBird: management API, embedded login service, and any number of OIDC issuers
// for it to check. No socket, no thread, one injected clock:
//
//     Sandbox sandbox(clock);
//     sandbox.add_issuer("https://id.example.com");
//     InProcessClient http(executor, sandbox);              // sandbox/in_process_client.hpp
//     netbird::Client client(http, clock, random, {.management = url(sandbox.url()), …});
//     …
//     EXPECT_EQ(sandbox.connectors().at(0).name, "Corporate");
//     sandbox.edit(id, {.name = "Changed by hand"});
//     sandbox.fail({.method = "POST", .fault = Fault::cut_after()});
//
// sandbox/server.hpp puts it behind a listening socket.

#include "net/clock.hpp"
#include "sandbox/connectors.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/issuers.hpp"
#include "sandbox/message.hpp"
#include "sandbox/options.hpp"
#include "sandbox/users.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::sandbox {

/// Who changes something in the dashboard.
struct Person
{
    std::string id = "CiRhbGljZQ";
    std::string name = "Alice";
    std::string email = "alice@example.com";
};

/// One request that arrived, without headers and body.
struct Seen
{
    std::string method;
    std::string target;
    unsigned status = 0; ///< of the answer, whether it arrived or not; 0: none was made
};

struct Counters
{
    std::size_t connections = 0; ///< counted by whoever has connections: the server
    std::size_t requests = 0;
    std::size_t reads = 0;  ///< GET under /api
    std::size_t writes = 0; ///< POST, PUT and DELETE under /api
    std::size_t probes = 0; ///< under /oauth2/auth
    std::size_t throttled = 0;
};

class Engine;

class Sandbox
{
public:
    /// `clock` must outlive the sandbox. Delays, slow issuers and the rate limiter go by it.
    explicit Sandbox(net::Clock& clock, Options options = {});
    ~Sandbox();
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    /// Answers one request. The sandbox must outlive the returned coroutine.
    boost::asio::awaitable<Answer> handle(Request request);

    [[nodiscard]] const std::string& url() const; ///< without trailing slash
    void set_url(std::string url);                ///< the server learns its port late

    // Issuers.

    /// Registers an issuer, or changes how it behaves from now on.
    void add_issuer(const std::string& url, IssuerBehaviour behaviour = {});
    /// One that is served under this server's own address: returns URL/issuers/NAME.
    std::string add_local_issuer(std::string_view name, IssuerBehaviour behaviour = {});
    [[nodiscard]] const Issuers& issuers() const;
    /// From now on NetBird reaches the servers of this host, too (sandbox/this_host.hpp).
    void reach_this_host();

    // Identity providers that answer as recorded: sandbox/provider/provider.hpp.

    /// Registers one at `base` ("https://id.example.com"). Without clients in `setup` it knows the client
    /// "netbird" with NetBird's redirect URI.
    Provider& add_provider(const std::string& base, ProviderSetup setup = {});
    /// One that is served under this server's own address: URL/providers/NAME.
    Provider& add_local_provider(std::string_view name, ProviderSetup setup = {});
    /// The one at `base`. Throws std::out_of_range when there is none.
    [[nodiscard]] Provider& provider(std::string_view base) const;
    /// What to register at a provider: NetBird's redirect URI.
    [[nodiscard]] std::string redirect_uri() const;

    // What is stored.

    [[nodiscard]] const std::vector<Connector>& connectors() const; ///< oldest first, secrets included
    [[nodiscard]] const Connector* connector(std::string_view id) const;
    /// The secret that no answer ever shows; empty when there is no such connector or it has none.
    [[nodiscard]] std::string stored_secret(std::string_view id) const;
    /// What the login service uses for it now: the stored values, or older ones that a PUT did not reach;
    /// nothing while the connector is not open.
    [[nodiscard]] const Connector* open_connector(std::string_view id) const;
    [[nodiscard]] boost::json::object account_settings() const;
    [[nodiscard]] boost::json::array events() const; ///< as GET /api/events/audit shows them
    /// Everybody, with and without a login, the owner first.
    [[nodiscard]] const std::deque<User>& users() const;
    /// What NetBird's server logged about logins that failed, as far as the words are known
    /// (sandbox/login_identity.hpp).
    [[nodiscard]] const std::vector<std::string>& login_log() const;

    // Behind the daemon's back: what somebody does in the dashboard. Nothing is checked, audit events are
    // written.

    /// Returns the id. `connector.type` decides about it unless one is given.
    std::string add(Connector connector, const Person& by = {});
    void edit(std::string_view id, const Change& change, const Person& by = {}); ///< throws for an unknown id
    void remove(std::string_view id, const Person& by = {});                     ///< throws for an unknown id
    /// The audit log is that much longer, before all others; one in a hundred about a connector that is not
    /// there.
    void lengthen_log(std::size_t events, const Person& by = {});
    /// Sets one field of the account's settings, read-only ones included.
    void set_account_setting(std::string_view name, boost::json::value value);

    /// Somebody makes a group in the dashboard.
    void make_group(const std::string& name);
    /// Adds somebody, as a first login would: `user.pending` for one who waits for approval.
    void add_user(User user);

    /// Restarts NetBird: the login service opens every connector anew.
    void restart();
    /// The same, with an owner in NetBird's own configuration from now on.
    void restart_with_owner(const LocalLogin& owner);

    // Tokens.

    std::string grant(Role role); ///< a new token; for other roles than owner with a new service user
    void revoke(std::string_view token);
    void expire(std::string_view token, std::chrono::seconds in = {}); ///< `in` so long from now

    // Faults.

    void fail(FaultRule rule);
    void clear_faults();
    /// How far NetBird's clock, as its answers tell it, is ahead.
    void set_clock_error(std::chrono::seconds error);
    /// While it is down, nobody can connect.
    void set_down(bool down);
    [[nodiscard]] bool down() const;
    /// For the server: closes and opens its door.
    void when_down_changes(std::function<void(bool down)> listener);

    // What was seen.

    [[nodiscard]] const Counters& counters() const;
    [[nodiscard]] const std::deque<Seen>& requests() const; ///< the last 10 000
    void count_connection();
    /// `listener` is called now, when a request arrives, and when one was carried out; empty: none is.
    void when_something_happens(std::function<void()> listener);

    [[nodiscard]] net::Clock& clock() const;

private:
    std::unique_ptr<Engine> engine_;
};

} // namespace idpsync::sandbox
