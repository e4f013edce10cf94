#include "sandbox/sandbox.hpp"

#include "sandbox/engine.hpp"
#include "sandbox/this_host.hpp"

#include <boost/json.hpp>

#include <stdexcept>

namespace idpsync::sandbox {
namespace {

Initiator initiator_of(const Person& person)
{
    return {person.id, person.name, person.email};
}

} // namespace

Sandbox::Sandbox(net::Clock& clock, Options options)
    : engine_(std::make_unique<Engine>(clock, std::move(options)))
{}

Sandbox::~Sandbox() = default;

boost::asio::awaitable<Answer> Sandbox::handle(Request request)
{
    return engine_->handle(std::move(request));
}

const std::string& Sandbox::url() const
{
    return engine_->world.options.url;
}

void Sandbox::set_url(std::string url)
{
    engine_->world.options.url = std::move(url);
}

void Sandbox::add_issuer(const std::string& url, IssuerBehaviour behaviour)
{
    engine_->world.issuers.set(url, std::move(behaviour));
}

std::string Sandbox::add_local_issuer(std::string_view name, IssuerBehaviour behaviour)
{
    auto issuer = url() + "/issuers/" + std::string(name);
    add_issuer(issuer, std::move(behaviour));
    return issuer;
}

const Issuers& Sandbox::issuers() const
{
    return engine_->world.issuers;
}

void Sandbox::reach_this_host()
{
    engine_->world.issuers.ask_elsewhere(ask_this_host);
}

Provider& Sandbox::add_provider(const std::string& base, ProviderSetup setup)
{
    if (setup.clients.empty())
        setup.clients.push_back({.redirect_uris = {redirect_uri()}, .logout_uris = {url() + "/"}});
    return engine_->world.issuers.add_provider(base, std::move(setup));
}

Provider& Sandbox::add_local_provider(std::string_view name, ProviderSetup setup)
{
    return add_provider(url() + "/providers/" + std::string(name), std::move(setup));
}

Provider& Sandbox::provider(std::string_view base) const
{
    auto* found = issuers().provider(base);
    if (found == nullptr)
        throw std::out_of_range("the sandbox has no provider at " + std::string(base));
    return *found;
}

std::string Sandbox::redirect_uri() const
{
    return url() + "/oauth2/callback";
}

const std::vector<Connector>& Sandbox::connectors() const
{
    return engine_->world.connectors.all();
}

const Connector* Sandbox::connector(std::string_view id) const
{
    return engine_->world.connectors.find(id);
}

std::string Sandbox::stored_secret(std::string_view id) const
{
    const auto* found = connector(id);
    return found == nullptr ? std::string() : found->client_secret;
}

const Connector* Sandbox::open_connector(std::string_view id) const
{
    return engine_->world.login.open_connector(id);
}

boost::json::object Sandbox::account_settings() const
{
    return engine_->world.account.settings();
}

boost::json::array Sandbox::events() const
{
    return engine_->world.events.newest_first();
}

const std::deque<User>& Sandbox::users() const
{
    return engine_->world.users.all();
}

const std::vector<std::string>& Sandbox::login_log() const
{
    return engine_->world.login.log();
}

std::string Sandbox::add(Connector connector, const Person& by)
{
    const auto& added = engine_->world.connectors.add(std::move(connector));
    engine_->world.record("identityprovider.create", initiator_of(by), added, added.type);
    return added.id;
}

void Sandbox::edit(std::string_view id, const Change& change, const Person& by)
{
    auto& connector = engine_->existing_connector(id);
    connector.name = change.name.value_or(connector.name);
    connector.issuer = change.issuer.value_or(connector.issuer);
    connector.client_id = change.client_id.value_or(connector.client_id);
    connector.client_secret = change.client_secret.value_or(connector.client_secret);
    engine_->world.record("identityprovider.update", initiator_of(by), connector, connector.type);
}

void Sandbox::remove(std::string_view id, const Person& by)
{
    const auto& connector = engine_->existing_connector(id);
    engine_->world.record("identityprovider.delete", initiator_of(by), connector, connector.type);
    engine_->world.login.forget(id);
    engine_->world.connectors.remove(id);
}

void Sandbox::lengthen_log(std::size_t events, const Person& by)
{
    auto& world = engine_->world;
    world.events.put_before(world.clock.wall_now(), events, "somebodysconnector00", initiator_of(by));
}

void Sandbox::set_account_setting(std::string_view name, boost::json::value value)
{
    engine_->world.account.set(name, std::move(value));
}

void Sandbox::make_group(const std::string& name)
{
    engine_->world.groups.push_back(name);
}

void Sandbox::add_user(User user)
{
    engine_->world.users.add(std::move(user));
}

void Sandbox::restart_with_owner(const LocalLogin& owner)
{
    engine_->world.local_users.add(owner);
    restart();
}

void Sandbox::restart()
{
    engine_->world.login.restart();
}

std::string Sandbox::grant(Role role)
{
    return engine_->add_token({.token = "", .role = role});
}

void Sandbox::revoke(std::string_view token)
{
    if (auto* found = engine_->world.users.find_token(token))
        found->revoked = true;
}

void Sandbox::expire(std::string_view token, std::chrono::seconds in)
{
    if (auto* found = engine_->world.users.find_token(token))
        found->expires = engine_->world.clock.wall_now() + in;
}

void Sandbox::fail(FaultRule rule)
{
    engine_->faults.add(std::move(rule));
}

void Sandbox::clear_faults()
{
    engine_->faults.clear();
}

void Sandbox::set_clock_error(std::chrono::seconds error)
{
    engine_->clock_error = error;
}

void Sandbox::set_down(bool down)
{
    engine_->down = down;
    if (engine_->when_down_changes)
        engine_->when_down_changes(down);
}

void Sandbox::when_down_changes(std::function<void(bool down)> listener)
{
    engine_->when_down_changes = std::move(listener);
}

bool Sandbox::down() const
{
    return engine_->down;
}

const Counters& Sandbox::counters() const
{
    return engine_->counters;
}

const std::deque<Seen>& Sandbox::requests() const
{
    return engine_->seen;
}

void Sandbox::count_connection()
{
    ++engine_->counters.connections;
}

void Sandbox::when_something_happens(std::function<void()> listener)
{
    engine_->when_something_happens = std::move(listener);
    engine_->tell();
}

net::Clock& Sandbox::clock() const
{
    return engine_->world.clock;
}

} // namespace idpsync::sandbox
