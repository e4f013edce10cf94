#include "oidc/check.hpp"

#include "core/text.hpp"
#include "crypto/base64.hpp"
#include "net/concurrently.hpp"
#include "oidc/advice.hpp"
#include "oidc/redirect_variants.hpp"
#include "oidc/retry_after.hpp"
#include "oidc/unanswered.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace idpsync::oidc {

namespace asio = boost::asio;
namespace urls = boost::urls;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t document_limit = 1U << 20U;
constexpr std::size_t page_limit = 256U << 10U;

/// NetBird gives up on an issuer after 10 s.
constexpr auto too_slow = 10s;
constexpr auto nearly_too_slow = 5s;

std::optional<Finding> judge_pace(net::SteadyTime::duration took)
{
    if (took < nearly_too_slow)
        return std::nullopt;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(took).count();
    return Finding{FindingId::provider_slow, took < too_slow ? Severity::warning : Severity::error,
                   "the discovery document took " + std::to_string(seconds) + " s; NetBird waits 10 s for it",
                   "find out what slows the provider, or the proxy in front of it, down"};
}

bool is_encoded(const net::Response& response)
{
    const auto encoding = response.header("content-encoding").value_or("identity");
    return encoding != "identity" && !encoding.empty();
}

DiscoveryJudgement no_single_issuer(const Registration& registration)
{
    const bool template_issuer = registration.type == ProviderType::microsoft;
    return {
        .findings = {{FindingId::issuer_mismatch, Severity::unknown,
                      template_issuer
                          ? "Microsoft's issuer differs for every tenant, so it is not checked from here"
                          : "the issuer " + quoted(registration.issuer) + " is not an http or https address",
                      template_issuer ? "" : how_to(Mend::issuer, registration)}}};
}

/// One that lists other methods alone may refuse a login with an S256 challenge, and NetBird sends none.
bool takes_challenge(const Discovery& document)
{
    return !document.challenge_methods || document.lists_s256();
}

} // namespace

struct Checker::Work
{
    const Registration& registration;
    net::SteadyTime deadline;
    ProviderCheck result;
    net::Reach reach = net::Reach::elsewhere; ///< of what the document names

    /// The endpoint that a document states, when a request may go there at all.
    [[nodiscard]] std::optional<urls::url> usable(const std::optional<std::string>& stated) const
    {
        auto url = stated ? parse_endpoint(*stated) : std::nullopt;
        const bool fine =
            url && (url->scheme_id() == urls::scheme::https || http_is_fine(*url, registration));
        return fine ? url : std::nullopt;
    }
};

Checker::Checker(net::HttpClient& http, net::Clock& clock, Random& random)
    : http_(http), clock_(clock), random_(random)
{}

asio::awaitable<ProviderCheck> Checker::check(const Registration& registration, const Extent& extent,
                                              net::SteadyTime deadline)
{
    Work work{.registration = registration, .deadline = deadline};
    co_await look_at_document(work);
    if (!work.result.discovery.document)
        co_return std::move(work.result);
    std::vector<asio::awaitable<void>> beside_each_other;
    if (extent.secret != nullptr)
        beside_each_other.push_back(try_credentials(work, extent));
    beside_each_other.push_back(look_at_logins(work, extent));
    co_await net::run_concurrently(std::move(beside_each_other));
    co_return std::move(work.result);
}

/// What is not begun says nothing of the provider: the question before it took the time.
asio::awaitable<void> Checker::look_at_logins(Work& work, const Extent& extent)
{
    if (extent.redirect && !work.registration.redirect_uri.empty() && clock_.now() < work.deadline)
        co_await try_redirect(work, extent);
    if (extent.keys && clock_.now() < work.deadline)
        co_await look_at_keys(work);
}

asio::awaitable<Fetched> Checker::fetch(Work& work, net::Request& request)
{
    request.deadline = work.deadline;
    ++work.result.requests;
    auto answer = co_await http_.send(request);
    if (answer.has_error())
        co_return answer.error();
    const auto& expires = answer->peer.certificate_expires;
    auto& earliest = work.result.certificate_expires;
    if (expires && (!earliest || *expires < *earliest))
    {
        earliest = expires;
        work.result.certificate_host = escaped(std::string(request.url.encoded_host_and_port()));
    }
    if (expires)
        work.result.certificates[std::string(request.url.encoded_host_and_port())] = *expires;
    if (answer->status == 429)
        work.result.leave_alone = retry_after(*answer).value_or(60s);
    if (is_encoded(*answer))
        co_return Error{ErrorKind::bad_response, "the answer is compressed, although that was not requested"};
    co_return std::move(*answer);
}

