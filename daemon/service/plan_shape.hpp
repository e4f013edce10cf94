#pragma once

// What the document of `plan` looks like; docs/plan-json.md says what it means.

#include "core/condition.hpp"
#include "core/plan.hpp"
#include "json/model.hpp"
#include "json/shape.hpp"
#include "service/drift_shape.hpp"
#include "service/plan_json.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace idpsync::service {

/// Version of the documents.
inline constexpr int json_version = 1;

/// An item, and how it is with all that is known of the plan.
struct ItemRecord : PlanItem
{
    ConditionId condition = ConditionId::in_sync;
};

/// How many there are of what, in this plan.
struct PlanSummary
{
    const Plan& plan;
};

std::vector<ItemRecord> item_records(const PlanDocument& document);
void take_items(PlanDocument& document, std::vector<ItemRecord>&& records);

} // namespace idpsync::service

namespace idpsync::json {

inline constexpr std::string_view about_why = "The reason as a sentence, where it needs one.";
inline constexpr std::string_view about_next = "What the operator can do.";
inline constexpr std::string_view about_in_sync = "Nothing is left to do for what is declared.";
inline constexpr std::string_view about_condition =
    "How it is, before anything is written, in the words of status --json.";

template <>
inline constexpr auto shape<FieldChange> =
    object("", "", member("field", &FieldChange::field), member("seen", &FieldChange::observed),
           member("wanted", &FieldChange::desired));

template <>
inline constexpr auto shape<BeforeLimit> =
    object("before_limit",
           "What it would do but for reconcile.max_changes; null unless the reason is too_many_changes.",
           member("action", &BeforeLimit::action), member("reason", &BeforeLimit::reason),
           member("why", &BeforeLimit::why).or_null());

template <>
inline constexpr auto shape<PreflightResult> = object(
    "", "", member("verdict", &PreflightResult::verdict),
    member("repeated", [](const PreflightResult& result) { return result.from.has_value(); })
        .about("Remembered from an earlier check."),
    member("asked", &PreflightResult::from).or_null().about("When, where it is remembered; null: just now."),
    member("reason", &PreflightResult::reason), member("remarks", &PreflightResult::remarks));

template <>
struct Wire<Consents>
{
    using type = std::vector<Consent>;

    static type to(const Consents& consents) { return consents.list(); }

