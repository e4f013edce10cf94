#include "reconcile/checks_store.hpp"

namespace idpsync::reconcile {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t largest_file = 4U << 20U;
constexpr std::uint32_t file_mode = 0600;

} // namespace

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
    if (decoded.has_value() && !unsaved_)
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
    const bool changed = checks != before || unsaved_;
    known_ = std::move(checks);
    if (!changed)
        co_return Result<void>{};
    unsaved_ = true;
    if (lock.has_error())
        co_return lock.error();
    if (!*lock)
        co_return Error{ErrorKind::conflict, path("checks.json") + " is being written by another process"};
    const auto saved = files_.replace(path("checks.json"), encode_checks(known_), file_mode);
    unsaved_ = saved.has_error();
    co_return saved;
}

} // namespace idpsync::reconcile
