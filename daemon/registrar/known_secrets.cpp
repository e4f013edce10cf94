#include "registrar/known_secrets.hpp"

#include "registrar/registrar.hpp"

#include <algorithm>

namespace idpsync::registrar {
namespace {

bool begins_like(const ClientSecret& one, const Secret& secret)
{
    return one.active && !one.prefix.empty() && secret.reveal().starts_with(one.prefix);
}

} // namespace

std::string name_of_secret(const std::string& mark)
{
    return std::string(mark_of_this_program) + " (" + mark + ")";
}

std::optional<ClientSecret> arrived_secret(const std::vector<ClientSecret>& list, const Secret& held)
{
    const auto found =
        std::ranges::find_if(list, [&](const ClientSecret& one) { return begins_like(one, held); });
    return found == list.end() ? std::nullopt : std::optional(*found);
}

std::optional<ClientSecret> own_secret(const std::vector<ClientSecret>& list, const Secret& held)
{
    std::optional<ClientSecret> found;
    for (const auto& one : list)
    {
        if (!begins_like(one, held))
            continue;
        if (found || !one.name.starts_with(mark_of_this_program))
            return std::nullopt;
        found = one;
    }
    return found;
}

std::vector<std::string> lost_secrets(const std::vector<ClientSecret>& list, const LedgerClient& known)
{
    std::vector<std::string> lost;
    if (known.secret_mark.empty())
        return lost;
    const auto name = name_of_secret(known.secret_mark);
    for (const auto& one : list)
    {
        const bool settled = !known.secret_unsettled && one.id == known.secret_id;
        if (one.name == name && !settled && one.id != known.predecessor)
            lost.push_back(one.id);
    }
    return lost;
}

std::optional<SecretEnd> end_of_secret(const std::vector<ClientSecret>& list, const Secret& secret)
{
    std::optional<WallTime> end;
    std::size_t candidates = 0;
    for (const auto& one : list)
    {
        if (!begins_like(one, secret))
            continue;
        ++candidates;
        if (one.expires)
            end = std::min(*one.expires, end.value_or(*one.expires));
    }
    return end ? std::optional(SecretEnd{*end, candidates}) : std::nullopt;
}

} // namespace idpsync::registrar
