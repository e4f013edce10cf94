#pragma once

// Where events go: one line each on standard error.

#include "config/settings.hpp"
#include "core/event.hpp"

#include <memory>

namespace idpsync::service {

/// What a line looks like.
enum class LineFormat
{
    text,     ///< time=… level=info event=created provider=pocket-id …
    coloured, ///< the same with the level in colour: on a terminal
    json,     ///< {"time":"…","level":"info","event":"created","provider":"pocket-id",…}
    journal,  ///< <6>event=created provider=pocket-id …: the journal has a time and reads the level from <N>
};

/// What standard error is connected to.
struct LogStream
{
    bool terminal = false;
    bool journal = false; ///< systemd's: $JOURNAL_STREAM names its device and inode
    bool colour = false;  ///< the terminal may be coloured
};

/// `log.format` on that stream. `automatic` is the journal's format under systemd, text on a terminal, JSON
/// elsewhere.
LineFormat line_format(config::LogFormat format, const LogStream& stream);

/// Standard error of this process. `journal_stream` is the value of $JOURNAL_STREAM, or empty.
LogStream standard_error_stream(const std::string& journal_stream, bool colour);

/// Writes the events of `level` and above. Costs nothing before the first of them: the logger is built then.
class Log final : public EventSink
{
public:
    Log(LineFormat format, Level level);
    ~Log() override;

    void emit(Event event) override;

    /// Another format and level from now on.
    void use(LineFormat format, Level level);

private:
    class Writer;

    LineFormat format_;
    Level level_;
    std::unique_ptr<Writer> writer_;
};

/// For a command whose own output says it all.
class NoLog final : public EventSink
{
public:
    void emit(Event /*event*/) override {}
};

} // namespace idpsync::service
