#include "core/joined.hpp"
#include "core/text.hpp"
#include "diagnose/catalogue.hpp"
#include "diagnose/standalone_checks.hpp"
#include "diagnose/standalone_needs.hpp"
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
                                       FindingId::pkce_required, FindingId::logout_uri_missing};

/// The client as the provider shows it, one part after the other.
class PublicClientJudgement
{
public:
    PublicClientJudgement(const registrar::ProviderClient& client, const oidc::Registration& registration,
                          const Standalone& declared, const registrar::ClientNeeds& needs)
        : client_(client), registration_(registration), declared_(declared), needs_(needs)
    {}

    std::vector<Finding> findings() &&;

private:
    void add(Finding finding) { findings_.push_back(std::move(finding)); }
    void publicity();
    void logout();
    void grants();
    void scopes();
    void subjects();
    void audience();
    void code_validity();
    void web_origins();
    [[nodiscard]] Values values() const { return {{"client", quoted(registration_.client_id)}}; }

    const registrar::ProviderClient& client_;
    const oidc::Registration& registration_;
    const Standalone& declared_;
    const registrar::ClientNeeds& needs_;
    std::vector<Finding> findings_;
};

std::vector<Finding> PublicClientJudgement::findings() &&
{
    publicity();
    logout();
    grants();
    scopes();
    subjects();
    audience();
    code_validity();
    web_origins();
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

void PublicClientJudgement::grants()
{
    if (!client_.grants)
        return;
    const auto missing = registrar::missing_grants(client_, needs_);
    if (missing.empty())
        return add(passed(FindingId::grants_missing, "the client has the grants that NetBird uses"));
    const auto names = joined(missing, [](std::string_view grant) { return quoted(grant); });
    add(found(FindingId::grants_missing, "the client may not use " + names, {{"grants", names}}));
}

/// A scope without a mapping brings nothing, at Keycloak not even a login.
void PublicClientJudgement::scopes()
{
    if (!client_.scopes || !needs_.standalone || needs_.standalone->scopes.empty())
        return;
    const auto missing = registrar::missing_scopes(client_, needs_);
    if (missing.empty())
        return add(passed(FindingId::scope_refused, "the client has the scopes that a login asks for"));
    const auto names = joined(missing, [](std::string_view scope) { return quoted(scope); });
    auto lacking = found(FindingId::scope_refused, Severity::warning, "the client lacks the scopes " + names);
    lacking.next =
        "add them to the client (authentik: provider > Edit > Advanced protocol settings > Scopes; "
        "Keycloak: client > Client scopes)";
    add(std::move(lacking));
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

void PublicClientJudgement::code_validity()
{
    if (!client_.code_validity)
        return;
    if (*client_.code_validity >= registrar::enough_for_a_code)
        return add(passed(FindingId::client_incomplete, "the client's codes last long enough for a login"));
    add(found(FindingId::client_incomplete,
              "an access code of the client ends after " + std::to_string(client_.code_validity->count()) +
                  " s, where NetBird's guide wants " + std::to_string(registrar::enough_for_a_code.count()) +
                  " s",
              values()));
}

void PublicClientJudgement::web_origins()
{
    if (!client_.web_origins || !needs_.standalone)
        return;
    if (registrar::amiss(client_, needs_, {registrar::ClientTrait::web_origins}).empty())
        return add(passed(FindingId::client_incomplete, "browsers may ask from where the dashboard is"));
    add(found(FindingId::client_incomplete,
              "the client's web origins do not have the dashboard's address " +
                  quoted(needs_.standalone->launch_url),
              values()));
}

} // namespace

std::vector<Finding> judge_standalone_client(const ClientFound& found, const oidc::Registration& registration,
                                             const Standalone& declared)
{
    const auto needs = needs_of_standalone(declared, {}); // redirect URIs are judged elsewhere
    auto findings = judge_client(found, registration, needs);
    std::erase_if(findings, [&](const Finding& finding) {
        // The claims of an ID token matter to whoever is handed one.
        const bool by_access_token = standalone::wanted_token_source(declared) == TokenSource::access_token;
        return std::ranges::find(not_of_standalone, finding.id) != not_of_standalone.end() ||
               (finding.id == FindingId::token_claims_missing && by_access_token);
    });
    if (found.has_error() || !found->has_value())
        return findings;
    for (auto& finding : PublicClientJudgement(**found, registration, declared, needs).findings())
        findings.push_back(std::move(finding));
    return findings;
}

} // namespace idpsync::diagnose
