#include "diagnose/examination.hpp"

#include "core/decide.hpp"
#include "core/drift.hpp"

namespace idpsync::diagnose {

Plan plan_of_a_look(const config::Configuration& configuration, const reconcile::Secrets& secrets,
                    const ObservedState& observed, const Ledger& ledger, WallTime now,
                    const NextCommand& commands)
{
    PassContext context{.policy = configuration.settings.policy, .now = now, .commands = commands};
    for (const auto& intent : ledger.intents)
        if (intent.id)
            context.unsettled.insert(*intent.id);
    auto plan = make_plan(configuration.desired, secrets.states, observed, ledger, context);
    for (auto& item : plan.items)
        find_drift(item, ledger.audit);
    return plan;
}

boost::asio::awaitable<void> examine(ProviderFacts& facts, oidc::Registration registration,
                                     const reconcile::Secrets& secrets, reconcile::ProviderInquiry& inquiry,
                                     bool afresh)
{
    const auto& key = facts.item.key;
    const auto secret = secrets.values.find(key);
    const bool has_secret = secret != secrets.values.end();
    reconcile::ProviderQuestion question{.key = key,
                                         .registration = std::move(registration),
                                         .extent = {.secret = has_secret ? &secret->second : nullptr,
                                                    .redirect = true,
                                                    .spellings = true,
                                                    .keys = true,
                                                    .without_challenge = true},
                                         .fingerprint = {},
                                         .demanded = true,
                                         .afresh = afresh,
                                         .time = provider_deadline};
    if (has_secret)
        question.fingerprint = secrets.states.at(key).fingerprint;
    auto answer = co_await inquiry.ask(std::move(question));
    facts.check.emplace(std::move(answer.check));
    facts.credentials_from = answer.credentials_from;
}

} // namespace idpsync::diagnose
