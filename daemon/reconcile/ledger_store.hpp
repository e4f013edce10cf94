#pragma once

// The ledger on disk: DIR/ledger.json (0600), replaced whole and durably; DIR/fingerprint.key (0600), made
// once; DIR/ledger.lock, held by whoever writes; DIR/restart-needed, while NetBird must be restarted.
// docs/ledger.md describes the files.

#include "core/error.hpp"
#include "core/ledger.hpp"
#include "core/next_command.hpp"
#include "core/seams.hpp"
#include "crypto/digest.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace idpsync::reconcile {

/// The newest version of ledger.json: the program reads this one and every older one, and none newer.
inline constexpr int ledger_version = 3;

/// The version that `ledger` is written as: the oldest that can hold it, so that an older program can go on
/// with it where nothing of a newer one was used. 3: clients at providers.
inline int ledger_version_of(const Ledger& ledger)
{
    return ledger.clients.empty() ? 2 : ledger_version;
}

/// ledger.json as text, and back: decode(encode(x)) == x. Equal ledgers have equal texts. Errors (storage):
/// not JSON, not a ledger, wrong types, unknown members (saving would lose them), a newer version; the
/// message says what to do.
std::string encode_ledger(const Ledger& ledger);
Result<Ledger> decode_ledger(std::string_view text, const NextCommand& commands = {});

/// Opens, locks and saves. Nothing here ever overwrites a ledger that it could not read.
class LedgerStore
{
public:
    /// `directory` is the state directory; `files` must outlive the store.
    LedgerStore(Files& files, Random& random, std::string directory);

    /// Takes ledger.lock, for as long as the store lives; makes the directory (0700) when it is missing.
    /// Error (conflict) when another process holds it; storage otherwise.
    Result<void> lock();

    /// Whether another process holds ledger.lock now, most likely a daemon. Waits for nothing, and says false
    /// where that cannot be found out.
    [[nodiscard]] bool is_held_elsewhere();

    /// How errors from here name the commands that help.
    void name_commands(NextCommand commands) { commands_ = std::move(commands); }

    /// There was a file when the ledger was read last.
    [[nodiscard]] bool found() const { return found_; }

    /// The ledger; an empty one, Ledger::without_memory, when there is no file yet.
    Result<Ledger> load();

    [[nodiscard]] std::string ledger_file() const { return path("ledger.json"); }

    /// Durable when it returns. Does nothing when `ledger` equals what was loaded or saved last; reads the
    /// file first when nothing was, so that an unreadable one stays as it is (that is the error then).
    Result<void> save(const Ledger& ledger);

    /// Moves the ledger aside, readable or not, as ledger.json.YYYYMMDDTHHMMSSZ (with -2, -3 … when that is
    /// there), so that the next load() is empty. For --rebuild-ledger and --new-server. Returns the new path,
    /// empty when there was none.
    Result<std::string> set_aside(WallTime now);

    /// Writes DIR/restart-needed (0600), which holds nothing but the number of the need, or removes it.
    /// Touches the disk only when that changes something.
    Result<void> mark_restart(std::optional<std::uint64_t> generation);

    /// The key for fingerprints; makes and keeps one when there is none and `may_create`. A key that is
    /// unreadable or of the wrong size is an error. Without a key and without `may_create`: nothing has a
    /// fingerprint yet, and a random key that is not kept serves.
    Result<std::unique_ptr<crypto::Fingerprinter>> fingerprinter(bool may_create);

    /// Replaces DIR/settings-before.json (0600), durably: what reconcile/kept_settings makes.
    Result<void> keep_settings(std::string_view text);
    /// Its text; nothing when there is none.
    Result<std::optional<std::string>> kept_settings();

    /// The secret that was made for a key's client (DIR/secrets/KEY, 0600); nothing: none was. It is told to
    /// living_secrets().
    Result<std::optional<Secret>> held_secret(const ProviderKey& key);
    /// Makes one, and holds it.
    Result<Secret> make_held_secret(const ProviderKey& key);
    /// Durable when it returns; makes DIR/secrets (0700) when it is missing.
    Result<void> hold_secret(const ProviderKey& key, const Secret& secret);
    /// Removes its file, where there is one, and that of the one before it.
    Result<void> drop_secret(const ProviderKey& key);

    /// The one that was held before it, while it may have to be put back (DIR/secrets/KEY.former, 0600).
    Result<std::optional<Secret>> former_secret(const ProviderKey& key);
    Result<void> keep_former_secret(const ProviderKey& key, const Secret& secret);
    Result<void> drop_former_secret(const ProviderKey& key);

    /// By which secrets that are asked for now are told from others: unlike any before.
    [[nodiscard]] std::string new_mark();

    [[nodiscard]] std::size_t saves() const { return saves_; } ///< writes of ledger.json by this store

private:
    Result<Ledger> read(bool will_save);
    Result<std::optional<Secret>> secret_in(const std::string& name);
    Result<void> put_secret(const std::string& name, const Secret& secret);
    [[nodiscard]] std::string path(std::string_view name) const;
    Result<std::unique_ptr<crypto::Fingerprinter>> new_fingerprinter(const std::string& key_path, bool keep);

    Files& files_;
    Random& random_;
    std::string directory_;
    std::unique_ptr<FileLock> lock_;
    NextCommand commands_;
    std::optional<crypto::Digest> saved_; ///< of the ledger on disk, encoded; nothing: not known yet
    std::optional<std::string>
        marker_; ///< what restart-needed holds, empty when it is not there; nothing: not known
    std::size_t saves_ = 0;
    bool found_ = false;
};

} // namespace idpsync::reconcile
