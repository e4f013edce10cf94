#include "service/system/notifier.hpp"

#include "core/redaction.hpp"
#include "core/text.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <deque>

namespace idpsync::service {
namespace {

constexpr std::size_t longest_status = 400;

std::optional<long> number_in(const std::optional<std::string>& text)
{
    long number = 0;
    if (!text)
        return std::nullopt;
    const auto* end = text->data() + text->size();
    const auto [rest, error] = std::from_chars(text->data(), end, number);
    return error == std::errc() && rest == end ? std::optional(number) : std::nullopt;
}

/// Cut between two characters of UTF-8.
std::string_view cut(std::string_view text, std::size_t limit)
{
    if (text.size() <= limit)
        return text;
    const auto in_the_middle = [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; };
    while (limit > 0 && in_the_middle(text[limit]))
        --limit;
    return text.substr(0, limit);
}

bool is_full(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS;
}

/// What systemd waits for must reach it; how the service is, and that it lives, it is told again anyway.
bool must_arrive(const std::string& assignments)
{
    return !assignments.starts_with("STATUS=") && assignments != "WATCHDOG=1";
}

class SystemdNotifier final : public Notifier
{
public:
    SystemdNotifier(int socket, const sockaddr_un& address, socklen_t length)
        : socket_(socket), address_(address), length_(length)
    {}
    ~SystemdNotifier() override { ::close(socket_); }
    SystemdNotifier(const SystemdNotifier&) = delete;
    SystemdNotifier& operator=(const SystemdNotifier&) = delete;

    void send(const std::string& assignments) override
    {
        while (!late_.empty() && sent(late_.front()))
            late_.pop_front();
        const bool in_turn = late_.empty();
        if ((!in_turn || !sent(assignments)) && must_arrive(assignments) && late_.size() < most_late)
            late_.push_back(assignments);
    }

private:
    /// A manager that does not listen at all is no reason to say it again.
    [[nodiscard]] bool sent(const std::string& assignments) const
    {
        const auto* address = reinterpret_cast<const sockaddr*>(&address_);
        return ::sendto(socket_, assignments.data(), assignments.size(), MSG_DONTWAIT | MSG_NOSIGNAL, address,
                        length_) >= 0 ||
               !is_full(errno);
    }

    static constexpr std::size_t most_late = 16;

    int socket_;
    sockaddr_un address_;
    socklen_t length_;
    std::deque<std::string> late_; ///< what found systemd's queue full
};

} // namespace

std::string status_assignment(std::string_view text)
{
    const auto safe = redacted(std::string(text));
    const auto shown = cut(safe, longest_status);
    return "STATUS=" + std::string(shown) + (shown.size() < safe.size() ? "…" : "");
}

std::string reloading_assignment(net::SteadyTime now)
{
    const auto since_boot = std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch());
    return "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(since_boot.count());
}

std::optional<std::chrono::microseconds> watchdog_time(const reconcile::Environment& environment, long pid)
{
    const auto time = number_in(environment("WATCHDOG_USEC"));
    if (!time || *time <= 0)
        return std::nullopt;
    const auto meant = environment("WATCHDOG_PID");
    if (meant && number_in(meant) != pid)
        return std::nullopt;
    return std::chrono::microseconds(*time);
}

Result<std::unique_ptr<Notifier>> notifier_for(const reconcile::Environment& environment)
{
    const auto path = environment("NOTIFY_SOCKET").value_or("");
    if (path.empty())
        return std::make_unique<NoNotifier>();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const bool usable = (path.front() == '/' || path.front() == '@') && path.size() < sizeof address.sun_path;
    const int socket = usable ? ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
    if (socket < 0)
        return Error{ErrorKind::storage,
                     "the state of the service cannot be reported to systemd: NOTIFY_SOCKET=" + quoted(path) +
                         " is no socket's address"};
    std::memcpy(address.sun_path, path.data(), path.size());
    if (path.front() == '@')
        address.sun_path[0] = '\0'; // an abstract one
    const auto length = offsetof(sockaddr_un, sun_path) + path.size();
    return std::make_unique<SystemdNotifier>(socket, address, static_cast<socklen_t>(length));
}

} // namespace idpsync::service
