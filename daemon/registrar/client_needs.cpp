#include "registrar/client_needs.hpp"

#include <algorithm>

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

Fit fit_of(ClientTrait trait, const ProviderClient& client, const ClientNeeds& needs)
{
    switch (trait)
    {
    case ClientTrait::enabled: return good_if(client.enabled);
    case ClientTrait::application: return good_if(client.has_application.value_or(true));
    case ClientTrait::confidential: return good_if(client.confidential);
    case ClientTrait::code_flow: return good_if(client.code_flow);
    case ClientTrait::redirect_uri: return uri_fit(client.redirect_uris, needs.redirect_uri);
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
