#include "reconcile/checks_store.hpp"

#include "core/redaction.hpp"
#include "reconcile/leftovers.hpp"

#include <algorithm>
#include <utility>

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

bool about_the_same(const CredentialEvidence& left, const CredentialEvidence& right)
{
    return left.issuer == right.issuer && left.client_id == right.client_id && left.secret == right.secret &&
           left.redirect_uri == right.redirect_uri;
}

/// Of both, the later answer about each set of values.
void take(std::vector<CredentialEvidence>& into, const std::vector<CredentialEvidence>& base,
          const std::vector<CredentialEvidence>& ours)
{
    if (ours == base)
        return;
    for (const auto& one : ours)
    {
        const auto same = std::ranges::find_if(
            into, [&](const CredentialEvidence& other) { return about_the_same(one, other); });
        if (same == into.end())
            into.push_back(one);
        else if (same->at <= one.at)
            *same = one;
    }
    std::ranges::sort(into, std::ranges::greater(), &CredentialEvidence::at);
    if (into.size() > answers_kept)
        into.resize(answers_kept);
}

bool about_the_same(const KnownRefusal& left, const KnownRefusal& right)
{
    return left.issuer == right.issuer && left.client_id == right.client_id && left.secret == right.secret &&
           left.redirect_uri == right.redirect_uri && left.finding.id == right.finding.id &&
           left.connector == right.connector;
}

/// What we found accepted goes, and what we found refused comes.
void take(std::vector<KnownRefusal>& into, const std::vector<KnownRefusal>& base,
          const std::vector<KnownRefusal>& ours)
{
    const auto among = [](const std::vector<KnownRefusal>& all, const KnownRefusal& one) {
        return std::ranges::any_of(all, [&](const auto& other) { return about_the_same(one, other); });
    };
    std::erase_if(into, [&](const auto& one) { return among(base, one) && !among(ours, one); });
    for (const auto& one : ours)
        if (!among(base, one) && !among(into, one))
            into.push_back(one);
    std::ranges::sort(into, std::ranges::greater(), &KnownRefusal::at);
    if (into.size() > answers_kept)
        into.resize(answers_kept);
}

void take(ProviderEvidence& into, const ProviderEvidence& base, const ProviderEvidence& ours)
{
    take(into.credentials, base.credentials, ours.credentials);
    if (ours.tries_counted_until != base.tries_counted_until)
        into.tries_counted_until = std::max(into.tries_counted_until, ours.tries_counted_until);
    take(into.leave_alone_until, base.leave_alone_until, ours.leave_alone_until);
    take(into.unverified, base.unverified, ours.unverified);
    take(into.held, base.held, ours.held);
    take(into.refused, base.refused, ours.refused);
    take(into.refusals, base.refusals, ours.refusals);
    take(into.login, base.login, ours.login);
}

const ProviderEvidence& evidence_in(const Checks& checks, const ProviderKey& key)
{
    static const ProviderEvidence none;
    const auto found = checks.providers.find(key);
    return found == checks.providers.end() ? none : found->second;
}

} // namespace

Checks merged(const Checks& base, const Checks& ours, Checks theirs)
{
    for (const auto& [key, before] : base.providers)
        take(theirs.providers[key], before, evidence_in(ours, key));
    return theirs;
}

ChecksStore::ChecksStore(Files& files, net::Clock& clock, std::string directory)
    : files_(files), clock_(clock), directory_(std::move(directory))
{}

std::string ChecksStore::path(std::string_view name) const
{
    return directory_ + "/" + std::string(name);
}

const Checks& ChecksStore::known()
{
    if (stale_)
        read();
    return known_;
}

const ProviderEvidence& ChecksStore::known(const ProviderKey& key)
{
    return evidence_in(known(), key);
}

const Checks& ChecksStore::load()
{
    look_again();
    return known();
}

void ChecksStore::read()
{
    stale_ = false;
    auto content = files_.read(path("checks.json"), largest_file);
    if (content.has_error() || content->text == text_)
        return;
    auto decoded = decode_checks(content->text);
    if (decoded.has_error())
        return;
    text_ = std::move(content->text);
    if (before_.providers.empty())
    {
        known_ = std::move(*decoded);
        return;
    }
    known_ = merged(before_, known_, *decoded);
    for (auto& [key, before] : before_.providers)
        before = evidence_in(*decoded, key);
}

void ChecksStore::note(const ProviderKey& key, const Change& change)
{
    auto after = known(key);
    change(after);
    const auto& before = known(key);
    if (after == before)
        return;
    before_.providers.try_emplace(key, before);
    known_.providers[key] = std::move(after);
}

asio::awaitable<Result<void>> ChecksStore::save()
{
    if (before_.providers.empty())
        co_return Result<void>{};
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
    if (lock.has_error())
        co_return lock.error();
    if (!*lock)
        co_return Error{ErrorKind::conflict, path("checks.json") + " is being written by another process"};
    if (!std::exchange(swept_, true))
        remove_leftovers(files_, directory_, [](std::string_view name) { return name == "checks.json"; });
    // From here on nothing waits: two coroutines of this process never mix.
    read();
    auto text = redacted(encode_checks(known_));
    const auto saved = files_.replace(path("checks.json"), text, file_mode);
    if (saved.has_value())
    {
        before_.providers.clear();
        text_ = std::move(text);
    }
    co_return saved;
}

asio::awaitable<Result<void>> ChecksStore::update(ProviderKey key, Change change)
{
    look_again();
    note(key, change);
    co_return co_await save();
}

} // namespace idpsync::reconcile
