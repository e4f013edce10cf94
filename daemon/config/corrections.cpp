#include "config/corrections.hpp"

#include "config/settings_table.hpp"
#include "core/joined.hpp"
#include "core/text.hpp"

#include <algorithm>
#include <array>

namespace idpsync::config {
namespace {

struct Pair
{
    std::string_view written; ///< in small letters, without -, _, ., and spaces
    std::string_view other;
};

/// Other names for a setting: what the APIs, Terraform providers and other consumers of OpenID Connect say.
constexpr std::array<Pair, 35> other_names{{
    {"issueruri", "issuer"},
    {"issuerurl", "issuer"},
    {"url", "issuer"},
    {"discovery", "issuer"},
    {"discoveryurl", "issuer"},
    {"discoveryendpoint", "issuer"},
    {"oidcendpoint", "issuer"},
    {"authority", "issuer"},
    {"client", "client_id"},
    {"clientidentifier", "client_id"},
    {"applicationid", "client_id"},
    {"appid", "client_id"},
    {"secret", "client_secret"},
    {"password", "client_secret"},
    {"secretexpires", "client_secret_expires"},
    {"expires", "client_secret_expires"},
    {"displayname", "name"},
    {"title", "name"},
    {"label", "name"},
    {"provider", "type"},
    {"kind", "type"},
    {"connectorid", "id"},
    {"ensure", "state"},
    {"accesstoken", "token"},
    {"apitoken", "token"},
    {"apikey", "token"},
    {"endpoint", "url"},
    {"managementurl", "url"},
    {"cacert", "ca_file"},
    {"cabundle", "ca_file"},
    {"connectors", "identity_providers"},
    {"loglevel", "log"},
    {"logging", "log"},
    {"port", "listen"},
    {"address", "listen"},
}};

/// A setting whose name says what is in its value here.
struct Form
{
    std::string_view written;
    std::string_view meant;
    std::string_view advice;
};

constexpr std::array<Form, 5> other_forms{{
    {"clientsecretfile", "client_secret", "write client_secret: {file: PATH}"},
    {"clientsecretenv", "client_secret", "write client_secret: {env: NAME}"},
    {"secretfile", "client_secret", "write client_secret: {file: PATH}"},
    {"tokenfile", "token", "write token: {file: PATH}"},
    {"tokenenv", "token", "write token: {env: NAME}"},
}};

constexpr std::string_view state_advice =
    "leave it out; state: absent deletes the connector, state: released leaves it as it is";
constexpr std::string_view scopes_advice =
    "leave it out: NetBird decides by the type which scopes it asks for";
constexpr std::string_view redirect_advice =
    "leave it out: NetBird has one redirect URI; `netbird-idp-sync show redirect-uri` prints it for the "
    "provider";
constexpr std::string_view groups_advice =
    "leave it out here: groups are declared once for all providers, in group_sync of config.yaml";

constexpr std::array<Pair, 17> decided_elsewhere{{
    {"enabled", state_advice},
    {"disabled", state_advice},
    {"scope", scopes_advice},
    {"scopes", scopes_advice},
    {"additionalscopes", scopes_advice},
    {"redirecturi", redirect_advice},
    {"redirecturis", redirect_advice},
    {"redirecturl", redirect_advice},
    {"callback", redirect_advice},
    {"callbackurl", redirect_advice},
    {"callbackurls", redirect_advice},
    {"groups", groups_advice},
    {"groupsclaim", groups_advice},
    {"allowgroups", groups_advice},
    {"getuserinfo", "leave it out: NetBird asks UserInfo only for zitadel, and no setting changes that"},
    {"audience", "leave it out: NetBird takes the client_id"},
    {"insecureskipverify", "leave it out: certificates are always checked; use ca_file for your own ones"},
}};

/// What others call a word of ours. One that is written may stand for several: the first that is known
/// counts.
constexpr std::array<Pair, 51> other_words{{
    {"azure", "entra"},
    {"azuread", "entra"},
    {"aad", "entra"},
    {"entraid", "entra"},
    {"microsoftentra", "entra"},
    {"microsoftentraid", "entra"},
    {"live", "microsoft"},
    {"msa", "microsoft"},
    {"gsuite", "google"},
    {"googleworkspace", "google"},
    {"workspace", "google"},
    {"pocket", "pocketid"},
    {"goauthentik", "authentik"},
    {"rhsso", "keycloak"},
    {"activedirectoryfs", "adfs"},
    {"authelia", "oidc"},
    {"auth0", "oidc"},
    {"casdoor", "oidc"},
    {"dex", "oidc"},
    {"duo", "oidc"},
    {"gitlab", "oidc"},
    {"jumpcloud", "oidc"},
    {"kanidm", "oidc"},
    {"logto", "oidc"},
    {"onelogin", "oidc"},
    {"pingidentity", "oidc"},
    {"rauthy", "oidc"},
    {"tinyauth", "oidc"},
    {"generic", "oidc"},
    {"genericoidc", "oidc"},
    {"openid", "oidc"},
    {"openidconnect", "oidc"},
    {"dryrun", "observe"},
    {"readonly", "observe"},
    {"report", "observe"},
    {"plan", "observe"},
    {"apply", "enforce"},
    {"write", "enforce"},
    {"strict", "block"},
    {"warning", "warn"},
    {"warn", "warning"},
    {"err", "error"},
    {"trace", "debug"},
    {"verbose", "debug"},
    {"systemd", "journald"},
}};

/// In small letters, without what separates words.
std::string plain(std::string_view text)
{
    std::string out;
    for (const char c : text)
        if (std::string_view("-_. ").find(c) == std::string_view::npos)
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

/// The one of `words` that is `word` in another spelling.
std::string_view respelt(std::string_view word, std::span<const std::string_view> words)
{
    const auto found =
        std::find_if(words.begin(), words.end(), [&](std::string_view one) { return plain(one) == word; });
    return found == words.end() ? std::string_view() : *found;
}

/// What `pairs` has for `written`, if it is among `words`.
std::string_view translated(std::string_view written, std::span<const Pair> pairs,
                            std::span<const std::string_view> words)
{
    for (const auto& [from, to] : pairs)
        if (from == written && std::find(words.begin(), words.end(), to) != words.end())
            return to;
    return {};
}

std::string_view of(std::string_view written, std::span<const Pair> pairs)
{
    const auto found =
        std::find_if(pairs.begin(), pairs.end(), [&](const Pair& pair) { return pair.written == written; });
    return found == pairs.end() ? std::string_view() : found->other;
}

std::string_view meant(std::string_view word, std::span<const Pair> pairs,
                       std::span<const std::string_view> words)
{
    const auto written = plain(word);
    if (const auto same = respelt(written, words); !same.empty())
        return same;
    return translated(written, pairs, words);
}

/// Where a setting belongs that stands in the wrong section; empty: nowhere.
std::string_view section_of(std::string_view written)
{
    const auto has = [&](const auto& table) { return !respelt(written, table.names).empty(); };
    for (const auto& row : settings_table().rows)
        if (row.inner != nullptr && has(*row.inner))
            return row.name;
    if (has(group_sync_table()))
        return "group_sync";
    return has(provider_table()) ? "a key in identity_providers" : std::string_view();
}

} // namespace

Correction correct_setting(std::string_view name, std::span<const std::string_view> known)
{
    const auto is_it = [](std::string_view one) {
        return Correction{one, "did you mean " + std::string(one) + "?"};
    };
    if (const auto one = meant(name, other_names, known); !one.empty())
        return is_it(one);
    const auto written = plain(name);
    for (const auto& [from, to, advice] : other_forms)
        if (from == written && std::find(known.begin(), known.end(), to) != known.end())
            return {to, std::string(advice)};
    const auto is_known = [&](std::string_view one) { return std::ranges::find(known, one) != known.end(); };
    const bool in_provider = is_known("client_id") && !is_known("domain"); // standalone has it
    if (const auto advice = of(written, decided_elsewhere); in_provider && !advice.empty())
        return {{}, std::string(advice)};
    if (const auto section = section_of(written); !section.empty())
        return {{}, "it belongs below " + std::string(section) + ":; check the indentation"};
    if (const auto one = nearest(name, known.data(), known.size()); !one.empty())
        return is_it(one);
    auto all = joined(known);
    return {{}, "known here: " + all, false};
}

std::string_view other_protocol(std::string_view type)
{
    constexpr std::array<std::string_view, 6> others{"saml", "saml2", "ldap", "github", "radius", "cas"};
    return std::find(others.begin(), others.end(), plain(type)) == others.end()
               ? std::string_view()
               : "NetBird accepts only OpenID Connect; a provider such as authentik or Keycloak can "
                 "translate";
}

std::string_view meant_word(std::string_view word, std::span<const std::string_view> words)
{
    const auto one = meant(word, other_words, words);
    return one.empty() ? nearest(word, words.data(), words.size()) : one;
}

} // namespace idpsync::config
