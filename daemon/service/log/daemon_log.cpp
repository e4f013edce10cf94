#include "service/log/daemon_log.hpp"

#include <optional>
#include <utility>

namespace idpsync::service {

DaemonLog::DaemonLog(const boost::asio::any_io_executor& executor, Options options)
    : options_(std::move(options)),
      queue_(executor, LogChannel::to(options_.standard_error),
             [this](std::uint64_t lines) { tell_of_dropped(lines); }),
      log_(LineFormat::json, Level::info, queue_)
{}

void DaemonLog::use(const config::LogSettings& settings)
{
    const auto stream = stream_at(options_.standard_error, options_.journal_stream, options_.colour);
    auto format = line_format(settings.format, stream);
    if (format == LineFormat::journal)
    {
        auto journal = LogChannel::to_journal(options_.journal_socket);
        if (journal)
            format = LineFormat::journal_entry;
        if (journal && format != format_)
            queue_.use(std::move(*journal));
    }
    if (format != LineFormat::journal_entry && format_ == LineFormat::journal_entry)
        queue_.use(LogChannel::to(options_.standard_error));
    format_ = format;
    log_.use(format, options_.verbose ? Level::debug : settings.level);
}

void DaemonLog::tell_of_dropped(std::uint64_t lines)
{
    log_.emit({EventName::log_dropped, Level::warning, std::nullopt, {{"lines", std::to_string(lines)}}});
}

} // namespace idpsync::service
