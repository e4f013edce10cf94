#include "diagnose/provider_checks.hpp"

#include "core/joined.hpp"
#include "core/login_aspect.hpp"
#include "core/reason_words.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"
#include "diagnose/catalogue.hpp"
#include "diagnose/diagnosis.hpp"
#include "diagnose/netbird_checks.hpp"

#include <algorithm>

namespace idpsync::diagnose {
namespace {

bool probe_tells(const ProviderFacts& facts)
{
    return facts.probe && facts.probe->has_value() &&
           (*facts.probe)->kind != netbird::LoginProbe::Kind::unknown;
}

/// The checks, one after the other; each adds what it found.
class ProviderJudgement
{
public:
    ProviderJudgement(const ProviderFacts& facts, WallTime now) : facts_(facts), now_(now) {}

    std::vector<Finding> findings() &&;

private:
    void add(Finding finding) { findings_.push_back(std::move(finding)); }
    void from_outside();
    void client_at_provider();
    void what_is_well(const oidc::ProviderCheck& check);
    void certificate(const oidc::ProviderCheck& check);
    void secret_expiry();
    void access_expiry();
    void connector();
    void without_changes();
    void unwritten(FindingId id, std::string evidence, Severity severity = Severity::warning);
    void login_service();
    void not_opened(const netbird::LoginProbe& probe);
    void in_force(const netbird::LoginRedirect& used);
    void challenge(const netbird::LoginRedirect& used);
    bool callback_is_outdated(const netbird::LoginRedirect& used);
    void login_error();
    [[nodiscard]] std::string when_tried() const;
    [[nodiscard]] bool has_error() const;
    [[nodiscard]] bool secret_is_in_force() const;

