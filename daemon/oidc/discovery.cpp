#include "oidc/discovery.hpp"

#include "core/text.hpp"
#include "json/text.hpp"
#include "oidc/advice.hpp"
#include "oidc/discovery_rows.hpp"
#include "oidc/issuer_difference.hpp"
#include "oidc/page.hpp"
#include "oidc/unanswered.hpp"

#include <algorithm>

namespace idpsync::oidc {
namespace {

constexpr std::string_view the_document = "the discovery document";
constexpr std::string_view well_known = "/.well-known/openid-configuration";

DiscoveryJudgement judged(Verdict verdict, Finding finding, bool may_change = false)
{
    return {.verdict = verdict, .may_change = may_change, .document = {}, .findings = {std::move(finding)}};
}

/// The issuer whose document is at this address; empty: it is no such address. A sign-in page may name the
/// document in its query.
std::string issuer_of_document(std::string_view address)
{
    if (!address.ends_with(well_known) || address.find('?') != std::string_view::npos)
        return {};
    return std::string(address.substr(0, address.size() - well_known.size()));
}

DiscoveryJudgement with_candidate(DiscoveryJudgement judgement, std::string issuer)
{
    if (!issuer.empty())
        judgement.candidate = IssuerCandidate{.issuer = std::move(issuer), .remark = {}};
    return judgement;
}

bool leads_elsewhere(const Registration& registration, std::string_view location)
{
    const auto here = parse_endpoint(registration.issuer);
    const auto there = parse_endpoint(location);
    return here && there && !same_origin(*here, *there);
}

DiscoveryJudgement redirected(const Registration& registration, const net::Response& response)
{
    const auto location = std::string(response.header("location").value_or(""));
    auto issuer = issuer_of_document(location);
    const auto seen = std::to_string(response.status) + " to " + quoted(location, 200);
    if (issuer.empty() && leads_elsewhere(registration, location))
        return judged(Verdict::unknown, {FindingId::discovery_guarded, Severity::error,
                                         "the discovery document cannot be read without signing in: " + seen,
                                         how_to(Mend::way_in, registration)});
    return with_candidate(judged(Verdict::unknown, {FindingId::issuer_redirected, Severity::error,
                                                    "the discovery document was moved: " + seen,
                                                    how_to(Mend::issuer, registration)}),
                          std::move(issuer));
}

DiscoveryJudgement unexpected_status(const Registration& registration, const net::Response& response)
{
    const auto status = response.status;
    if (auto trouble = trouble_at_the_server(status, the_document))
        return judged(Verdict::unknown, std::move(*trouble), status >= 500);
    const auto seen = std::to_string(status) + " " + quoted(visible_text(response.body, 300), 120);
    // No provider asks who reads its document; NetBird's requests may be let through.
    const bool guarded = status == 401 || status == 403 || status == 407;
    if (guarded)
        return judged(Verdict::unknown, {FindingId::discovery_guarded, Severity::error,
                                         "something in front of the provider refuses the request for its "
                                         "discovery document: " +
                                             seen,
                                         how_to(Mend::way_in, registration)});
    // 408 and 421 are more likely about this client, or a proxy, than about the issuer.
    const bool about_us = status == 408 || status == 421;
    auto judgement = judged(about_us || status < 400 ? Verdict::unknown : Verdict::refused,
                            {FindingId::discovery_missing, Severity::error,
                             "there is no discovery document: " + seen, how_to(Mend::issuer, registration)});
    if (registration.type == ProviderType::zitadel)
        judgement.findings.front().next += "; " + how_to(Mend::way_in, registration);
    return with_candidate(std::move(judgement), issuer_of_document(registration.issuer));
}

DiscoveryJudgement no_document(const Registration& registration, const net::Response& response)
{
    const bool html = looks_like_html(response.body);
    const auto shown = html ? visible_text(response.body, 300) : std::string();
    auto judgement =
        judged(Verdict::refused, {FindingId::discovery_unreadable, Severity::error,
                                  html ? "a web page answers instead of the discovery document" +
                                             (shown.empty() ? "" : ", " + quoted(shown, 80)) +
                                             ": the issuer's path is wrong, or a proxy in front wants a login"
                                       : "the answer is no discovery document: " + quoted(response.body, 80),
                                  how_to(Mend::issuer, registration)});
    return with_candidate(std::move(judgement), issuer_of_document(registration.issuer));
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
    {
        auto [finding, candidate] = issuer_difference(registration, *document->issuer);
        auto judgement = judged(Verdict::refused, std::move(finding));
        judgement.candidate = std::move(candidate);
        return judgement;
    }
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

bool Discovery::lists_s256() const
{
    return challenge_methods && std::ranges::find(*challenge_methods, "S256") != challenge_methods->end();
}

std::optional<std::string> found_issuer(const IssuerCandidate& candidate, const Fetched& fetched)
{
    const auto without_slash = [](std::string_view text) {
        return text.ends_with('/') ? text.substr(0, text.size() - 1) : text;
    };
    if (fetched.has_error() || fetched->status != 200)
        return std::nullopt;
    const auto document = read_discovery(fetched->body);
    if (!document || !document->issuer || without_slash(*document->issuer) != without_slash(candidate.issuer))
        return std::nullopt;
    return document->issuer;
}

DiscoveryJudgement advising(DiscoveryJudgement judgement, const std::string& issuer)
{
    if (judgement.findings.empty() || !judgement.candidate)
        return judgement;
    judgement.findings.front().next =
        "declare `issuer: " + escaped(issuer) + "`" + judgement.candidate->remark;
    return judgement;
}

Result<boost::urls::url> discovery_url(std::string_view issuer)
{
    auto text = std::string(issuer.ends_with('/') ? issuer.substr(0, issuer.size() - 1) : issuer);
    const auto url = parse_endpoint(text += well_known);
    if (!url)
        return Error{ErrorKind::bad_config,
                     "the issuer " + quoted(issuer) + " is not an http or https address"};
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
        .device_authorization_endpoint = text_member(*object, "device_authorization_endpoint"),
        .id_token_algorithms = words_member(*object, "id_token_signing_alg_values_supported"),
        .response_types = words_member(*object, "response_types_supported"),
        .grant_types = words_member(*object, "grant_types_supported"),
        .client_authentication = words_member(*object, "token_endpoint_auth_methods_supported"),
        .scopes = words_member(*object, "scopes_supported"),
        .claims = words_member(*object, "claims_supported"),
        .challenge_methods = words_member(*object, "code_challenge_methods_supported"),
    };
}

DiscoveryJudgement judge_discovery(const Registration& registration, const Fetched& fetched, WallTime now)
{
    if (fetched.has_error())
        return judged(Verdict::unknown, unanswered(fetched.error(), the_document),
                      may_answer_later(fetched.error()));
    if (fetched->status >= 300 && fetched->status < 400)
        return redirected(registration, *fetched);
    if (fetched->status != 200)
        return unexpected_status(registration, *fetched);
    return judge_document(registration, *fetched, now);
}

} // namespace idpsync::oidc
