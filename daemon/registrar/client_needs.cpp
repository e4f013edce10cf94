#include "registrar/client_needs.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace idpsync::registrar {
namespace {

Fit good_if(bool good)
{
    return good ? Fit::good : Fit::bad;
}

Fit uri_fit(const std::vector<RegisteredUri>& registered, const std::string& uri)
{
    if (uri.empty())
        return Fit::unknown;
    switch (covers(registered, uri))
    {
    case Covers::yes: return Fit::good;
    case Covers::no: return Fit::bad;
    case Covers::unknown: break;
    }
    return Fit::unknown;
}

/// As bad as the worst of them.
Fit redirect_fit(const ProviderClient& client, const ClientNeeds& needs)
{
    const auto uris = redirect_uris_of(needs);
    auto all = uris.empty() ? Fit::unknown : Fit::good;
    for (const auto& uri : uris)
        if (const auto fit = uri_fit(client.redirect_uris, uri); fit == Fit::bad || all == Fit::good)
            all = fit;
    return all;
}

Fit logout_fit(const ProviderClient& client, const std::string& uri)
{
    if (!client.logout_uris)
        return Fit::unknown;
    const auto fit = uri_fit(*client.logout_uris, uri);
    return fit == Fit::bad && logout_uri_is_taken(client, uri) ? Fit::unknown : fit;
}

Fit groups_fit(const ProviderClient& client, bool wanted)
{
    if (!wanted)
        return Fit::good;
    if (!client.brings_groups)
        return Fit::unknown;
    return good_if(*client.brings_groups && client.all_groups == AllGroups::out);
}

Fit challenge_fit(const ProviderClient& client, std::optional<bool> sends_challenge)
{
    if (!client.demands_challenge)
        return Fit::good;
    return sends_challenge ? good_if(*sends_challenge) : Fit::unknown;
}

Fit admission_fit(const ProviderClient& client, const ClientNeeds& needs)
{
    if (!client.admission)
        return Fit::unknown;
    const auto& admission = *client.admission;
    if (needs.allowed_groups)
        return good_if(!admission.everybody && admission.groups == *needs.allowed_groups);
    return good_if(admission.everybody || !admission.groups.empty());
}

bool holds(const std::vector<std::string>& list, std::string_view word)
{
    return std::ranges::find(list, word) != list.end();
}

std::vector<std::string> those_missing(const std::optional<std::vector<std::string>>& there,
                                       const std::vector<std::string>& needed)
{
    std::vector<std::string> missing;
    if (there)
        std::ranges::copy_if(needed, std::back_inserter(missing),
                             [&](const std::string& one) { return !holds(*there, one); });
    return missing;
}

Fit all_in(const std::optional<std::vector<std::string>>& there, const std::vector<std::string>& needed)
{
    if (!there)
        return needed.empty() ? Fit::good : Fit::unknown;
    return good_if(those_missing(there, needed).empty());
}

Fit subject_fit(const ProviderClient& client, const PublicNeeds& needs)
{
    if (!needs.has_manager || needs.subject_mode.empty())
        return Fit::good;
    return client.subject_mode ? good_if(*client.subject_mode == needs.subject_mode) : Fit::unknown;
}

/// From where a browser may ask: from any address that a login comes back to, or from anywhere.
Fit origins_fit(const ProviderClient& client, const PublicNeeds& needs)
{
    if (!client.web_origins)
        return Fit::unknown;
    return good_if(std::ranges::any_of(*client.web_origins, [&](const std::string& origin) {
        return origin == any_registered_origin || origin == "*" || origin == needs.launch_url;
    }));
}

/// What both kinds of clients have is none of its business.
Fit public_fit(ClientTrait trait, const ProviderClient& client, const PublicNeeds& needs)
{
    switch (trait)
    {
    case ClientTrait::public_client: return good_if(!client.confidential);
    case ClientTrait::grants: return all_in(client.grants, needs.grants);
    case ClientTrait::subject_mode: return subject_fit(client, needs);
    case ClientTrait::scopes: return all_in(client.scopes, needs.scopes);
    case ClientTrait::code_validity:
        return client.code_validity ? good_if(*client.code_validity >= enough_for_a_code) : Fit::unknown;
    case ClientTrait::audience:
        return needs.audience.empty() ? Fit::good : all_in(client.audiences, {needs.audience});
    case ClientTrait::web_origins: return origins_fit(client, needs);
    default: break;
    }
    return Fit::unknown;
}

bool is_of_public_client(ClientTrait trait)
{
    return trait >= ClientTrait::public_client;
}

Fit fit_of(ClientTrait trait, const ProviderClient& client, const ClientNeeds& needs)
{
    if (is_of_public_client(trait))
        return needs.standalone ? public_fit(trait, client, *needs.standalone) : Fit::good;
    const bool is_excused =
        needs.standalone && (trait == ClientTrait::confidential ||
                             (trait == ClientTrait::id_token_claims && !needs.standalone->claims_matter));
    if (is_excused)
        return Fit::good;
    switch (trait)
    {
    case ClientTrait::enabled: return good_if(client.enabled);
    case ClientTrait::application: return good_if(client.has_application.value_or(true));
    case ClientTrait::confidential: return good_if(client.confidential);
    case ClientTrait::code_flow: return good_if(client.code_flow);
    case ClientTrait::redirect_uri: return redirect_fit(client, needs);
    case ClientTrait::logout_uri: return logout_fit(client, needs.logout_uri);
    case ClientTrait::challenge: return challenge_fit(client, needs.sends_challenge);
    case ClientTrait::pushed_requests: return good_if(!client.demands_pushed_requests);
    case ClientTrait::signing_key: return good_if(client.signs_with_key);
    case ClientTrait::encryption: return good_if(!client.encrypts_tokens);
    case ClientTrait::id_token_claims: return good_if(client.claims_in_id_token);
    case ClientTrait::groups: return groups_fit(client, needs.groups);
    case ClientTrait::admission: return admission_fit(client, needs);
    case ClientTrait::former_uris:
        return good_if(std::ranges::none_of(
            needs.former_uris, [&](const std::string& uri) { return is_registered(client, uri); }));
    default: break;
    }
    return Fit::unknown;
}

} // namespace

