#include "standalone/compare.hpp"

#include "standalone/configured.hpp"
#include "standalone/keys.hpp"

#include <algorithm>
#include <string_view>

namespace idpsync::standalone {
namespace {

std::string value_in(const Variables& variables, std::string_view key)
{
    const auto found = variables.find(key);
    return found == variables.end() ? std::string() : found->second;
}

Change change_of(const WantedKey& wanted)
{
    const auto* key = setup_key(wanted.key);
    return {.key = wanted.key,
            .wanted = {},
            .why = wanted.why,
            .consequence = std::string(key == nullptr ? std::string_view() : key->note),
            .secret = may_be_secret(wanted.key)};
}

/// Those that are there and would be handed to another manager.
std::vector<WantedKey> extras_to_take_out(const SetupEnv& present, const std::vector<WantedKey>& wanted)
{
    std::vector<WantedKey> out;
    for (const auto& one : present.assignments)
        if (one.key.starts_with(extra_prefix) && present.find(one.key) == &one &&
            std::ranges::find(wanted, one.key, &WantedKey::key) == wanted.end())
            out.push_back({one.key, {}, "manager"});
    return out;
}

bool only_a_shell_knows(const SetupEnv& present, std::string_view key)
{
    const auto* found = present.find(key);
    return found != nullptr && !found->value;
}

} // namespace

std::vector<Change> compare_setup(const SetupEnv& present, const std::vector<WantedKey>& wanted)
{
    auto all = wanted;
    for (auto& extra : extras_to_take_out(present, wanted))
        all.push_back(std::move(extra));
    const auto before = present.variables();
    auto after = before;
    for (const auto& one : all)
        after.insert_or_assign(one.key, one.value);
    const auto seen = configured(before);
    const auto shall = configured(after);
    std::vector<Change> changes;
    for (const auto& one : all)
    {
        const bool unknown = only_a_shell_knows(present, one.key);
        auto change = change_of(one);
        change.wanted = value_in(shall, one.key);
        if (!unknown)
            change.seen = value_in(seen, one.key);
        if (unknown || change.seen != change.wanted)
            changes.push_back(std::move(change));
    }
    return changes;
}

} // namespace idpsync::standalone
