#include "service/log/log.hpp"

#include "core/redaction.hpp"
#include "service/log/journal_entry.hpp"
#include "service/log/log_line.hpp"

#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <sys/stat.h>
#include <unistd.h>

#include <string>

namespace idpsync::service {
namespace {

spdlog::level::level_enum spdlog_level(Level level)
{
    switch (level)
    {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warning: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

/// spdlog's own words for levels are "warning" and "error" as ours are, and its priorities are not syslog's.
std::string_view pattern_of(LineFormat format)
{
    switch (format)
    {
    case LineFormat::text:
    case LineFormat::coloured: return "time=%Y-%m-%dT%H:%M:%S.%eZ %v";
    case LineFormat::json: return R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v})";
    case LineFormat::journal:
    case LineFormat::journal_entry: return "%v";
    }
    return "%v";
}

std::string_view colour_of(Level level)
{
    switch (level)
    {
    case Level::debug: return "\x1b[2m";
    case Level::info: return "\x1b[32m";
    case Level::warning: return "\x1b[33m";
    case Level::error: return "\x1b[31m";
    }
    return "";
}

std::string body_of(const Event& event, LineFormat format)
{
    const auto level = std::string(to_string(event.level));
    switch (format)
    {
    case LineFormat::text: return "level=" + level + ' ' + text_fields(event);
    case LineFormat::coloured:
        return std::string(colour_of(event.level)) + "level=" + level + "\x1b[0m " + text_fields(event);
    case LineFormat::json: return "\"level\":\"" + level + "\"," + json_fields(event);
    case LineFormat::journal:
        return '<' + std::to_string(syslog_priority(event.level)) + '>' + text_fields(event);
    case LineFormat::journal_entry: return journal_entry(event);
    }
    return {};
}

/// An entry's lines have their own ends.
std::string end_of_record(LineFormat format)
{
    return format == LineFormat::journal_entry ? "" : "\n";
}

// What spdlog does here: it takes the time of a record, puts both into the pattern of the format, and hands
// the finished line to a sink of ours. The rest is ours, because spdlog does not do it, or not as a daemon
// needs it:
//
// - its records are texts; ours are events with named values, which each format escapes in its own way;
// - its threshold is passed after the text is made; ours before, and the text is searched for secrets as a
// whole;
// - its asynchronous logger takes a thread, and a full queue there waits or loses the oldest record. LogQueue
//   lives on the loop, is bounded in bytes, never waits, and reports how many records it left out;
// - its systemd sink sends a text by libsystemd, which waits for a journal that does not read. LogChannel
// sends
//   an entry with fields, and does not wait.
class OutletSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex>
{
public:
    explicit OutletSink(LogOutlet& outlet) : outlet_(outlet) {}

private:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        spdlog::memory_buf_t record;
        formatter_->format(message, record);
        outlet_.write({record.data(), record.size()});
    }

    void flush_() override {}

    LogOutlet& outlet_;
};

} // namespace

class Log::Writer
{
public:
    Writer(LineFormat format, LogOutlet& outlet)
        : logger_("netbird-idp-sync", std::make_shared<OutletSink>(outlet))
    {
        logger_.set_level(spdlog::level::trace);
        logger_.set_formatter(std::make_unique<spdlog::pattern_formatter>(
            std::string(pattern_of(format)), spdlog::pattern_time_type::utc, end_of_record(format)));
    }

    void write(Level level, const std::string& body)
    {
        logger_.log(spdlog_level(level), spdlog::string_view_t(body));
    }

private:
    spdlog::logger logger_;
};

Log::Log(LineFormat format, Level level) : format_(format), level_(level), outlet_(standard_error_)
{}

Log::Log(LineFormat format, Level level, LogOutlet& outlet) : format_(format), level_(level), outlet_(outlet)
{}

Log::~Log() = default;

void Log::emit(Event event)
{
    if (event.level < level_)
        return;
    if (!writer_)
        writer_ = std::make_unique<Writer>(format_, outlet_);
    writer_->write(event.level, redacted(body_of(event, format_)));
}

void Log::use(LineFormat format, Level level)
{
    if (format != format_)
        writer_.reset();
    format_ = format;
    level_ = level;
}

LineFormat line_format(config::LogFormat format, const LogStream& stream)
{
    const auto text = stream.terminal && stream.colour ? LineFormat::coloured : LineFormat::text;
    switch (format)
    {
    case config::LogFormat::journald: return LineFormat::journal;
    case config::LogFormat::json: return LineFormat::json;
    case config::LogFormat::text: return text;
    case config::LogFormat::automatic: break;
    }
    if (stream.journal)
        return LineFormat::journal;
    return stream.terminal ? text : LineFormat::json;
}

LogStream stream_at(int descriptor, const std::string& journal_stream, bool colour)
{
    LogStream stream{.terminal = ::isatty(descriptor) == 1, .journal = false, .colour = colour};
    struct stat status = {};
    if (!journal_stream.empty() && ::fstat(descriptor, &status) == 0)
        stream.journal =
            journal_stream == std::to_string(status.st_dev) + ':' + std::to_string(status.st_ino);
    return stream;
}

LogStream standard_error_stream(const std::string& journal_stream, bool colour)
{
    return stream_at(STDERR_FILENO, journal_stream, colour);
}

} // namespace idpsync::service
