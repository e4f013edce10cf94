#include "service/registration_facts.hpp"

#include "net/concurrently.hpp"

#include <cstddef>
#include <utility>
#include <vector>

namespace idpsync::service {
namespace {

namespace asio = boost::asio;

constexpr std::size_t probes_at_once = 8;

asio::awaitable<void> note_challenge(netbird::LoginService& login, const ProviderKey& key,
                                     const ConnectorId& id, std::map<ProviderKey, bool>& into)
{
    const auto probe = co_await login.probe(id);
    if (probe.has_value() && probe->in_force)
        into.emplace(key, probe->in_force->challenge);
}

} // namespace

asio::awaitable<std::map<ProviderKey, bool>>
challenges_seen(netbird::LoginService& login, const Ledger& ledger, const std::set<ProviderKey>& keys)
{
    std::map<ProviderKey, bool> challenges;
    std::vector<asio::awaitable<void>> tasks;
    for (const auto& key : keys)
        if (const auto* entry = ledger.find(key); entry != nullptr && entry->login.seen)
            tasks.push_back(note_challenge(login, key, entry->id, challenges));
    co_await net::run_concurrently(std::move(tasks), probes_at_once);
    co_return challenges;
}

} // namespace idpsync::service
