#pragma once

// The log of the service: it never makes the loop wait.

#include "config/settings.hpp"
#include "core/event.hpp"
#include "service/log/log.hpp"
#include "service/log/log_queue.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace idpsync::service {

/// Events as the settings want them: to standard error, or as entries with fields to the journal. Where the
/// journal shall be written and none listens, its lines go to standard error.
class DaemonLog final : public EventSink
{
public:
    struct Options
    {
        std::string journal_stream; ///< $JOURNAL_STREAM, or empty
        bool colour = false;        ///< a terminal may be coloured
        bool verbose = false;       ///< debug, whatever the settings say
        std::string journal_socket = "/run/systemd/journal/socket";
        int standard_error = STDERR_FILENO;
    };

    DaemonLog(const boost::asio::any_io_executor& executor, Options options);

    void emit(Event event) override { log_.emit(std::move(event)); }

    /// These settings from now on.
    void use(const config::LogSettings& settings);

    /// For the end: writes what is left, if that takes no longer than `at_most`.
    void flush(std::chrono::milliseconds at_most) { queue_.flush(at_most); }

    /// Lines that were left out because nobody took the log away, since the start.
    [[nodiscard]] std::uint64_t lines_dropped() const { return queue_.dropped(); }

private:
    void tell_of_dropped(std::uint64_t lines);

    Options options_;
    LogQueue queue_;
    Log log_;
    LineFormat format_ = LineFormat::json;
};

} // namespace idpsync::service
