#include "diagnose/netbird_checks.hpp"
#include "net/concurrently.hpp"

#include <algorithm>

namespace idpsync::diagnose {

namespace asio = boost::asio;

namespace {

template <class T>
asio::awaitable<void> into(std::optional<T>& place, asio::awaitable<T> question)
{
    auto answer = co_await std::move(question);
    place.emplace(std::move(answer));
}

template <class T>
const T* value_in(const std::optional<netbird::Asked<T>>& asked)
{
    return asked && asked->value.has_value() ? &*asked->value : nullptr;
}

} // namespace

const netbird::User* NetBirdFacts::token_user() const
{
    if (const auto* current = value_in(current_user))
        return current;
    const auto* all = value_in(users);
    if (all == nullptr)
        return nullptr;
    const auto found =
        std::find_if(all->begin(), all->end(), [](const netbird::User& user) { return user.is_current; });
    return found == all->end() ? nullptr : &*found;
}

const netbird::AccessToken* NetBirdFacts::token() const
{
    const auto* all = value_in(tokens);
    return all == nullptr ? nullptr : netbird::used_last(*all);
}

const netbird::AccountDetails* NetBirdFacts::account_details() const
{
    return value_in(account);
}

const netbird::LoginDiscovery* NetBirdFacts::login_facts() const
{
    return value_in(login_service);
}

asio::awaitable<NetBirdFacts> fetch_netbird(netbird::Inspector& inspector, net::Clock& clock)
{
    NetBirdFacts facts;
    const auto began = clock.now();
    facts.list = co_await inspector.list();
    facts.took = std::chrono::duration_cast<std::chrono::milliseconds>(clock.now() - began);
    facts.clock_ahead = inspector.clock_ahead();
    facts.certificate_expires = inspector.certificate_expires();
    if (facts.list.status == 0)
        co_return facts;

    std::vector<asio::awaitable<void>> questions;
    questions.push_back(into(facts.login_service, inspector.login_service()));
    if (facts.list.value.has_value())
    {
        questions.push_back(into(facts.account, inspector.account()));
        questions.push_back(into(facts.version, inspector.version()));
        questions.push_back(into(facts.current_user, inspector.current_user()));
        questions.push_back(into(facts.users, inspector.users()));
    }
    co_await net::run_concurrently(std::move(questions));

    if (const auto* user = facts.token_user())
    {
        const auto id = user->id;
        auto tokens = co_await inspector.tokens(id);
        facts.tokens.emplace(std::move(tokens));
    }
    co_return facts;
}

} // namespace idpsync::diagnose