    static Consents from(type&& list)
    {
        Consents consents;
        for (const auto consent : list)
            consents.add(consent);
        return consents;
    }
};

template <>
inline constexpr auto shape<ClientChange> = object(
    "", "",
    member("part", &ClientChange::part)
        .about("redirect_uri, logout_uri, enabled, application, confidential, code_flow, challenge, "
               "pushed_requests, signing_key, encryption, id_token_claims, groups, admission, "
               "former_uris or client_secret; of a standalone NetBird's client also public_client, grants, "
               "subject_mode, scopes, code_validity, audience or web_origins."),
    member("seen", &ClientChange::seen), member("wanted", &ClientChange::wanted));

template <>
inline constexpr auto shape<ClientItem> = object(
    "client", "The client at the provider, where the provider has a `registration`; null without one.",
    member("product", &ClientItem::product).about("Whose it is, as people call it: Pocket ID."),
    member(to_string(Field::client_id), &ClientItem::client_id), member("action", &ClientItem::action),
    member("reason", &ClientItem::reason),
    member("condition", [](const ClientItem& item) { return condition_of(item); }).about(about_condition),
    member("why", &ClientItem::why).or_null().about(about_why),
    member("next", &ClientItem::next).or_null().about(about_next),
    member("in_sync", [](const ClientItem& item) { return item.in_sync(); }).about(about_in_sync),
    member("looked_at", &ClientItem::looked_at)
        .or_null()
        .about("The provider showed it then; null: it did not, and nobody knows how it is."),
    member("changes", &ClientItem::changes).about("Of a create: what is declared."), drift_member,
    member("missing_consents", &ClientItem::missing).about("Everything `allow` would have to hold, at once."),
    member("hints", &ClientItem::hints), member("before_limit", &ClientItem::before_limit).or_null());

template <>
struct Blank<ClientItem>
{
    static ClientItem make() { return {.key = Blank<ProviderKey>::make()}; }
};

template <>
inline constexpr auto shape<service::ItemRecord> = object(
    "provider", "", member("key", &PlanItem::key).essential().about("The provider's name in the files."),
    member("action", &PlanItem::action), member("reason", &PlanItem::reason),
    member("condition", &service::ItemRecord::condition).about(about_condition),
    member("why", &PlanItem::why).or_null().about(about_why),
    member("next", &PlanItem::next).or_null().about(about_next),
    member("in_sync", [](const PlanItem& item) { return item.in_sync(); }).about(about_in_sync),
    member("id", &PlanItem::id).or_null().about("The connector's, where one is meant."),
    member("wanted", &PlanItem::want).or_null().about("As declared; null unless declared present."),
    member("seen", &PlanItem::seen).or_null().about("As NetBird lists it; null when it does not."),
    member("changes", &PlanItem::changes)
        .about("Of an update, held back or not, field by field; empty when only the secret changes."),
    drift_member,
    member("touched", &PlanItem::touched)
        .or_null()
        .about("Others updated the connector since our own last write, and its secret may be another: it is "
               "written again. Null: nobody did."),
    member("client_secret", &PlanItem::secret).about("What happens to the secret; never the secret."),
    member("preflight", &PlanItem::preflight)
        .or_null()
        .about("What the provider said about the values of the write; null when it was not asked."),
    member("unverified_since", &PlanItem::unverified_since)
        .or_null()
        .about("Since when NetBird has values that the provider never accepted; null: it did, or cannot be "
               "asked."),
    member("login_refused", &PlanItem::login_refused)
        .or_null()
        .about("What the provider says no to of the values that NetBird has: users cannot sign in. Null: "
               "that is not known."),
    member("next_try", &PlanItem::next_try)
        .or_null()
        .about("When the provider is asked again, where that is due."),
    member("consequence", [](const PlanItem& item) { return consequence(item); })
        .or_null()
        .about("What the write does not reach by itself."),
    member("missing_consents", &PlanItem::missing).about("Everything `allow` would have to hold, at once."),
    member("hints", &PlanItem::hints),
    member("adopted", &PlanItem::adopted).about("An existing connector becomes managed."),
    member("renamed_from", &PlanItem::renamed_from)
        .or_null()
        .about("The key under which it was known before."),
    member("made_by_hand", &PlanItem::made_by_hand).about("Found by its values; never managed here."),
    member("declared", &PlanItem::declared).about("False: only the ledger knows the key."),
    member("selected", &PlanItem::selected).about("False: the command named other keys."),
    member("before_limit", &PlanItem::before_limit).or_null(), member("client", &PlanItem::client).or_null(),
    member("location", &PlanItem::where).or_null());

template <>
struct Blank<service::ItemRecord>
{
    static service::ItemRecord make() { return {{.key = Blank<ProviderKey>::make()}}; }
};

template <>
inline constexpr auto shape<GroupSyncItem> = object(
    "group_sync", "", member("action", &GroupSyncItem::action), member("reason", &GroupSyncItem::reason),
    member("condition", [](const GroupSyncItem& item) { return condition_of(item); }).about(about_condition),
    member("why", &GroupSyncItem::why).or_null().about(about_why),
    member("next", &GroupSyncItem::next).or_null().about(about_next),
    member("in_sync", [](const GroupSyncItem& item) { return item.in_sync(); }).about(about_in_sync),
    member("wanted", &GroupSyncItem::want).or_null().about("As declared, over what NetBird keeps."),
    member("seen", &GroupSyncItem::seen)
        .or_null()
        .about("As NetBird has them; null when they cannot be read."),
    member("changes", &GroupSyncItem::changes).about("In which of the three the two differ."), drift_member,
    member("hints", &GroupSyncItem::hints),
    member("selected", &GroupSyncItem::selected).about("False when the command named only others."),
    member("before_limit", &GroupSyncItem::before_limit).or_null(),
    member("location", &GroupSyncItem::where).or_null());

constexpr auto unmanaged_value(std::string ConnectorValues::* value)
{
    return [value](auto& one) -> auto& { return one.provider.values.*value; };
}

template <>
inline constexpr auto shape<Unmanaged> = object(
    "unmanaged", "", member("id", [](auto& one) -> auto& { return one.provider.id; }).essential(),
    property(
        "type", [](const Unmanaged& one) { return std::string(one.provider.type_name()); },
        [](Unmanaged& one, std::string&& name) {
            if (const auto known = enumerator_of<ProviderType>(name))
                one.provider.values.type = *known;
            else
                one.provider.unknown_type = std::move(name);
        })
        .about("As NetBird lists it; one that is not among the types of a declaration cannot be managed."),
    member("name", unmanaged_value(&ConnectorValues::name)),
    member("issuer", unmanaged_value(&ConnectorValues::issuer)),
    member(to_string(Field::client_id), unmanaged_value(&ConnectorValues::client_id)),
    member("omitted_key", &Unmanaged::omitted)
        .or_null()
        .about("The key under which the ledger still knows it."),
    member("note", &Unmanaged::note).or_null().about("Why it is not pruned, or cannot be managed."));

constexpr auto number_of(std::string_view name, Action action)
{
    return member(name, [action](const service::PlanSummary& of) { return of.plan.count(action); });
}

template <>
inline constexpr auto shape<service::PlanSummary> =
    object("summary",
           "How many providers have each action; in_sync counts the declared ones that were named and are as "
           "declared, as the last line of plan does.",
           number_of("create", Action::create), number_of("update", Action::update),
           number_of("delete", Action::remove), number_of("forget", Action::forget),
           number_of("wait", Action::wait), number_of("conflict", Action::conflict),
           number_of("refuse", Action::refuse), number_of("block", Action::block),
           number_of("hold", Action::hold),
           member("in_sync", [](const service::PlanSummary& of) { return of.plan.count_in_sync(); }),
           member("unmanaged", [](const service::PlanSummary& of) { return of.plan.unmanaged.size(); }));

template <class Part>
constexpr auto of_report(Part reconcile::Report::* part)
{
    return [part](auto& document) -> auto& { return document.report.*part; };
}

template <class Part>
constexpr auto of_plan(Part Plan::* part)
{
    return [part](auto& document) -> auto& { return document.report.plan.*part; };
}

template <>
inline constexpr auto shape<service::PlanDocument> = object(
    "plan", "What a pass would do.", constant("version", service::json_version),
    member("management_url", &service::PlanDocument::management_url).about("The NetBird that this is about."),
    member("mode", &service::PlanDocument::mode),
    member("pending", of_report(&reconcile::Report::intents_open))
        .about("An earlier write has no known outcome yet."),
    member("without_ledger",
           [](const auto& document) { return document.report.plan.memory != Memory::complete; })
        .about("`memory` is not complete."),
    member("memory", of_plan(&Plan::memory))
        .about("What is known of earlier writes. complete: the ledger has them; incomplete: the ledger began "
               "where there was none, and something that NetBird had then waits for --adopt; none: there is "
               "no ledger."),
    member("restart_needed", of_report(&reconcile::Report::restart_needed)).or_null(),
    member("summary", [](const auto& document) { return service::PlanSummary{document.report.plan}; }),
    property("providers", service::item_records, service::take_items)
        .essential()
        .about("By key: every declared provider, and undeclared ones that something happens to."),
    member("unmanaged", of_plan(&Plan::unmanaged))
        .essential()
        .about("Connectors in NetBird that no key claims: never touched."),
    member("group_sync", of_plan(&Plan::group_sync))
        .or_null()
        .about("The account's settings of group sync; null when they are not declared."),
    member("redirect_uri", of_plan(&Plan::redirect_uri))
        .or_null()
        .about("NetBird's, to be registered at each provider; null when no provider was asked about it."));

} // namespace idpsync::json