asio::awaitable<void> Checker::look_at_document(Work& work)
{
    const auto url = discovery_url(work.registration.issuer);
    if (url.has_error())
    {
        work.result.discovery = no_single_issuer(work.registration);
        co_return;
    }
    net::Request request{.url = *url};
    request.body_limit = document_limit;
    const auto began = clock_.now();
    const auto fetched = co_await fetch(work, request);
    work.result.discovery = judge_discovery(work.registration, fetched, clock_.wall_now());
    if (fetched.has_error())
        co_return;
    // Known by where it answers: a name in /etc/hosts that leads to this machine is meant so.
    if (fetched->peer.place == Place::loopback || names_loopback(*url))
        work.reach = net::Reach::not_this_link;
    if (auto pace = judge_pace(clock_.now() - began))
        work.result.discovery.findings.push_back(std::move(*pace));
    if (work.result.discovery.candidate && !work.result.leave_alone)
        co_await look_for_candidate(work);
}

/// Nobody is advised to declare an issuer whose document was not found.
asio::awaitable<void> Checker::look_for_candidate(Work& work)
{
    auto& discovery = work.result.discovery;
    const auto candidate = *discovery.candidate;
    const auto url = discovery_url(candidate.issuer);
    const bool fine =
        url && (url->scheme_id() == urls::scheme::https || http_is_fine(*url, work.registration));
    if (!fine)
        co_return;
    // A slash at its end more or less: it is the document that was just read.
    const auto read_already = discovery_url(work.registration.issuer);
    if (*url == *read_already)
    {
        discovery = advising(std::move(discovery), candidate.issuer);
        co_return;
    }
    net::Request request{.url = *url};
    request.body_limit = document_limit;
    request.reach = work.reach;
    const auto fetched = co_await fetch(work, request);
    if (const auto issuer = found_issuer(candidate, fetched))
        discovery = advising(std::move(discovery), *issuer);
}

asio::awaitable<void> Checker::look_at_keys(Work& work)
{
    const auto url = work.usable(work.result.discovery.document->jwks_uri);
    if (!url || work.result.leave_alone)
        co_return;
    net::Request request{.url = *url};
    request.body_limit = document_limit;
    request.reach = work.reach;
    const auto fetched = co_await fetch(work, request);
    const auto& document = *work.result.discovery.document;
    work.result.keys = judge_keys(work.registration, document, fetched, clock_.wall_now());
}

