#include "diagnose/standalone_needs.hpp"

#include "core/joined.hpp"
#include "core/text.hpp"
#include "diagnose/standalone_doctor.hpp"
#include "standalone/login_addresses.hpp"
#include "standalone/wanted.hpp"

#include <algorithm>

namespace idpsync::diagnose {
namespace {

using registrar::ClientTrait;

constexpr std::string_view scope_of_api = "goauthentik.io/api";

/// `openid` is what makes it a login at all.
std::vector<std::string> scopes_beside_openid(const Standalone& declared)
{
    std::vector<std::string> scopes;
    const auto all = standalone::wanted_scopes(declared);
    for (std::string_view rest = all; !rest.empty();)
    {
        const auto word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        if (!word.empty() && word != "openid")
            scopes.emplace_back(word);
    }
    return scopes;
}

void need_at_authentik(registrar::PublicNeeds& needs, const Standalone& declared)
{
    needs.grants.emplace_back("refresh_token");
    needs.subject_mode = "user_id";
    needs.scopes = scopes_beside_openid(declared);
    if (!declared.manager)
        return;
    needs.grants.emplace_back("client_credentials");
    if (std::ranges::find(needs.scopes, scope_of_api) == needs.scopes.end())
        needs.scopes.emplace_back(scope_of_api);
}

void need_at_keycloak(registrar::PublicNeeds& needs, const Standalone& declared)
{
    needs.scopes = scopes_beside_openid(declared);
    if (standalone::wanted_token_source(declared) == TokenSource::access_token)
        needs.audience = standalone::wanted_audience(declared);
}

std::string quoted_words(const std::vector<std::string>& texts)
{
    return joined(texts, [](const auto& text) { return quoted(text); });
}

} // namespace

registrar::ClientNeeds needs_of_standalone(const Standalone& declared,
                                           const standalone::Variables& configured)
{
    auto uris = standalone::redirect_uris(declared, configured);
    registrar::PublicNeeds standalone{.has_manager = declared.manager.has_value()};
    standalone.launch_url = "https://" + declared.domain;
    standalone.claims_matter = standalone::wanted_token_source(declared) == TokenSource::id_token;
    if (declared.device_login)
        standalone.grants.emplace_back(registrar::device_grant);
    if (declared.provider == StandaloneProvider::authentik)
        need_at_authentik(standalone, declared);
    if (declared.provider == StandaloneProvider::keycloak)
        need_at_keycloak(standalone, declared);
    standalone.more_redirect_uris.assign(uris.begin() + 1, uris.end());
    registrar::ClientNeeds needs{.redirect_uri = uris.front(), .logout_uri = {}, .sends_challenge = true};
    // NetBird's guide for Pocket ID asks for it; the others' do not.
    if (declared.provider == StandaloneProvider::pocketid)
        needs.logout_uri = standalone::logout_uri(declared);
    if (declared.registration)
        needs.allowed_groups = declared.registration->allowed_groups;
    needs.standalone = std::move(standalone);
    return needs;
}

DesiredProvider client_of_standalone(const Standalone& declared)
{
    const auto type = registration_of(declared).type;
    DesiredProvider provider{.key = ProviderKey::parse(std::string(to_string(declared.provider))).value()};
    provider.values = ConnectorValues{
        .type = type, .name = "NetBird", .issuer = declared.issuer, .client_id = declared.client_id};
    provider.registration = declared.registration;
    provider.allow = declared.allow;
    provider.checks.allow_http = declared.allow_http;
    provider.where = declared.where;
    return provider;
}

std::string standalone_secret_setting(const Standalone& declared)
{
    const bool by_account = declared.registration && !declared.registration->account.empty();
    return std::string("standalone.registration.") + (by_account ? "client_secret" : "token");
}

std::vector<std::string> unseen_needs(const registrar::ProviderClient& client,
                                      const registrar::ClientNeeds& needs)
{
    std::vector<std::string> unseen;
    for (const auto& [trait, fit] : registrar::fits(client, needs))
    {
        if (fit != registrar::Fit::unknown)
            continue;
        if (trait == ClientTrait::redirect_uri)
            unseen.push_back("whether an expression among its redirect URIs covers " +
                             quoted_words(registrar::missing_redirect_uris(client.redirect_uris, needs)) +
                             " is for the provider alone to say");
        if (trait == ClientTrait::audience)
            unseen.push_back("whether a mapper puts " + quoted(needs.standalone->audience) +
                             " into access tokens was not seen: this account is shown no client scopes");
        if (trait == ClientTrait::scopes)
            unseen.push_back("whether it has " + quoted_words(needs.standalone->scopes) +
                             " was not seen: this token is shown no scope mappings");
    }
    return unseen;
}

} // namespace idpsync::diagnose
