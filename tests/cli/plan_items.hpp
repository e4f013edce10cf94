#pragma once

// Plan items for the tests of what prints them.

#include "core/plan.hpp"
#include "support/key.hpp"

#include <string>
#include <utility>
#include <vector>

namespace idpsync::test {

inline ConnectorValues pocket_id_values()
{
    return {ProviderType::pocketid, "Pocket ID", "https://id.example.com", "netbird"};
}

inline PlanItem item(const std::string& name, Action action, Reason reason)
{
    PlanItem made{.key = key(name)};
    made.action = action;
    made.reason = reason;
    made.where = {"/etc/netbird-idp-sync/config.yaml", 12, 3};
    return made;
}

inline PlanItem in_sync_item(const std::string& name)
{
    auto made = item(name, Action::none, Reason::in_sync);
    made.id = ConnectorId{"pocketid-1"};
    made.want = made.seen = pocket_id_values();
    made.secret = SecretFate::unchanged;
    return made;
}

inline PlanItem create_item(const std::string& name)
{
    auto made = item(name, Action::create, Reason::not_in_netbird);
    made.want = pocket_id_values();
    made.secret = SecretFate::written;
    made.fingerprint = Fingerprint{std::string(64, 'f')};
    return made;
}

inline PlanItem update_item(const std::string& name)
{
    auto made = item(name, Action::update, Reason::drifted);
    made.id = ConnectorId{"pocketid-1"};
    made.want = made.seen = pocket_id_values();
    made.seen->name = "Renamed";
    made.changes = {{Field::name, "Renamed", "Pocket ID"}};
    made.secret = SecretFate::unchanged;
    return made;
}

inline PlanItem delete_item(const std::string& name)
{
    auto made = item(name, Action::remove, Reason::declared_absent);
    made.id = ConnectorId{"pocketid-1"};
    made.seen = pocket_id_values();
    return made;
}

inline PlanItem conflict_item(const std::string& name)
{
    auto made = item(name, Action::conflict, Reason::several_matches);
    made.want = pocket_id_values();
    made.why = "several connectors in NetBird match it: \"a\", \"b\"";
    made.next = "say which one is meant with `id: …`";
    return made;
}

inline Plan plan_of(std::vector<PlanItem> items)
{
    Plan plan;
    plan.items = std::move(items);
    return plan;
}

inline Unmanaged unmanaged(const std::string& id, const std::string& name)
{
    return {{ConnectorId{id}, {ProviderType::okta, name, "https://corp.okta.com", "x"}}, std::nullopt, {}};
}

} // namespace idpsync::test
