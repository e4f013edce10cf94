#include "chaos/simulation.hpp"

#include <array>
#include <utility>

namespace idpsync::test {

using namespace std::chrono_literals;
using sandbox::Fault;

namespace {

constexpr std::size_t providers = 5;
constexpr auto netbird_path = "/api/identity-providers";

/// The world waits 30 s for an answer, and as long for what it gave up. NetBird may then take 10 s to check
/// an issuer.
constexpr std::size_t latest_arrival = 18;

} // namespace

Tally& Tally::operator+=(const Tally& more)
{
    rounds += more.rounds;
    passes += more.passes;
    kills += more.kills;
    faults += more.faults;
    late += more.late;
    writes += more.writes;
    duplicates += more.duplicates;
    orphans += more.orphans;
    lost_secrets += more.lost_secrets;
    return *this;
}

std::string Simulation::Slot::key() const
{
    return "p" + std::to_string(number) + (renames == 0 ? "" : "-" + std::to_string(renames));
}

std::string Simulation::Slot::issuer() const
{
    return "https://id" + std::to_string(number) + ".example.com";
}

Simulation::Simulation(std::uint64_t seed) : engine_(seed)
{
    world_.policy.prune = Prune::created;
    world_.policy.max_deletes = 100;
    for (std::size_t number = 0; number < providers; ++number)
    {
        slots_.push_back({.number = number});
        world_.sandbox.add_issuer(slots_.back().issuer());
    }
    // One is always there: files that declare nothing are refused.
    declare(slots_.front());
}

Simulation::~Simulation() = default;

Tally Simulation::tally() const
{
    auto tally = tally_;
    tally.writes = world_.sandbox.counters().writes;
    return tally;
}

std::string Simulation::round()
{
    ++tally_.rounds;
    history_.clear();
    const auto steps = 1 + below(6);
    for (std::size_t step = 0; step < steps; ++step)
    {
        for (auto changes = below(3); changes > 0; --changes)
            change_something();
        const bool kill = chance(25);
        lay_out_faults(!kill);
        if (kill)
            die_in_a_pass();
        else if (auto broken = pass(); !broken.empty())
            return broken;
        if (chance(60))
            world_.clock.advance(std::chrono::seconds(below(20)));
    }
    auto broken = calm_down();
    world_.events.events.clear();
    world_.files.calls.clear();
    return broken;
}

void Simulation::change_something()
{
    auto& slot = slots_[below(slots_.size())];
    const bool anchor = &slot == &slots_.front();
    switch (below(8))
    {
    case 0:
    case 1:
    case 2: return slot.wanted() ? rotate(slot) : declare(slot);
    case 3: return slot.wanted() ? rename(slot) : declare(slot);
    case 4:
        if (slot.wanted())
        {
            slot.name = "Name " + std::to_string(below(1000));
            world_.declared(slot.key()).values->name = slot.name;
            tell(slot.key() + " is called " + slot.name);
        }
        return;
    case 5:
        if (!anchor && slot.wanted())
            remove(slot);
        return;
    case 6: return toggle_settings();
    default: return meddle();
    }
}

void Simulation::declare(Slot& slot)
{
    slot.declared = true;
    slot.state = State::present;
    slot.secret = fresh_secret();
    slot.name = slot.key();
    world_.declare(slot.key(), ProviderType::oidc, slot.issuer(), slot.client(), slot.secret);
    tell(slot.key() + " is declared with " + slot.secret);
}

void Simulation::rotate(Slot& slot)
{
    // Now and then a secret that was in force before comes back.
    slot.secret = chance(20) ? used_secrets_[below(used_secrets_.size())] : fresh_secret();
    world_.set_secret(slot.key(), slot.secret);
    tell(slot.key() + " has the secret " + slot.secret);
}

void Simulation::rename(Slot& slot)
{
    const auto former = slot.key();
    world_.undeclare(former);
    ++slot.renames;
    world_.declare(slot.key(), ProviderType::oidc, slot.issuer(), slot.client(), slot.secret).values->name =
        slot.name;
    tell(former + " goes by the key " + slot.key());
}

void Simulation::remove(Slot& slot)
{
    const bool absent = chance(50);
    if (absent)
        world_.declare_absent(slot.key());
    else
        world_.undeclare(slot.key());
    slot.declared = absent;
    slot.state = State::absent;
    tell(slot.key() + (absent ? " is absent" : " is no longer declared"));
}

void Simulation::toggle_settings()
{
    settings_enabled_ = !settings_enabled_;
    world_.group_sync = DesiredGroupSync{.declared = {settings_enabled_, "groups", GroupNames{}}};
    tell(std::string("group sync is ") + (settings_enabled_ ? "on" : "off"));
}

/// What others do: a name changed by hand, NetBird restarted, a provider in trouble.
void Simulation::meddle()
{
    if (chance(30))
    {
        world_.sandbox.restart();
        return tell("NetBird restarts");
    }
    if (chance(40))
        return trouble_a_provider();
    const auto& connectors = world_.sandbox.connectors();
    if (connectors.empty())
        return;
    const auto id = connectors[below(connectors.size())].id;
    world_.sandbox.edit(id, {.name = "Changed by hand"});
    tell(id + " is changed by hand");
}

void Simulation::trouble_a_provider()
{
    static constexpr std::array behaviours{"ok", "slow=8s", "status=503", "unreachable", "hang"};
    const auto& slot = slots_[below(slots_.size())];
    const std::string behaviour = behaviours[below(behaviours.size())];
    world_.sandbox.add_issuer(slot.issuer(), sandbox::IssuerBehaviour::parse(behaviour).value());
    tell("the provider of " + slot.key() + ": " + behaviour);
}

void Simulation::lay_out_faults(bool may_hold)
{
    static constexpr std::array methods{"POST", "PUT", "DELETE", "GET", "PUT", "POST"};
    world_.sandbox.clear_faults();
    for (auto count = below(4); count > 0; --count)
    {
        const std::string method = methods[below(methods.size())];
        const bool settings = method == "PUT" && chance(25);
        const auto fault = draw_fault(may_hold);
        const auto skip = below(3);
        world_.sandbox.fail({.method = method,
                             .path = settings ? "/api/accounts" : netbird_path,
                             .skip = skip,
                             .times = 1 + below(2),
                             .fault = fault});
        ++tally_.faults;
        const bool late = fault.kind == Fault::Kind::late || fault.kind == Fault::Kind::answer_late;
        tally_.late += late ? 1U : 0U;
        tell("fault " + std::to_string(static_cast<int>(fault.kind)) + " for " + method +
             (settings ? " settings" : "") + " after " + std::to_string(skip) + ", " +
             std::to_string(fault.delay.count()) + " ms, " + std::to_string(fault.status));
    }
    world_.sandbox.set_down(chance(5));
}

/// `may_hold`: a request may be kept for longer than anybody waits. Not where the tool is killed meanwhile:
/// then nobody knows how long it was under way already.
Fault Simulation::draw_fault(bool may_hold)
{
    const auto some = std::chrono::seconds(below(latest_arrival + 1));
    switch (below(12))
    {
    case 0: return Fault::cut_before();
    case 1: return Fault::cut_after();
    case 2: return Fault::reset();
    case 3:
    case 4:
    case 5: return Fault::late(some);
    case 6: return Fault::answered_late(some, chance(50) ? 502 : 504);
    case 7: return Fault::answered_late(0s, 502);
    case 8:
        return Fault::answered(chance(50) ? 503 : 500, R"({"message":"internal","code":500})",
                               "application/json");
    case 9: return Fault::answered(429, R"({"message":"too many requests","code":429})", "application/json");
    case 10: return Fault::truncated(below(40));
    default: return Fault::delayed(may_hold ? some + 30s : some);
    }
}

reconcile::PassRequest Simulation::draw_request()
{
    reconcile::PassRequest request{
        .flags = {.prune_now = chance(80)}, .demanded = chance(50), .settles = chance(50)};
    if (!request.settles)
        request.deadline = world_.clock.now() + 90s;
    return request;
}

void Simulation::die_in_a_pass()
{
    ++tally_.passes;
    ++tally_.kills;
    const auto steps = 1 + below(40);
    tell("a pass is killed after " + std::to_string(steps) + " steps");
    world_.apply_and_die(draw_request(), steps);
}

std::string Simulation::pass()
{
    ++tally_.passes;
    const auto report = world_.apply(draw_request());
    if (report.has_error())
    {
        tell("a pass: " + report.error().text());
        return {};
    }
    tell(report->in_sync() ? "a pass: in sync" : "a pass: not in sync");
    if (!report->in_sync() || chance(50))
        return {};
    let_everything_arrive();
    return verify_connectors();
}

std::size_t Simulation::below(std::size_t limit)
{
    // Not a distribution of the library: those differ between platforms, and a seed must not.
    return engine_() % limit;
}

bool Simulation::chance(unsigned percent)
{
    return below(100) < percent;
}

std::string Simulation::fresh_secret()
{
    used_secrets_.push_back("fake-secret-" + std::to_string(++secrets_made_));
    return used_secrets_.back();
}

void Simulation::tell(std::string what)
{
    history_.push_back(std::move(what));
}

std::string simulate(std::uint64_t seed, std::size_t rounds, Tally& tally)
{
    Simulation simulation(seed);
    std::string broken;
    std::size_t round = 0;
    while (broken.empty() && round++ < rounds)
        broken = simulation.round();
    tally += simulation.tally();
    if (broken.empty())
        return {};
    std::string text = "seed " + std::to_string(seed) + ", round " + std::to_string(round) + ": " + broken;
    for (const auto& line : simulation.history())
        text += "\n    " + line;
    return text;
}

} // namespace idpsync::test