Secret Checker::made_up_secret()
{
    std::array<std::byte, 24> bytes{};
    random_.fill(bytes);
    return Secret(crypto::encode_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
}

asio::awaitable<TokenAnswer> Checker::ask_for_token(Work& work, const urls::url& endpoint,
                                                    ClientAuthentication how, const Secret& secret)
{
    auto request = credential_request(work.registration, endpoint, how, secret);
    request.body_limit = document_limit;
    request.reach = work.reach;
    const auto answer = co_await fetch(work, request);
    co_return read_token_answer(answer);
}

asio::awaitable<CredentialJudgement> Checker::try_by(Work& work, const urls::url& endpoint,
                                                     ClientAuthentication how, const Secret& secret)
{
    const auto probe = co_await ask_for_token(work, endpoint, how, secret);
    TokenAnswer control;
    if (needs_control(probe) && !work.result.leave_alone)
    {
        const auto made_up = made_up_secret();
        control = co_await ask_for_token(work, endpoint, how, made_up);
    }
    co_return judge_credentials(work.registration, endpoint, probe, control);
}

/// As NetBird does it: what is refused by basic goes once more by post. Refused is what both refuse.
asio::awaitable<void> Checker::try_credentials(Work& work, const Extent& extent)
{
    const auto& secret = *extent.secret;
    const auto& document = *work.result.discovery.document;
    const auto url = work.usable(document.token_endpoint);
    if (!url || secret.empty() || work.result.leave_alone)
        co_return;
    const auto first = client_authentication(document);
    auto judgement = co_await try_by(work, *url, first, secret);
    const bool once_more = judgement.verdict == Verdict::refused && first == ClientAuthentication::basic &&
                           !work.result.leave_alone;
    if (once_more)
    {
        auto by_post = co_await try_by(work, *url, ClientAuthentication::post, secret);
        // What post leaves open, basic has refused.
        if (by_post.verdict == Verdict::accepted || by_post.finding.id == FindingId::client_public)
            judgement = std::move(by_post);
    }
    if (extent.new_secret)
        judgement = of_new_secret(std::move(judgement));
    // One that took all the time there was leaves NetBird none either.
    if (judgement.verdict == Verdict::unknown && clock_.now() >= work.deadline)
        judgement.finding.severity = Severity::error;
    work.result.credentials = std::move(judgement);
}

asio::awaitable<RedirectResult> Checker::ask_redirect(Work& work, const AuthorizationRequest& asked)
{
    const auto endpoint = work.usable(work.result.discovery.document->authorization_endpoint);
    net::Request request{.url = authorization_url(work.registration, *endpoint, asked)};
    request.headers = {{"Accept", "text/html"}};
    request.body_limit = page_limit;
    request.reach = work.reach;
    auto answer = co_await fetch(work, request);
    co_return RedirectResult{
        .redirect_uri = asked.redirect_uri, .first = {request.url, std::move(answer)}, .second = {}};
}

asio::awaitable<void> Checker::hop(Work& work, RedirectResult& result)
{
    net::Request request{.url = *own_redirect(result.first, result.redirect_uri)};
    request.headers = {{"Accept", "text/html"}};
    const auto cookies = cookies_for_hop(*result.first.answer);
    if (!cookies.empty())
        request.headers.emplace_back("Cookie", cookies);
    request.body_limit = page_limit;
    request.reach = work.reach;
    auto answer = co_await fetch(work, request);
    result.second = Step{request.url, std::move(answer)};
}

asio::awaitable<void> Checker::try_redirect(Work& work, const Extent& extent)
{
    if (!work.usable(work.result.discovery.document->authorization_endpoint) || work.result.leave_alone)
        co_return;
    const bool challenge = takes_challenge(*work.result.discovery.document);
    const AuthorizationRequest asked{.redirect_uri = work.registration.redirect_uri, .challenge = challenge};
    auto probe = co_await ask_redirect(work, asked);
    auto control = probe;
    if (!tells_by_itself(probe) && !work.result.leave_alone)
    {
        const AuthorizationRequest made_up{.redirect_uri = std::string(unregistered_redirect_uri),
                                           .challenge = challenge};
        control = co_await ask_redirect(work, made_up);
        if (follow_once(probe, control) && !work.result.leave_alone)
        {
            co_await hop(work, probe);
            co_await hop(work, control);
        }
    }
    work.result.redirect = judge_redirect(work.registration, probe, control);
    const auto& [verdict, may_change, finding, more] = *work.result.redirect;
    if (extent.spellings && verdict == Verdict::refused && finding.id == FindingId::redirect_refused)
        co_await find_registered_variant(work, probe);
    if (verdict == Verdict::accepted && extent.without_challenge && challenge && clock_.now() < work.deadline)
        co_await try_without_challenge(work, probe);
}

asio::awaitable<void> Checker::try_without_challenge(Work& work, const RedirectResult& with)
{
    if (work.result.leave_alone)
        co_return;
    const AuthorizationRequest plain{.redirect_uri = work.registration.redirect_uri, .challenge = false};
    const auto as_netbird = co_await ask_redirect(work, plain);
    const bool lists_s256 = work.result.discovery.document->lists_s256();
    work.result.without_challenge = judge_without_challenge(work.registration, with, as_netbird, lists_s256);
}

/// The refused URI is the control of the others.
asio::awaitable<void> Checker::find_registered_variant(Work& work, const RedirectResult& refused)
{
    for (const auto& variant : redirect_variants(work.registration.redirect_uri))
    {
        if (work.result.leave_alone)
            co_return;
        const AuthorizationRequest asked{.redirect_uri = variant.uri,
                                         .challenge = takes_challenge(*work.result.discovery.document)};
        auto result = co_await ask_redirect(work, asked);
        if (refused.second && own_redirect(result.first, variant.uri) && !work.result.leave_alone)
            co_await hop(work, result);
        auto& judgement = *work.result.redirect;
        if (judge_redirect(work.registration, result, refused).verdict != Verdict::accepted)
            continue;
        judgement.finding = refusal_beside(std::move(judgement.finding), variant);
        co_return;
    }
}

} // namespace idpsync::oidc
