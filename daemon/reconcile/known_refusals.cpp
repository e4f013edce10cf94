#include "reconcile/known_refusals.hpp"

#include "core/login_aspect.hpp"
#include "core/time_text.hpp"

#include <algorithm>
#include <ranges>
#include <vector>

namespace idpsync::reconcile {
namespace {

Aspect aspect_of(const KnownRefusal& refusal)
{
    return idpsync::aspect_of(refusal.finding.id);
}

/// Redirect URIs; an empty one is not known.
bool may_be_the_same(const std::string& left, const std::string& right)
{
    return left == right || left.empty() || right.empty();
}

/// Only what the aspect depends on.
bool is_about(const KnownRefusal& refusal, const CredentialTry& values)
{
    const auto aspect = aspect_of(refusal);
    if (refusal.issuer != values.issuer || refusal.connector)
        return false;
    if (aspect == Aspect::discovery || aspect == Aspect::keys)
        return true;
    const bool same = aspect == Aspect::credentials
                          ? refusal.secret == values.secret
                          : may_be_the_same(refusal.redirect_uri, values.redirect_uri);
    return same && refusal.client_id == values.client_id;
}

bool is_about(const KnownRefusal& refusal, const LoginServiceSight& sight)
{
    return refusal.connector == sight.connector && refusal.issuer == sight.values.issuer &&
           refusal.client_id == sight.values.client_id &&
           may_be_the_same(refusal.redirect_uri, sight.redirect_uri);
}

std::vector<Finding> refusals_in(const oidc::ProviderCheck& check)
{
    std::vector<Finding> refusals;
    const auto preflight = check.preflight();
    if (preflight.verdict == Verdict::refused)
        refusals.push_back(preflight.reason);
    for (auto& finding : check.findings())
        if (finding.severity == Severity::error && is_refusal(finding.id) && finding != preflight.reason)
            refusals.push_back(std::move(finding));
    return refusals;
}

template <class Judgement>
bool accepts(const std::optional<Judgement>& judgement)
{
    return judgement && judgement->verdict == Verdict::accepted;
}

bool is_accepted(Aspect aspect, const CredentialTry& asked, const oidc::ProviderCheck& check)
{
    switch (aspect)
    {
    case Aspect::discovery: return check.discovery.verdict == Verdict::accepted;
    case Aspect::keys: return accepts(check.keys);
    case Aspect::redirect: return accepts(check.redirect);
    case Aspect::credentials:
        // Without a secret only the authorization endpoint can have said that there is no such client.
        return accepts(check.credentials) || (asked.secret.hex.empty() && accepts(check.redirect));
    case Aspect::login_service: break;
    }
    return false;
}

void keep(std::vector<KnownRefusal>& refusals, const CredentialTry& asked, const Finding& finding,
          WallTime now)
{
    KnownRefusal refusal{.at = now,
                         .issuer = asked.issuer,
                         .client_id = asked.client_id,
                         .secret = asked.secret,
                         .redirect_uri = asked.redirect_uri,
                         .finding = finding};
    const auto before = std::ranges::find_if(refusals, [&](const KnownRefusal& one) {
        return aspect_of(one) == aspect_of(refusal) && is_about(one, asked);
    });
    if (before == refusals.end())
        refusals.insert(refusals.begin(), std::move(refusal));
    else
        before->finding = finding;
    if (refusals.size() > answers_kept)
        refusals.resize(answers_kept);
}

} // namespace

void note_refusals(ProviderEvidence& evidence, const CredentialTry& asked, const oidc::ProviderCheck& check,
                   WallTime now)
{
    auto& refusals = evidence.refusals;
    std::erase_if(refusals, [&](const KnownRefusal& one) {
        return is_about(one, asked) && is_accepted(aspect_of(one), asked, check);
    });
    // Of each aspect the first counts.
    for (const auto& finding : refusals_in(check) | std::views::reverse)
        keep(refusals, asked, finding, now);
}

std::optional<Finding> known_refusal(const ProviderEvidence& evidence, const CredentialTry& values)
{
    const auto found = std::ranges::find_if(evidence.refusals,
                                            [&](const KnownRefusal& one) { return is_about(one, values); });
    if (found != evidence.refusals.end())
        return found->finding;
    const auto* answer = answer_about(evidence, values);
    return answer != nullptr && answer->verdict == Verdict::refused ? std::optional(answer->finding)
                                                                    : std::nullopt;
}

void note_login_service(ProviderEvidence& evidence, const LoginServiceSight& sight, WallTime now)
{
    auto& refusals = evidence.refusals;
    auto since = now;
    for (const auto& one : refusals)
        if (sight.refusal && is_about(one, sight) && one.finding.id == sight.refusal->id)
            since = one.at;
    std::erase_if(refusals, [](const KnownRefusal& one) { return one.connector.has_value(); });
    if (!sight.refusal)
        return;
    refusals.insert(refusals.begin(), {.at = since,
                                       .issuer = sight.values.issuer,
                                       .client_id = sight.values.client_id,
                                       .secret = {},
                                       .redirect_uri = sight.redirect_uri,
                                       .finding = *sight.refusal,
                                       .connector = sight.connector});
    if (refusals.size() > answers_kept)
        refusals.resize(answers_kept);
}

void forget_former_values(ProviderEvidence& evidence)
{
    std::erase_if(evidence.refusals, [](const KnownRefusal& one) {
        return one.connector && one.finding.id == FindingId::login_service_outdated;
    });
}

std::optional<Finding> login_service_refusal(const ProviderEvidence& evidence, const LoginServiceSight& asked)
{
    const auto found = std::ranges::find_if(evidence.refusals,
                                            [&](const KnownRefusal& one) { return is_about(one, asked); });
    if (found == evidence.refusals.end())
        return std::nullopt;
    auto finding = found->finding;
    finding.evidence += " (seen first at " + format_timestamp(found->at) + ")";
    return finding;
}

std::optional<CredentialEvidence> last_told(const ProviderEvidence& evidence, const CredentialTry& values)
{
    const auto* answer = answer_about(evidence, values);
    if (answer == nullptr || answer->verdict != Verdict::unknown)
        return answer == nullptr ? std::nullopt : std::optional(*answer);
    auto told = *answer;
    const auto refused = std::ranges::find_if(evidence.refusals, [&](const KnownRefusal& one) {
        return aspect_of(one) == Aspect::credentials && is_about(one, values);
    });
    if (refused != evidence.refusals.end())
    {
        told.verdict = Verdict::refused;
        told.at = refused->at;
        told.finding = refused->finding;
        return told;
    }
    if (!answer->accepted_at)
        return std::nullopt;
    told.verdict = Verdict::accepted;
    told.at = *answer->accepted_at;
    told.finding = {FindingId::credentials_refused, Severity::ok,
                    "the provider accepts the client id and secret", ""};
    return told;
}

} // namespace idpsync::reconcile
