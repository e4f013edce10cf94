#pragma once

// What ledger.json looks like; docs/ledger.md says what it means.

#include "core/ledger.hpp"
#include "core/plan.hpp"
#include "core/text.hpp"
#include "json/model.hpp"
#include "reconcile/ledger_store.hpp"

#include <algorithm>

namespace idpsync {

BOOST_DESCRIBE_STRUCT(LoginValues, (), (issuer, client_id, secret))
BOOST_DESCRIBE_STRUCT(LoginProbeResult, (), (client_id, endpoint))
BOOST_DESCRIBE_STRUCT(ServerRun, (), (started, cpu))
BOOST_DESCRIBE_STRUCT(HeldBack, (), (declared))
BOOST_DESCRIBE_STRUCT(GroupSyncDeclaration, (), (enabled, claim, allowed_groups))
BOOST_DESCRIBE_STRUCT(AuditUser, (), (id, name, email))
BOOST_DESCRIBE_STRUCT(AuditCursor, (), (at, ids))

namespace reconcile {

/// AuditState::touches as a list.
struct TouchRecord
{
    ConnectorId id;
    AuditTouch touch;
};

/// AuditState::answered as a list.
struct AnswerRecord
{
    ConnectorId id;
    Fingerprint secret;
    std::set<std::string> users;
};

BOOST_DESCRIBE_STRUCT(AnswerRecord, (), (id, secret, users))

} // namespace reconcile

namespace json {

template <>
inline constexpr auto shape<LoginState> =
    object("", "", member("in_force", &LoginState::in_force), member("seen", &LoginState::seen),
           member("seen_at", &LoginState::seen_at).if_set(),
           member("client_is_new", &LoginState::client_is_new).if_set(),
           member("need", &LoginState::need).if_set(),
           member("acknowledged", &LoginState::acknowledged).if_set());

template <>
inline constexpr auto shape<RestartState> =
    object("", "", member("generation", &RestartState::generation).if_set(),
           member("since", &RestartState::since), member("run", &RestartState::run));

template <>
inline constexpr auto shape<LedgerEntry> =
    object("", "", member("id", &LedgerEntry::id), member("origin", &LedgerEntry::origin),
           member("written", &LedgerEntry::written), member("secret", &LedgerEntry::secret),
           member("held_back", &LedgerEntry::held_back), member("written_at", &LedgerEntry::written_at),
           member("overturned_writes", &LedgerEntry::overturned_writes).if_set(),
           member("omitted_since", &LedgerEntry::omitted_since),
           member("login", &LedgerEntry::login).if_set(), member("made_by", &LedgerEntry::made_by).if_set());

template <>
inline constexpr auto shape<Intent> =
    object("", "", member("verb", &Intent::verb), member("key", &Intent::key), member("id", &Intent::id),
           member("values", &Intent::values), member("secret", &Intent::secret),
           member("known_ids", &Intent::known_ids).if_set());

template <>
inline constexpr auto shape<LedgerGroupSync> =
    object("", "", member("written", &LedgerGroupSync::written),
           member("written_at", &LedgerGroupSync::written_at),
           member("overturned_writes", &LedgerGroupSync::overturned_writes).if_set(),
           member("intent", &LedgerGroupSync::intent), member("taken_back", &LedgerGroupSync::taken_back));

template <>
inline constexpr auto shape<LedgerClient> = object(
    "", "", member("issuer", &LedgerClient::issuer),
    member(to_string(Field::client_id), &LedgerClient::client_id), member("origin", &LedgerClient::origin),
    member("written_at", &LedgerClient::written_at),
    member("overturned_writes", &LedgerClient::overturned_writes).if_set(),
    member("overturned_parts", &LedgerClient::overturned_parts).if_set(),
    member("seen_as", &LedgerClient::seen_as).if_set(), member("creating", &LedgerClient::creating).if_set(),
    member("secret_unsettled", &LedgerClient::secret_unsettled).if_set(),
    member("secret_id", &LedgerClient::secret_id).if_set(), member("secret_made", &LedgerClient::secret_made),
    member("secret_expires", &LedgerClient::secret_expires),
    member("secret_mark", &LedgerClient::secret_mark).if_set(),
    member("predecessor", &LedgerClient::predecessor).if_set(),
    member("own_uris", &LedgerClient::own_uris).if_set(), member("swap", &LedgerClient::swap).if_set(),
    member("swap_failed", &LedgerClient::swap_failed));

template <>
inline constexpr auto shape<reconcile::TouchRecord> =
    object("", "", member("id", &reconcile::TouchRecord::id),
           member("at", [](auto& record) -> auto& { return record.touch.at; }),
           member("users", [](auto& record) -> auto& { return record.touch.users; }),
           member("deleted", [](auto& record) -> auto& { return record.touch.deleted; }).if_set());

template <>
inline constexpr auto shape<AuditState> =
    object("", "", member("user", &AuditState::user), member("looked_at", &AuditState::looked_at),
           member("cursor", &AuditState::cursor), member("touches", &AuditState::touches),
           member("answered", &AuditState::answered));

template <>
inline constexpr auto shape<Ledger> =
    object("", "", property("version", reconcile::ledger_version_of, [](Ledger&, int) {}),
           member("account_id", &Ledger::account_id), member("fingerprint_key", &Ledger::fingerprint_key),
           member("without_memory", &Ledger::without_memory).if_set(),
           member("group_sync", &Ledger::group_sync), member("audit", &Ledger::audit).if_set(),
           member("entries", &Ledger::entries).in_lines(),
           member("clients", &Ledger::clients).if_set().in_lines(),
           member("intents", &Ledger::intents).in_lines(), member("restart", &Ledger::restart).if_set())
        .in_lines();

template <>
struct Blank<Intent>
{
    static Intent make() { return {.key = *ProviderKey::parse("none")}; }
};

template <>
struct Wire<decltype(AuditState::touches)>
{
    using type = std::vector<reconcile::TouchRecord>;

