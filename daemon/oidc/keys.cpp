#include "oidc/keys.hpp"

#include "core/text.hpp"
#include "json/text.hpp"
#include "oidc/advice.hpp"
#include "oidc/unanswered.hpp"

#include <algorithm>

namespace idpsync::oidc {
namespace {

namespace json = boost::json;
constexpr std::string_view the_keys = "its signing keys";

/// Without a list a provider must offer RS256 (OpenID Connect Discovery), but many then say nothing at all.
bool is_advertised(const Discovery& document, const std::vector<std::string>& algorithms)
{
    const auto& listed = document.id_token_algorithms;
    return !listed || std::ranges::any_of(algorithms, [&](const auto& one) {
        return std::ranges::find(*listed, one) != listed->end();
    });
}

/// Without its login service NetBird takes RSA and EC keys, and every key beside a certificate for one of
/// RSA.
bool standalone_reads(const crypto::Jwk& jwk)
{
    return jwk.kty == "RSA" || (jwk.kty == "EC" && jwk.x5c.empty());
}

KeysJudgement failed(FindingId id, std::string evidence, std::string next)
{
    return {.verdict = Verdict::refused,
            .findings = {{id, Severity::error, std::move(evidence), std::move(next)}}};
}

KeysJudgement judge_set(const Registration& registration, const Discovery& document, const json::array& keys,
                        WallTime now)
{
    std::size_t usable = 0;
    std::size_t for_encryption = 0;
    KeysJudgement judgement;
    for (std::size_t i = 0; i < keys.size() && i < most_keys; ++i)
    {
        if (!keys[i].is_object())
            continue;
        const auto jwk = read_key(keys[i].as_object());
        for_encryption += jwk.use == "enc" ? 1U : 0U;
        const auto key = crypto::VerificationKey::make(jwk);
        const bool is_read = !registration.standalone || standalone_reads(jwk);
        if (!key || !is_read || !is_advertised(document, key->algorithms()))
            continue;
        ++usable;
        const auto expires = crypto::certificate_expiry(jwk);
        if (expires && *expires < now)
            judgement.findings.push_back({FindingId::certificate_expired, Severity::hint,
                                          "the certificate beside the signing key " + quoted(jwk.kid, 80) +
                                              " has expired; NetBird does not check it",
                                          "renew the provider's signing key when convenient"});
    }
    if (usable > 0)
    {
        judgement.verdict = Verdict::accepted;
        return judgement;
    }
    const std::string why = keys.empty() ? "it publishes no key"
                            : for_encryption == keys.size()
                                ? "it publishes encryption keys only"
                                : "none of its " + std::to_string(keys.size()) +
                                      " keys signs with an advertised algorithm" +
                                      (registration.standalone ? " and is RSA, or EC without x5c" : "");
    return failed(FindingId::keys_unusable, "no ID token of this provider can be checked: " + why,
                  how_to(Mend::signing_key, registration));
}

} // namespace

crypto::Jwk read_key(const json::object& object)
{
    const auto text = [&](std::string_view name) { return text_member(object, name).value_or(""); };
    return {.kty = text("kty"),
            .use = text("use"),
            .alg = text("alg"),
            .kid = text("kid"),
            .n = text("n"),
            .e = text("e"),
            .crv = text("crv"),
            .x = text("x"),
            .y = text("y"),
            .x5c = words_member(object, "x5c").value_or(Words{}),
            .key_ops = words_member(object, "key_ops").value_or(Words{})};
}

KeysJudgement judge_keys(const Registration& registration, const Discovery& document, const Fetched& fetched,
                         WallTime now)
{
    if (fetched.has_error())
    {
        auto finding = unanswered(fetched.error(), the_keys);
        if (finding.id == FindingId::provider_unreachable)
        {
            finding.id = FindingId::keys_unreachable;
            finding.next = "open its jwks_uri " + quoted(document.jwks_uri.value_or(""), 200) +
                           " from this machine and from NetBird, and fix what keeps it from answering";
        }
        return {.verdict = Verdict::unknown, .findings = {std::move(finding)}};
    }
    if (auto trouble = trouble_at_the_server(fetched->status, the_keys))
    {
        if (trouble->id == FindingId::provider_unreachable)
            trouble->id = FindingId::keys_unreachable;
        return {.verdict = Verdict::unknown, .findings = {std::move(*trouble)}};
    }
    const auto object = fetched->status == 200 ? parse_object(fetched->body) : std::nullopt;
    const auto* keys = object ? object->if_contains("keys") : nullptr;
    if (keys == nullptr || !keys->is_array())
        return failed(FindingId::keys_unreachable,
                      "jwks_uri answers " + std::to_string(fetched->status) + " without a set of keys",
                      how_to(Mend::signing_key, registration));
    return judge_set(registration, document, keys->as_array(), now);
}

} // namespace idpsync::oidc
