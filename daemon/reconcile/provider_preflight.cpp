#include "reconcile/provider_preflight.hpp"

#include <functional>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// A little more than NetBird gives an issuer.
constexpr auto time_for_a_check = 12s;

bool same_values(const UnverifiedWrite& write, const PreflightQuestion& question)
{
    return write.issuer == oidc::issuer_of(question.values) && write.client_id == question.values.client_id &&
           write.secret == question.fingerprint;
}

} // namespace

asio::awaitable<PreflightResult> ProviderPreflight::ask(const PreflightQuestion& question)
{
    const auto discovered = co_await dependencies_.login_service.discovery();
    ProviderQuestion asked{.key = question.key,
                           .registration = {.type = question.values.type,
                                            .issuer = oidc::issuer_of(question.values),
                                            .client_id = question.values.client_id,
                                            .redirect_uri = {},
                                            .allow_http = question.allow_http},
                           .extent = {.secret = &question.secret,
                                      .spellings = question.demanded,
                                      .without_challenge = question.demanded},
                           .fingerprint = question.fingerprint,
                           .demanded = question.demanded,
                           .repeat_unknown = true,
                           .time = time_for_a_check};
    if (discovered.has_value())
        asked.registration.redirect_uri = discovered->redirect_uri;
    const auto answer = co_await dependencies_.inquiry.ask(std::move(asked));
    auto result = answer.check.preflight();
    const bool remembered = answer.check.credentials && result.reason == answer.check.credentials->finding;
    if (remembered)
        result.from = answer.credentials_from;
    if (!answer.left_alone_until)
        co_await answered(question, result.verdict);
    co_return result;
}

/// What was written without an answer has one now, or has to wait for another hour.
asio::awaitable<void> ProviderPreflight::answered(const PreflightQuestion& question, Verdict verdict)
{
    if (!dependencies_.inquiry.evidence(question.key).unverified)
        co_return;
    const auto now = dependencies_.clock.wall_now();
    const std::function<void(Checks&)> change = [&](Checks& checks) {
        auto& unverified = checks.providers[question.key].unverified;
        if (verdict != Verdict::unknown)
            unverified.reset();
        else if (unverified)
            unverified->at = now;
    };
    const auto saved = co_await dependencies_.checks.update(change);
    static_cast<void>(saved);
}

bool ProviderPreflight::owes_an_answer(const PreflightQuestion& question)
{
    const auto unverified = dependencies_.inquiry.evidence(question.key).unverified;
    return unverified && same_values(*unverified, question) &&
           !is_younger(unverified->at, dependencies_.clock.wall_now(), credentials_count_for - 5min);
}

asio::awaitable<void> ProviderPreflight::written_unverified(const PreflightQuestion& question)
{
    const UnverifiedWrite write{dependencies_.clock.wall_now(), oidc::issuer_of(question.values),
                                question.values.client_id, question.fingerprint};
    const std::function<void(Checks&)> change = [&](Checks& checks) {
        checks.providers[question.key].unverified = write;
    };
    const auto saved = co_await dependencies_.checks.update(change);
    static_cast<void>(saved);
}

} // namespace idpsync::reconcile