    static type to(const decltype(AuditState::touches)& touches)
    {
        type list;
        for (const auto& [id, touch] : touches)
            list.push_back({id, touch});
        return list;
    }

    static decltype(AuditState::touches) from(type&& list)
    {
        decltype(AuditState::touches) touches;
        for (auto& [id, touch] : list)
            touches.insert_or_assign(std::move(id), std::move(touch));
        return touches;
    }
};

template <>
struct Wire<decltype(AuditState::answered)>
{
    using type = std::vector<reconcile::AnswerRecord>;

    static type to(const decltype(AuditState::answered)& answered)
    {
        type list;
        for (const auto& [id, answer] : answered)
            list.push_back({id, answer.first, answer.second});
        return list;
    }

    static decltype(AuditState::answered) from(type&& list)
    {
        decltype(AuditState::answered) answered;
        for (auto& [id, secret, users] : list)
            answered.insert_or_assign(std::move(id), std::pair(std::move(secret), std::move(users)));
        return answered;
    }
};

template <>
struct Completed<GroupSyncDeclaration>
{
    static std::string problem(GroupSyncDeclaration& declared)
    {
        if (declared.allowed_groups)
            declared.allowed_groups = group_names(std::move(*declared.allowed_groups));
        return {};
    }
};

template <>
struct Completed<GroupSettings>
{
    static std::string problem(GroupSettings& settings)
    {
        settings.allowed_groups = group_names(std::move(settings.allowed_groups));
        return {};
    }
};

template <>
struct Completed<Intent>
{
    static std::string problem(Intent& intent)
    {
        if (intent.id.has_value() != (intent.verb == Verb::create))
            return {};
        return intent.verb == Verb::create ? "creates what has an \"id\" already" : "has no \"id\"";
    }
};

template <>
struct Completed<Ledger>
{
    static std::string problem(Ledger& ledger)
    {
        for (auto one = ledger.intents.begin(); one != ledger.intents.end(); ++one)
            if (std::any_of(ledger.intents.begin(), one,
                            [&](const Intent& other) { return same_target(*one, other); }))
                return "holds a second open write of " + quoted(one->key.str());
        return {};
    }
};

} // namespace json
} // namespace idpsync
