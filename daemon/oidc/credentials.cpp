#include "oidc/credentials.hpp"

#include "core/text.hpp"
#include "json/text.hpp"
#include "oidc/advice.hpp"
#include "oidc/authorization.hpp"
#include "oidc/form.hpp"
#include "oidc/retry_after.hpp"
#include "oidc/unanswered.hpp"

#include <algorithm>

namespace idpsync::oidc {
namespace {

constexpr std::string_view the_credentials = "the client's credentials";
constexpr std::size_t text_limit = 200;

bool has(const std::optional<Words>& words, std::string_view word)
{
    return words && std::ranges::find(*words, word) != words->end();
}

std::string quote_of(const TokenAnswer& answer)
{
    auto text = std::to_string(answer.status) + " \"" + answer.error + '"';
    if (!answer.description.empty())
        text += " (" + answer.description + ')';
    return text;
}

bool refuses(const TokenAnswer& answer)
{
    const bool unauthorized = answer.status == 401 && answer.json && !answer.error.empty();
    const bool unknown_to_pocket_id = answer.status == 404 && answer.error == "Client not found";
    return unauthorized || answer.error == "invalid_client" || unknown_to_pocket_id;
}

/// The client was authenticated, and then the code was looked for: nothing is wrong with the credentials.
bool rejects_only_the_code(const TokenAnswer& answer)
{
    return answer.status == 400 &&
           (answer.error == "invalid_grant" || answer.error == "Invalid authorization code");
}

bool mentions(std::string text, std::string_view word)
{
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    return text.find(word) != std::string::npos;
}

Finding refusal(const Registration& registration, const TokenAnswer& answer)
{
    const auto evidence = "the provider refuses the client id and secret: " + quote_of(answer);
    if (mentions(answer.description, "disabled"))
        return {FindingId::client_disabled, Severity::error, evidence,
                how_to(Mend::enable_client, registration)};
    // Keycloak's words, as they were recorded.
    if (mentions(answer.description, "bearer-only"))
        return {FindingId::code_flow_off, Severity::error, evidence, how_to(Mend::code_flow, registration)};
    if (mentions(answer.description, "client_assertion"))
        return {FindingId::credentials_refused, Severity::error,
                evidence + ": the client must authenticate with a signed token (JWT), not with a secret",
                how_to(Mend::client_authenticator, registration)};
    const bool id_unknown = answer.status == 404;
    return {FindingId::credentials_refused, Severity::error, evidence,
            how_to(id_unknown ? Mend::client : Mend::secret, registration)};
}

CredentialJudgement undecided(Finding finding, bool may_change = false)
{
    finding.severity = finding.id == FindingId::client_public ? Severity::warning : Severity::unknown;
    return {.may_change = may_change, .finding = std::move(finding)};
}

CredentialJudgement not_told(const Registration& registration, const TokenAnswer& answer,
                             const std::string& why)
{
    return undecided({FindingId::credentials_refused, Severity::unknown,
                      "whether the credentials are right cannot be determined: " + quote_of(answer) + why,
                      how_to(Mend::client, registration)});
}

/// An answer that says nothing about the client, or nothing.
std::optional<CredentialJudgement> no_answer(const TokenAnswer& answer)
{
    if (answer.failure)
        return undecided(unanswered(*answer.failure, the_credentials), may_answer_later(*answer.failure));
    auto trouble = trouble_at_the_server(answer.status, the_credentials);
    if (!trouble)
        return std::nullopt;
    auto judgement = undecided(std::move(*trouble), answer.status >= 500);
    judgement.retry_after = answer.retry_after;
    return judgement;
}

/// Something else answers at that address, or in front of it. 401, 403 and 407 may be meant for this tool
/// alone; whatever else does not speak OAuth there fails every login.
CredentialJudgement no_token_endpoint(const Registration& registration, const boost::urls::url& asked,
                                      unsigned status)
{
    const bool guarded = status == 401 || status == 403 || status == 407;
    Finding finding{FindingId::endpoint_unusable, guarded ? Severity::unknown : Severity::error,
                    "the token endpoint that the provider states, " + quoted(asked.buffer(), 200) +
                        ", answers " + std::to_string(status) + " without JSON: " +
                        (guarded ? "something in front of it refuses the request"
                                 : "it is not a token endpoint, and every login fails"),
                    how_to(guarded ? Mend::way_in : Mend::public_address, registration)};
    return {
        .verdict = Verdict::unknown, .may_change = false, .finding = std::move(finding), .retry_after = {}};
}

CredentialJudgement judge_with_control(const Registration& registration, const TokenAnswer& probe,
                                       const TokenAnswer& control)
{
    if (auto nothing = no_answer(control))
        return *nothing;
    if (refuses(control))
    {
        if (rejects_only_the_code(probe))
            return {.verdict = Verdict::accepted,
                    .finding = {FindingId::credentials_refused, Severity::ok,
                                "the provider accepts the client id and secret", ""}};
        return {.verdict = Verdict::accepted,
                .finding = {FindingId::credentials_warning, Severity::warning,
                            "the provider accepts the client id and secret, but answers " + quote_of(probe),
                            how_to(Mend::code_flow, registration)}};
    }
    if (rejects_only_the_code(probe) && rejects_only_the_code(control))
        return undecided({FindingId::client_public, Severity::warning,
                          "the provider does not check the secret: a made-up one gets the same answer, " +
                              quote_of(control),
                          how_to(Mend::make_confidential, registration)});
    return not_told(registration, probe, ", whatever the secret");
}

} // namespace

ClientAuthentication client_authentication(const Discovery& document)
{
    const auto& listed = document.client_authentication;
    const bool only_post = has(listed, "client_secret_post") && !has(listed, "client_secret_basic");
    return only_post ? ClientAuthentication::post : ClientAuthentication::basic;
}

net::Request credential_request(const Registration& registration, const boost::urls::url& token_endpoint,
                                ClientAuthentication how, const Secret& secret)
{
    net::Request request{.method = net::Method::post, .url = token_endpoint};
    request.content_type = "application/x-www-form-urlencoded";
    std::string body =
        "grant_type=authorization_code&code=idpsync-probe&redirect_uri=" +
        form_encoded(registration.redirect_uri.empty() ? "https://netbird.invalid/oauth2/callback"
                                                       : registration.redirect_uri);
    if (how == ClientAuthentication::post)
    {
        auto encoded_secret = form_encoded(secret.reveal());
        body.reserve(body.size() + registration.client_id.size() * 3 + encoded_secret.size() + 32);
        body += "&client_id=" + form_encoded(registration.client_id);
        body.append("&client_secret=").append(encoded_secret);
        wipe(encoded_secret);
    }
    else
        request.authorization = basic_authorization(registration.client_id, secret);
    request.body = Secret(std::move(body));
    return request;
}

TokenAnswer read_token_answer(const Fetched& fetched)
{
    TokenAnswer answer;
    if (fetched.has_error())
    {
        answer.failure = fetched.error();
        return answer;
    }
    answer.status = fetched->status;
    answer.retry_after = retry_after(*fetched);
    const auto object = parse_object(fetched->body);
    answer.json = object.has_value();
    if (!object)
        return answer;
    answer.error = excerpt(text_member(*object, "error").value_or(""), text_limit);
    answer.description = excerpt(text_member(*object, "error_description").value_or(""), text_limit);
    return answer;
}

bool needs_control(const TokenAnswer& probe)
{
    return probe.status == 400 && probe.json && !probe.error.empty() && !refuses(probe);
}

CredentialJudgement judge_credentials(const Registration& registration, const boost::urls::url& asked,
                                      const TokenAnswer& probe, const TokenAnswer& control)
{
    if (auto nothing = no_answer(probe))
        return *nothing;
    if (refuses(probe))
        return {.verdict = Verdict::refused, .finding = refusal(registration, probe)};
    if (needs_control(probe))
        return judge_with_control(registration, probe, control);
    if (!probe.json)
        return no_token_endpoint(registration, asked, probe.status);
    return not_told(registration, probe, "");
}

CredentialJudgement of_new_secret(CredentialJudgement judgement)
{
    if (judgement.verdict != Verdict::refused)
        return judgement;
    auto finding = std::move(judgement.finding);
    finding.evidence =
        "the client secret was made a moment ago, and may not be known everywhere yet: " + finding.evidence;
    finding.next = "wait: it is tried again by itself";
    return undecided(std::move(finding), true);
}

} // namespace idpsync::oidc
