#pragma once

// What a line of history.jsonl and the document of `history` look like; docs/ledger.md says what they mean.

#include "json/model.hpp"
#include "service/history.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace idpsync::service {

inline constexpr std::string_view settings_name = "group_sync";
inline constexpr std::array<std::string_view, 5> kinds_of_change{"created", "updated", "deleted", "adopted",
                                                                 "renamed"};

/// A change as the document has it: every member, null where it does not apply.
struct ChangeRecord : HistoryEntry
{
    std::string setting; ///< settings_name; empty: it is about a provider
};

/// The same as a line of the file: what does not apply is left out.
struct ChangeLine : ChangeRecord
{};

inline ChangeRecord record_of(const HistoryEntry& entry)
{
    return {entry, entry.provider ? std::string() : std::string(settings_name)};
}

} // namespace idpsync::service

namespace idpsync::json {

/// `nothing`: how a member that does not apply is told; `no_fields`: a list without any.
constexpr auto shape_of_change(std::string_view name, std::string_view about, Presence nothing,
                               Presence no_fields)
{
    using service::ChangeRecord;
    return object(
        name, about, member("time", &ChangeRecord::when).essential().about("When the pass ended, UTC."),
        member("provider", &ChangeRecord::provider)
            .when_blank(nothing)
            .about("The key; null for a setting of the account."),
        member("setting", &ChangeRecord::setting)
            .when_blank(nothing)
            .about("group_sync: the account's settings; null for a provider."),
        member("change", &ChangeRecord::what)
            .essential()
            .about("created, updated, deleted, adopted or renamed."),
        member("cause", &ChangeRecord::cause)
            .essential()
            .about("The declaration said something new; NetBird had been changed, or its secret perhaps was; "
                   "an operator asked for it."),
        member("from", &ChangeRecord::renamed_from).when_blank(nothing).about("Of a rename: the key before."),
        member("fields", &ChangeRecord::fields).when_blank(no_fields).about("Of an update: what it changed."),
        member("id", &ChangeRecord::id).when_blank(nothing).about("Of the connector."),
        member("client", &ChangeRecord::client)
            .when_blank(nothing)
            .about("True: it is about the client at the provider; null: about the connector in NetBird."),
        member("by", [](auto& change) -> auto& { return change.authors.by; })
            .when_blank(nothing)
            .about("Of command: who asked for it, as `root (sudo alice)`, or `uid 1001` for a user without a "
                   "name. Of drift: who had changed NetBird last, as `by` of drift.schema.json."),
        member("at", [](auto& change) -> auto& { return change.authors.at; })
            .when_blank(nothing)
            .about("Of drift: when that was, by NetBird's clock."),
        member("others", [](auto& change) -> auto& { return change.authors.others; })
            .when_blank(nothing)
            .about("Of drift: who else had changed the connector since our own last write, the last first."),
        member("config", &ChangeRecord::config_hash)
            .when_blank(nothing)
            .about("The hash of the files in force."),
        member("revision", &ChangeRecord::config_revision)
            .when_blank(nothing)
            .about("The commit that they are from, where that is known."));
}

template <>
inline constexpr auto shape<service::ChangeRecord> = shape_of_change(
    "change", "Every member is there, null where it does not apply.", Presence::or_null, Presence::always);

template <>
inline constexpr auto shape<service::ChangeLine> =
    shape_of_change("line", "What does not apply is left out.", Presence::if_set, Presence::if_set);

template <>
struct Completed<service::ChangeRecord>
{
    static std::string problem(const service::ChangeRecord& change)
    {
        if (!change.provider && change.setting != service::settings_name)
            return "is about nothing that is known";
        const bool known =
            std::ranges::find(service::kinds_of_change, change.what) != service::kinds_of_change.end();
        return known ? "" : "is no change that is known";
    }
};

template <>
struct Completed<service::ChangeLine> : Completed<service::ChangeRecord>
{};

template <>
struct Wire<service::HistoryEntry>
{
    using type = service::ChangeRecord;

    static type to(const service::HistoryEntry& entry) { return service::record_of(entry); }
    static service::HistoryEntry from(type&& record) { return std::move(record); }
};

template <>
inline constexpr auto shape<service::History::Damage> = object(
    "", "", member("file", &service::History::Damage::file), member("line", &service::History::Damage::line));

template <>
inline constexpr auto shape<service::History::Kept> = object(
    "history", "", constant("version", 1),
    member("changes", &service::History::Kept::entries).about("The newest last."),
    member("damaged", &service::History::Kept::damaged)
        .about("Lines that are no change; they were passed over. Line 0: all of a file that is too large for "
               "a history."));

} // namespace idpsync::json
