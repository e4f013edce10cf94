#include "core/consents.hpp"

#include "core/joined.hpp"
#include "core/netbird_version.hpp"
#include "core/text.hpp"

namespace idpsync {
namespace {

/// Who made the connector decides how it tells its users apart.
std::string_view made_by(const PlanItem& item)
{
    return item.entry ? std::string_view(item.entry->made_by) : std::string_view();
}

bool users_belong_to_the_client(const PlanItem& item)
{
    if (item.want->type == ProviderType::entra)
        return !entra_users_outlive_the_client(parse_netbird_version(made_by(item)));
    return item.want->type == ProviderType::microsoft;
}

std::string explain_client_change(const PlanItem& item)
{
    const std::string loss = "a new client_id gives every user of this provider a new identity";
    if (!item.want || item.want->type != ProviderType::entra)
        return loss;
    return loss +
           " (connectors of type entra that NetBird before v0.70.5 made know their users by the "
           "application; " +
           (made_by(item).empty() ? std::string("which version made this one is not known)")
                                  : "NetBird " + escaped(made_by(item)) + " made this one)");
}

} // namespace

Consents consents_for_changes(const PlanItem& item)
{
    const auto& baseline = item.entry->written ? *item.entry->written : *item.seen;
    Consents needed;
    if (item.changes_field(Field::issuer) && item.want->issuer != baseline.issuer)
        needed.add(Consent::issuer_change);
    if (users_belong_to_the_client(item) && item.changes_field(Field::client_id) &&
        item.want->client_id != baseline.client_id)
        needed.add(Consent::client_change);
    return needed;
}

std::string consent_list(const Consents& consents)
{
    return joined(consents.list(), [](const auto& consent) { return to_string(consent); });
}

std::string explain(const PlanItem& item)
{
    std::string why;
    const auto add = [&](Consent consent, std::string_view text) {
        if (item.missing.has(consent))
            append_part(why, text, "; ");
    };
    add(Consent::issuer_change, "a new issuer maps the existing users onto another provider's accounts");
    add(Consent::client_change, explain_client_change(item));
    add(Consent::overwrite_secret, "a new issuer or client_id needs its secret, too, and it is not known "
                                   "whether the declared secret is right");
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
