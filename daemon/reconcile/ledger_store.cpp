#include "reconcile/ledger_store.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"
#include "reconcile/leftovers.hpp"
#include "registrar/random_secret.hpp"

#include <algorithm>
#include <cstring>

namespace idpsync::reconcile {
namespace {

constexpr std::uint32_t private_file = 0600;
constexpr std::uint32_t private_directory = 0700;
constexpr std::uint64_t ledger_limit = 64U << 20U;
constexpr std::uint64_t key_limit = 1024;
constexpr std::uint64_t settings_limit = 32U << 20U;

constexpr std::string_view ledger_name = "ledger.json";
constexpr std::string_view settings_name = "settings-before.json";

constexpr std::uint64_t held_limit = 4096;

/// The key that stands in fingerprint.key: 64 hexadecimal digits and a line end.
std::optional<crypto::Digest> key_in(std::string_view text)
{
    if (text.ends_with('\n'))
        text.remove_suffix(1);
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    return crypto::digest_from_hex(text);
}

std::string held_name(const ProviderKey& key)
{
    return "secrets/" + key.str();
}

/// No key holds a dot.
std::string former_name(const ProviderKey& key)
{
    return held_name(key) + ".former";
}

/// Takes the key out of `key`: no copy stays there.
std::unique_ptr<crypto::Fingerprinter> fingerprinter_with(crypto::Digest& key)
{
    auto made = std::make_unique<crypto::Fingerprinter>(key);
    explicit_bzero(key.data(), key.size());
    return made;
}

} // namespace

LedgerStore::LedgerStore(Files& files, Random& random, std::string directory)
    : files_(files), random_(random), directory_(std::move(directory))
{}

Result<void> LedgerStore::lock()
{
    if (lock_)
        return {};
    const auto made = files_.make_directory(directory_, private_directory);
    if (made.has_error())
        return made.error();
    const auto lock_path = path("ledger.lock");
    auto held = files_.try_lock(lock_path);
    if (held.has_error())
        return held.error();
    if (*held == nullptr)
        return Error{ErrorKind::conflict, "another netbird-idp-sync holds " + escaped(lock_path),
                     "where that is the daemon, run " + commands_.command("reload") +
                         ", which does the same inside it; for another `apply`, wait"};
    lock_ = std::move(*held);
    // Everything here is written under this lock, but checks.json, which has one of its own.
    remove_leftovers(files_, directory_, [](std::string_view name) { return name != "checks.json"; });
    return {};
}

bool LedgerStore::is_held_elsewhere()
{
    const auto lock_path = path("ledger.lock");
    if (lock_ || files_.read(lock_path, 0).has_error())
        return false;
    const auto held = files_.try_lock(lock_path);
    return held.has_value() && *held == nullptr;
}

Result<Ledger> LedgerStore::load()
{
    // Who does not hold the lock only looks.
    return read(lock_ != nullptr);
}

Result<Ledger> LedgerStore::read(bool will_save)
{
    const auto ledger_path = path(ledger_name);
    const auto content = files_.read(ledger_path, ledger_limit);
    if (content.has_error() && !content.error().missing)
        return content.error().error;
    found_ = content.has_value();
    auto ledger = content.has_error() ? Result<Ledger>(Ledger{.without_memory = true})
                                      : decode_ledger(content->text, commands_);
    if (ledger.has_error())
        return ledger.error().with_context(escaped(ledger_path));
    // Where there is no file, an empty ledger makes none.
    if (will_save)
        saved_ = crypto::sha256(encode_ledger(content.has_error() ? Ledger() : *ledger));
    return ledger;
}

Result<void> LedgerStore::save(const Ledger& ledger)
{
    if (!saved_)
        if (const auto loaded = read(true); loaded.has_error())
            return loaded.error();
    const auto text = encode_ledger(ledger);
    const auto digest = crypto::sha256(text);
    if (digest == *saved_)
        return {};
    const auto replaced = files_.replace(path(ledger_name), text, private_file);
    if (replaced.has_error())
    {
        // What is on disk now is not known: the next save writes whatever it is given.
        saved_ = crypto::Digest{};
        return replaced;
    }
    saved_ = digest;
    ++saves_;
    return {};
}

Result<std::string> LedgerStore::set_aside(WallTime now)
{
    const auto listed = files_.list(directory_);
    if (listed.has_error())
        return listed.error();
    const auto is_there = [&](const std::string& name) {
        return std::find(listed->begin(), listed->end(), name) != listed->end();
    };
    const std::string ledger(ledger_name);
    if (!is_there(ledger))
        return std::string();

    const auto aside = ledger + "." + format_compact_timestamp(now);
    auto name = aside;
    for (unsigned number = 2; is_there(name); ++number)
        name = aside + "-" + std::to_string(number);
    const auto renamed = files_.rename(path(ledger), path(name));
    if (renamed.has_error())
        return renamed.error();
    saved_ = crypto::sha256(encode_ledger(Ledger()));
    return path(name);
}

Result<void> LedgerStore::keep_settings(std::string_view text)
{
    return files_.replace(path(settings_name), text, private_file);
}

Result<std::optional<std::string>> LedgerStore::kept_settings()
{
    auto content = files_.read(path(settings_name), settings_limit);
    if (content.has_value())
        return std::optional(std::move(content->text));
    if (content.error().missing)
        return std::optional<std::string>();
    return content.error().error;
}

Result<void> LedgerStore::mark_restart(std::optional<std::uint64_t> generation)
{
    constexpr std::uint64_t marker_limit = 64;
    const auto marker_path = path("restart-needed");
    const auto wanted = generation ? std::to_string(*generation) + "\n" : std::string();
    if (!marker_)
    {
        const auto content = files_.read(marker_path, marker_limit);
        if (content.has_value())
            marker_ = content->text;
        else if (content.error().missing)
            marker_ = std::string();
    }
    if (marker_ == wanted)
        return {};
    const auto changed =
        generation ? files_.replace(marker_path, wanted, private_file) : files_.remove_file(marker_path);
    marker_ = changed.has_value() ? std::optional(wanted) : std::nullopt;
    return changed;
}

Result<std::unique_ptr<crypto::Fingerprinter>> LedgerStore::fingerprinter(bool may_create)
{
    const auto key_path = path("fingerprint.key");
    auto content = files_.read(key_path, key_limit);
    if (content.has_error())
        return content.error().missing
                   ? new_fingerprinter(key_path, may_create)
                   : Result<std::unique_ptr<crypto::Fingerprinter>>(content.error().error);
    auto key = key_in(content->text);
    wipe(content->text);
    if (!key)
        return Error{ErrorKind::storage, escaped(key_path) + " does not hold a key of 64 hexadecimal digits",
                     "restore it from a "
                     "backup, or remove it: a new one is made, and every declared secret "
                     "counts as never written"};
    return fingerprinter_with(*key);
}

Result<std::unique_ptr<crypto::Fingerprinter>> LedgerStore::new_fingerprinter(const std::string& key_path,
                                                                              bool keep)
{
    crypto::Digest key;
    random_.fill(key);
    if (keep)
    {
        auto text = crypto::to_hex(key) + "\n";
        const auto kept = files_.replace(key_path, text, private_file);
        wipe(text);
        if (kept.has_error())
            return kept.error();
    }
    return fingerprinter_with(key);
}

Result<std::optional<Secret>> LedgerStore::secret_in(const std::string& name)
{
    auto content = files_.read(path(name), held_limit);
    if (content.has_error())
        return content.error().missing ? Result<std::optional<Secret>>(std::nullopt)
                                       : Result<std::optional<Secret>>(content.error().error);
    Secret secret(std::move(content->text));
    if (secret.empty())
        return Error{ErrorKind::storage, escaped(path(name)) + " is empty",
                     "restore it from a backup, or remove it: a new secret is made then"};
    living_secrets().learn(secret);
    return std::optional(std::move(secret));
}

Result<void> LedgerStore::put_secret(const std::string& name, const Secret& secret)
{
    living_secrets().learn(secret);
    const auto made = files_.make_directory(path("secrets"), private_directory);
    if (made.has_error())
        return made.error();
    return files_.replace(path(name), secret.reveal(), private_file);
}

Result<std::optional<Secret>> LedgerStore::held_secret(const ProviderKey& key)
{
    return secret_in(held_name(key));
}

Result<Secret> LedgerStore::make_held_secret(const ProviderKey& key)
{
    auto secret = registrar::random_secret(random_);
    const auto held = hold_secret(key, secret);
    if (held.has_error())
        return held.error();
    return secret;
}

std::string LedgerStore::new_mark()
{
    constexpr std::size_t long_enough = 16;
    return std::string(registrar::random_secret(random_).reveal().substr(0, long_enough));
}

Result<void> LedgerStore::hold_secret(const ProviderKey& key, const Secret& secret)
{
    return put_secret(held_name(key), secret);
}

Result<void> LedgerStore::drop_secret(const ProviderKey& key)
{
    const auto former = drop_former_secret(key);
    return former.has_error() ? former : files_.remove_file(path(held_name(key)));
}

Result<std::optional<Secret>> LedgerStore::former_secret(const ProviderKey& key)
{
    return secret_in(former_name(key));
}

Result<void> LedgerStore::keep_former_secret(const ProviderKey& key, const Secret& secret)
{
    return put_secret(former_name(key), secret);
}

Result<void> LedgerStore::drop_former_secret(const ProviderKey& key)
{
    return files_.remove_file(path(former_name(key)));
}

std::string LedgerStore::path(std::string_view name) const
{
    return directory_ + "/" + std::string(name);
}

} // namespace idpsync::reconcile
