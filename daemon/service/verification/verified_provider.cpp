#include "service/verification/verified_provider.hpp"

#include "oidc/discovery_rows.hpp"
#include "oidc/registration.hpp"
#include "reconcile/credential_budget.hpp"
#include "service/daemon/provider_status.hpp"

#include <algorithm>
#include <set>

namespace idpsync::service {
namespace {

using namespace std::chrono_literals;
using Outcome = reconcile::ProviderResult::Outcome;

constexpr std::chrono::milliseconds look_into_suspicion = 1min;
constexpr std::chrono::milliseconds look_for_recovery = 5min;

const reconcile::ProviderResult* result_of(const reconcile::Report& report, std::size_t index)
{
    return report.results.size() == report.plan.items.size() ? &report.results[index] : nullptr;
}

/// Rule 24: any connector counts as open, unless this tool created it and nobody probed it since.
bool counts_as_open(const PlanItem& item, const reconcile::ProviderResult* result)
{
    if (result != nullptr && result->outcome == Outcome::created)
        return item.preflight && item.preflight->verdict == Verdict::accepted;
    return !item.entry || !item.entry->login.in_force || item.entry->login.seen;
}

/// What NetBird has of it after the pass; nothing: it has none, or that is not known.
std::optional<ConnectorValues> values_in_netbird(const PlanItem& item, Standing standing)
{
    if (standing == Standing::in_sync || standing == Standing::unverified)
        return item.want;
    return item.seen;
}

bool is_unreached(FindingId id)
{
    switch (id)
    {
    case FindingId::host_unknown:
    case FindingId::certificate_expired:
    case FindingId::certificate_for_another_host:
    case FindingId::provider_unreachable:
    case FindingId::discovery_guarded:
    case FindingId::discovery_missing:
    case FindingId::discovery_unreadable:
    case FindingId::issuer_redirected: return true;
    default: return false;
    }
}

void settle(std::set<Aspect>& settled, Aspect aspect, bool known)
{
    if (known)
        settled.insert(aspect);
}

std::set<Aspect> settled_by(const VerifiedProvider& provider, const diagnose::ProviderFacts& facts)
{
    std::set<Aspect> settled;
    const auto& check = facts.check;
    const auto known = [](const auto& judgement) {
        return judgement && judgement->verdict != Verdict::unknown;
    };
    settle(settled, Aspect::discovery, !check || check->discovery.verdict != Verdict::unknown);
    const bool tries_are_off = provider.secret && !facts.has_secret;
    settle(settled, Aspect::credentials,
           !check || !provider.secret_declared || tries_are_off || known(check->credentials));
    settle(settled, Aspect::redirect, !check || known(check->redirect));
    settle(settled, Aspect::keys, !check || known(check->keys));
    const auto& probe = facts.probe;
    settle(settled, Aspect::login_service,
           !probe || (probe->has_value() && (*probe)->kind != netbird::LoginProbe::Kind::unknown));
    return settled;
}

/// NetBird checks tokens by its own clock.
bool netbird_disagrees(const oidc::ProviderCheck& check, std::optional<std::chrono::seconds> netbird_ahead)
{
    const auto& ahead = check.discovery.clock_ahead;
    return ahead && netbird_ahead && oidc::judge_clock(*ahead - *netbird_ahead);
}

/// Those that a provider's document names, as ProviderCheck::certificates does.
std::set<std::string> hosts_of(const oidc::Discovery& document)
{
    std::set<std::string> hosts;
    for (const auto* address :
         {&document.issuer, &document.authorization_endpoint, &document.token_endpoint, &document.jwks_uri})
    {
        const auto url = address->has_value() ? oidc::parse_endpoint(**address) : std::nullopt;
        if (url)
            hosts.emplace(url->encoded_host_and_port());
    }
    return hosts;
}

} // namespace

bool VerifiedProvider::differs_from(const VerifiedProvider& other) const
{
    const bool same_secret =
        secret.has_value() == other.secret.has_value() && fingerprint == other.fingerprint;
    return id != other.id || values.issuer != other.values.issuer ||
           values.client_id != other.values.client_id || allow_http != other.allow_http || !same_secret;
}

std::vector<VerifiedProvider> verified_providers(const reconcile::Report& report, const DesiredState& desired,
                                                 const reconcile::Secrets& secrets)
{
    std::vector<VerifiedProvider> providers;
    for (std::size_t i = 0; i < report.plan.items.size(); ++i)
    {
        const auto& item = report.plan.items[i];
        const auto* declared = desired.find(item.key);
        const auto* result = result_of(report, i);
        const auto standing = standing_of(item, result);
        const auto values = values_in_netbird(item, standing);
        const auto id = result != nullptr && result->id ? result->id : item.id;
        if (declared == nullptr || declared->state != State::present || !values || !id)
            continue;
        VerifiedProvider provider{.key = item.key,
                                  .id = *id,
                                  .values = *values,
                                  .secret = {},
                                  .fingerprint = {},
                                  .secret_declared = declared->client_secret.has_value(),
                                  .allow_http = declared->allow_http,
                                  .opened = counts_as_open(item, result)};
        const auto secret = secrets.values.find(item.key);
        // One that is merely unverified at the provider is in NetBird all the same.
        const bool is_there = standing == Standing::in_sync ||
                              (standing == Standing::unverified && item.secret != SecretFate::unverified);
        if (is_there && secret != secrets.values.end())
        {
            provider.secret = secret->second.clone();
            provider.fingerprint = secrets.states.at(item.key).fingerprint;
        }
        provider.restart_needed = concerns(report.restart_needed, provider.key);
        providers.push_back(std::move(provider));
    }
    return providers;
}

bool was_written(const reconcile::Report& report, const ProviderKey& key)
{
    return std::ranges::any_of(report.results, [&](const reconcile::ProviderResult& result) {
        return result.key == key &&
               (result.outcome == Outcome::created || result.outcome == Outcome::updated);
    });
}

oidc::Registration registration_of(const VerifiedProvider& provider, const std::string& redirect_uri)
{
    return {.type = provider.values.type,
            .issuer = oidc::issuer_of(provider.values),
            .client_id = provider.values.client_id,
            .redirect_uri = redirect_uri,
            .allow_http = provider.allow_http};
}

bool may_be_probed(const VerifiedProvider& provider, const std::optional<oidc::ProviderCheck>& check)
{
    return provider.opened || (check && check->preflight().verdict == Verdict::accepted);
}

Look look_at(const VerifiedProvider& provider, const diagnose::ProviderFacts& facts, WallTime now,
             std::optional<std::chrono::seconds> netbird_ahead)
{
    Look look{.findings = diagnose::judge_provider(facts, now), .settled = settled_by(provider, facts)};
    const bool clocks_differ = facts.check && netbird_disagrees(*facts.check, netbird_ahead);
    std::erase_if(look.findings, [&](const Finding& finding) {
        const bool told_anyway = provider.restart_needed && finding.id == FindingId::login_service_outdated;
        const bool our_clock = finding.id == FindingId::clock_off && !clocks_differ;
        // NetBird may trust it.
        return told_anyway || our_clock || finding.id == FindingId::certificate_untrusted;
    });
    return look;
}

std::optional<bool> issuer_is_up(const oidc::ProviderCheck& check)
{
    const auto& findings = check.discovery.findings;
    if (check.discovery.document)
        return true;
    const auto untrusted = [](const Finding& one) { return one.id == FindingId::certificate_untrusted; };
    if (check.leave_alone || findings.empty() || findings.front().severity == Severity::unknown ||
        std::ranges::any_of(findings, untrusted))
        return std::nullopt;
    return std::ranges::none_of(findings, [](const Finding& finding) { return is_unreached(finding.id); });
}

std::map<std::string, WallTime> certificates_after(std::map<std::string, WallTime> known,
                                                   const oidc::ProviderCheck& check)
{
    for (const auto& [host, end] : check.certificates)
        known.insert_or_assign(host, end);
    if (!check.discovery.document)
        return known;
    const auto named = hosts_of(*check.discovery.document);
    std::erase_if(known, [&](const auto& one) {
        return !check.certificates.contains(one.first) && !named.contains(one.first);
    });
    return known;
}

std::chrono::seconds credentials_count_for(const config::Verification& settings, double chance)
{
    // Where each look is to be a try, one that comes a little early is one, too.
    const bool each_look = time_between_looks(settings) == settings.credentials;
    const auto time = varied(settings.credentials, each_look ? 0 : chance);
    return std::max(std::chrono::duration_cast<std::chrono::seconds>(time), reconcile::credentials_count_for);
}

std::optional<std::chrono::milliseconds> time_between_looks(const config::Verification& settings)
{
    const auto& [interval, credentials] = settings;
    if (interval == 0ms && credentials == 0ms)
        return std::nullopt;
    if (interval == 0ms || credentials == 0ms)
        return std::max(interval, credentials);
    return std::min(interval, credentials);
}

std::chrono::milliseconds varied(std::chrono::milliseconds time, double chance)
{
    const std::chrono::duration<double, std::milli> varied = time * (0.9 + 0.2 * chance);
    return std::chrono::duration_cast<std::chrono::milliseconds>(varied);
}

net::SteadyTime next_look(const LoginHealth& health, std::chrono::milliseconds regular, net::SteadyTime now,
                          double chance)
{
    auto wait = regular;
    if (health.state == LoginHealth::State::broken)
        wait = std::min(wait, look_for_recovery);
    if (health.suspected)
        wait = std::min(wait, look_into_suspicion);
    return now + varied(wait, chance);
}

} // namespace idpsync::service
