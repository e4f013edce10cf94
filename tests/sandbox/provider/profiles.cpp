#include "sandbox/provider/profiles.hpp"

#include "sandbox/provider/documents.hpp"
#include "sandbox/provider/signing_key.hpp"

#include <boost/json.hpp>

namespace idpsync::sandbox {
namespace {

namespace json = boost::json;

constexpr std::size_t encryption_key = 3;

bool is_keycloak(Profile profile)
{
    return profile == Profile::keycloak || profile == Profile::keycloak_hostname;
}

bool is_authentik(Profile profile)
{
    return profile == Profile::authentik_unrecorded || profile == Profile::authentik_2026_5_unrecorded;
}

json::object with_certificate(json::object jwk, const SigningKey& key)
{
    for (const auto& [name, value] : key.certificate())
        jwk[name] = value;
    return jwk;
}

} // namespace

std::string issuer_of(const Site& site, const std::string& base)
{
    const auto& setup = site.setup;
    if (!setup.issuer.empty())
        return setup.issuer;
    switch (setup.profile)
    {
    case Profile::keycloak: return base + "/realms/" + setup.realm;
    case Profile::keycloak_hostname: return site.base + "/realms/" + setup.realm;
    case Profile::authentik_unrecorded:
    case Profile::authentik_2026_5_unrecorded: return site.base + "/application/o/" + setup.realm + "/";
    case Profile::entra_unrecorded: return site.base + "/" + setup.realm + "/v2.0";
    default: return site.base;
    }
}

json::object document_of(const Site& site, const std::string& base)
{
    const auto& setup = site.setup;
    const auto follows_host = setup.profile == Profile::keycloak || setup.profile == Profile::oidc_provider;
    auto front = follows_host ? base : site.base;
    if (is_authentik(setup.profile))
        front += "/application/o/" + setup.realm + "/";
    if (setup.profile == Profile::entra_unrecorded)
        front += "/" + setup.realm;
    return discovery_document(setup, {.issuer = issuer_of(site, base),
                                      .front = front,
                                      .back = setup.backchannel.empty() ? front : setup.backchannel,
                                      .realm = setup.realm});
}

json::object keys_of(const Site& site)
{
    json::array list;
    const auto& setup = site.setup;
    const auto adds_certificates = is_keycloak(setup.profile);
    const auto add = [&](const SigningKey& key, json::object jwk) {
        list.emplace_back(adds_certificates ? with_certificate(std::move(jwk), key) : std::move(jwk));
    };
    if (setup.keys != PublishedKeys::none &&
        (adds_certificates || setup.keys == PublishedKeys::encryption_only))
    {
        const auto& key = SigningKey::shared(encryption_key);
        add(key, key.jwk("RSA-OAEP", "enc"));
    }
    if (setup.keys == PublishedKeys::usable && setup.signing_key)
    {
        const auto& key = SigningKey::shared(site.key);
        add(key, key.jwk());
    }
    return {{"keys", list}};
}

} // namespace idpsync::sandbox
