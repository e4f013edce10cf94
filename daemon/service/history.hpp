#pragma once

// What this tool did to each provider, kept for people: DIR/history.jsonl, one JSON object on a line, the
// newest last. docs/ledger.md describes it.

#include "core/seams.hpp"
#include "service/provider_status.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::service {

/// One change of one provider.
struct HistoryEntry
{
    ProviderKey provider;
    LastChange change;               ///< when, what, why and, where known, by whom
    std::vector<std::string> fields; ///< of an update: what it changed
    std::optional<ConnectorId> id;   ///< of the connector
    std::string config_hash;         ///< of the files in force; empty: not known

    bool operator==(const HistoryEntry&) const = default;
};

/// What a pass changed, by key.
std::vector<HistoryEntry> changes_of(const reconcile::Report& report, const PassOrigin& origin,
                                     const std::string& config_hash, WallTime now);

/// One line, without its end.
std::string to_json(const HistoryEntry& entry);

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

private:
    Files& files_;
    std::string file_;
};

} // namespace idpsync::service
