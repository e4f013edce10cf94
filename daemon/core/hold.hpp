#pragma once

// What is written, and what keeps it from being written again: one way for providers and for the account's
// settings of group sync.

#include "core/plan.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace idpsync {

/// The account's settings of group sync. There is one of them.
struct GroupSync
{
    auto operator<=>(const GroupSync&) const = default;
};

/// The client at the provider of a key.
struct ClientOf
{
    ProviderKey key;

    auto operator<=>(const ClientOf&) const = default;
};

/// What a pass decides about and writes.
using Subject = std::variant<ProviderKey, GroupSync, ClientOf>;

/// As commands name it: "corp", "group_sync".
inline std::string to_string(const Subject& subject)
{
    if (const auto* client = std::get_if<ClientOf>(&subject))
        return client->key.str();
    const auto* key = std::get_if<ProviderKey>(&subject);
    return key == nullptr ? "group_sync" : key->str();
}

inline Subject subject_of(const PlanItem& item)
{
    return item.key;
}

inline Subject subject_of(const GroupSyncItem&)
{
    return GroupSync();
}

inline Subject subject_of(const ClientItem& item)
{
    return ClientOf{item.key};
}

/// Declared and observed values of a subject.
template <class Values>
struct Compared
{
    std::optional<Values> want;
    std::optional<Values> seen;
    std::optional<Fingerprint> fingerprint = std::nullopt; ///< of a declared secret

    bool operator==(const Compared&) const = default;
};

/// A client is as it is seen in what differs.
using Situation = std::variant<Compared<ConnectorValues>, Compared<GroupSettings>, std::vector<ClientChange>>;

inline Situation situation_of(const PlanItem& item)
{
    return Compared<ConnectorValues>{item.want, item.seen, item.fingerprint};
}

inline Situation situation_of(const GroupSyncItem& item)
{
    return Compared<GroupSettings>{item.want, item.seen};
}

inline Situation situation_of(const ClientItem& item)
{
    return item.changes;
}

/// Why something shall not be written in this pass although it differs.
struct Hold
{
    Action action = Action::wait;    ///< wait or conflict
    Reason reason = Reason::not_due; ///< settled_in_this_pass, several_matches, not_due or not_converging
    std::string why;
    std::optional<Situation> situation; ///< the hold counts only while this is so; nothing: always

    /// Concludes `item` with it, when what that wants and sees is what the hold was made for.
    template <class Item>
    bool keeps_back(Item& item) const
    {
        const bool applies = !situation || *situation == situation_of(item);
        if (applies)
            item.conclude(action, reason, why);
        return applies;
    }
};

using Holds = std::map<Subject, Hold>;

/// Nothing holds `subject` back: nullptr.
inline const Hold* find_hold(const Holds& holds, const Subject& subject)
{
    const auto found = holds.find(subject);
    return found == holds.end() ? nullptr : &found->second;
}

} // namespace idpsync
