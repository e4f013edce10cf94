#include "registrar/former_uris.hpp"

#include <algorithm>

namespace idpsync::registrar {
namespace {

void add_own_uri(std::vector<std::string>& all, const std::string& uri)
{
    if (!uri.empty() && std::ranges::find(all, uri) == all.end())
        all.insert(std::ranges::upper_bound(all, uri), uri);
}

} // namespace

bool is_former(const std::string& uri, const ClientNeeds& needs)
{
    return std::ranges::find(needs.former_uris, uri) != needs.former_uris.end();
}

std::vector<std::string> former_uris(const ProviderClient& client, const LedgerClient& known,
                                     const ClientNeeds& needs)
{
    std::vector<std::string> former;
    if (needs.redirect_uri.empty() || needs.logout_uri.empty())
        return former;
    for (const auto& uri : known.own_uris)
        if (uri != needs.redirect_uri && uri != needs.logout_uri && is_registered(client, uri))
            former.push_back(uri);
    return former;
}

FormerFate fate_of_former_uris(const FormerView& view)
{
    if (view.known.secret_unsettled || !view.known.predecessor.empty())
        return FormerFate::secret_changes;
    if (view.shared)
        return FormerFate::shared;
    if (!view.callback)
        return FormerFate::callback_unseen;
    return *view.callback == view.needs.redirect_uri ? FormerFate::go : FormerFate::callback_former;
}

std::string_view why_former_uris_stay(FormerFate fate)
{
    switch (fate)
    {
    case FormerFate::go: return "";
    case FormerFate::secret_changes: return "a new secret is not in use yet";
    case FormerFate::shared: return "another connector of NetBird signs people in with the client";
    case FormerFate::callback_unseen: return "which redirect URI NetBird's connector sends was not seen";
    case FormerFate::callback_former: break;
    }
    return "NetBird's connector was made at the former address, and goes on sending it";
}

void forget_gone_uris(LedgerClient& known, const ProviderClient& client)
{
    std::erase_if(known.own_uris, [&](const std::string& uri) { return !is_registered(client, uri); });
}

void note_own_uris(LedgerClient& known, const ClientTraits& written, const ClientNeeds& needs)
{
    if (written.contains(ClientTrait::redirect_uri))
        add_own_uri(known.own_uris, needs.redirect_uri);
    if (written.contains(ClientTrait::logout_uri))
        add_own_uri(known.own_uris, needs.logout_uri);
}

ClientTraits own_of_new()
{
    return {ClientTrait::redirect_uri, ClientTrait::logout_uri};
}

} // namespace idpsync::registrar
