#include "core/consents.hpp"

namespace idpsync {

Consents consents_for_changes(const PlanItem& item)
{
    const auto& baseline = item.entry->written ? *item.entry->written : *item.seen;
    const bool per_client_users =
        item.want->type == ProviderType::entra || item.want->type == ProviderType::microsoft;

    Consents needed;
    if (item.changes_field(Field::issuer) && item.want->issuer != baseline.issuer)
        needed.add(Consent::issuer_change);
    if (per_client_users && item.changes_field(Field::client_id) &&
        item.want->client_id != baseline.client_id)
        needed.add(Consent::client_change);
    return needed;
}

std::string consent_list(const Consents& consents)
{
    std::string out;
    for (const auto consent : consents.list())
        out += (out.empty() ? "" : ", ") + std::string(to_string(consent));
    return out;
}

std::string explain(const Consents& missing)
{
    std::string why;
    const auto add = [&](Consent consent, std::string_view text) {
        if (missing.has(consent))
            why += (why.empty() ? "" : "; ") + std::string(text);
    };
    add(Consent::issuer_change, "a new issuer maps the existing users onto another provider's accounts");
    add(Consent::client_change, "a new client_id gives every user of this provider a new identity");
    add(Consent::overwrite_secret, "a new issuer or client_id needs the secret with it, and nothing shows "
                                   "that the declared one is good");
    return why;
}

void add_hints(PlanItem& item, const Consents& needed)
{
    for (const auto consent : item.allow.list())
        if (!needed.has(consent))
            item.hints.push_back("`allow: [" + std::string(to_string(consent)) +
                                 "]` is not needed; remove it");
}

} // namespace idpsync
