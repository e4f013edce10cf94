#include "reconcile/provider_inquiry.hpp"

#include "core/time_text.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <array>

namespace idpsync::reconcile {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// Unknown is asked again after these, as long as the first question is younger than `repeats_end`.
constexpr std::array<std::chrono::seconds, 2> pauses{1s, 3s};
constexpr auto repeats_end = 10s;

CredentialTry try_of(const ProviderQuestion& question)
{
    return {.issuer = question.registration.issuer,
            .client_id = question.registration.client_id,
            .secret = question.fingerprint,
            .redirect_uri = question.registration.redirect_uri,
            .demanded = question.demanded,
            .insists = question.insists,
            .afresh = question.afresh,
            .due = question.due,
            .client_changed = question.client_changed,
            .answer_counts_for = question.answer_counts_for};
}

/// Nothing was asked.
ProviderAnswer left_alone(WallTime until)
{
    ProviderAnswer answer{.check = {}, .credentials_from = {}, .left_alone_until = until};
    answer.check.discovery.findings.push_back(
        {FindingId::provider_throttles, Severity::unknown,
         "nothing is asked there until " + format_timestamp(until) + ": it answered 429, too many requests",
         "wait; if it keeps doing that, raise its limit for this tool and NetBird"});
    return answer;
}

} // namespace

/// A try that has no answer yet. Whoever waits for it shares it.
struct ProviderInquiry::UnderWay
{
    ProviderKey key;
    CredentialTry values;
    net::AsyncEvent over;
};

