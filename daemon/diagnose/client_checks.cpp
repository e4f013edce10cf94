#include "diagnose/client_checks.hpp"

#include "core/joined.hpp"
#include "core/text.hpp"
#include "diagnose/catalogue.hpp"
#include "oidc/advice.hpp"
#include "registrar/registrar.hpp"

#include <algorithm>
#include <span>

namespace idpsync::diagnose {
namespace {

using oidc::Mend;
using registrar::ClientTrait;
using registrar::Fit;

/// Nothing: it is of another kind of NetBird.
std::optional<FindingId> finding_of(ClientTrait trait)
{
    switch (trait)
    {
    case ClientTrait::enabled: return FindingId::client_disabled;
    case ClientTrait::confidential: return FindingId::client_public;
    case ClientTrait::code_flow: return FindingId::code_flow_off;
    case ClientTrait::redirect_uri: return FindingId::redirect_refused;
    case ClientTrait::challenge: return FindingId::pkce_required;
    case ClientTrait::pushed_requests: return FindingId::pushed_requests_required;
    case ClientTrait::signing_key: return FindingId::algorithm_unusable;
    case ClientTrait::encryption: return FindingId::tokens_encrypted;
    case ClientTrait::id_token_claims: return FindingId::token_claims_missing;
    case ClientTrait::admission: return FindingId::client_admission;
    case ClientTrait::application: return FindingId::application_missing;
    case ClientTrait::groups: return FindingId::groups_not_sent;
    case ClientTrait::logout_uri: return FindingId::logout_uri_missing;
    case ClientTrait::former_uris: return FindingId::former_uri_registered;
    default: break;
    }
    return std::nullopt;
}

/// Nothing: the catalogue says what to do.
std::optional<Mend> mend_of(ClientTrait trait)
{
    switch (trait)
    {
    case ClientTrait::enabled: return Mend::enable_client;
    case ClientTrait::confidential: return Mend::make_confidential;
    case ClientTrait::code_flow: return Mend::code_flow;
    case ClientTrait::redirect_uri: return Mend::redirect_uri;
    case ClientTrait::challenge: return Mend::pkce;
    case ClientTrait::pushed_requests: return Mend::pushed_requests;
    case ClientTrait::signing_key: return Mend::signing_key;
    case ClientTrait::admission: return Mend::admission;
    case ClientTrait::groups: return Mend::groups_claim;
    default: break;
    }
    return std::nullopt;
}

std::string listed(const std::vector<std::string>& names)
{
    return joined(names, [](const auto& name) { return quoted(name); });
}

std::string redirect_words(const registrar::ProviderClient& client, const std::string& uri, Fit fit)
{
    if (fit == Fit::good)
        return "has NetBird's redirect URI";
    constexpr std::size_t most_shown = 5;
    constexpr std::size_t longest_shown = 200;
    const auto shown =
        std::span(client.redirect_uris).first(std::min(most_shown, client.redirect_uris.size()));
    auto uris = joined(shown, [](const auto& one) { return quoted(one.text, longest_shown); });
    if (const auto others = client.redirect_uris.size() - shown.size(); others > 0)
        uris += " and " + std::to_string(others) + " more";
    const auto has =
        client.redirect_uris.empty() ? std::string("has no redirect URI") : "has the redirect URIs " + uris;
    if (fit == Fit::unknown && uri.empty())
        return has + "; NetBird's own is not known";
    if (fit == Fit::unknown)
        return has + "; whether one of these expressions covers NetBird's " + quoted(uri) +
               " is for the provider alone to say";
    return has + ", and not NetBird's " + quoted(uri);
}

std::string admission_words(const registrar::ProviderClient& client, const registrar::ClientNeeds& needs)
{
    if (!client.admission)
        return "does not tell who may sign in";
    const auto& admission = *client.admission;
    auto who = admission.everybody        ? std::string("lets everybody sign in")
               : admission.groups.empty() ? std::string("lets nobody sign in: it is restricted, and no group "
                                                        "is allowed")
                                          : "lets members of " + listed(admission.groups) + " sign in";
    if (!needs.allowed_groups)
        return who;
    return who + (needs.allowed_groups->empty() ? std::string("; registration.allowed_groups names no group")
                                                : "; declared are " + listed(*needs.allowed_groups));
}

std::string groups_words(const registrar::ProviderClient& client, ProviderType type, Fit fit)
{
    if (fit == Fit::unknown)
        return "does not show whether the user's groups arrive";
    const bool entitlements = registrar::sends_entitlements(type);
    if (client.all_groups != registrar::AllGroups::out)
        return entitlements ? "brings all groups of the user, not the application's entitlements alone"
                            : "brings all groups of the user";
    const std::string what =
        entitlements ? "the application's entitlements as `groups`" : "the user's groups as `groups`";
    return (fit == Fit::good ? "brings " : "does not bring ") + what;
}

std::string logout_words(const registrar::ProviderClient& client, const std::string& uri, Fit fit)
{
    if (fit == Fit::good)
        return "has NetBird's logout URI";
    if (uri.empty())
        return "has logout URIs; NetBird's own is not known";
    if (registrar::logout_uri_is_taken(client, uri))
        return "has one logout URL, " + quoted(client.logout_uris->front().text) +
               ", which stays; NetBird's would be " + quoted(uri);
    return fit == Fit::unknown ? "has an expression for logout URIs; whether it covers NetBird's " +
                                     quoted(uri) + " is for the provider alone to say"
                               : "does not have NetBird's logout URI " + quoted(uri);
}

std::string former_words(const registrar::ClientNeeds& needs, Fit fit)
{
    return fit == Fit::good ? std::string("has no URI of a former address of NetBird")
                            : "still has what was registered for a former address of NetBird: " +
                                  listed(needs.former_uris);
}

/// To follow "the client".
std::string words_for(registrar::TraitFit of, const registrar::ProviderClient& client,
                      const oidc::Registration& registration, const registrar::ClientNeeds& needs)
{
    const bool good = of.fit == Fit::good;
    switch (of.trait)
    {
    case ClientTrait::enabled: return good ? "is enabled" : "is switched off";
    case ClientTrait::confidential: return good ? "is confidential" : "is public: it needs no secret";
    case ClientTrait::code_flow:
        return good ? "may use the authorization code flow" : "may not use the authorization code flow";
    case ClientTrait::redirect_uri: return redirect_words(client, needs.redirect_uri, of.fit);
    case ClientTrait::challenge:
        return !client.demands_challenge ? "does not demand PKCE"
               : good                    ? "demands PKCE, and NetBird sends it"
               : of.fit == Fit::bad
                   ? "demands PKCE, and the login that this NetBird begins carries no challenge"
                   : "demands PKCE, and whether this NetBird sends it was not seen";
    case ClientTrait::pushed_requests:
        return good ? "does not demand pushed authorization requests"
                    : "demands pushed authorization requests (PAR), which NetBird does not send";
    case ClientTrait::signing_key:
        return good ? "signs with a key" : "has no signing key: it signs with the client's secret (HS256)";
    case ClientTrait::encryption: return good ? "does not encrypt tokens" : "encrypts its tokens";
    case ClientTrait::id_token_claims:
        return good ? "puts the user's claims into the ID token"
                    : "puts no claims of the user into the ID token";
    case ClientTrait::admission: return admission_words(client, needs);
    case ClientTrait::application: return good ? "has an application" : "has no application";
    case ClientTrait::groups: return groups_words(client, registration.type, of.fit);
    case ClientTrait::logout_uri: return logout_words(client, needs.logout_uri, of.fit);
    case ClientTrait::former_uris: return former_words(needs, of.fit);
    default: break;
    }
    return {};
}

/// Of what nobody asked for, or the provider does not have, nothing is said.
bool is_asked(ClientTrait trait, const registrar::ProviderClient& client, const registrar::ClientNeeds& needs)
{
    switch (trait)
    {
    case ClientTrait::admission: return client.admission.has_value();
    case ClientTrait::application: return client.has_application.has_value();
    case ClientTrait::groups: return needs.groups;
    case ClientTrait::logout_uri: return client.logout_uris.has_value();
    case ClientTrait::former_uris: return !needs.former_uris.empty();
    default: return true;
    }
}

/// As the catalogue has it, but for what logins do without, and for what only may fail; nothing: nobody can
/// tell.
std::optional<Severity> severity_of(FindingId id, registrar::TraitFit of,
                                    const registrar::ProviderClient& client,
                                    const registrar::ClientNeeds& needs)
{
    const bool taken =
        of.trait == ClientTrait::logout_uri && registrar::logout_uri_is_taken(client, needs.logout_uri);
    if (taken || (of.trait == ClientTrait::logout_uri && of.fit == Fit::bad))
        return Severity::hint;
    if (of.fit == Fit::unknown)
        return of.trait == ClientTrait::challenge ? std::optional(Severity::warning) : std::nullopt;
    return entry_of(id).severity;
}

Finding finding_for(FindingId id, registrar::TraitFit of, const std::string& subject,
                    const registrar::ProviderClient& client, const oidc::Registration& registration,
                    const registrar::ClientNeeds& needs)
{
    auto evidence = subject + " " + words_for(of, client, registration, needs);
    if (of.fit == Fit::good)
        return passed(id, std::move(evidence));
    const auto severity = severity_of(id, of, client, needs);
    if (!severity)
        return unclear(id, std::move(evidence));
    auto made = found(id, *severity, std::move(evidence), {{"uri", escaped(needs.logout_uri)}});
    if (const auto mend = mend_of(of.trait))
        made.next = oidc::how_to(*mend, registration);
    return made;
}

std::string api_of(const oidc::Registration& registration)
{
    return std::string(oidc::product_of(registration.type)) + "'s own API";
}

Finding not_there(const oidc::Registration& registration)
{
    return found(FindingId::client_missing,
                 api_of(registration) + " knows no client with the id " + quoted(registration.client_id));
}

} // namespace

std::vector<Finding> judge_client(const ClientFound& found, const oidc::Registration& registration,
                                  const registrar::ClientNeeds& needs)
{
    if (found.has_error())
    {
        auto unreadable = diagnose::found(FindingId::registration_unreadable, found.error().message);
        if (!found.error().next.empty())
            unreadable.next = found.error().next;
        return {std::move(unreadable)};
    }
    if (!found->has_value())
        return {not_there(registration)};
    const auto& client = **found;
    const auto subject = "by " + api_of(registration) + " the client " + quoted(registration.client_id);
    std::vector<Finding> findings{
        passed(FindingId::client_missing, api_of(registration) + " shows the client")};
    for (const auto& fit : registrar::fits(client, needs))
        if (const auto id = finding_of(fit.trait); id && is_asked(fit.trait, client, needs))
            findings.push_back(finding_for(*id, fit, subject, client, registration, needs));
    return findings;
}

void add_client_findings(std::vector<Finding> of_client, std::vector<Finding>& findings)
{
    const bool code_flow_is_off = std::ranges::any_of(of_client, [](const Finding& finding) {
        return finding.id == FindingId::code_flow_off && is_trouble(finding);
    });
    // What is seen of that from outside, and nothing else explains there.
    if (code_flow_is_off)
        std::erase_if(findings, [](const Finding& finding) {
            return finding.id == FindingId::login_request_refused ||
                   finding.id == FindingId::credentials_warning;
        });
    for (auto& finding : of_client)
    {
        const auto same = std::ranges::find(findings, finding.id, &Finding::id);
        if (same == findings.end())
            findings.push_back(std::move(finding));
        else if (is_trouble(finding) || (finding.severity == Severity::ok && !is_trouble(*same)))
            *same = std::move(finding);
    }
}

} // namespace idpsync::diagnose
