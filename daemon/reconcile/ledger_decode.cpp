#include "netbird/json.hpp"
#include "reconcile/ledger_audit.hpp"
#include "reconcile/ledger_login.hpp"
#include "reconcile/ledger_store.hpp"
#include "reconcile/object_reader.hpp"

#include <algorithm>

namespace idpsync::reconcile {
namespace {

namespace json = boost::json;

constexpr std::array all_origins{Origin::created, Origin::adopted};
constexpr std::array all_verbs{Verb::create, Verb::update, Verb::remove};

ConnectorValues values_of(const json::value& value, const std::string& where, Problem& problem)
{
    ObjectReader object(value, where, problem);
    ConnectorValues values;
    values.type = object.one_of("type", all_provider_types);
    values.name = object.text("name");
    values.issuer = object.text("issuer");
    values.client_id = object.text("client_id");
    object.finish();
    return values;
}

HeldBack held_back_of(const json::value& value, const std::string& where, Problem& problem)
{
    ObjectReader object(value, where, problem);
    const HeldBack held_back{object.fingerprint("declared")};
    object.finish();
    return held_back;
}

LedgerEntry entry_of(const json::value& value, const std::string& where, Problem& problem)
{
    ObjectReader object(value, where, problem);
    LedgerEntry entry;
    entry.id.value = object.named("id");
    entry.origin = object.one_of("origin", all_origins);
    if (const auto* written = object.optional("written"))
        entry.written = values_of(*written, where + ".written", problem);
    entry.secret = object.fingerprint("secret");
    if (const auto* held_back = object.optional("held_back"))
        entry.held_back = held_back_of(*held_back, where + ".held_back", problem);
    entry.written_at = object.time("written_at");
    entry.overturned_writes = object.count("overturned_writes");
    entry.omitted_since = object.time("omitted_since");
    if (const auto* login = object.optional("login"))
        entry.login = login_state_of(*login, where + ".login", problem);
    entry.made_by = object.optional_text("made_by").value_or("");
    object.finish();
    return entry;
}

std::vector<ConnectorId> ids_of(ObjectReader& object, std::string_view name)
{
    std::vector<ConnectorId> ids;
    for (auto& id : object.texts(name).value_or(std::vector<std::string>()))
    {
        if (id.empty())
            object.report("has a " + quoted(name) + " with something that is not an id");
        ids.push_back({std::move(id)});
    }
    return ids;
}

std::optional<Intent> intent_of(const json::value& value, const std::string& where, Problem& problem)
{
    ObjectReader object(value, where, problem);
    const auto key = ProviderKey::parse(object.text("key"));
    if (!key)
    {
        object.report("has a \"key\" that is not a provider's");
        return std::nullopt;
    }
    Intent intent{object.one_of("verb", all_verbs), *key, {}, {}, {}, {}};
    if (object.optional("id") != nullptr)
        intent.id = ConnectorId{object.named("id")};
    if (const auto* values = object.required("values"))
        intent.values = values_of(*values, where + ".values", problem);
    intent.secret = object.fingerprint("secret");
    intent.known_ids = ids_of(object, "known_ids");
    if (intent.id.has_value() == (intent.verb == Verb::create))
        object.report(intent.verb == Verb::create ? "creates what has an \"id\" already" : "has no \"id\"");
    object.finish();
    return intent;
}

GroupSyncDeclaration declaration_of(const json::value& value, const std::string& where, Problem& problem)
{
    ObjectReader object(value, where, problem);
    GroupSyncDeclaration declared;
    declared.enabled = object.flag("enabled");
    declared.claim = object.optional_text("claim");
    if (auto names = object.texts("allowed_groups"))
        declared.allowed_groups = group_names(std::move(*names));
    object.finish();
    return declared;
}

GroupSettings group_settings_of(const json::value& value, const std::string& where, Problem& problem)
{
    const auto all = declaration_of(value, where, problem);
    if (!all.claim || !all.allowed_groups)
        problem.report(where, "lacks \"claim\" or \"allowed_groups\"");
    return all.over({});
}

LedgerGroupSync group_sync_of(const json::value& value, Problem& problem)
{
    ObjectReader object(value, "group_sync", problem);
    LedgerGroupSync known;
    if (const auto* written = object.optional("written"))
        known.written = group_settings_of(*written, "group_sync.written", problem);
    known.written_at = object.time("written_at");
    known.overturned_writes = object.count("overturned_writes");
    if (const auto* intent = object.optional("intent"))
        known.intent = group_settings_of(*intent, "group_sync.intent", problem);
    if (const auto* taken_back = object.optional("taken_back"))
        known.taken_back = declaration_of(*taken_back, "group_sync.taken_back", problem);
    object.finish();
    return known;
}

void read_entries(const json::value& value, Ledger& ledger, Problem& problem)
{
    const auto* entries = value.if_object();
    if (entries == nullptr)
        return problem.report("entries", "is not an object");
    for (const auto& member : *entries)
    {
        const auto where = "entries." + escaped(member.key());
        if (const auto key = ProviderKey::parse(member.key()))
            ledger.entries.insert_or_assign(*key, entry_of(member.value(), where, problem));
        else
            problem.report(where, "is not a provider's key");
    }
}

void read_intents(const json::value& value, Ledger& ledger, Problem& problem)
{
    const auto* intents = value.if_array();
    if (intents == nullptr)
        return problem.report("intents", "is not a list");
    for (const auto& one : *intents)
    {
        const auto where = "intents[" + std::to_string(ledger.intents.size()) + "]";
        auto intent = intent_of(one, where, problem);
        if (!intent)
            return;
        const bool second = std::any_of(ledger.intents.begin(), ledger.intents.end(),
                                        [&](const Intent& other) { return same_target(*intent, other); });
        if (second)
            problem.report(where, "is the second one of " + quoted(intent->key.str()));
        ledger.intents.push_back(std::move(*intent));
    }
}

Error unusable(const std::string& why, const NextCommand& commands)
{
    return {ErrorKind::storage, "the ledger cannot be used: " + why + "; restore it from a backup, or run " +
                                    commands.pass("--rebuild-ledger") +
                                    " to put it aside and adopt what NetBird has"};
}

/// The version, or nothing when `document` does not say one.
std::optional<std::int64_t> version_of(const json::value& document)
{
    const auto* version = netbird::find_member(document, "version");
    return version == nullptr || !version->is_int64() ? std::nullopt : std::optional(version->get_int64());
}

} // namespace

Result<Ledger> decode_ledger(std::string_view text, const NextCommand& commands)
{
    const auto document = netbird::parse_json(text);
    if (!document)
        return unusable(text.empty() ? "it is empty" : "it is not JSON, or cut short", commands);
    const auto version = version_of(*document);
    if (!version)
        return unusable("it is not a ledger: it states no version", commands);
    if (*version > ledger_version)
        return Error{ErrorKind::storage, "the ledger was written by a newer netbird-idp-sync (version " +
                                             std::to_string(*version) + " of the file, this program knows " +
                                             std::to_string(ledger_version) +
                                             "); upgrade netbird-idp-sync, or restore the ledger that the "
                                             "older one wrote"};
    if (*version < 1)
        return unusable("there is no version " + std::to_string(*version) + " of it", commands);

    Problem problem;
    Ledger ledger;
    ObjectReader object(*document, "the ledger", problem);
    object.required("version");
    ledger.account_id = object.text("account_id");
    ledger.fingerprint_key = object.text("fingerprint_key");
    if (const auto* without_memory = object.optional("without_memory"))
        ledger.without_memory = without_memory->is_bool() && without_memory->get_bool();
    if (const auto* group_sync = *version < 2 ? nullptr : object.optional("group_sync"))
        ledger.group_sync = group_sync_of(*group_sync, problem);
    if (const auto* audit = *version < 2 ? nullptr : object.optional("audit"))
        ledger.audit = decode_audit_state(*audit, problem);
    if (const auto* entries = object.required("entries"))
        read_entries(*entries, ledger, problem);
    if (const auto* intents = object.required("intents"))
        read_intents(*intents, ledger, problem);
    if (const auto* restart = object.optional("restart"))
        ledger.restart = restart_state_of(*restart, problem);
    object.finish();
    if (problem.found())
        return unusable(problem.text(), commands);
    return ledger;
}

} // namespace idpsync::reconcile