    const ProviderFacts& facts_;
    WallTime now_;
    bool not_open_ = false; ///< because NetBird has another issuer than the declared one
    std::vector<Finding> findings_;
};

std::vector<Finding> ProviderJudgement::findings() &&
{
    from_outside();
    secret_expiry();
    access_expiry();
    login_service();
    client_at_provider();
    connector();
    sort_by_urgency(findings_);
    return std::move(findings_);
}

void ProviderJudgement::from_outside()
{
    if (!facts_.check)
        return add(unclear(FindingId::provider_healthy,
                           "its issuer is a template for all tenants: it cannot be checked from outside"));
    auto check = *facts_.check;
    if (facts_.credentials_from && check.credentials)
        check.credentials->finding.evidence += when_tried();
    findings_ = check.findings();
    if (!facts_.has_secret && facts_.check->discovery.verdict == Verdict::accepted)
        add(unclear(
            FindingId::credentials_refused,
            "no client_secret is declared, and NetBird does not show the one it has: it cannot be checked"));
    what_is_well(check);
    certificate(check);
}

void ProviderJudgement::client_at_provider()
{
    if (!facts_.client || !facts_.item.want)
        return;
    const auto& values = *facts_.item.want;
    const auto registration = oidc::registration_of(values, CheckSettings(), facts_.redirect_uri);
    auto needs = facts_.client_needs;
    needs.redirect_uri = facts_.redirect_uri;
    if (probe_tells(facts_) && (*facts_.probe)->in_force)
        needs.sends_challenge = (*facts_.probe)->in_force->challenge;
    add_client_findings(judge_client(*facts_.client, registration, needs), findings_);
}

/// Empty when the credentials were tried just now.
std::string ProviderJudgement::when_tried() const
{
    if (!facts_.credentials_from)
        return {};
    return " (tried at " + format_timestamp(*facts_.credentials_from) + ")";
}

void ProviderJudgement::what_is_well(const oidc::ProviderCheck& check)
{
    if (check.discovery.verdict == Verdict::accepted)
        add(passed(FindingId::issuer_mismatch, "the provider states the issuer exactly as it is declared"));
    if (check.keys && check.keys->verdict == Verdict::accepted)
        add(passed(FindingId::keys_unusable, "it signs with a key that NetBird can check"));
    if (check.credentials && check.credentials->verdict == Verdict::accepted)
        add(passed(FindingId::credentials_refused, "it accepts client id and secret" + when_tried()));
    if (check.redirect && check.redirect->verdict == Verdict::accepted)
        add(passed(FindingId::redirect_refused, "NetBird's redirect URI is registered"));
}

void ProviderJudgement::certificate(const oidc::ProviderCheck& check)
{
    if (!check.certificate_expires)
        return;
    const auto end =
        "the certificate of " + check.certificate_host + " " + ending(*check.certificate_expires, now_);
    if (*check.certificate_expires - now_ > certificate_notice)
        return add(passed(FindingId::certificate_expiring, end));
    add(found(FindingId::certificate_expiring, end, {{"host", check.certificate_host}}));
}

void ProviderJudgement::secret_expiry()
{
    const auto& shown = facts_.secret_end;
    const auto expires = shown ? std::optional(shown->at) : facts_.secret_expires;
    if (!expires)
        return;
    auto end = (shown ? "by the provider's own API the client secret "
                      : "by client_secret_expires the client secret ") +
               ending(*expires, now_);
    if (shown && shown->candidates > 1)
        end += "; it is one of " + std::to_string(shown->candidates) +
               " that begin alike there, and the earliest end counts";
    if (*expires - now_ > certificate_notice)
        return add(passed(FindingId::client_secret_expiring, end));
    add(found(FindingId::client_secret_expiring, end));
}

void ProviderJudgement::access_expiry()
{
    if (!facts_.access_ends)
        return;
    const auto& ends = *facts_.access_ends;
    if (ends.has_error())
    {
        auto finding = found(FindingId::registration_expiring,
                             "when the token of registration expires is not known: " + ends.error().message);
        if (!ends.error().next.empty())
            finding.next = ends.error().next;
        return add(std::move(finding));
    }
    if (!*ends)
        return;
    const auto end = "by the provider's own API the token of registration " + ending(**ends, now_);
    if (**ends - now_ > certificate_notice)
        return add(passed(FindingId::registration_expiring, end));
    add(found(FindingId::registration_expiring, end));
}

bool ProviderJudgement::has_error() const
{
    return std::any_of(findings_.begin(), findings_.end(),
                       [](const Finding& finding) { return finding.severity == Severity::error; });
}

void ProviderJudgement::connector()
{
    const auto& item = facts_.item;
    if (!facts_.listed)
        return;
    if (!item.seen)
        return unwritten(FindingId::connector_missing,
                         item.why.empty() ? "NetBird has no connector for it" : item.why);
    // What is listed may not stay.
    if (item.action == Action::wait && item.reason == Reason::intent_open)
        return add(unclear(FindingId::connector_differs, item.why));
    if (item.changes.empty())
        return without_changes();
    auto fields = joined(
        item.changes,
        [](const auto& change) {
            return std::string(to_string(change.field)) + " is " + quoted(change.observed) + " there, " +
                   quoted(change.desired) + " here";
        },
        "; ");
    if (not_open_)
        fields += "; NetBird's login service cannot open it with these values";
    unwritten(FindingId::connector_differs, fields, not_open_ ? Severity::error : Severity::warning);
}

/// As declared, as far as NetBird shows: a secret it does not.
void ProviderJudgement::without_changes()
{
    const auto& item = facts_.item;
    const auto why = item.why.empty() ? std::string(words_for(item.reason)) : item.why;
    if (item.in_sync() && item.reason != Reason::secret_unverified)
        return add(passed(FindingId::connector_differs, "NetBird has it as it is declared"));
    if (item.in_sync())
        return add(unclear(FindingId::connector_differs, "NetBird shows it as it is declared; " + why));
    unwritten(FindingId::connector_differs,
              item.troubled() ? why : "the declared client_secret is not written yet: " + why);
}

/// What a pass would write. Beside an error it is none of its own: the values are written once they can work.
void ProviderJudgement::unwritten(FindingId id, std::string evidence, Severity severity)
{
    const auto& key = facts_.item.key.str();
    const Values commands{{"plan", facts_.commands.command("plan", key)},
                          {"pass", facts_.commands.pass(key)}};
    // To write it again is no advice where NetBird has just refused it.
    if (facts_.refused)
        add(found(FindingId::write_refused,
                  "NetBird refused to write it at " + format_timestamp(facts_.refused->at) + ": " +
                      facts_.refused->why,
                  commands));
    const bool waits = has_error();
    auto finding = found(id, waits ? Severity::hint : severity, std::move(evidence), commands);
    if (facts_.item.troubled() && !facts_.item.next.empty() && severity != Severity::error)
        finding.next = facts_.item.next; // a pass alone would not write it
    if (waits)
        finding.next = "fix the error first; then " + finding.next;
    add(std::move(finding));
}

void ProviderJudgement::login_service()
{
    // A secret is never seen: that it is not in use is known from what was written alone.
    if (facts_.restart_needed)
        return add(found(
            FindingId::login_service_outdated,
            "no restart of NetBird was seen since this provider was written: logins use the old values"));
    if (!facts_.probe)
        return;
    if (!probe_tells(facts_) && facts_.login_service_refusal)
        return add(*facts_.login_service_refusal);
    if (facts_.probe->has_error())
        return add(unclear(FindingId::login_service_outdated, facts_.probe->error().text()));
    const auto& probe = **facts_.probe;
    switch (probe.kind)
    {
    case netbird::LoginProbe::Kind::open: return in_force(*probe.in_force);
    case netbird::LoginProbe::Kind::cannot_open: return not_opened(probe);
    case netbird::LoginProbe::Kind::login_error: return login_error();
    case netbird::LoginProbe::Kind::client_unknown:
    case netbird::LoginProbe::Kind::redirect_unregistered:
    case netbird::LoginProbe::Kind::unknown: break;
    }
    add(unclear(FindingId::login_service_outdated,
                "what the login service uses cannot be seen: " + probe.why));
}

void ProviderJudgement::not_opened(const netbird::LoginProbe& probe)
{
    // Why it cannot be opened has been said.
    if (has_error())
        return;
    const bool same =
        facts_.item.seen && facts_.item.want && facts_.item.seen->issuer == facts_.item.want->issuer;
    not_open_ = !same; // connector() says both
    if (not_open_)
        return;
    if (facts_.check && facts_.check->discovery.verdict == Verdict::accepted)
        return add(
            found(FindingId::unreachable_from_netbird,
                  "the provider answers here, and NetBird's login service cannot open it: " + probe.why));
    add(found(FindingId::connector_not_opened, "NetBird's login service cannot open it: " + probe.why,
              {{"id", facts_.item.id ? escaped(facts_.item.id->value) : std::string("of this provider")}}));
}

/// A client that requires PKCE is fine where the login that NetBird begins carries a challenge, and only
/// there: the version does not decide, what is seen does.
void ProviderJudgement::challenge(const netbird::LoginRedirect& used)
{
    const auto found = std::find_if(findings_.begin(), findings_.end(), [](const Finding& finding) {
        return finding.id == FindingId::pkce_required;
    });
    if (found == findings_.end())
        return;
    if (used.challenge)
        *found = passed(FindingId::pkce_required, "the client requires PKCE, and NetBird sends it");
    else
    {
        found->severity = Severity::error;
        found->evidence += "; this NetBird sends no PKCE challenge";
    }
}

bool ProviderJudgement::callback_is_outdated(const netbird::LoginRedirect& used)
{
    if (facts_.redirect_uri.empty() || used.redirect_uri == facts_.redirect_uri)
        return false;
    add(found(FindingId::callback_outdated,
              "logins come back to " + quoted(used.redirect_uri) + ", but NetBird's address is that of " +
                  quoted(facts_.redirect_uri) +
                  " now: a connector keeps the callback that it was created with",
              {{"old", escaped(used.redirect_uri)}}));
    return true;
}

void ProviderJudgement::login_error()
{
    const auto now =
        facts_.redirect_uri.empty() ? std::string("NetBird's present one") : quoted(facts_.redirect_uri);
    add(found(FindingId::callback_outdated,
              "the login page answers 500 \"Login error.\", as it does for a connector that was made under "
              "another address of NetBird: it keeps the callback of that address, and " +
                  now + " is expected now",
              {{"old", "its callback"}}));
}

void ProviderJudgement::in_force(const netbird::LoginRedirect& used)
{
    challenge(used);
    if (callback_is_outdated(used))
        return;
    const auto& stored = *facts_.item.seen;
    if (used.client_id != stored.client_id)
        return add(
            found(FindingId::login_service_outdated, "logins use the client id " + quoted(used.client_id) +
                                                         ", NetBird's API says " + quoted(stored.client_id)));
    const auto& check = facts_.check;
    const bool same_issuer = facts_.item.want && stored.issuer == facts_.item.want->issuer;
    if (check && check->discovery.document && same_issuer)
        if (const auto& endpoint = check->discovery.document->authorization_endpoint;
            endpoint && *endpoint != used.endpoint)
            return add(found(FindingId::login_service_outdated, "logins go to " + quoted(used.endpoint) +
                                                                    ", the provider states " +
                                                                    quoted(*endpoint)));
    if (secret_is_in_force())
        return add(passed(FindingId::login_service_outdated,
                          "NetBird's login service uses the values that it lists"));
    add(unclear(
        FindingId::login_service_outdated,
        "NetBird's login service uses the client id and the address that NetBird lists; whether it uses "
        "today's secret cannot be seen"));
}

/// As far as the ledger knows.
bool ProviderJudgement::secret_is_in_force() const
{
    const auto& entry = facts_.item.entry;
    return entry && !facts_.item.touched && entry->secret && entry->login.in_force &&
           entry->login.in_force->secret == entry->secret;
}

bool is_refusal_of_login_service(const Finding& finding)
{
    return finding.severity == Severity::error && is_refusal(finding.id) &&
           aspect_of(finding.id) == Aspect::login_service;
}

} // namespace

std::vector<Finding> judge_provider(const ProviderFacts& facts, WallTime now)
{
    return located(ProviderJudgement(facts, now).findings(), facts.commands);
}

std::optional<reconcile::LoginServiceSight> sight_of_login_service(const ProviderFacts& facts,
                                                                   const std::vector<Finding>& findings)
{
    if (!probe_tells(facts) || facts.restart_needed || !facts.item.id || !facts.item.seen)
        return std::nullopt;
    reconcile::LoginServiceSight sight{.connector = *facts.item.id,
                                       .values = *facts.item.seen,
                                       .redirect_uri = facts.redirect_uri,
                                       .refusal = {}};
    const auto found = std::ranges::find_if(findings, is_refusal_of_login_service);
    if (found != findings.end())
        sight.refusal = *found;
    return sight;
}

} // namespace idpsync::diagnose
