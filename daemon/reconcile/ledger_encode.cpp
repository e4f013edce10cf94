#include "netbird/json.hpp"
#include "reconcile/ledger_audit.hpp"
#include "reconcile/ledger_login.hpp"
#include "reconcile/ledger_store.hpp"
#include "reconcile/object_writer.hpp"

namespace idpsync::reconcile {
namespace {

using netbird::append_json_string;

/// About what one entry or intent takes, so that a ledger is written into one allocation.
constexpr std::size_t typical_size = 512;

void append_values(std::string& out, const ConnectorValues& values)
{
    ObjectWriter object(out);
    object.text("type", to_string(values.type));
    object.text("name", values.name);
    object.text("issuer", values.issuer);
    object.text("client_id", values.client_id);
}

void append_held_back(std::string& out, const HeldBack& held_back)
{
    ObjectWriter object(out);
    object.text("declared", held_back.declared);
}

void append_entry(std::string& out, const LedgerEntry& entry)
{
    ObjectWriter object(out);
    object.text("id", entry.id.value);
    object.text("origin", to_string(entry.origin));
    if (entry.written)
        append_values(object.member("written"), *entry.written);
    object.text("secret", entry.secret);
    if (entry.held_back)
        append_held_back(object.member("held_back"), *entry.held_back);
    object.time("written_at", entry.written_at);
    if (entry.overturned_writes != 0)
        object.member("overturned_writes") += std::to_string(entry.overturned_writes);
    object.time("omitted_since", entry.omitted_since);
    if (entry.login != LoginState{})
        append_login_state(object.member("login"), entry.login);
    if (!entry.made_by.empty())
        object.text("made_by", entry.made_by);
}

void append_ids(std::string& out, const std::vector<ConnectorId>& ids)
{
    out += '[';
    for (const auto& id : ids)
    {
        if (&id != &ids.front())
            out += ',';
        append_json_string(out, id.value);
    }
    out += ']';
}

void append_intent(std::string& out, const Intent& intent)
{
    ObjectWriter object(out);
    object.text("verb", to_string(intent.verb));
    object.text("key", intent.key.str());
    if (intent.id)
        object.text("id", intent.id->value);
    append_values(object.member("values"), intent.values);
    object.text("secret", intent.secret);
    if (!intent.known_ids.empty())
        append_ids(object.member("known_ids"), intent.known_ids);
}

void append_names(std::string& out, const GroupNames& names)
{
    out += '[';
    for (const auto& name : names)
    {
        if (&name != &names.front())
            out += ',';
        append_json_string(out, name);
    }
    out += ']';
}

void append_declaration(std::string& out, const GroupSyncDeclaration& declared)
{
    ObjectWriter object(out);
    object.member("enabled") += declared.enabled ? "true" : "false";
    if (declared.claim)
        object.text("claim", *declared.claim);
    if (declared.allowed_groups)
        append_names(object.member("allowed_groups"), *declared.allowed_groups);
}

void append_group_settings(std::string& out, const GroupSettings& settings)
{
    append_declaration(out, {settings.enabled, settings.claim, settings.allowed_groups});
}

void append_group_sync(std::string& out, const LedgerGroupSync& known)
{
    ObjectWriter object(out);
    if (known.written)
        append_group_settings(object.member("written"), *known.written);
    object.time("written_at", known.written_at);
    if (known.overturned_writes != 0)
        object.member("overturned_writes") += std::to_string(known.overturned_writes);
    if (known.intent)
        append_group_settings(object.member("intent"), *known.intent);
    if (known.taken_back)
        append_declaration(object.member("taken_back"), *known.taken_back);
}

/// Begins the next line of a list or object of lines.
void begin_line(std::string& out, bool& first)
{
    out += std::exchange(first, false) ? "\n" : ",\n";
}

} // namespace

std::string encode_ledger(const Ledger& ledger)
{
    std::string out;
    out.reserve((ledger.entries.size() + ledger.intents.size() + 1) * typical_size);
    out += "{\"version\":";
    out += std::to_string(ledger_version);
    out += ",\n\"account_id\":";
    append_json_string(out, ledger.account_id);
    out += ",\n\"fingerprint_key\":";
    append_json_string(out, ledger.fingerprint_key);

    if (ledger.without_memory)
        out += ",\n\"without_memory\":true";

    if (ledger.group_sync)
    {
        out += ",\n\"group_sync\":";
        append_group_sync(out, *ledger.group_sync);
    }

    if (ledger.audit != AuditState{})
    {
        out += ",\n\"audit\":";
        out += encode_audit_state(ledger.audit);
    }

    out += ",\n\"entries\":{";
    bool first = true;
    for (const auto& [key, entry] : ledger.entries)
    {
        begin_line(out, first);
        append_json_string(out, key.str());
        out += ':';
        append_entry(out, entry);
    }

    out += "},\n\"intents\":[";
    first = true;
    for (const auto& intent : ledger.intents)
    {
        begin_line(out, first);
        append_intent(out, intent);
    }
    out += ']';
    if (ledger.restart != RestartState{})
    {
        out += ",\n\"restart\":";
        append_restart_state(out, ledger.restart);
    }
    out += "}\n";
    return out;
}

} // namespace idpsync::reconcile
