#include "bootstrap/renewal_steps.hpp"

#include <algorithm>
#include <ranges>

namespace idpsync::bootstrap {
namespace {

constexpr std::chrono::days longest_token_life{365};

bool has(const Tokens& tokens, const std::string& id)
{
    return std::ranges::find(tokens, id, &netbird::AccessToken::id) != tokens.end();
}

/// Those that nobody used later; all where none was ever used.
Tokens latest_of(const Tokens& tokens)
{
    Tokens latest;
    const auto* last = netbird::used_last(tokens);
    std::ranges::copy_if(tokens, std::back_inserter(latest), [&](const netbird::AccessToken& token) {
        return token.last_used == last->last_used;
    });
    return latest;
}

} // namespace

const netbird::User* asking_user(const std::vector<netbird::User>& users)
{
    const auto found = std::ranges::find(users, true, &netbird::User::is_current);
    return found == users.end() ? nullptr : &*found;
}

Tokens tokens_that_may_ask(const Tokens& first, const Tokens& second, const std::string& known)
{
    auto may = latest_of(second);
    for (auto& one : latest_of(first))
        if (!has(may, one.id) && has(second, one.id))
            may.push_back(std::move(one));
    if (may.size() > 1 && has(may, known))
        std::erase_if(may, [&](const netbird::AccessToken& token) { return token.id != known; });
    return may;
}

Remains remains_of(const RenewalNotes& notes, const Tokens& all, const Tokens& asking)
{
    Remains remains;
    if (notes.successor.empty())
        return remains;
    const auto is_successor = [&](const netbird::AccessToken& token) {
        return token.name == notes.successor;
    };
    std::ranges::copy_if(all, std::back_inserter(remains.lost), [&](const netbird::AccessToken& token) {
        return is_successor(token) && !has(asking, token.id);
    });
    const bool swapped = std::ranges::all_of(asking, is_successor);
    remains.unclear = asking.size() > 1 && std::ranges::any_of(asking, is_successor);
    const auto former = std::ranges::find(all, notes.token, &netbird::AccessToken::id);
    if (swapped && !remains.unclear && former != all.end())
        remains.former = *former;
    return remains;
}

std::chrono::days life_of(const netbird::AccessToken& token)
{
    if (!token.created)
        return longest_token_life;
    const auto life = std::chrono::round<std::chrono::days>(token.expires - *token.created);
    return std::clamp(life, std::chrono::days(1), longest_token_life);
}

bool is_renewal_due(std::chrono::seconds within, const netbird::AccessToken& token, WallTime now)
{
    const auto half = std::chrono::seconds(life_of(token)) / 2;
    return token.expires - now <= std::min(within, half);
}

} // namespace idpsync::bootstrap
