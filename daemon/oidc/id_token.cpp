#include "oidc/id_token.hpp"

#include "core/text.hpp"
#include "crypto/jws.hpp"
#include "json/text.hpp"
#include "oidc/keys.hpp"

#include <algorithm>

namespace idpsync::oidc {
namespace {

namespace json = boost::json;

Error wrong(std::string what)
{
    return {ErrorKind::bad_response, std::move(what)};
}

std::string shown(const std::optional<std::string>& text)
{
    return text ? quoted(*text, 120) : std::string("nothing");
}

Result<void> check_signature(const crypto::CompactToken& parts, std::string_view keys)
{
    const auto header = parse_object(parts.header);
    const auto algorithm = header ? text_member(*header, "alg") : std::nullopt;
    if (!algorithm || !crypto::is_signing_algorithm(*algorithm))
        return wrong("it is signed with " + shown(algorithm) + ", which cannot be verified");
    // Whoever does not understand what is named there must not take it (RFC 7515 4.1.11).
    if (header->contains("crit"))
        return wrong("its header requires an extension that is not supported here (crit)");
    const auto set = parse_object(keys);
    const auto* list = set ? set->if_contains("keys") : nullptr;
    if (list == nullptr || !list->is_array())
        return wrong("NetBird's keys are no set of keys");
    const auto wanted = text_member(*header, "kid");
    std::size_t tried = 0;
    for (const auto& one : list->get_array())
    {
        const auto key =
            one.is_object() ? crypto::VerificationKey::make(read_key(one.get_object())) : std::nullopt;
        if (!key || (wanted && key->id() != *wanted) ||
            std::ranges::count(key->algorithms(), *algorithm) == 0)
            continue;
        if (++tried > most_keys)
            break;
        if (key->verifies(*algorithm, parts.signed_input, parts.signature))
            return {};
    }
    return wrong(tried == 0 ? "NetBird publishes no key " + shown(wanted) + " for " + *algorithm
                            : std::string("its signature is not that of NetBird's key"));
}

bool is_for(const json::object& claims, std::string_view audience)
{
    if (const auto one = text_member(claims, "aud"))
        return *one == audience;
    const auto several = words_member(claims, "aud");
    return several && std::ranges::count(*several, audience) != 0;
}

/// OpenID Connect Core 3.1.3.7, 4 and 5: where it names who asked for it, or is for several, that is us.
bool was_asked_for_by(const json::object& claims, std::string_view client)
{
    const auto* audience = claims.if_contains("aud");
    const bool several = audience != nullptr && audience->is_array() && audience->get_array().size() > 1;
    return several || claims.contains("azp") ? text_member(claims, "azp") == client : true;
}

/// Times in claims may have fractions (RFC 7519, 2) and any size: they are compared as they are.
std::optional<double> seconds(const json::object& claims, std::string_view name)
{
    const auto* value = claims.if_contains(name);
    if (value == nullptr || !value->is_number())
        return std::nullopt;
    return value->to_number<double>();
}

/// "5 s"; a hostile claim may be further away than any number of seconds that means something.
std::string seconds_text(double duration)
{
    constexpr double a_century = 100.0 * 365 * 24 * 3600;
    if (!(duration < a_century))
        return "more than a century";
    return std::to_string(static_cast<long long>(duration)) + " s";
}

Result<void> check_claims(const json::object& claims, const IdTokenTerms& terms)
{
    const auto issuer = text_member(claims, "iss");
    if (issuer != terms.issuer)
        return wrong("its issuer is " + shown(issuer) + ", NetBird's login service states " +
                     quoted(terms.issuer));
    if (!is_for(claims, terms.audience))
        return wrong("it is not for " + quoted(terms.audience) + " (claim aud)");
    if (!was_asked_for_by(claims, terms.audience))
        return wrong("it was not asked for by " + quoted(terms.audience) + " (claim azp)");
    const auto now = std::chrono::duration<double>(terms.now.time_since_epoch()).count();
    const auto end = seconds(claims, "exp");
    if (!end || *end <= now)
        return wrong(end ? "it has expired by this host's clock, " + seconds_text(now - *end) + " ago"
                         : std::string("it does not say when it expires (claim exp)"));
    if (!terms.nonce.empty() && text_member(claims, "nonce") != terms.nonce)
        return wrong("it does not repeat the nonce of this login");
    if (text_member(claims, "sub").value_or("").empty())
        return wrong("it names no user (claim sub)");
    return {};
}

} // namespace

Result<IdTokenClaims> verify_id_token(std::string_view token, std::string_view keys,
                                      const IdTokenTerms& terms)
{
    const auto parts = crypto::split_token(token);
    const auto claims = parts ? parse_object(parts->payload) : std::nullopt;
    if (!claims)
        return wrong("it is not a JSON Web Token");
    if (const auto signature = check_signature(*parts, keys); signature.has_error())
        return signature.error();
    if (const auto kept = check_claims(*claims, terms); kept.has_error())
        return kept.error();
    return IdTokenClaims{.subject = *text_member(*claims, "sub"),
                         .name = text_member(*claims, "name").value_or(""),
                         .email = text_member(*claims, "email").value_or(""),
                         .groups = words_member(*claims, "groups")};
}

} // namespace idpsync::oidc
