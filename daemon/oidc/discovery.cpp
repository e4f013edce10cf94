#include "oidc/discovery.hpp"

#include "core/text.hpp"
#include "oidc/advice.hpp"
#include "oidc/discovery_rows.hpp"
#include "oidc/issuer_difference.hpp"
#include "oidc/json.hpp"
#include "oidc/page.hpp"
#include "oidc/unanswered.hpp"

#include <boost/url/parse.hpp>

namespace idpsync::oidc {
namespace {

constexpr std::string_view question = "the discovery document";
constexpr std::string_view well_known = "/.well-known/openid-configuration";

DiscoveryJudgement judged(Verdict verdict, Finding finding, bool may_change = false)
{
    return {.verdict = verdict, .may_change = may_change, .document = {}, .findings = {std::move(finding)}};
}

/// What to declare where no document tells.
std::string right_issuer(const Registration& registration)
{
    const std::string_view issuer = registration.issuer;
    if (issuer.ends_with(well_known))
        return "leave " + std::string(well_known) +
               " out: declare `issuer: " + escaped(issuer.substr(0, issuer.size() - well_known.size())) + "`";
    return how_to(Mend::issuer, registration);
}

DiscoveryJudgement redirected(const Registration& registration, const net::Response& response)
{
    const auto location = std::string(response.header("location").value_or(""));
    const bool to_a_document = location.ends_with(well_known);
    const auto next =
        to_a_document
            ? "declare `issuer: " + escaped(location.substr(0, location.size() - well_known.size())) +
                  "`, with or without a slash at its end as the document there states it"
            : how_to(Mend::issuer, registration);
    return judged(Verdict::unknown, {FindingId::issuer_redirected, Severity::error,
                                     "the discovery document was moved: " + std::to_string(response.status) +
                                         " to " + quoted(location, 200),
                                     next});
}

DiscoveryJudgement unexpected_status(const Registration& registration, const net::Response& response)
{
    const auto status = response.status;
    if (auto trouble = trouble_at_the_server(status, question))
        return judged(Verdict::unknown, std::move(*trouble), status >= 500);
    // 401, 403, 407, 408 and 421 are more likely about this client, or a proxy, than about the issuer.
    const bool about_us = status == 401 || status == 403 || status == 407 || status == 408 || status == 421;
    return judged(about_us || status < 400 ? Verdict::unknown : Verdict::refused,
                  {FindingId::discovery_missing, Severity::error,
                   "there is no discovery document: " + std::to_string(status) + " " +
                       quoted(visible_text(response.body, 300), 120),
                   right_issuer(registration)});
}

DiscoveryJudgement no_document(const Registration& registration, const net::Response& response)
{
    const bool html = looks_like_html(response.body);
    return judged(Verdict::refused,
                  {FindingId::discovery_unreadable, Severity::error,
                   html ? "a web page answers instead of the discovery document, " +
                              quoted(visible_text(response.body, 300), 80) +
                              ": the issuer's path is wrong, or a proxy in front wants a login"
                        : "the answer is no discovery document: " + quoted(response.body, 80),
                   right_issuer(registration)});
}

DiscoveryJudgement judge_document(const Registration& registration, const net::Response& response,
                                  WallTime now)
{
    auto document = read_discovery(response.body);
    if (!document)
        return no_document(registration, response);
    if (!document->issuer)
        return judged(Verdict::refused,
                      {FindingId::issuer_mismatch, Severity::error,
                       "the discovery document states no issuer, declared is " + quoted(registration.issuer),
                       how_to(Mend::issuer, registration)});
    if (*document->issuer != registration.issuer)
        return judged(Verdict::refused, issuer_difference(registration, *document->issuer));
    DiscoveryJudgement judgement{.verdict = Verdict::accepted, .document = {}, .findings = {}};
    judgement.findings = judge_rows(registration, *document);
    for (const auto& finding : judgement.findings)
        if (is_hopeless(finding))
            judgement.verdict = Verdict::refused;
    judgement.clock_ahead = clock_ahead(response, now);
    if (auto clock = judgement.clock_ahead ? judge_clock(*judgement.clock_ahead) : std::nullopt)
        judgement.findings.push_back(std::move(*clock));
    sort_by_severity(judgement.findings);
    judgement.document = std::move(document);
    return judgement;
}

} // namespace

Result<boost::urls::url> discovery_url(std::string_view issuer)
{
    auto text = std::string(issuer.ends_with('/') ? issuer.substr(0, issuer.size() - 1) : issuer);
    const auto url = parse_endpoint(text += well_known);
    if (!url)
        return Error{ErrorKind::bad_config, "the issuer " + quoted(issuer) + " is no http or https address"};
    return *url;
}

std::optional<Discovery> read_discovery(std::string_view body)
{
    const auto object = parse_object(body);
    if (!object)
        return std::nullopt;
    return Discovery{
        .issuer = text_member(*object, "issuer"),
        .authorization_endpoint = text_member(*object, "authorization_endpoint"),
        .token_endpoint = text_member(*object, "token_endpoint"),
        .jwks_uri = text_member(*object, "jwks_uri"),
        .userinfo_endpoint = text_member(*object, "userinfo_endpoint"),
        .end_session_endpoint = text_member(*object, "end_session_endpoint"),
        .id_token_algorithms = words_member(*object, "id_token_signing_alg_values_supported"),
        .response_types = words_member(*object, "response_types_supported"),
        .grant_types = words_member(*object, "grant_types_supported"),
        .client_authentication = words_member(*object, "token_endpoint_auth_methods_supported"),
        .scopes = words_member(*object, "scopes_supported"),
        .claims = words_member(*object, "claims_supported"),
    };
}

DiscoveryJudgement judge_discovery(const Registration& registration, const Fetched& fetched, WallTime now)
{
    if (fetched.has_error())
        return judged(Verdict::unknown, unanswered(fetched.error(), question),
                      may_answer_later(fetched.error()));
    if (fetched->status >= 300 && fetched->status < 400)
        return redirected(registration, *fetched);
    if (fetched->status != 200)
        return unexpected_status(registration, *fetched);
    return judge_document(registration, *fetched, now);
}

} // namespace idpsync::oidc
