#pragma once

// Words for worlds: what is declared, what NetBird lists, what the ledger knows. A test says only what
// matters to it; everything else follows from the key.

#include "core/decide.hpp"
#include "core/guard.hpp"
#include "support/key.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace idpsync::test {

using enum ProviderType;

inline Fingerprint fingerprint(std::string_view secret)
{
    return {"fingerprint of " + std::string(secret)};
}

inline WallTime at(std::chrono::seconds since_start)
{
    return WallTime(std::chrono::seconds(1'700'000'000)) + since_start;
}

/// "corp" is named corp, lives at https://corp.example and knows NetBird as corp-client.
inline ConnectorValues values(std::string_view name, ProviderType type = okta)
{
    const std::string text(name);
    return {.type = type,
            .name = text,
            .issuer = has_builtin_issuer(type) ? std::string() : "https://" + text + ".example",
            .client_id = text + "-client"};
}

inline ConnectorValues with_name(ConnectorValues changed, std::string name)
{
    changed.name = std::move(name);
    return changed;
}

inline ConnectorValues with_issuer(ConnectorValues changed, std::string issuer)
{
    changed.issuer = std::move(issuer);
    return changed;
}

inline ConnectorValues with_client(ConnectorValues changed, std::string client_id)
{
    changed.client_id = std::move(client_id);
    return changed;
}

inline DesiredProvider desired(std::string_view name, ProviderType type = okta)
{
    return {.key = key(name), .values = values(name, type)};
}

inline DesiredProvider desired(std::string_view name, ConnectorValues declared)
{
    return {.key = key(name), .values = std::move(declared)};
}

/// Named by nothing but its key: the ledger has to know the connector.
inline DesiredProvider absent(std::string_view name)
{
    return {.key = key(name), .state = State::absent};
}

inline DesiredProvider released(std::string_view name)
{
    return {.key = key(name), .state = State::released};
}

inline DesiredProvider with_id(DesiredProvider provider, std::string_view id)
{
    provider.id = ConnectorId{std::string(id)};
    return provider;
}

inline DesiredProvider with_values(DesiredProvider provider, ConnectorValues declared)
{
    provider.values = std::move(declared);
    return provider;
}

inline DesiredProvider with_consent(DesiredProvider provider, Consents consents)
{
    provider.allow = consents;
    return provider;
}

/// A connector that this tool created with `written` and the secret "secret".
inline LedgerEntry created(std::string_view id, ConnectorValues written)
{
    return {.id = {std::string(id)},
            .origin = Origin::created,
            .written = std::move(written),
            .secret = fingerprint("secret"),
            .written_at = at(std::chrono::seconds(0))};
}

/// A connector that was adopted in sync; its secret was never written.
inline LedgerEntry adopted(std::string_view id, ConnectorValues written)
{
    return {.id = {std::string(id)},
            .origin = Origin::adopted,
            .written = std::move(written),
            .held_back = HeldBack{fingerprint("secret")}};
}

inline Intent open_create(std::string_view name, ConnectorValues sent)
{
    return {
        .verb = Verb::create, .key = key(name), .values = std::move(sent), .secret = fingerprint("secret")};
}

inline Intent open_update(std::string_view name, std::string_view id, std::string_view secret)
{
    return {.verb = Verb::update,
            .key = key(name),
            .id = ConnectorId{std::string(id)},
            .values = values(name),
            .secret = fingerprint(secret)};
}

inline Intent open_delete(std::string_view name, std::string_view id)
{
    return {
        .verb = Verb::remove, .key = key(name), .id = ConnectorId{std::string(id)}, .values = values(name)};
}

/// Everything a plan is made of. Each declared provider has the secret "secret" unless it is told otherwise.
struct World
{
    std::vector<DesiredProvider> declared;
    SecretStates secrets;
    ObservedState observed;
    Ledger ledger;
    PassContext context{.now = at(std::chrono::minutes(5))};

    World& declare(DesiredProvider provider)
    {
        secret(provider.key.str(), "secret");
        declared.push_back(std::move(provider));
        return *this;
    }

    World& secret(std::string_view name, std::string_view text)
    {
        secrets[key(name)] = {.kind = SecretState::Kind::read, .fingerprint = fingerprint(text)};
        return *this;
    }

    World& no_secret(std::string_view name)
    {
        secrets.erase(key(name));
        return *this;
    }

    World& unreadable_secret(std::string_view name)
    {
        secrets[key(name)] = {.kind = SecretState::Kind::unreadable,
                              .problem = "/etc/secret: Permission denied"};
        return *this;
    }

    World& list(std::string_view id, ConnectorValues seen)
    {
        observed.providers.push_back({{std::string(id)}, std::move(seen)});
        return *this;
    }

    World& know(std::string_view name, LedgerEntry entry)
    {
        ledger.entries.insert_or_assign(key(name), std::move(entry));
        return *this;
    }

    World& open(Intent intent)
    {
        ledger.intents.push_back(std::move(intent));
        return *this;
    }

    [[nodiscard]] DesiredState desired_state() const { return DesiredState::make(declared).value(); }

    [[nodiscard]] Plan plan() const { return make_plan(desired_state(), secrets, observed, ledger, context); }

    /// The item of `name`, which must have one.
    [[nodiscard]] PlanItem item(std::string_view name) const
    {
        const auto planned = plan();
        const auto* found = planned.find(key(name));
        if (found == nullptr)
            throw std::logic_error("no item for " + std::string(name));
        return *found;
    }
};

/// "corp" declared, listed as "okta-1" and created by this tool, all in sync.
inline World settled_world()
{
    World world;
    world.declare(desired("corp"))
        .list("okta-1", values("corp"))
        .know("corp", created("okta-1", values("corp")));
    return world;
}

/// The same, but declared and known as `declared_values` while NetBird lists `seen`.
inline World drifted_world(const ConnectorValues& declared_values, ConnectorValues seen)
{
    World world;
    world.declare(desired("corp", declared_values))
        .list("okta-1", std::move(seen))
        .know("corp", created("okta-1", declared_values));
    return world;
}

inline std::vector<std::string> ids_of_unmanaged(const Plan& plan)
{
    std::vector<std::string> ids;
    for (const auto& one : plan.unmanaged)
        ids.push_back(one.provider.id.value);
    return ids;
}

/// What the ledger will hold of `name` before anything is written, or nothing.
inline std::optional<LedgerEntry> entry_before_writes(const Plan& plan, std::string_view name)
{
    const auto* found = plan.ledger_before_writes.find(key(name));
    return found == nullptr ? std::nullopt : std::optional(*found);
}

} // namespace idpsync::test