/// One question that is under way.
class ProviderInquiry::Turn
{
public:
    explicit Turn(unsigned& count) : count_(count) { ++count_; }
    ~Turn() { --count_; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

private:
    unsigned& count_;
};

asio::awaitable<ProviderAnswer> ProviderInquiry::ask(ProviderQuestion question)
{
    if (questions_ == 0)
        checks_.look_again();
    const Turn turn(questions_);
    const auto wanted = try_of(question);
    auto answer = co_await ask_now(question, wanted);
    checks_.note(question.key, [&](ProviderEvidence& evidence) {
        note_refusals(evidence, wanted, answer.check, clock_.wall_now());
    });
    if (question.extent.secret != nullptr && answer.check.preflight().verdict == Verdict::accepted)
        forget_what_is_accepted(question.key, wanted);
    co_await save_when_quiet();
    co_return answer;
}

asio::awaitable<void> ProviderInquiry::keep(ProviderKey key, LoginServiceSight sight)
{
    auto evidence = checks_.known(key);
    const auto before = evidence.refusals;
    note_login_service(evidence, sight, clock_.wall_now());
    if (evidence.refusals == before)
        co_return;
    checks_.note(key, [&](ProviderEvidence& kept) { kept.refusals = std::move(evidence.refusals); });
    // Where it cannot be written, this process remembers all the same.
    const auto saved = co_await checks_.save();
    static_cast<void>(saved);
}

asio::awaitable<void> ProviderInquiry::save_when_quiet()
{
    constexpr auto longest_unsaved = 1s;
    if (questions_ > 1 && clock_.now() < saved_ + longest_unsaved)
        co_return;
    saved_ = clock_.now();
    // Where it cannot be written, this process remembers all the same.
    const auto saved = co_await checks_.save();
    static_cast<void>(saved);
}

asio::awaitable<ProviderAnswer> ProviderInquiry::ask_now(const ProviderQuestion& question,
                                                         const CredentialTry& wanted)
{
    const bool about_credentials = question.extent.secret != nullptr;
    if (about_credentials)
        co_await wait_for_same(question.key, wanted);

    const auto known = checks_.known(question.key);
    const auto budget = budget_for(known, wanted, clock_.wall_now());
    if (budget.answer == CredentialBudget::Answer::leave_alone)
        co_return left_alone(*known.leave_alone_until);
    const bool tries = about_credentials && budget.answer == CredentialBudget::Answer::try_now;
    auto extent = question.extent;
    if (!tries)
        extent.secret = nullptr;

    const auto executor = co_await asio::this_coro::executor;
    std::shared_ptr<UnderWay> mine;
    if (tries)
        mine = under_way_.emplace_back(
            std::make_shared<UnderWay>(question.key, wanted, net::AsyncEvent(executor)));
    // However this ends, nobody waits for it any longer.
    const std::shared_ptr<void> ended(nullptr, [this, mine](void*) {
        if (mine == nullptr)
            return;
        std::erase(under_way_, mine);
        mine->over.set();
    });

    ProviderAnswer answer{.check = {}, .credentials_from = {}, .left_alone_until = {}};
    answer.check = co_await check(question, extent);
    remember(question, wanted, answer.check, budget);
    if (about_credentials && !tries && answer.check.discovery.verdict == Verdict::accepted)
    {
        const auto* last = answer_about(known, wanted);
        answer.check.credentials = {.verdict = last->verdict, .finding = last->finding, .retry_after = {}};
        answer.credentials_from = last->at;
    }
    if (answer.check.credentials)
        tell_of_acceptance(*answer.check.credentials, known, wanted);
    co_return answer;
}

asio::awaitable<void> ProviderInquiry::wait_for_same(const ProviderKey& key, const CredentialTry& wanted)
{
    const auto is_same = [&](const std::shared_ptr<UnderWay>& one) {
        return one->key == key && one->values.issuer == wanted.issuer &&
               one->values.client_id == wanted.client_id && one->values.secret == wanted.secret;
    };
    // Kept: what is under way may end, and go, while this waits.
    const auto same = [&]() -> std::shared_ptr<UnderWay> {
        const auto found = std::ranges::find_if(under_way_, is_same);
        return found == under_way_.end() ? nullptr : *found;
    };
    for (auto other = same(); other != nullptr; other = same())
        co_await other->over.wait();
}

asio::awaitable<oidc::ProviderCheck> ProviderInquiry::check(const ProviderQuestion& question,
                                                            const oidc::Extent& extent)
{
    const auto began = clock_.now();
    auto seen = co_await checker_.check(question.registration, extent, began + question.time);
    if (!question.repeat_unknown)
        co_return seen;
    for (const auto pause : pauses)
    {
        const auto again = clock_.now() + pause;
        if (seen.preflight().verdict != Verdict::unknown || !seen.may_change() ||
            again >= began + repeats_end)
            break;
        co_await clock_.wait_until(again);
        seen = co_await checker_.check(question.registration, extent, again + question.time);
    }
    co_return seen;
}

void ProviderInquiry::remember(const ProviderQuestion& question, const CredentialTry& wanted,
                               const oidc::ProviderCheck& seen, const CredentialBudget& budget)
{
    const auto now = clock_.wall_now();
    const bool tried = budget.answer == CredentialBudget::Answer::try_now && seen.credentials;
    checks_.note(question.key, [&](ProviderEvidence& evidence) {
        if (tried)
            note_credentials(evidence, wanted, *seen.credentials, budget.counted, now);
        if (seen.leave_alone)
            evidence.leave_alone_until = now + *seen.leave_alone;
        else if (evidence.leave_alone_until && *evidence.leave_alone_until <= now)
            evidence.leave_alone_until.reset();
    });
}

void ProviderInquiry::recall_credentials(const ProviderQuestion& question, ProviderAnswer& answer)
{
    auto& judged = answer.check.credentials;
    if (judged && judged->verdict != Verdict::unknown)
        return;
    const auto told = last_told(checks_.known(question.key), try_of(question));
    if (!told)
        return;
    judged = {.verdict = told->verdict, .finding = told->finding, .retry_after = {}};
    answer.credentials_from = told->at;
}

/// Whoever asked, and for whatever reason.
void ProviderInquiry::forget_what_is_accepted(const ProviderKey& key, const CredentialTry& wanted)
{
    checks_.note(key, [&](ProviderEvidence& evidence) {
        for (auto* values : {&evidence.unverified, &evidence.held})
            if (*values && same_values(**values, wanted))
                values->reset();
    });
}

} // namespace idpsync::reconcile
