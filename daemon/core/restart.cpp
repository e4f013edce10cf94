#include "core/restart.hpp"

#include <algorithm>

namespace idpsync {
namespace {

/// What NetBird stores of a connector, as far as logins use it.
LoginValues stored_values(const ConnectorValues& values, const std::optional<Fingerprint>& secret)
{
    return {values.issuer, values.client_id, secret};
}

/// The need that a write of this pass belongs to.
std::uint64_t next_need(const Ledger& ledger)
{
    return ledger.restart.generation + 1;
}

/// Every write up to this need has been made.
std::uint64_t latest_need(const Ledger& ledger)
{
    auto latest = ledger.restart.generation;
    for (const auto& [key, entry] : ledger.entries)
        latest = std::max(latest, entry.login.need);
    return latest;
}

/// True when nothing that the login service may use had this client id before the write.
bool client_is_new(const LoginState& before, const PlanItem& item, const std::string& client_id)
{
    const auto& former = item.entry->written;
    const bool seen_since_write = before.seen && before.seen_at >= before.need;
    if (!before.in_force || (before.need != 0 && !seen_since_write))
        return false;
    return before.in_force->client_id != client_id && (!before.seen || before.seen->client_id != client_id) &&
           (!former || former->client_id != client_id) && (!item.seen || item.seen->client_id != client_id);
}

void take_into_force(LedgerEntry& entry)
{
    entry.login.in_force = stored_values(*entry.written, entry.secret);
    entry.login.need = 0;
}

} // namespace

bool concerns(const std::optional<RestartNeeded>& needed, const ProviderKey& key)
{
    return needed && std::ranges::find(needed->providers, key) != needed->providers.end();
}

std::optional<RestartNeeded> restart_needed(const Ledger& ledger)
{
    if (!ledger.restart.since)
        return std::nullopt;
    RestartNeeded needed{ledger.restart.generation, *ledger.restart.since, {}};
    for (const auto& [key, entry] : ledger.entries)
        if (entry.login.need != 0)
            needed.providers.push_back(key);
    return needed;
}

LoginState login_of_new(const ConnectorValues& values, const std::optional<Fingerprint>& secret)
{
    LoginState login;
    login.in_force = stored_values(values, secret);
    return login;
}

bool reaches_logins(const PlanItem& item)
{
    return item.action == Action::update &&
           (item.changes_field(Field::issuer) || item.changes_field(Field::client_id) ||
            item.secret == SecretFate::written);
}

void note_write(Ledger& ledger, const PlanItem& item)
{
    auto& entry = ledger.entries.at(item.key);
    auto& login = entry.login;
    const auto written = stored_values(*entry.written, entry.secret);
    if (item.action == Action::create)
    {
        login = login_of_new(*entry.written, entry.secret);
        return;
    }
    if (!reaches_logins(item))
        return;
    login.client_is_new = client_is_new(login, item, written.client_id);
    login.acknowledged = false;
    login.need = login.in_force == written ? 0 : next_need(ledger);
}

SightTells note_sight(Ledger& ledger, const ProviderKey& key, const LoginProbeResult& sight)
{
    auto& entry = ledger.entries.at(key);
    auto& login = entry.login;
    const bool shows_written = entry.written && sight.client_id == entry.written->client_id;
    const bool seen_since_write = login.seen && login.seen_at >= login.need;
    const bool opened_anew = login.seen && *login.seen != sight;
    login.seen = sight;
    login.seen_at = latest_need(ledger);
    login.acknowledged = false;

    if (!shows_written)
    {
        if (opened_anew || login.need == 0)
            login.in_force.reset();
        if (login.need == 0)
            login.need = next_need(ledger);
        return SightTells::still_old;
    }
    if (login.need == 0)
        return SightTells::nothing;
    // Of what was opened between two writes nobody knows which secret it got: only a client id that was never
    // in force before tells.
    const bool opened_since_write = seen_since_write ? opened_anew : login.client_is_new;
    if (!opened_since_write)
        return SightTells::nothing;
    take_into_force(entry);
    return seen_since_write ? SightTells::restarted : SightTells::in_force;
}

std::vector<Candidate> worth_a_probe(const Ledger& ledger)
{
    std::vector<Candidate> unseen;
    std::vector<Candidate> decisive;
    std::vector<Candidate> others;
    for (const auto& [key, entry] : ledger.entries)
    {
        const auto& login = entry.login;
        const bool seen_since_write = login.seen && login.seen_at >= login.need;
        if (!entry.written || (login.need == 0 && !login.acknowledged))
            continue;
        if (login.acknowledged || !seen_since_write)
            unseen.push_back({key, false});
        else if (login.seen->client_id != entry.written->client_id)
            decisive.push_back({key, true});
        else if (!login.in_force || login.in_force->issuer != entry.written->issuer)
            others.push_back({key, false});
    }
    unseen.insert(unseen.end(), decisive.begin(), decisive.end());
    unseen.insert(unseen.end(), others.begin(), others.end());
    return unseen;
}

void restart_seen(Ledger& ledger, const ObservedState& observed, std::uint64_t until)
{
    for (auto& [key, entry] : ledger.entries)
    {
        const auto later_need = entry.login.need > until ? entry.login.need : 0;
        entry.login = {};
        entry.login.need = later_need;
        const auto* listed = observed.find(entry.id);
        const bool as_written = entry.written && listed != nullptr &&
                                listed->values.issuer == entry.written->issuer &&
                                listed->values.client_id == entry.written->client_id;
        if (as_written && later_need == 0)
            entry.login.in_force = stored_values(*entry.written, entry.secret);
    }
    ledger.restart.run.reset();
}

bool is_another_run(const ServerRun& before, const ServerRun& now)
{
    return before.started != now.started && now.cpu < before.cpu;
}

Acknowledgement acknowledge_restart(Ledger& ledger, std::optional<std::uint64_t> generation)
{
    if (!ledger.restart.since)
        return Acknowledgement::nothing_needed;
    if (generation && *generation != ledger.restart.generation)
        return Acknowledgement::other_generation;
    for (auto& [key, entry] : ledger.entries)
    {
        auto& login = entry.login;
        login.acknowledged = login.need != 0;
        login.seen.reset();
        if (entry.written)
            take_into_force(entry);
        else
            login = {};
    }
    ledger.restart.since.reset();
    ledger.restart.run.reset();
    return Acknowledgement::taken;
}

NeedChange settle_need(Ledger& ledger, const ObservedState& observed, WallTime now)
{
    auto& restart = ledger.restart;
    bool needed = false;
    for (auto& [key, entry] : ledger.entries)
    {
        if (entry.login.need != 0 && observed.find(entry.id) == nullptr)
            entry.login = {};
        needed = needed || entry.login.need != 0;
    }
    const auto latest = latest_need(ledger);
    const NeedChange change{.raised = latest > restart.generation,
                            .ended = !needed && restart.since.has_value()};
    restart.generation = latest;
    if (!needed)
    {
        restart.since.reset();
        restart.run.reset();
    }
    else if (!restart.since)
        restart.since = now;
    return change;
}

} // namespace idpsync
