#include "standalone/compare.hpp"

#include "standalone/configured.hpp"
#include "standalone/keys.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace idpsync::standalone {
namespace {

constexpr std::string_view issuer_key = "NETBIRD_AUTH_OIDC_CONFIGURATION_ENDPOINT";
constexpr std::string_view manager_key = "NETBIRD_MGMT_IDP";

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

/// Without a manager of users, what is about one counts for nothing; it would with one.
Variables with_manager(Variables variables, std::string manager)
{
    variables.insert_or_assign(std::string(manager_key), std::move(manager));
    return variables;
}

std::string lower_case_of(std::string text)
{
    for (auto& letter : text)
        if (letter >= 'A' && letter <= 'Z')
            letter = static_cast<char>(letter - 'A' + 'a');
    return text;
}

/// The server takes the manager in any case, and none for an empty one.
bool same_effect(std::string_view key, const std::string& seen, const std::string& wanted)
{
    const auto manager = [](const std::string& name) {
        return name.empty() ? std::string("none") : lower_case_of(name);
    };
    return key == manager_key ? manager(seen) == manager(wanted) : seen == wanted;
}

/// What a key comes to in setup.env alone: what counts behind `export` is nothing without it.
std::string exported_value(const SetupEnv& present, std::string_view key)
{
    const auto* found = present.find(key);
    return found != nullptr && present.exported.contains(key) ? found->value.value_or(std::string())
                                                              : std::string();
}

bool only_a_shell_knows(const SetupEnv& present, std::string_view key)
{
    const auto* found = present.find(key);
    return found != nullptr && !found->value;
}

bool counts_by_export(std::string_view name)
{
    const auto* key = setup_key(name);
    return key != nullptr && key->effect == KeyEffect::if_exported;
}

/// Both sides as NetBird takes them, with the manager of users that is wanted.
class SetupComparison
{
public:
    SetupComparison(const SetupEnv& present, std::vector<WantedKey> wanted)
        : present_(present), wanted_(std::move(wanted))
    {
        const auto before = present.variables();
        auto after = before;
        for (const auto& one : wanted_)
            after.insert_or_assign(one.key, one.value);
        shall_ = configured(after);
        manager_ = value_in(before, manager_key);
        seen_ = configured(with_manager(before, value_in(after, manager_key)));
    }

    [[nodiscard]] std::vector<Change> changes() const
    {
        std::vector<Change> changes;
        for (const auto& one : wanted_)
            if (auto change = change_in(one); differs(change))
                changes.push_back(std::move(change));
        return changes;
    }

private:
    [[nodiscard]] Change change_in(const WantedKey& one) const;
    [[nodiscard]] std::string seen_of(std::string_view key) const;

    [[nodiscard]] static bool differs(const Change& change)
    {
        return !change.seen || !same_effect(change.key, *change.seen, change.wanted);
    }

    const SetupEnv& present_;
    std::vector<WantedKey> wanted_;
    std::string manager_; ///< the one that is there
    Variables seen_;
    Variables shall_;
};

Change SetupComparison::change_in(const WantedKey& one) const
{
    auto change = change_of(one);
    change.wanted = counts_by_export(one.key) ? one.value : value_in(shall_, one.key);
    if (!only_a_shell_knows(present_, one.key))
        change.seen = seen_of(one.key);
    if (one.key == issuer_key && change.seen != "")
    {
        change.strands_users = true;
        change.consequence = other_ids;
    }
    return change;
}

std::string SetupComparison::seen_of(std::string_view key) const
{
    if (counts_by_export(key))
        return exported_value(present_, key);
    return key == manager_key ? manager_ : value_in(seen_, key);
}

} // namespace

std::vector<Change> compare_setup(const SetupEnv& present, const std::vector<WantedKey>& wanted)
{
    auto all = wanted;
    for (auto& extra : extras_to_take_out(present, wanted))
        all.push_back(std::move(extra));
    return SetupComparison(present, std::move(all)).changes();
}

} // namespace idpsync::standalone
