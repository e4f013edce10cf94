#include "core/text.hpp"
#include "crypto/digest.hpp"
#include "netbird/json.hpp"
#include "reconcile/ledger_store.hpp"
#include "reconcile/timestamp.hpp"

#include <boost/json/monotonic_resource.hpp>

#include <algorithm>
#include <limits>

namespace idpsync::reconcile {
namespace {

namespace json = boost::json;

/// The first thing that is wrong. Decoding goes on with defaults after it, and its result is thrown away.
class Problem
{
public:
    void report(const std::string& where, std::string_view what)
    {
        if (text_.empty())
            text_ = where + " " + std::string(what);
    }

    [[nodiscard]] bool found() const { return !text_.empty(); }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
};

/// Reads one object, each member once; at the end every member must have been asked for.
class ObjectReader
{
public:
    ObjectReader(const json::value& value, std::string where, Problem& problem)
        : object_(value.if_object()), where_(std::move(where)), problem_(problem)
    {
        if (object_ == nullptr)
            report("is not an object");
    }

    void report(std::string_view what) const { problem_.report(where_, what); }
    [[nodiscard]] const std::string& where() const { return where_; }

    const json::value* optional(std::string_view name)
    {
        known_.push_back(name);
        return object_ == nullptr ? nullptr : object_->if_contains(name);
    }

    const json::value* required(std::string_view name)
    {
        const auto* value = optional(name);
        if (value == nullptr)
            report("has no " + quoted(name));
        return value;
    }

    std::string text(std::string_view name) { return text_of(name, required(name)); }

    std::optional<std::string> optional_text(std::string_view name)
    {
        const auto* value = optional(name);
        return value == nullptr ? std::nullopt : std::optional(text_of(name, value));
    }

    /// A text that must not be empty, such as an id.
    std::string named(std::string_view name)
    {
        auto value = text(name);
        if (value.empty())
            report("has an empty " + quoted(name));
        return value;
    }

    std::optional<Fingerprint> fingerprint(std::string_view name)
    {
        auto value = optional_text(name);
        if (!value)
            return std::nullopt;
        if (!crypto::digest_from_hex(*value))
            report("has a " + quoted(name) + " that is not a fingerprint");
        return Fingerprint{std::move(*value)};
    }

    std::optional<WallTime> time(std::string_view name)
    {
        const auto value = optional_text(name);
        if (!value)
            return std::nullopt;
        const auto parsed = parse_timestamp(*value);
        if (!parsed)
            report("has a " + quoted(name) + " that is not a time like 2026-11-21T10:00:00Z");
        return parsed;
    }

    unsigned count(std::string_view name)
    {
        const auto* value = optional(name);
        if (value == nullptr)
            return 0;
        json::error_code failed;
        const auto number = value->to_number<unsigned>(failed);
        if (failed || value->is_double())
            report("has a " + quoted(name) + " that is not a count");
        return failed ? 0 : number;
    }

    /// The value among `all` that goes by the member's text; the first when there is none.
    template <class Values>
    auto one_of(std::string_view name, const Values& all)
    {
        const auto value = text(name);
        for (const auto candidate : all)
            if (to_string(candidate) == value)
                return candidate;
        report("has an unknown " + quoted(name) + ": " + quoted(excerpt(value, 60)));
        return all.front();
    }

    void finish() const
    {
        if (object_ == nullptr)
            return;
        for (const auto& member : *object_)
            if (std::find(known_.begin(), known_.end(), member.key()) == known_.end())
                report("has an unknown member " + quoted(member.key()));
    }

private:
    std::string text_of(std::string_view name, const json::value* value) const
    {
        const auto* text = value == nullptr ? nullptr : value->if_string();
        if (value != nullptr && text == nullptr)
            report("has a " + quoted(name) + " that is not a string");
        return text == nullptr ? std::string() : std::string(*text);
    }

    const json::object* object_;
    std::string where_;
    Problem& problem_;
    std::vector<std::string_view> known_;
};

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
    object.finish();
    return entry;
}

std::vector<ConnectorId> ids_of(ObjectReader& object, std::string_view name)
{
    const auto* value = object.optional(name);
    const auto* list = value == nullptr ? nullptr : value->if_array();
    if (value != nullptr && list == nullptr)
        object.report("has a " + quoted(name) + " that is not a list");
    std::vector<ConnectorId> ids;
    if (list == nullptr)
        return ids;
    for (const auto& id : *list)
    {
        const auto* text = id.if_string();
        if (text == nullptr || text->empty())
            object.report("has a " + quoted(name) + " with something that is not an id");
        else
            ids.push_back({std::string(*text)});
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
        if (ledger.open_intent(intent->key) != nullptr)
            problem.report(where, "is the second one of " + quoted(intent->key.str()));
        ledger.intents.push_back(std::move(*intent));
    }
}

Error unusable(const std::string& why)
{
    return {ErrorKind::storage, "the ledger cannot be used: " + why +
                                    "; restore it from a backup, or run `netbird-idp-sync apply "
                                    "--rebuild-ledger` to put it aside and adopt what NetBird has"};
}

/// The version, or nothing when `document` does not say one.
std::optional<std::int64_t> version_of(const json::value& document)
{
    const auto* version = netbird::find_member(document, "version");
    return version == nullptr || !version->is_int64() ? std::nullopt : std::optional(version->get_int64());
}

} // namespace

Result<Ledger> decode_ledger(std::string_view text)
{
    json::monotonic_resource memory;
    const auto document = netbird::parse_json(text, &memory);
    if (!document)
        return unusable(text.empty() ? "it is empty" : "it is not JSON, or cut short");
    const auto version = version_of(*document);
    if (!version)
        return unusable("it is not a ledger: it states no version");
    if (*version > ledger_version)
        return Error{ErrorKind::storage, "the ledger was written by a newer netbird-idp-sync (version " +
                                             std::to_string(*version) + " of the file, this program knows " +
                                             std::to_string(ledger_version) +
                                             "); upgrade netbird-idp-sync, or restore the ledger that the "
                                             "older one wrote"};
    if (*version != ledger_version)
        return unusable("there is no version " + std::to_string(*version) + " of it");

    Problem problem;
    Ledger ledger;
    ObjectReader object(*document, "the ledger", problem);
    object.required("version");
    ledger.account_id = object.text("account_id");
    ledger.fingerprint_key = object.text("fingerprint_key");
    if (const auto* entries = object.required("entries"))
        read_entries(*entries, ledger, problem);
    if (const auto* intents = object.required("intents"))
        read_intents(*intents, ledger, problem);
    object.finish();
    if (problem.found())
        return unusable(problem.text());
    return ledger;
}

} // namespace idpsync::reconcile
