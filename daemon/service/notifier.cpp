#include "service/notifier.hpp"

#include <dlfcn.h>

#include <charconv>

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

class SystemdNotifier final : public Notifier
{
public:
    using Send = int (*)(int unset_environment, const char* state);

    explicit SystemdNotifier(Send send) : send_(send) {}

    void send(const std::string& assignments) override
    {
        // A manager that does not listen is no reason to stop.
        static_cast<void>(send_(0, assignments.c_str()));
    }

private:
    Send send_;
};

Error cannot_load()
{
    const char* why = ::dlerror();
    return {ErrorKind::storage, "systemd cannot be told how the service is: " +
                                    std::string(why == nullptr ? "libsystemd.so.0 lacks sd_notify" : why) +
                                    "; install libsystemd0"};
}

} // namespace

std::string status_assignment(std::string_view text)
{
    const auto shown = cut(text, longest_status);
    return "STATUS=" + std::string(shown) + (shown.size() < text.size() ? "…" : "");
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
    if (environment("NOTIFY_SOCKET").value_or("").empty())
        return std::make_unique<NoNotifier>();
    void* const library = ::dlopen("libsystemd.so.0", RTLD_NOW | RTLD_LOCAL);
    void* const symbol = library == nullptr ? nullptr : ::dlsym(library, "sd_notify");
    if (symbol == nullptr)
        return cannot_load();
    return std::make_unique<SystemdNotifier>(reinterpret_cast<SystemdNotifier::Send>(symbol));
}

} // namespace idpsync::service
