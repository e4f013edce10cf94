#include "core/joined.hpp"
#include "core/text.hpp"
#include "diagnose/catalogue.hpp"
#include "diagnose/standalone_checks.hpp"
#include "oidc/advice.hpp"
#include "standalone/login_addresses.hpp"
#include "standalone/wanted.hpp"

#include <algorithm>
#include <array>

namespace idpsync::diagnose {
namespace {

constexpr std::string_view ids_of_users = "user_id";

/// What of the login service's client is none of a standalone NetBird's, or is judged here.
constexpr std::array not_of_standalone{FindingId::redirect_refused, FindingId::client_public,
                                       FindingId::pkce_required};

/// The client as the provider shows it, one part after the other.
class PublicClientJudgement
{
public:
    PublicClientJudgement(const registrar::ProviderClient& client, const oidc::Registration& registration,
                          const Standalone& declared)
        : client_(client), registration_(registration), declared_(declared)
    {}

    std::vector<Finding> findings() &&;

private:
    void add(Finding finding) { findings_.push_back(std::move(finding)); }
    void publicity();
    void logout();
    void grants();
    void subjects();
    void audience();
    [[nodiscard]] std::vector<std::string_view> needed_grants() const;
    [[nodiscard]] Values values() const { return {{"client", quoted(registration_.client_id)}}; }

    const registrar::ProviderClient& client_;
    const oidc::Registration& registration_;
    const Standalone& declared_;
    std::vector<Finding> findings_;
};

std::vector<Finding> PublicClientJudgement::findings() &&
{
    publicity();
    logout();
    grants();
    subjects();
    audience();
    return std::move(findings_);
}

void PublicClientJudgement::publicity()
{
    if (client_.confidential)
        return add(found(FindingId::client_confidential,
                         "the client " + quoted(registration_.client_id) +
                             " is confidential, and neither the dashboard nor `netbird up` has its secret",
                         values()));
    add(passed(FindingId::client_confidential, "the client is public"));
}

/// NetBird's guide for Pocket ID asks for it; the others' do not.
void PublicClientJudgement::logout()
{
    const auto uri = standalone::logout_uri(declared_);
    if (registration_.type != ProviderType::pocketid || !client_.logout_uris)
        return;
    if (registrar::covers(*client_.logout_uris, uri) == registrar::Covers::no)
        return add(found(FindingId::logout_uri_missing, "the client has no logout callback " + quoted(uri),
                         {{"uri", escaped(uri)}}));
    add(passed(FindingId::logout_uri_missing, "the logout callback is registered"));
}

/// Keycloak has a switch for logins of devices, authentik from 2026.5 on a list.
std::vector<std::string_view> PublicClientJudgement::needed_grants() const
{
    std::vector<std::string_view> needed;
    if (declared_.device_login)
        needed.push_back(registrar::device_grant);
    if (registration_.type != ProviderType::authentik)
        return needed;
    needed.emplace_back("refresh_token");
    if (declared_.manager)
        needed.emplace_back("client_credentials");
    return needed;
}

void PublicClientJudgement::grants()
{
    if (!client_.grants)
        return;
    auto missing = needed_grants();
    std::erase_if(missing, [&](std::string_view grant) {
        return std::ranges::find(*client_.grants, grant) != client_.grants->end();
    });
    if (missing.empty())
        return add(passed(FindingId::grants_missing, "the client has the grants that NetBird uses"));
    const auto names = joined(missing, [](std::string_view grant) { return quoted(grant); });
    add(found(FindingId::grants_missing, "the client may not use " + names, {{"grants", names}}));
}

/// NetBird's manager looks users up by the numbers that authentik's API has for them.
void PublicClientJudgement::subjects()
{
    if (!client_.subject_mode || !declared_.manager)
        return;
    if (*client_.subject_mode == ids_of_users)
        return add(passed(FindingId::subject_mode_unusable, "`sub` is the user's id"));
    add(found(FindingId::subject_mode_unusable, "the client's sub_mode is " + quoted(*client_.subject_mode) +
                                                    ", and NetBird's manager finds users by user_id alone"));
}

/// Keycloak's access tokens are made for `account` until a mapper says otherwise. ID tokens are made for the
/// client by themselves.
void PublicClientJudgement::audience()
{
    if (registration_.type != ProviderType::keycloak ||
        standalone::wanted_token_source(declared_) == TokenSource::id_token)
        return;
    const auto wanted = standalone::wanted_audience(declared_);
    if (!client_.audiences)
        return add(unclear(FindingId::audience_missing,
                           "whether a mapper puts " + quoted(wanted) +
                               " into access tokens was not checked: Keycloak shows this account no client "
                               "scopes"));
    if (std::ranges::find(*client_.audiences, wanted) != client_.audiences->end())
        return add(passed(FindingId::audience_missing, "access tokens are made for " + quoted(wanted)));
    add(found(FindingId::audience_missing,
              "no mapper of the client or of its scopes puts " + quoted(wanted) + " into access tokens",
              {{"client", quoted(registration_.client_id)}, {"audience", quoted(wanted)}}));
}

} // namespace

std::vector<Finding> judge_standalone_client(const ClientFound& found, const oidc::Registration& registration,
                                             const Standalone& declared)
{
    registrar::ClientNeeds needs{.redirect_uri = {}, .logout_uri = {}, .sends_challenge = true};
    if (declared.registration)
        needs.allowed_groups = declared.registration->allowed_groups;
    auto findings = judge_client(found, registration, needs);
    std::erase_if(findings, [&](const Finding& finding) {
        // The claims of an ID token matter to whoever is handed one.
        const bool by_access_token = standalone::wanted_token_source(declared) == TokenSource::access_token;
        return std::ranges::find(not_of_standalone, finding.id) != not_of_standalone.end() ||
               (finding.id == FindingId::token_claims_missing && by_access_token);
    });
    if (found.has_error() || !found->has_value())
        return findings;
    for (auto& finding : PublicClientJudgement(**found, registration, declared).findings())
        findings.push_back(std::move(finding));
    return findings;
}

} // namespace idpsync::diagnose
