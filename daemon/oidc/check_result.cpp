#include "oidc/check.hpp"
#include "oidc/unanswered.hpp"

#include <algorithm>
#include <array>

namespace idpsync::oidc {
namespace {

/// Keeps the first finding of each kind: one cause is told once.
void add_new(std::vector<Finding>& all, const Finding& finding)
{
    const bool known = std::ranges::find(all, finding.id, &Finding::id) != all.end();
    if (finding.severity != Severity::ok && !known)
        all.push_back(finding);
}

/// What follows from a cause is not told beside it.
struct Consequence
{
    FindingId cause;
    FindingId effect;
};

constexpr std::array consequences{
    Consequence{FindingId::client_disabled, FindingId::credentials_refused},
    Consequence{FindingId::client_disabled, FindingId::redirect_refused},
    Consequence{FindingId::code_flow_off, FindingId::credentials_warning},
    Consequence{FindingId::pushed_requests_required, FindingId::pkce_required},
    Consequence{FindingId::login_request_refused, FindingId::pkce_required},
    // HS256 signs with the client's secret: there is no key to publish.
    Consequence{FindingId::algorithm_unusable, FindingId::keys_unusable},
    // The deadline passed before the later questions.
    Consequence{FindingId::provider_slow, FindingId::keys_unreachable},
    Consequence{FindingId::provider_slow, FindingId::provider_unreachable},
};

void drop_consequences(std::vector<Finding>& all)
{
    for (const auto& [cause, effect] : consequences)
        if (std::ranges::find(all, cause, &Finding::id) != all.end())
            std::erase_if(all, [id = effect](const Finding& finding) { return finding.id == id; });
}

/// The authorization endpoint says that there is no such client: more than the token endpoint, which does not
/// tell that from a wrong secret.
bool names_client(const ProviderCheck& check)
{
    return check.redirect && check.redirect->verdict == Verdict::refused &&
           check.redirect->finding.id == FindingId::credentials_refused;
}

/// It says why the token endpoint refuses the client, too.
bool explains_credentials(const ProviderCheck& check)
{
    return check.redirect && check.redirect->verdict == Verdict::refused &&
           std::ranges::any_of(consequences, [&](const Consequence& one) {
               return one.cause == check.redirect->finding.id && one.effect == check.credentials->finding.id;
           });
}

std::vector<Finding> every_finding(const ProviderCheck& check)
{
    std::vector<Finding> all;
    for (const auto& finding : check.discovery.findings)
        add_new(all, finding);
    if (names_client(check))
        add_new(all, check.redirect->finding);
    if (check.credentials)
        add_new(all, check.credentials->finding);
    if (check.redirect)
    {
        add_new(all, check.redirect->finding);
        for (const auto& finding : check.redirect->more)
            add_new(all, finding);
    }
    if (check.without_challenge)
        add_new(all, *check.without_challenge);
    if (check.keys)
        for (const auto& finding : check.keys->findings)
            add_new(all, finding);
    drop_consequences(all);
    sort_by_severity(all);
    return all;
}

PreflightResult decided(Verdict verdict, Finding reason)
{
    return {.verdict = verdict, .reason = std::move(reason), .remarks = {}};
}

/// What decides, without the remarks.
PreflightResult decision(const ProviderCheck& check)
{
    const auto& discovery = check.discovery;
    const auto& credentials = check.credentials;
    const auto& redirect = check.redirect;
    if (discovery.verdict != Verdict::accepted && !discovery.findings.empty())
        return decided(discovery.verdict, discovery.findings.front());
    if (credentials && credentials->verdict == Verdict::refused)
    {
        const bool says_more = names_client(check) || explains_credentials(check);
        return decided(Verdict::refused, says_more ? redirect->finding : credentials->finding);
    }
    if (redirect && redirect->verdict == Verdict::refused)
        return decided(Verdict::refused, redirect->finding);
    if (!credentials)
        return decided(Verdict::unknown, {FindingId::credentials_refused, Severity::unknown,
                                          "the client's credentials were not tried", ""});
    return decided(credentials->verdict, credentials->finding);
}

} // namespace

std::vector<Finding> ProviderCheck::findings() const
{
    auto all = every_finding(*this);
    if (all.empty())
        all.push_back(
            {FindingId::provider_healthy, Severity::ok, "nothing is wrong with it from outside", ""});
    return all;
}

PreflightResult ProviderCheck::preflight() const
{
    auto result = decision(*this);
    for (auto& finding : every_finding(*this))
        if (finding.severity != Severity::hint && finding.id != result.reason.id)
            result.remarks.push_back(std::move(finding));
    return result;
}

bool ProviderCheck::may_change() const
{
    return discovery.may_change || (credentials && credentials->may_change) ||
           (redirect && redirect->may_change);
}

} // namespace idpsync::oidc
