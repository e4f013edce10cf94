#include "diagnose/examination.hpp"

namespace idpsync::diagnose {

boost::asio::awaitable<void> examine(ProviderFacts& facts, oidc::Registration registration,
                                     const reconcile::Secrets& secrets, reconcile::ProviderInquiry& inquiry)
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
                                         .time = provider_deadline};
    if (has_secret)
        question.fingerprint = secrets.states.at(key).fingerprint;
    auto answer = co_await inquiry.ask(std::move(question));
    facts.check.emplace(std::move(answer.check));
    facts.credentials_from = answer.credentials_from;
}

} // namespace idpsync::diagnose
