#include "diagnose/doctor.hpp"

#include "core/restart.hpp"
#include "core/text.hpp"
#include "diagnose/catalogue.hpp"
#include "diagnose/fold.hpp"
#include "net/concurrently.hpp"
#include "registrar/former_uris.hpp"
#include "registrar/registrar.hpp"

#include <algorithm>

namespace idpsync::diagnose {

namespace asio = boost::asio;

namespace {

/// Of an acceptance that an earlier question brought; nothing: this one did, or there is none.
std::optional<std::chrono::seconds> age_of_acceptance(const ProviderFacts& facts, WallTime now)
{
    const bool accepted =
        facts.check && facts.check->credentials && facts.check->credentials->verdict == Verdict::accepted;
    if (!accepted || !facts.credentials_from)
        return std::nullopt;
    return now - *facts.credentials_from;
}

} // namespace

Doctor::Doctor(const Dependencies& dependencies, Targets targets)
    : dependencies_(dependencies), targets_(std::move(targets))
{}

asio::awaitable<Diagnosis> Doctor::visit()
{
    const auto facts = co_await fetch_netbird(dependencies_.netbird, dependencies_.clock);
    auto diagnosis = begin(facts);
    auto providers = whom(facts, diagnosis);
    const auto clients = registrations(providers, facts);
    co_await examine(clients, providers);

    const auto now = dependencies_.clock.wall_now();
    for (const auto& provider : providers)
    {
        auto findings = judge_provider(provider, now);
        if (auto sight = sight_of_login_service(provider, findings))
            co_await dependencies_.inquiry.keep(provider.item.key, std::move(*sight));
        diagnosis.providers.push_back(
            {.key = provider.item.key,
             .name = provider.item.want->name,
             .issuer = provider.item.want->issuer,
             .findings = std::move(findings),
             .clock_ahead = provider.check ? provider.check->discovery.clock_ahead : std::nullopt,
             .credentials_age = age_of_acceptance(provider, now)});
    }
    sort_by_urgency(diagnosis.providers);
    fold(diagnosis);
    co_return diagnosis;
}

Diagnosis Doctor::begin(const NetBirdFacts& facts) const
{
    const auto& settings = targets_.configuration.settings;
    Diagnosis diagnosis;
    diagnosis.clock_ahead = facts.clock_ahead;
    diagnosis.management_url = escaped(settings.management.url.buffer());
    if (const auto* login = facts.login_facts())
    {
        diagnosis.redirect_uri = login->redirect_uri;
        diagnosis.logout_uri = login->logout_uri;
    }
    diagnosis.netbird = located(judge_netbird(facts, {.management = settings.management.url,
                                                      .token_source = describe(settings.management.token),
                                                      .mode = settings.policy.mode,
                                                      .now = dependencies_.clock.wall_now()}),
                                targets_.commands);
    const auto& desired = targets_.configuration.desired;
    if (desired.providers().empty() && !desired.group_sync())
        diagnosis.netbird.push_back(found(FindingId::nothing_declared,
                                          "the files declare no identity provider",
                                          {{"import", targets_.commands.command("import")}}));
    diagnose::sort_by_urgency(diagnosis.netbird);
    return diagnosis;
}

/// The providers to look at, with what a pass would make of each.
std::vector<ProviderFacts> Doctor::whom(const NetBirdFacts& facts, Diagnosis& diagnosis) const
{
    const auto& [configuration, secrets, ledger, named, commands] = targets_;
    const bool listed = facts.list.value.has_value();
    const ObservedState nothing;
    const auto& observed = listed ? *facts.list.value : nothing;
    const auto restart = restart_needed(ledger);
    const auto plan =
        plan_of_a_look(configuration, secrets, observed, ledger, dependencies_.clock.wall_now(), commands);

    std::vector<ProviderFacts> providers;
    for (const auto& desired : configuration.desired.providers())
    {
        const auto* item = plan.find(desired.key);
        const bool wanted = desired.state == State::present && (named.empty() || named.contains(desired.key));
        if (!wanted || item == nullptr || !item->want)
        {
            diagnosis.not_checked.push_back(desired.key);
            continue;
        }
        providers.push_back({.item = *item,
                             .listed = listed,
                             .restart_needed = concerns(restart, desired.key),
                             .has_secret = secrets.values.contains(desired.key),
                             .check = {},
                             .secret_expires = desired.client_secret_expires,
                             .credentials_from = {},
                             .probe = {},
                             .commands = commands});
        if (const auto* login = facts.login_facts())
            providers.back().client_needs.logout_uri = login->logout_uri;
        const auto& refused = dependencies_.inquiry.evidence(desired.key).refused;
        if (refused && refused->is_of(*item->want, item->fingerprint.value_or(Fingerprint())))
            providers.back().refused = refused;
    }
    return providers;
}

std::vector<oidc::Registration> Doctor::registrations(const std::vector<ProviderFacts>& providers,
                                                      const NetBirdFacts& facts) const
{
    const auto* login = facts.login_facts();
    const auto* account = facts.account_details();
    std::vector<oidc::Registration> registrations;
    for (const auto& provider : providers)
    {
        const auto* desired = targets_.configuration.desired.find(provider.item.key);
        registrations.push_back(oidc::registration_of(
            *provider.item.want, desired->checks, login == nullptr ? std::string() : login->redirect_uri));
        registrations.back().group_claims = account != nullptr && account->group_sync.value_or(false);
    }
    return registrations;
}

asio::awaitable<void> Doctor::examine(const std::vector<oidc::Registration>& registrations,
                                      std::vector<ProviderFacts>& providers)
{
    std::vector<asio::awaitable<void>> tasks;
    for (std::size_t i = 0; i < providers.size(); ++i)
    {
        providers[i].redirect_uri = registrations[i].redirect_uri;
        tasks.push_back(check(registrations[i], providers[i]));
        tasks.push_back(probe(providers[i]));
        tasks.push_back(look_at_client(providers[i]));
    }
    co_await net::run_concurrently(std::move(tasks));
}

asio::awaitable<void> Doctor::check(oidc::Registration registration, ProviderFacts& facts)
{
    if (registration.issuer.empty())
        co_return;
    co_await diagnose::examine(facts, std::move(registration), targets_.secrets, dependencies_.inquiry,
                               targets_.named.size() == 1);
}

asio::awaitable<void> Doctor::probe(ProviderFacts& facts)
{
    if (!facts.item.id || !facts.item.seen)
        co_return;
    const auto id = *facts.item.id;
    auto probe = co_await dependencies_.login.probe(id);
    facts.probe.emplace(std::move(probe));
    facts.login_service_refusal = reconcile::login_service_refusal(
        dependencies_.inquiry.evidence(facts.item.key),
        {.connector = id, .values = *facts.item.seen, .redirect_uri = facts.redirect_uri, .refusal = {}});
}

/// Those that this program registered, as far as the ledger knows.
void Doctor::note_former_uris(const registrar::ProviderClient& client, ProviderFacts& facts) const
{
    const auto known = targets_.ledger.clients.find(facts.item.key);
    const auto& values = *facts.item.want;
    if (known == targets_.ledger.clients.end() || known->second.issuer != values.issuer ||
        known->second.client_id != values.client_id)
        return;
    auto& needs = facts.client_needs;
    needs.redirect_uri = facts.redirect_uri;
    needs.former_uris = registrar::former_uris(client, known->second, needs);
}

asio::awaitable<void> Doctor::look_at_client(ProviderFacts& facts)
{
    const auto& key = facts.item.key;
    const auto* desired = targets_.configuration.desired.find(key);
    const auto secret = targets_.secrets.registration.find(key);
    if (!desired->registration || secret == targets_.secrets.registration.end())
        co_return;
    facts.client_needs.allowed_groups = desired->registration->allowed_groups;
    facts.client_needs.groups = desired->registration->groups;
    if (secret->second.has_error())
    {
        facts.client.emplace(secret->second.error());
        co_return;
    }
    const auto& values = *facts.item.want;
    const auto registrar =
        registrar::open_registrar(*desired, secret->second->secret, dependencies_.provider_apis);
    if (registrar.has_error())
    {
        facts.client.emplace(registrar.error());
        co_return;
    }
    const auto deadline = dependencies_.clock.now() + provider_deadline;
    auto found = co_await (*registrar)->find(values.client_id, deadline);
    const bool may_look = found.has_value();
    if (may_look && found->has_value())
        note_former_uris(**found, facts);
    const auto declared = targets_.secrets.values.find(key);
    const bool listed = found.has_value() && found->has_value() && (*found)->secrets;
    if (listed && declared != targets_.secrets.values.end())
        facts.secret_end = registrar::end_of_secret((*found)->secrets->list, declared->second);
    facts.client.emplace(std::move(found));
    if (!may_look)
        co_return;
    auto ends = co_await (*registrar)->access_ends(dependencies_.clock.wall_now(), deadline);
    facts.access_ends.emplace(std::move(ends));
}

} // namespace idpsync::diagnose
