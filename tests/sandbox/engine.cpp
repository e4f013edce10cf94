#include "sandbox/engine.hpp"

#include "sandbox/json.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json.hpp>

#include <stdexcept>

namespace idpsync::sandbox {

namespace asio = boost::asio;

namespace {

constexpr std::size_t requests_kept = 10'000;

/// Beyond any test and any demonstration.
constexpr std::chrono::hours for_ever{24 * 365};

bool is_write(const Request& request)
{
    return request.method == "POST" || request.method == "PUT" || request.method == "PATCH" ||
           request.method == "DELETE";
}

Answer without_answer(Delivery::Kind kind)
{
    return {.status = 0, .headers = {}, .body = {}, .delivery = {.kind = kind, .bytes = 0, .interval = {}}};
}

/// What the fault leaves of the answer to a request that was carried out.
Answer spoiled(Answer answer, const Fault& fault)
{
    const auto delivered = [&](Delivery::Kind kind) {
        answer.delivery = {.kind = kind, .bytes = fault.bytes, .interval = fault.delay};
    };
    switch (fault.kind)
    {
    case Fault::Kind::cut_after: delivered(Delivery::Kind::cut); break;
    case Fault::Kind::drip: delivered(Delivery::Kind::drip); break;
    case Fault::Kind::truncated: delivered(Delivery::Kind::truncated); break;
    case Fault::Kind::mislabeled: delivered(Delivery::Kind::mislabeled); break;
    default: break;
    }
    return answer;
}

/// The answer of a request that the fault keeps from being carried out; nothing when it does not.
std::optional<Answer> instead(const Fault& fault)
{
    switch (fault.kind)
    {
    case Fault::Kind::cut_before:
    case Fault::Kind::late: return without_answer(Delivery::Kind::cut);
    case Fault::Kind::reset: return without_answer(Delivery::Kind::reset);
    case Fault::Kind::hang: return without_answer(Delivery::Kind::cut);
    case Fault::Kind::answer_late:
    case Fault::Kind::answer: {
        Answer answer{
            .status = fault.status, .headers = {{"content-type", fault.content_type}}, .body = fault.body};
        answer.headers.insert(answer.headers.end(), fault.headers.begin(), fault.headers.end());
        return answer;
    }
    default: return std::nullopt;
    }
}

} // namespace

Engine::Engine(net::Clock& clock, Options options) : world(clock, std::move(options)), api_(world)
{
    if (world.options.fresh)
        return;
    const auto now = clock.wall_now();
    const auto owner = world.users.owner().initiator();
    world.account.create(now, owner, world.options.account_domain);
    world.events.record(now, "account.create", owner, world.account.id(), {});
    for (const auto& grant : world.options.tokens)
        add_token(grant);
}

boost::asio::awaitable<Answer> Engine::handle(Request request)
{
    count(request);
    const auto fault = faults.strike(request);
    if (fault && (fault->kind == Fault::Kind::delay || fault->kind == Fault::Kind::hang))
    {
        const auto until = world.clock.now() + (fault->kind == Fault::Kind::hang ? for_ever : fault->delay);
        co_await world.clock.wait_until(until);
    }
    if (fault && (fault->kind == Fault::Kind::late || fault->kind == Fault::Kind::answer_late))
    {
        const auto executor = co_await asio::this_coro::executor;
        const auto when = world.clock.now() + fault->delay;
        if (fault->delay.count() == 0)
            co_await carry_out_late(request, when);
        else
            asio::co_spawn(executor, carry_out_late(request, when), asio::detached);
    }
    auto answer = fault ? instead(*fault) : std::nullopt;
    if (!answer)
    {
        answer = co_await carry_out(request);
        if (fault)
            answer = spoiled(std::move(*answer), *fault);
    }
    note(request, answer->status);
    co_return std::move(*answer);
}

std::string Engine::add_token(const TokenGrant& grant)
{
    const auto now = world.clock.wall_now();
    auto& user =
        grant.role == Role::owner
            ? *world.users.find(world.users.owner().id)
            : world.users.add_service_user("sandbox-" + std::string(to_string(grant.role)), grant.role);
    const auto& by = world.users.owner();
    const auto& token = world.users.add_token(user, "setup-token", grant.token, 365, by.id, now);
    world.record_token("create", by.initiator(), user, token);
    return token.plain;
}

Connector& Engine::existing_connector(std::string_view id)
{
    auto* connector = world.connectors.find(id);
    if (connector == nullptr)
        throw std::invalid_argument("the sandbox has no connector " + std::string(id));
    return *connector;
}

boost::asio::awaitable<Answer> Engine::carry_out(const Request& request)
{
    const auto path = request.path();
    if (path.starts_with("/api/"))
    {
        auto answer = co_await limited(request);
        answer.clock_error = clock_error;
        co_return answer;
    }
    if (path.starts_with("/oauth2/") || path == "/oauth2")
    {
        auto answer =
            co_await world.login.handle(request, {.on = !world.account.local_auth_disabled(),
                                                  .second_factor = world.account.local_mfa_enabled()});
        answer.clock_error = clock_error;
        co_return answer;
    }
    // A target with a scheme is a request to the issuer's own host.
    auto visit = request;
    if (request.target.starts_with('/'))
        visit.target = world.options.url + request.target;
    if (world.issuers.serves(visit.target))
        co_return co_await visit_issuer(std::move(visit));
    co_return page_not_found();
}

/// Nobody hears the answer.
boost::asio::awaitable<void> Engine::carry_out_late(Request request, net::SteadyTime when)
{
    co_await world.clock.wait_until(when);
    co_await carry_out(request);
    tell();
}

boost::asio::awaitable<Answer> Engine::limited(const Request& request)
{
    const auto token = token_of(header_of(request.headers, "authorization"));
    if (world.options.rate_limit && !token.empty() && !limiter_.admit(token, world.clock.now()))
    {
        ++counters.throttled;
        co_return refusal(429, "too many requests");
    }
    if (is_write(request) && world.options.write_delay.count() > 0)
    {
        const auto until = world.clock.now() + world.options.write_delay;
        co_await world.clock.wait_until(until);
    }
    co_return co_await api_.handle(request);
}

boost::asio::awaitable<Answer> Engine::visit_issuer(Request request)
{
    auto visit = world.issuers.visit(request, Asker::anybody);
    const auto silent = std::holds_alternative<Visit::Silence>(visit.outcome);
    if (silent || visit.delay.count() > 0)
    {
        const auto until = world.clock.now() + (silent ? for_ever : visit.delay);
        co_await world.clock.wait_until(until);
    }
    if (auto* answer = std::get_if<Answer>(&visit.outcome))
        co_return std::move(*answer);
    co_return without_answer(Delivery::Kind::reset);
}

void Engine::count(const Request& request)
{
    ++counters.requests;
    if (request.path().starts_with("/oauth2/auth"))
        ++counters.probes;
    if (request.path().starts_with("/api/"))
        ++(is_write(request) ? counters.writes : counters.reads);
    tell();
}

void Engine::note(const Request& request, unsigned status)
{
    seen.push_back({request.method, request.target, status});
    if (seen.size() > requests_kept)
        seen.pop_front();
    tell();
}

void Engine::tell() const
{
    if (when_something_happens)
        when_something_happens();
}

} // namespace idpsync::sandbox
