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

/// Rule 24: any connector counts as open, unless this tool created it and nobody probed it since.
bool counts_as_open(const PlanItem& item, const reconcile::ProviderResult* result)
{
    if (result != nullptr && result->outcome == Outcome::created)
        return item.preflight && item.preflight->verdict == Verdict::accepted;
    return !item.entry || !item.entry->login.in_force || item.entry->login.seen;
}

/// What NetBird has of it after the pass; nothing: it has none, or that is not known.
std::optional<ConnectorValues> values_in_netbird(const PlanItem& item, SyncState state)
{
    if (state == SyncState::in_sync || state == SyncState::unverified)
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

/// What a look has seen of each aspect, and why it has not seen the others.
class Sight
{
public:
    Sight(const VerifiedProvider& provider, const diagnose::ProviderFacts& facts, bool tries, Look& look)
        : provider_(provider), facts_(facts), tries_(tries), look_(look)
    {}

    void note_all() &&;

private:
    /// `unseen`: why not, where it is not known.
    void note(Aspect aspect, bool known, std::string unseen);
    void note_beyond(std::string what) { look_.beyond = std::move(what); }
    void credentials(const oidc::ProviderCheck& check);
    void redirect(const oidc::ProviderCheck& check);
    void keys(const oidc::ProviderCheck& check);
    void login_service();

    const VerifiedProvider& provider_;
    const diagnose::ProviderFacts& facts_;
    bool tries_;
    Look& look_;
};

void Sight::note_all() &&
{
    login_service();
    if (!facts_.check)
        return note_beyond("this provider cannot be checked from here, not even its client id and secret");
    const auto& findings = facts_.check->discovery.findings;
    note(Aspect::discovery, facts_.check->discovery.verdict != Verdict::unknown,
         findings.empty() ? "the provider's discovery document was not seen" : findings.front().evidence);
    credentials(*facts_.check);
    redirect(*facts_.check);
    keys(*facts_.check);
}

void Sight::note(Aspect aspect, bool known, std::string unseen)
{
    if (known)
        look_.settled.insert(aspect);
    else
        look_.unseen.emplace(aspect, std::move(unseen));
}

void Sight::credentials(const oidc::ProviderCheck& check)
{
    const auto& judged = check.credentials;
    const bool known = judged && judged->verdict != Verdict::unknown;
    const bool tells_nothing = judged && !known && aspect_of(judged->finding.id) == Aspect::credentials;
    if (tells_nothing && has_builtin_issuer(provider_.values.type))
        return note_beyond("client id and secret cannot be asked of this provider");
    std::string why = "client id and secret could not be tried";
    if (!provider_.secret_declared)
        why = "no client_secret is declared: nobody can try the one that NetBird keeps";
    else if (!provider_.secret)
        why = "NetBird may have another client_secret than the declared one";
    else if (judged)
        why = judged->finding.evidence;
    else if (!tries_)
        why = "client id and secret were never tried: verify.credentials is 0";
    note(Aspect::credentials, known, std::move(why));
}

/// Many a provider does not tell before somebody signs in.
void Sight::redirect(const oidc::ProviderCheck& check)
{
    const auto& judged = check.redirect;
    const bool known = judged && judged->verdict != Verdict::unknown;
    if (!known && judged && judged->finding.id == FindingId::redirect_refused)
        return;
    note(Aspect::redirect, known,
         judged ? judged->finding.evidence : "whether NetBird's redirect URI is registered was not asked");
}

void Sight::keys(const oidc::ProviderCheck& check)
{
    const auto& judged = check.keys;
    note(Aspect::keys, judged && judged->verdict != Verdict::unknown,
         judged && !judged->findings.empty() ? judged->findings.front().evidence
                                             : "the provider's signing keys were not seen");
}

void Sight::login_service()
{
    const auto& probe = facts_.probe;
    // It is not asked before the provider accepts the values (rule 21): one that cannot be asked never does.
    if (!probe && !facts_.check)
        return;
    const bool known = probe && probe->has_value() && (*probe)->kind != netbird::LoginProbe::Kind::unknown;
    note(Aspect::login_service, known,
         !probe ? "what NetBird's login service uses is not asked before the provider accepts it"
         : probe->has_error() ? probe->error().text()
                              : "what NetBird's login service uses cannot be seen: " + (*probe)->why);
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
           values.client_id != other.values.client_id || checks != other.checks || !same_secret;
}

std::vector<VerifiedProvider> verified_providers(const reconcile::Report& report, const DesiredState& desired,
                                                 const reconcile::Secrets& secrets)
{
    std::vector<VerifiedProvider> providers;
    for (const auto& [item, result] : report.items())
    {
        const auto* declared = desired.find(item.key);
        const auto state = sync_state_of(item, result);
        const auto values = values_in_netbird(item, state);
        const auto id = result != nullptr && result->id ? result->id : item.id;
        if (declared == nullptr || declared->state != State::present || !values || !id)
            continue;
        VerifiedProvider provider{.key = item.key,
                                  .id = *id,
                                  .values = *values,
                                  .secret = {},
                                  .fingerprint = {},
                                  .secret_declared = declared->client_secret.has_value(),
                                  .checks = declared->checks,
                                  .opened = counts_as_open(item, result),
                                  .refused = item.login_refused};
        const auto secret = secrets.values.find(item.key);
        // One that is merely unverified at the provider is in NetBird all the same.
        const bool is_there = state == SyncState::in_sync ||
                              (state == SyncState::unverified && !item.may_have_another_secret());
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

LoginHealth health_after_pass(LoginHealth health, const VerifiedProvider& provider, bool differs)
{
    const bool by_a_secret =
        health.state == LoginHealth::State::broken && aspect_of(health.finding->id) == Aspect::credentials;
    if (by_a_secret && !provider.secret_declared && !provider.refused)
        return {};
    return differs ? with_other_values(std::move(health)) : health;
}

bool was_written(const reconcile::Report& report, const ProviderKey& key)
{
    return std::ranges::any_of(report.results, [&](const reconcile::ProviderResult& result) {
        return result.key == key &&
               (result.outcome == Outcome::created || result.outcome == Outcome::updated);
    });
}

bool may_be_probed(const VerifiedProvider& provider, const std::optional<oidc::ProviderCheck>& check)
{
    return provider.opened || (check && check->preflight().verdict == Verdict::accepted);
}

Look look_at(const VerifiedProvider& provider, const diagnose::ProviderFacts& facts, bool tries, WallTime now,
             std::optional<std::chrono::seconds> netbird_ahead)
{
    Look look{.findings = diagnose::judge_provider(facts, now), .settled = {}, .unseen = {}, .beyond = {}};
    Sight(provider, facts, tries, look).note_all();
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

std::chrono::seconds credentials_count_for(const config::VerifySettings& settings, double chance)
{
    // Where each look is to be a try, one that comes a little early is one, too.
    const bool each_look = time_between_looks(settings) == settings.credentials;
    const auto time = varied(settings.credentials, each_look ? 0 : chance);
    return std::max(std::chrono::duration_cast<std::chrono::seconds>(time), reconcile::credentials_count_for);
}

std::optional<std::chrono::milliseconds> time_between_looks(const config::VerifySettings& settings)
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
