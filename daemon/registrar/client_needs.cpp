#include "registrar/client_needs.hpp"

#include <algorithm>

namespace idpsync::registrar {
namespace {

Fit good_if(bool good)
{
    return good ? Fit::good : Fit::bad;
}

Fit redirect_fit(const ProviderClient& client, const std::string& uri)
{
    if (uri.empty())
        return Fit::unknown;
    auto fit = Fit::bad;
    for (const auto& registered : client.redirect_uris)
    {
        const auto covered = covers(registered, uri);
        if (covered == Covers::yes)
            return Fit::good;
        if (covered == Covers::unknown)
            fit = Fit::unknown;
    }
    return fit;
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
    case ClientTrait::confidential: return good_if(client.confidential);
    case ClientTrait::code_flow: return good_if(client.code_flow);
    case ClientTrait::redirect_uri: return redirect_fit(client, needs.redirect_uri);
    case ClientTrait::challenge: return challenge_fit(client, needs.sends_challenge);
    case ClientTrait::pushed_requests: return good_if(!client.demands_pushed_requests);
    case ClientTrait::signing_key: return good_if(client.signs_with_key);
    case ClientTrait::encryption: return good_if(!client.encrypts_tokens);
    case ClientTrait::id_token_claims: return good_if(client.claims_in_id_token);
    case ClientTrait::admission: return admission_fit(client, needs);
    }
    return Fit::unknown;
}

} // namespace

std::vector<TraitFit> fits(const ProviderClient& client, const ClientNeeds& needs)
{
    std::vector<TraitFit> all;
    for (const auto trait : enumerators<ClientTrait>())
        all.push_back({trait, fit_of(trait, client, needs)});
    return all;
}

} // namespace idpsync::registrar
