#include "service/system/file_watch.hpp"

#include "core/text.hpp"
#include "service/system/watched_directories.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <system_error>

namespace idpsync::service {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto quiet = 250ms;
constexpr auto longest_unrest = 2s;
constexpr auto time_between_looks = 10s;
constexpr int most_refreshes = 8;

constexpr std::uint32_t what_changes_files = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE |
                                             IN_DELETE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF |
                                             IN_ONLYDIR;

std::string because(const std::string& what, int code)
{
    return what + ": " + std::generic_category().message(code);
}

/// Empties the queue. What exactly happened does not matter, only that something did: false when nothing came
/// but the notices of watches that were given up.
bool read_events(int descriptor)
{
    bool happened = false;
    alignas(inotify_event) std::array<char, 4096> buffer;
    for (;;)
    {
        const auto got = ::read(descriptor, buffer.data(), buffer.size());
        if (got <= 0)
            return happened;
        inotify_event event{};
        for (std::size_t at = 0; at < static_cast<std::size_t>(got); at += sizeof event + event.len)
        {
            std::memcpy(&event, buffer.data() + at, sizeof event);
            happened = happened || (event.mask & IN_IGNORED) == 0;
        }
    }
}

bool holds(const std::map<std::string, int>& watches, int watch)
{
    return std::any_of(watches.begin(), watches.end(),
                       [watch](const auto& one) { return one.second == watch; });
}

} // namespace

class InotifyWatch::Impl : public std::enable_shared_from_this<Impl>
{
public:
    Impl(asio::any_io_executor executor, net::Clock& clock, std::function<void()> changed)
        : executor_(std::move(executor)), clock_(clock), changed_(std::move(changed)), events_(executor_)
    {}

    void start(bool may_use_inotify);
    void watch(std::vector<std::string> paths);
    void close();
    [[nodiscard]] const std::string& polls_because() const { return polls_because_; }

private:
    asio::awaitable<void> listen();
    asio::awaitable<void> settle();
    asio::awaitable<void> look_now_and_then();
    void unrest();
    void refresh();
    void add_watch(const std::string& directory, std::map<std::string, int>& watches);
    void spawn(asio::awaitable<void> work)
    {
        asio::co_spawn(executor_, holding(shared_from_this(), std::move(work)), asio::detached);
    }
    static asio::awaitable<void> holding(std::shared_ptr<Impl> /*owner*/, asio::awaitable<void> work)
    {
        co_await std::move(work);
    }
    [[nodiscard]] net::SteadyTime settled_at() const
    {
        return std::min(last_event_ + quiet, first_event_ + longest_unrest);
    }

    asio::any_io_executor executor_;
    net::Clock& clock_;
    std::function<void()> changed_;
    asio::posix::stream_descriptor events_;
    std::vector<std::string> paths_;
    std::map<std::string, int> watches_; ///< by directory
    std::string without_inotify_;        ///< why there is none at all
    std::string polls_because_;
    std::string seen_; ///< state_of() the paths, while polling
    net::SteadyTime first_event_;
    net::SteadyTime last_event_;
    bool settling_ = false;
    bool looking_ = false;
    bool closed_ = false;
};

void InotifyWatch::Impl::start(bool may_use_inotify)
{
    const int descriptor = may_use_inotify ? ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC) : -1;
    if (descriptor < 0)
    {
        without_inotify_ = may_use_inotify ? because("inotify", errno) : "inotify is not used";
        return;
    }
    events_.assign(descriptor);
    spawn(listen());
}

void InotifyWatch::Impl::watch(std::vector<std::string> paths)
{
    if (paths == paths_)
        return;
    paths_ = std::move(paths);
    refresh();
    seen_ = state_of(paths_);
}

void InotifyWatch::Impl::close()
{
    closed_ = true;
    boost::system::error_code ignored;
    static_cast<void>(events_.close(ignored));
}

asio::awaitable<void> InotifyWatch::Impl::listen()
{
    while (!closed_)
    {
        const auto [failed] = co_await events_.async_wait(asio::posix::stream_descriptor::wait_read,
                                                          asio::as_tuple(asio::use_awaitable));
        if (failed || closed_)
            co_return;
        if (!read_events(events_.native_handle()))
            continue;
        refresh();
        unrest();
    }
}

void InotifyWatch::Impl::unrest()
{
    last_event_ = clock_.now();
    if (settling_)
        return;
    first_event_ = last_event_;
    settling_ = true;
    spawn(settle());
}

asio::awaitable<void> InotifyWatch::Impl::settle()
{
    while (clock_.now() < settled_at())
    {
        const auto until = settled_at();
        co_await clock_.wait_until(until);
    }
    settling_ = false;
    if (!closed_)
        changed_();
}

asio::awaitable<void> InotifyWatch::Impl::look_now_and_then()
{
    while (!closed_ && !polls_because_.empty())
    {
        const auto next = clock_.now() + time_between_looks;
        co_await clock_.wait_until(next);
        auto seen = state_of(paths_);
        if (closed_ || seen == seen_)
            continue;
        seen_ = std::move(seen);
        refresh();
        unrest();
    }
    looking_ = false;
}

/// Watches the directories as they are now: the former ones may have been replaced.
void InotifyWatch::Impl::refresh()
{
    polls_because_ = without_inotify_;
    std::map<std::string, int> watches;
    // What appears between looking and watching is found by looking again.
    auto directories = watched_directories(paths_);
    for (int refreshes = 0; polls_because_.empty() && refreshes < most_refreshes; ++refreshes)
    {
        for (const auto& directory : directories)
            add_watch(directory, watches);
        auto now = watched_directories(paths_);
        if (now == directories)
            break;
        directories = std::move(now);
    }
    for (const auto& former : watches_)
        if (!holds(watches, former.second))
            ::inotify_rm_watch(events_.native_handle(), former.second);
    watches_ = std::move(watches);
    if (!polls_because_.empty() && !looking_)
    {
        looking_ = true;
        spawn(look_now_and_then());
    }
}

void InotifyWatch::Impl::add_watch(const std::string& directory, std::map<std::string, int>& watches)
{
    const int watch = ::inotify_add_watch(events_.native_handle(), directory.c_str(), what_changes_files);
    if (watch >= 0)
        watches[directory] = watch;
    else if (errno != ENOENT && errno != ENOTDIR)
        polls_because_ = because("inotify on " + escaped(directory), errno);
}

InotifyWatch::InotifyWatch(asio::any_io_executor executor, net::Clock& clock, std::function<void()> changed,
                           bool may_use_inotify)
    : impl_(std::make_shared<Impl>(std::move(executor), clock, std::move(changed)))
{
    impl_->start(may_use_inotify);
}

InotifyWatch::~InotifyWatch()
{
    impl_->close();
}

void InotifyWatch::watch(std::vector<std::string> paths)
{
    impl_->watch(std::move(paths));
}

std::string InotifyWatch::problem() const
{
    return impl_->polls_because();
}

} // namespace idpsync::service
