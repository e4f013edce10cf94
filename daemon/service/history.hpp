#pragma once

// What this tool did to each provider, kept for people: DIR/history.jsonl, one JSON object on a line, the
// newest last. docs/ledger.md describes it, docs/history.schema.json a line of it.

#include "core/drift.hpp"
#include "core/event.hpp"
#include "core/seams.hpp"
#include "service/daemon/provider_status.hpp"
#include "service/revision.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::service {

/// One change of one provider, or of the account's settings of group sync.
struct HistoryEntry
{
    std::optional<ProviderKey> provider; ///< nothing: the settings
    WallTime when;
    std::string what; ///< "created", "updated", "deleted", "adopted", "renamed"
    Cause cause = Cause::file;
    std::optional<ProviderKey> renamed_from; ///< renamed: the key before
    std::vector<std::string> fields;         ///< of an update: what it changed
    std::optional<ConnectorId> id;           ///< of the connector
    bool client = false;                     ///< it is about the client at the provider
    /// Who caused it: who asked for it, or, of drift, who had changed NetBird, when, and who else. Raw.
    Authors authors;
    std::string config_hash;       ///< of the files in force; empty: not known
    std::string config_revision{}; ///< the commit that they are from; empty: not known

    bool operator==(const HistoryEntry&) const = default;
};

/// How commands call what it is about: the key, or "group_sync".
std::string subject_of(const HistoryEntry& entry);

/// Of `entries`, the oldest first, those about `subjects`, under the keys they had before as well.
std::vector<HistoryEntry> history_of(const std::vector<std::string>& subjects,
                                     std::vector<HistoryEntry> entries);

/// What `history` shows: of `entries` the last `lines` of history_of(), of all of them where `subjects` is
/// empty.
std::vector<HistoryEntry> last_of(std::vector<HistoryEntry> entries, const std::vector<std::string>& subjects,
                                  std::size_t lines);

/// The last change of each provider, renames left out, under the key that it has now.
std::map<ProviderKey, LastChange> last_changes(const std::vector<HistoryEntry>& entries);

/// What a pass changed: creates of earlier ones that it found carried out, the providers by key, the
/// settings.
std::vector<HistoryEntry> changes_of(const reconcile::Report& report, const PassOrigin& origin,
                                     const FilesInForce& files, WallTime now);

/// Changes are missing in the file, for this reason.
Event event_of_unsaved_history(const Error& error);

/// The file. It grows to a quarter of a mebibyte, some thousand changes; then it becomes history.jsonl.1, in
/// the place of the one before.
class History
{
public:
    /// `files` must outlive it.
    History(Files& files, std::string_view directory);

    /// Appends; touches the disk only for something. Errors are storage; nothing depends on what is kept
    /// here.
    Result<void> add(const std::vector<HistoryEntry>& entries);

    /// A line that is no change.
    struct Damage
    {
        std::string file;
        std::size_t line = 0; ///< from 1; 0: all of the file, which is too large to be one of ours

        bool operator==(const Damage&) const = default;
    };

    struct Kept
    {
        std::vector<HistoryEntry> entries; ///< the oldest first
        std::vector<Damage> damaged;
    };

    /// All that is kept; nothing where there are no files. Takes no lock. Errors: storage.
    Result<Kept> read();

private:
    Result<void> read_into(Kept& kept, const std::string& file);

    Files& files_;
    std::string file_;
};

} // namespace idpsync::service
