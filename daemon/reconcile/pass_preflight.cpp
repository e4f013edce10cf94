#include "core/preflight.hpp"
#include "reconcile/concurrently.hpp"
#include "reconcile/pass.hpp"

namespace idpsync::reconcile {

namespace asio = boost::asio;

namespace {

bool was_written(const ProviderResult& result)
{
    return result.outcome == ProviderResult::Outcome::created ||
           result.outcome == ProviderResult::Outcome::updated;
}

} // namespace

std::optional<PreflightQuestion> Pass::question_about(const PlanItem& item) const
{
    const auto* declared = input_.desired.find(item.key);
    const auto secret = input_.secrets.values.find(item.key);
    const bool complete =
        declared != nullptr && item.want && item.fingerprint && secret != input_.secrets.values.end();
    if (!complete)
        return std::nullopt;
    return PreflightQuestion{.key = item.key,
                             .values = *item.want,
                             .secret = secret->second,
                             .fingerprint = *item.fingerprint,
                             .allow_http = declared->allow_http,
                             .demanded = input_.request.demanded};
}

asio::awaitable<void> Pass::preflight()
{
    if (dependencies_.preflight == nullptr)
        co_return;
    std::vector<asio::awaitable<void>> tasks;
    for (auto& item : report_.plan.items)
    {
        const auto question = question_about(item);
        if (!question)
            continue;
        const bool owed =
            item.in_sync() && item.selected && dependencies_.preflight->owes_an_answer(*question);
        if (needs_preflight(item) || owed)
            tasks.push_back(ask_provider(item));
    }
    const bool asks = !tasks.empty();
    co_await run_concurrently(std::move(tasks));
    hold_deletes_behind_blocks(report_.plan);
    const auto* login_service = dependencies_.login == nullptr ? nullptr : dependencies_.login->known();
    if (asks && login_service != nullptr)
        report_.plan.redirect_uri = login_service->redirect_uri;
}

asio::awaitable<void> Pass::ask_provider(PlanItem& item)
{
    const auto question = question_about(item);
    auto result = co_await dependencies_.preflight->ask(*question);

    const auto* declared = input_.desired.find(item.key);
    const PreflightRules rules{.mode = declared->preflight.value_or(input_.policy.preflight),
                               .forced = input_.request.force_preflight.contains(item.key)};
    const auto holds = memory_.attempts.holds(dependencies_.clock.now());
    const auto hold = holds.find(item.key);
    apply_preflight(item, std::move(result), rules, hold == holds.end() ? nullptr : &hold->second);
}

asio::awaitable<void> Pass::note_unverified_writes()
{
    if (dependencies_.preflight == nullptr)
        co_return;
    for (std::size_t i = 0; i < report_.results.size(); ++i)
    {
        const auto& item = report_.plan.items[i];
        const auto question = question_about(item);
        const bool unverified = item.preflight && item.preflight->verdict == Verdict::unknown;
        if (question && unverified && was_written(report_.results[i]))
            co_await dependencies_.preflight->written_unverified(*question);
    }
}

} // namespace idpsync::reconcile
