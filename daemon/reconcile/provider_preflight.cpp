#include "reconcile/provider_preflight.hpp"

#include "reconcile/known_refusals.hpp"

namespace idpsync::reconcile {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// A little more than NetBird gives an issuer.
constexpr auto time_for_a_check = 12s;

CredentialTry try_of(const ConnectorValues& values, const Fingerprint& fingerprint)
{
    return {.issuer = oidc::issuer_of(values),
            .client_id = values.client_id,
            .secret = fingerprint,
            .redirect_uri = {}};
}

CredentialTry try_of(const PreflightQuestion& question)
{
    return try_of(question.values, question.fingerprint);
}

/// A clock that was set back must not put it off.
bool is_due(const Unverified& values, WallTime now)
{
    return values.next_try <= now || values.at > now;
}

/// What is kept of these values, in one of the two places.
const Unverified* kept_of(const ProviderEvidence& evidence, const CredentialTry& wanted)
{
    for (const auto* values : {&evidence.held, &evidence.unverified})
        if (*values && same_values(**values, wanted))
            return &**values;
    return nullptr;
}

} // namespace

asio::awaitable<PreflightResult> ProviderPreflight::ask(const PreflightQuestion& question)
{
    const auto wanted = try_of(question);
    const auto now = dependencies_.clock.wall_now();
    const auto* kept = kept_of(dependencies_.checks.known(question.key), wanted);
    const bool due = kept != nullptr && is_due(*kept, now);
    if (kept != nullptr && !due && !question.demanded && !question.client_changed)
        co_return PreflightResult{
            .verdict = Verdict::unknown, .reason = kept->finding, .remarks = {}, .from = kept->at};

    const auto discovered = co_await dependencies_.login_service.discovery();
    ProviderQuestion asked{.key = question.key,
                           .registration = oidc::registration_of(
                               question.values, question.checks,
                               discovered.has_value() ? discovered->redirect_uri : std::string()),
                           .extent = {.secret = &question.secret,
                                      .new_secret = question.is_new,
                                      .spellings = question.demanded,
                                      .without_challenge = question.demanded},
                           .fingerprint = question.fingerprint,
                           .demanded = question.demanded,
                           .insists = question.insists,
                           .due = due,
                           .client_changed = question.client_changed,
                           .answer_counts_for = answers_serve_for,
                           .repeat_unknown = true,
                           .time = time_for_a_check};
    const auto answer = co_await dependencies_.inquiry.ask(std::move(asked));
    auto result = answer.check.preflight();
    const bool remembered = answer.check.credentials && result.reason == answer.check.credentials->finding;
    if (remembered)
        result.from = answer.credentials_from;
    co_return result;
}

std::optional<Waiting> ProviderPreflight::unverified(const PreflightQuestion& question)
{
    const auto& kept = dependencies_.checks.known(question.key).unverified;
    if (!kept || !same_values(*kept, try_of(question)))
        return std::nullopt;
    const auto now = dependencies_.clock.wall_now();
    return Waiting{.since = kept->since,
                   .next_try = is_due(*kept, now) ? now : kept->next_try,
                   .why = kept->finding.evidence};
}

std::optional<Finding> ProviderPreflight::refusal(const ProviderKey& key, const ConnectorValues& values,
                                                  const Fingerprint& fingerprint)
{
    auto meant = try_of(values, fingerprint);
    if (meant.issuer.empty())
        return std::nullopt;
    if (const auto* login_service = dependencies_.login_service.known())
        meant.redirect_uri = login_service->redirect_uri;
    return known_refusal(dependencies_.checks.known(key), meant);
}

std::optional<Finding> ProviderPreflight::login_service_refusal(const ProviderKey& key,
                                                                const ConnectorId& connector,
                                                                const ConnectorValues& values)
{
    LoginServiceSight asked{.connector = connector, .values = values, .redirect_uri = {}, .refusal = {}};
    if (const auto* login_service = dependencies_.login_service.known())
        asked.redirect_uri = login_service->redirect_uri;
    return reconcile::login_service_refusal(dependencies_.checks.known(key), asked);
}

void ProviderPreflight::note_unverified(const PreflightQuestion& question, const PreflightResult& result)
{
    const auto wanted = try_of(question);
    const auto now = dependencies_.clock.wall_now();
    if (wanted.issuer.empty())
        return;
    dependencies_.checks.note(question.key, [&](ProviderEvidence& evidence) {
        evidence.unverified =
            after_silence(evidence.unverified, wanted, result.reason, evidence.leave_alone_until, now);
    });
}

Waiting ProviderPreflight::hold_back(const PreflightQuestion& question, const PreflightResult& result)
{
    const auto wanted = try_of(question);
    const auto now = dependencies_.clock.wall_now();
    Waiting waiting{};
    dependencies_.checks.note(question.key, [&](ProviderEvidence& evidence) {
        // What is only remembered was not asked just now.
        const bool asked = !result.from || !evidence.held || !same_values(*evidence.held, wanted);
        if (asked)
            evidence.held =
                after_silence(evidence.held, wanted, result.reason, evidence.leave_alone_until, now);
        waiting = {.since = evidence.held->since,
                   .next_try = evidence.held->next_try,
                   .why = evidence.held->finding.evidence};
    });
    return waiting;
}

void ProviderPreflight::let_go(const ProviderKey& key)
{
    if (dependencies_.checks.known(key).held)
        dependencies_.checks.note(key, [](ProviderEvidence& evidence) { evidence.held.reset(); });
}

asio::awaitable<void> ProviderPreflight::save()
{
    // Where it cannot be written, this process remembers all the same.
    const auto saved = co_await dependencies_.checks.save();
    static_cast<void>(saved);
}

} // namespace idpsync::reconcile
