#include "registrar/client_changes.hpp"

#include "core/joined.hpp"
#include "registrar/registrar.hpp"

namespace idpsync::registrar {
namespace {

std::string texts_of(const std::vector<RegisteredUri>& uris)
{
    return uris.empty() ? "none" : joined(uris, [](const auto& uri) { return uri.text; });
}

std::string in_words(const Admission& admission)
{
    if (admission.everybody)
        return "everybody";
    return admission.groups.empty() ? "nobody" : joined(admission.groups);
}

std::string_view groups_seen(const ProviderClient& client)
{
    switch (client.all_groups)
    {
    case AllGroups::out: return "do not arrive";
    case AllGroups::alone: return "all groups of the user";
    case AllGroups::beside:
    case AllGroups::entangled: break;
    }
    return "all groups of the user, and those of another mapping";
}

std::string_view groups_wanted(ProviderType type)
{
    return sends_entitlements(type) ? "the application's entitlements" : "arrive";
}

ClientChange uri_change(ClientTrait trait, const std::vector<RegisteredUri>& there, const std::string& wanted)
{
    return {.part = std::string(to_string(trait)), .seen = texts_of(there), .wanted = "also " + wanted};
}

/// What only the client of a standalone NetBird has.
ClientChange change_of_public(ClientTrait trait, const ProviderClient& client, const ClientNeeds& needs)
{
    ClientChange change{.part = std::string(to_string(trait)), .seen = {}, .wanted = {}};
    const auto as = [&](std::string seen, std::string wanted) {
        change.seen = std::move(seen);
        change.wanted = std::move(wanted);
        return change;
    };
    const auto listed = [](const std::optional<std::vector<std::string>>& texts) {
        return !texts || texts->empty() ? std::string("none") : joined(*texts);
    };
    const auto& standalone = *needs.standalone;
    switch (trait)
    {
    case ClientTrait::grants:
        return as(listed(client.grants), "also " + joined(missing_grants(client, needs)));
    case ClientTrait::scopes:
        return as(listed(client.scopes), "also " + joined(missing_scopes(client, needs)));
    case ClientTrait::subject_mode: return as(client.subject_mode.value_or(""), standalone.subject_mode);
    case ClientTrait::code_validity:
        return as(std::to_string(client.code_validity.value_or(std::chrono::seconds(0)).count()) + " s",
                  std::to_string(enough_for_a_code.count()) + " s");
    case ClientTrait::audience: return as(listed(client.audiences), "also " + standalone.audience);
    case ClientTrait::web_origins:
        return as(listed(client.web_origins), "also " + std::string(any_registered_origin));
    default: break;
    }
    return as("confidential", "public");
}

} // namespace

ClientChange change_of(ClientTrait trait, ProviderType type, const ProviderClient& client,
                       const ClientNeeds& needs)
{
    const auto plain = [trait](std::string_view seen, std::string_view wanted) {
        return ClientChange{
            .part = std::string(to_string(trait)), .seen = std::string(seen), .wanted = std::string(wanted)};
    };
    switch (trait)
    {
    case ClientTrait::redirect_uri:
        return uri_change(trait, client.redirect_uris,
                          joined(missing_redirect_uris(client.redirect_uris, needs)));
    case ClientTrait::logout_uri:
        return uri_change(trait, client.logout_uris.value_or(std::vector<RegisteredUri>()), needs.logout_uri);
    case ClientTrait::application: return plain("none", "the one that the issuer names");
    case ClientTrait::confidential: return plain("public", "confidential");
    case ClientTrait::challenge:
    case ClientTrait::pushed_requests: return plain("demanded", "not demanded");
    case ClientTrait::signing_key: return plain("none", "a key");
    case ClientTrait::groups: return plain(groups_seen(client), groups_wanted(type));
    case ClientTrait::encryption: return plain("on", "off");
    case ClientTrait::enabled:
    case ClientTrait::code_flow:
    case ClientTrait::id_token_claims: return plain("off", "on");
    case ClientTrait::former_uris: return plain(joined(needs.former_uris), "none");
    case ClientTrait::admission: break;
    default: return change_of_public(trait, client, needs);
    }
    return plain(client.admission ? in_words(*client.admission) : "",
                 needs.allowed_groups ? in_words({.everybody = false, .groups = *needs.allowed_groups})
                                      : "everybody");
}

std::vector<ClientChange> changes_of_new(ProviderType type, const ClientNeeds& needs)
{
    std::vector<ClientChange> changes;
    const auto add = [&](ClientTrait trait, std::string wanted) {
        changes.push_back({.part = std::string(to_string(trait)), .seen = {}, .wanted = std::move(wanted)});
    };
    add(ClientTrait::redirect_uri, joined(redirect_uris_of(needs)));
    if (!needs.logout_uri.empty())
        add(ClientTrait::logout_uri, needs.logout_uri);
    if (needs.standalone)
        add(ClientTrait::public_client, "public, with PKCE");
    if (needs.groups)
        add(ClientTrait::groups, std::string(groups_wanted(type)));
    if (needs.allowed_groups)
        add(ClientTrait::admission, in_words({.everybody = false, .groups = *needs.allowed_groups}));
    return changes;
}

std::string target_of(ProviderType type, const ClientNeeds& needs)
{
    auto text = joined(redirect_uris_of(needs)) + ' ' + needs.logout_uri;
    if (needs.groups)
        text += sends_entitlements(type) ? " entitlements" : " groups";
    if (needs.allowed_groups)
        text += " allowed " + joined(*needs.allowed_groups);
    return text;
}

} // namespace idpsync::registrar