bool is_registered(const ProviderClient& client, const std::string& uri)
{
    const auto has = [&](const std::vector<RegisteredUri>& all) {
        return std::ranges::any_of(
            all, [&](const RegisteredUri& one) { return one.text == uri && one.match != UriMatch::regex; });
    };
    return has(client.redirect_uris) || (client.logout_uris && has(*client.logout_uris));
}

std::vector<std::string> redirect_uris_of(const ClientNeeds& needs)
{
    std::vector<std::string> uris;
    if (!needs.redirect_uri.empty())
        uris.push_back(needs.redirect_uri);
    if (needs.standalone)
        for (const auto& uri : needs.standalone->more_redirect_uris)
            uris.push_back(uri);
    return uris;
}

std::vector<std::string> missing_scopes(const ProviderClient& client, const ClientNeeds& needs)
{
    return needs.standalone ? those_missing(client.scopes, needs.standalone->scopes)
                            : std::vector<std::string>();
}

std::vector<std::string> missing_grants(const ProviderClient& client, const ClientNeeds& needs)
{
    return needs.standalone ? those_missing(client.grants, needs.standalone->grants)
                            : std::vector<std::string>();
}

std::vector<std::string> missing_redirect_uris(const std::vector<RegisteredUri>& registered,
                                               const ClientNeeds& needs)
{
    std::vector<std::string> missing;
    std::vector<std::string> unclear;
    for (auto& uri : redirect_uris_of(needs))
        if (const auto covered = covers(registered, uri); covered != Covers::yes)
            (covered == Covers::no ? missing : unclear).push_back(std::move(uri));
    return missing.empty() ? unclear : missing;
}

bool logout_uri_is_taken(const ProviderClient& client, const std::string& uri)
{
    return client.one_logout_uri && !uri.empty() && client.logout_uris && !client.logout_uris->empty() &&
           covers(*client.logout_uris, uri) == Covers::no;
}

std::vector<TraitFit> fits(const ProviderClient& client, const ClientNeeds& needs)
{
    std::vector<TraitFit> all;
    for (const auto trait : enumerators<ClientTrait>())
        all.push_back({trait, fit_of(trait, client, needs)});
    return all;
}

ClientTraits amiss(const ProviderClient& client, const ClientNeeds& needs, const ClientTraits& asked)
{
    ClientTraits found;
    for (const auto trait : asked)
        if (fit_of(trait, client, needs) != Fit::good)
            found.insert(trait);
    return found;
}

} // namespace idpsync::registrar
