#include "oidc/redirect.hpp"

#include "core/joined.hpp"
#include "core/text.hpp"
#include "net/oauth.hpp"
#include "oidc/advice.hpp"
#include "oidc/form.hpp"
#include "oidc/redirect_words.hpp"
#include "oidc/unanswered.hpp"

#include <boost/url/parse.hpp>

#include <algorithm>
#include <array>

namespace idpsync::oidc {
namespace {

// How it works: the authorization endpoint is asked twice, with the real redirect URI and with one that
// nobody registered (the control). Each answer is sorted into a Kind; where the two are of one kind that says
// nothing (two login pages), both are followed once on the provider's own host. The values are accepted where
// only the control was refused, and refused where only the real one was.

namespace urls = boost::urls;
constexpr std::string_view the_redirect_uri = "the redirect URI";

/// Kinds of answers, as far as they tell probe and control apart.
enum class Kind
{
    at_redirect_uri, ///< sent to the redirect URI itself
    error,           ///< 400, or an error page of its own host
    forbidden,       ///< 403 or 404: refused only by comparison or by its words
    page,            ///< 200, or a redirect without a word
    nothing,         ///< no answer, 429, 5xx, or another status
};

bool is_redirect(unsigned status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// What a browser makes of Location: relative ones, and raw blanks and quotes.
std::optional<urls::url> location_of(const Step& step)
{
    const auto header = is_redirect(step.answer->status) ? step.answer->header("location") : std::nullopt;
    if (!header)
        return std::nullopt;
    std::string clean;
    bool behind_path = false;
    for (const char letter : *header)
    {
        constexpr std::string_view not_in_urls = " \"<>\\^`{|}";
        constexpr std::string_view digits = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(letter);
        behind_path = behind_path || letter == '?' || letter == '#';
        const bool bracket = behind_path && (letter == '[' || letter == ']'); // before it, of an address
        if (byte <= 0x20 || byte >= 0x7f || bracket || not_in_urls.find(letter) != std::string_view::npos)
            (clean += '%').append({digits[byte >> 4U], digits[byte & 15U]});
        else
            clean += letter;
    }
    const auto reference = urls::parse_uri_reference(clean);
    urls::url resolved;
    if (reference.has_error() || urls::resolve(step.url, *reference, resolved).has_error())
        return std::nullopt;
    return resolved;
}

bool leads_to(const urls::url_view_base& url, std::string_view redirect_uri)
{
    const auto wanted = urls::parse_uri(redirect_uri);
    return wanted && same_origin(url, *wanted) && url.path() == wanted->path();
}

/// The error that a redirect carries, in its query or its fragment.
std::map<std::string, std::string> parameters_of(const urls::url& url)
{
    auto parameters = form_parameters(std::string(url.encoded_query()));
    parameters.merge(form_parameters(std::string(url.encoded_fragment())));
    return parameters;
}

/// One answer with what is told of it.
struct Reading
{
    Kind kind = Kind::nothing;
    std::string error; ///< of a redirect
    std::string words; ///< what a person would read
};

Reading read(const Step& step, std::string_view redirect_uri)
{
    if (step.answer.has_error())
        return {};
    const auto status = step.answer->status;
    if (const auto location = location_of(step))
    {
        auto parameters = parameters_of(*location);
        if (leads_to(*location, redirect_uri))
            return {Kind::at_redirect_uri, parameters["error"], parameters["error_description"]};
        if (same_origin(*location, step.url) && parameters.contains("error"))
            return {Kind::error, parameters["error"], parameters["error"]};
        return {Kind::page, {}, {}};
    }
    if (status == 400)
        return {Kind::error, {}, words_of_page(step.answer->body)};
    if (status == 403 || status == 404)
        return {Kind::forbidden, {}, words_of_page(step.answer->body)};
    return {status == 200 ? Kind::page : Kind::nothing, {}, {}};
}

const Step& last(const RedirectResult& result)
{
    return result.second ? *result.second : result.first;
}

RedirectJudgement undecided(Finding finding, bool may_change = false)
{
    finding.severity = Severity::unknown;
    return {.may_change = may_change, .finding = std::move(finding)};
}

RedirectJudgement no_answer(const Registration& registration, const Step& step)
{
    if (step.answer.has_error())
        return undecided(unanswered(step.answer.error(), the_redirect_uri),
                         may_answer_later(step.answer.error()));
    const auto status = step.answer->status;
    if (auto trouble = trouble_at_the_server(status, the_redirect_uri))
        return undecided(std::move(*trouble), status >= 500);
    return undecided({FindingId::redirect_refused, Severity::unknown,
                      "the authorization endpoint answers " + std::to_string(status),
                      how_to(Mend::redirect_uri, registration) + ", unless it is there"});
}

Finding refusal(const Registration& registration, const Reading& reading)
{
    const auto said = reading.words.empty() ? std::string("an error page") : quoted(reading.words, 160);
    switch (meaning_of(reading.words))
    {
    case Refused::client:
        return {FindingId::credentials_refused, Severity::error,
                "the provider does not know the client " + quoted(registration.client_id) + ": " + said,
                how_to(Mend::client, registration)};
    case Refused::client_disabled:
        return {FindingId::client_disabled, Severity::error,
                "the provider has the client switched off: " + said,
                how_to(Mend::enable_client, registration)};
    case Refused::flow:
        return {FindingId::code_flow_off, Severity::error,
                "the provider does not let this client sign users in: " + said,
                how_to(Mend::code_flow, registration)};
    case Refused::realm:
        return {FindingId::redirect_refused, Severity::error,
                "the provider has this realm switched off: " + said, how_to(Mend::issuer, registration)};
    case Refused::settings:
        return {FindingId::login_request_refused, Severity::error,
                "the provider does not allow what it has of the client " + quoted(registration.client_id) +
                    ": " + said,
                how_to(Mend::sign_in_request, registration)};
    case Refused::redirect_uri:
    case Refused::something: break;
    }
    return {FindingId::redirect_refused, Severity::error,
            "the provider refuses the redirect URI " + escaped(registration.redirect_uri) + ": " + said,
            how_to(Mend::redirect_uri, registration)};
}

std::string error_text(const Reading& reading)
{
    return quoted(reading.error + (reading.words.empty() ? "" : ": " + excerpt(reading.words, 160)));
}

/// Pocket ID's library calls what it has no code for "error"; seen where pushed requests are required. Of
/// Keycloak and oidc-provider only the words tell.
bool demands_pushed_request(const Reading& reading)
{
    return reading.error == "error" ||
           (reading.error == "invalid_request" && mentions_pushed_requests(reading.words));
}

/// How bad an error at the redirect URI is that no finding of its own explains; nothing for what
/// `prompt=none` brings about: nobody is signed in.
std::optional<Severity> severity_of_login_error(std::string_view error)
{
    constexpr std::array<std::string_view, 5> of_the_prompt{"", "login_required", "interaction_required",
                                                            "consent_required", "account_selection_required"};
    constexpr std::array<std::string_view, 2> for_the_moment{"server_error", "temporarily_unavailable"};
    if (std::ranges::find(of_the_prompt, error) != of_the_prompt.end())
        return std::nullopt;
    if (std::ranges::find(for_the_moment, error) != for_the_moment.end())
        return Severity::unknown;
    // It may be about this browser, which is signed in nowhere.
    return error == "access_denied" ? Severity::hint : Severity::error;
}

/// A NetBird that sends a challenge sends it where the document lists S256.
Finding never_challenged(const Registration& registration, const std::string& said)
{
    return {FindingId::pkce_required, Severity::error,
            "the provider requires PKCE of this client, and its discovery document does not list S256, so "
            "NetBird sends no challenge: " +
                said,
            how_to(Mend::pkce, registration)};
}

/// What the provider sent to the redirect URI along with its consent.
std::vector<Finding> errors_beside(const Registration& registration, const Reading& reading, bool challenge)
{
    const auto said = error_text(reading);
    if (!challenge && reading.error == "invalid_request" && mentions_challenge(reading.words))
        return {never_challenged(registration, said)};
    if (reading.error == "invalid_scope")
        return {{FindingId::scope_refused, Severity::error,
                 "the provider refuses the scopes that NetBird asks for, \"" +
                     std::string(scopes_of(registration)) + "\": " + said,
                 how_to(Mend::scopes, registration)}};
    if (reading.error == "unauthorized_client" || reading.error == "unsupported_response_type")
        return {{FindingId::code_flow_off, Severity::error,
                 "the client may not sign users in with a code: " + said,
                 how_to(Mend::code_flow, registration)}};
    if (demands_pushed_request(reading))
        return {
            {FindingId::pushed_requests_required, Severity::error,
             "the provider refuses every login that does not begin with a pushed authorization request: " +
                 said,
             how_to(Mend::pushed_requests, registration)}};
    if (const auto severity = severity_of_login_error(reading.error))
        return {{FindingId::login_request_refused, *severity,
                 "the provider answers a login request like NetBird's with an error: " + said,
                 how_to(Mend::sign_in_request, registration)}};
    return {};
}

RedirectJudgement accepted(const Registration& registration, const Reading& reading, bool challenge)
{
    return {.verdict = Verdict::accepted,
            .finding = {FindingId::redirect_refused, Severity::ok,
                        "the provider accepts the redirect URI " + escaped(registration.redirect_uri), ""},
            .more = errors_beside(registration, reading, challenge)};
}

bool sends_challenge(const RedirectResult& probe)
{
    return urls::url_view(probe.first.url).encoded_params().contains(net::oauth::code_challenge);
}

bool refused(const Reading& probe, const Reading& control)
{
    const bool alone = control.kind != Kind::forbidden && control.kind != Kind::nothing;
    return probe.kind == Kind::error ||
           (probe.kind == Kind::forbidden && (alone || is_known_refusal(probe.words)));
}

/// The control was refused for its redirect URI, so an answer of another kind means consent.
bool control_refused(const Reading& control, const Reading& probe)
{
    return control.kind == Kind::error || (control.kind == Kind::forbidden && probe.kind != Kind::forbidden);
}

} // namespace

urls::url authorization_url(const Registration& registration, const urls::url& authorization_endpoint,
                            const AuthorizationRequest& request)
{
    std::string query(authorization_endpoint.encoded_query());
    const auto add = [&](std::string_view name, std::string_view value) {
        append_part(query, std::string(name) + '=' + form_encoded(value), "&");
    };
    add(net::oauth::response_type, "code");
    add(net::oauth::client_id, registration.client_id);
    add(net::oauth::redirect_uri, request.redirect_uri);
    add(net::oauth::scope, scopes_of(registration));
    add(net::oauth::state, "idpsync-check-of-the-redirect-uri");
    add(net::oauth::nonce, "idpsync-check-of-the-redirect-uri");
    add(net::oauth::prompt, "none");
    if (request.challenge)
    {
        add(net::oauth::code_challenge,
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"); // RFC 7636, appendix B
        add(net::oauth::code_challenge_method, "S256");
    }
    auto url = authorization_endpoint;
    url.set_encoded_query(query);
    return url;
}

std::optional<urls::url> own_redirect(const Step& step, std::string_view redirect_uri)
{
    if (step.answer.has_error() || read(step, redirect_uri).kind != Kind::page)
        return std::nullopt;
    auto location = location_of(step);
    if (!location || !same_origin(*location, step.url))
        return std::nullopt;
    location->remove_fragment();
    return location;
}

bool tells_by_itself(const RedirectResult& probe)
{
    const auto kind = read(probe.first, probe.redirect_uri).kind;
    return kind == Kind::at_redirect_uri || kind == Kind::error || kind == Kind::nothing;
}

bool follow_once(const RedirectResult& probe, const RedirectResult& control)
{
    return own_redirect(probe.first, probe.redirect_uri) && own_redirect(control.first, control.redirect_uri);
}

std::string cookies_for_hop(const net::Response& answer)
{
    std::string cookies;
    for (const auto& [name, value] : answer.headers)
    {
        const auto pair = std::string_view(value).substr(0, value.find(';'));
        if (name == "set-cookie" && pair.find('=') != std::string_view::npos && !has_control_characters(pair))
            cookies.append(cookies.empty() ? "" : "; ").append(pair);
    }
    return cookies;
}

RedirectJudgement judge_redirect(const Registration& registration, const RedirectResult& probe,
                                 const RedirectResult& control)
{
    const auto seen = read(last(probe), probe.redirect_uri);
    const auto seen_by_control = read(last(control), control.redirect_uri);
    if (seen.kind == Kind::at_redirect_uri)
        return accepted(registration, seen, sends_challenge(probe));
    if (seen.kind == Kind::nothing)
        return no_answer(registration, last(probe));
    if (refused(seen, seen_by_control))
        return {.verdict = Verdict::refused, .finding = refusal(registration, seen)};
    if (seen.kind == Kind::page && control_refused(seen_by_control, seen))
        return accepted(registration, seen, sends_challenge(probe));
    if (seen_by_control.kind == Kind::nothing)
        return no_answer(registration, last(control));
    return undecided(
        {FindingId::redirect_refused, Severity::unknown,
         "whether the redirect URI is registered cannot be determined: the provider answers a made-up one "
         "the same way",
         how_to(Mend::redirect_uri, registration) + ", unless it is there"});
}

std::optional<Finding> judge_without_challenge(const Registration& registration, const RedirectResult& with,
                                               const RedirectResult& without, bool lists_s256)
{
    const auto plain = read(last(without), without.redirect_uri);
    const bool refused_now = plain.kind == Kind::at_redirect_uri && plain.error == "invalid_request";
    if (!refused_now || read(last(with), with.redirect_uri).error == "invalid_request")
        return std::nullopt;
    const auto said = error_text(plain);
    if (!lists_s256)
        return never_challenged(registration, said);
    return Finding{FindingId::pkce_required, Severity::warning,
                   "the provider requires PKCE of this client, which only newer versions of NetBird send: " +
                       said,
                   how_to(Mend::pkce, registration)};
}

} // namespace idpsync::oidc
