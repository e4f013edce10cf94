#include "reconcile/checks_store.hpp"

namespace idpsync::reconcile {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t largest_file = 4U << 20U;
constexpr std::uint32_t file_mode = 0600;

template <class T>
void take(T& into, const T& base, const T& ours)
{
    if (ours != base)
        into = ours;
}

/// What was seen later counts, whoever saw it.
template <class T>
    requires requires(T evidence) { evidence.at; }
void take(std::optional<T>& into, const std::optional<T>& base, const std::optional<T>& ours)
{
    const bool both = ours != base && into != base;
    const bool theirs_is_later = both && into && ours && into->at > ours->at;
    if (ours != base && !theirs_is_later)
        into = ours;
}

void take(ProviderEvidence& into, const ProviderEvidence& base, const ProviderEvidence& ours)
{
    take(into.credentials, base.credentials, ours.credentials);
    take(into.demanded, base.demanded, ours.demanded);
    take(into.leave_alone_until, base.leave_alone_until, ours.leave_alone_until);
    take(into.unverified, base.unverified, ours.unverified);
    take(into.login, base.login, ours.login);
}

const ProviderEvidence& evidence_in(const Checks& checks, const ProviderKey& key)
{
    static const ProviderEvidence none;
    const auto found = checks.providers.find(key);
    return found == checks.providers.end() ? none : found->second;
}

} // namespace

Checks merged(const Checks& base, const Checks& ours, const Checks& theirs)
{
    auto all = theirs;
    for (const auto& [key, evidence] : ours.providers)
        take(all.providers[key], evidence_in(base, key), evidence);
    for (const auto& [key, evidence] : base.providers)
        if (!ours.providers.contains(key) && evidence_in(theirs, key) == evidence)
            all.providers.erase(key);
    return all;
}

ChecksStore::ChecksStore(Files& files, net::Clock& clock, std::string directory)
    : files_(files), clock_(clock), directory_(std::move(directory))
{}

std::string ChecksStore::path(std::string_view name) const
{
    return directory_ + "/" + std::string(name);
}

Checks ChecksStore::load()
{
    const auto content = files_.read(path("checks.json"), largest_file);
    if (content.has_error())
        return known_;
    auto decoded = decode_checks(content->text);
    if (decoded.has_error())
        return known_;
    if (unsaved_since_)
    {
        known_ = merged(*unsaved_since_, known_, *decoded);
        unsaved_since_ = std::move(*decoded);
    }
    else
        known_ = std::move(*decoded);
    return known_;
}

asio::awaitable<Result<void>> ChecksStore::update(std::function<void(Checks&)> change)
{
    constexpr int tries = 5;
    constexpr auto pause = 20ms;
    Result<std::unique_ptr<FileLock>> lock = std::unique_ptr<FileLock>();
    for (int i = 0; i < tries; ++i)
    {
        lock = files_.try_lock(path("checks.lock"));
        if (lock.has_error() || *lock)
            break;
        const auto again = clock_.now() + pause;
        co_await clock_.wait_until(again);
    }
    // From here on nothing waits: two coroutines of this process never mix.
    auto checks = load();
    const auto before = checks;
    change(checks);
    const bool changed = checks != before || unsaved_since_;
    known_ = std::move(checks);
    if (!changed)
        co_return Result<void>{};
    if (!unsaved_since_)
        unsaved_since_ = before;
    if (lock.has_error())
        co_return lock.error();
    if (!*lock)
        co_return Error{ErrorKind::conflict, path("checks.json") + " is being written by another process"};
    const auto saved = files_.replace(path("checks.json"), encode_checks(known_), file_mode);
    if (saved.has_value())
        unsaved_since_.reset();
    co_return saved;
}

} // namespace idpsync::reconcile
