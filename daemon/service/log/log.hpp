#pragma once

// Events as records of the log: one line each, or one entry of the journal.

#include "config/settings.hpp"
#include "core/event.hpp"
#include "service/log/log_outlet.hpp"

#include <memory>

namespace idpsync::service {

/// What a record looks like.
enum class LineFormat
{
    text,     ///< time=… level=info event=created provider=pocket-id …
    coloured, ///< the same with the level in colour: on a terminal
    json,     ///< {"time":"…","level":"info","event":"created","provider":"pocket-id",…}
    journal,  ///< <6>event=created provider=pocket-id …: the journal has a time and reads the level from <N>
    journal_entry, ///< the fields of an entry (journal_entry.hpp), for the journal's own socket
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

/// What `descriptor` is connected to. `journal_stream` is the value of $JOURNAL_STREAM, or empty.
LogStream stream_at(int descriptor, const std::string& journal_stream, bool colour);

/// The same of this process's standard error.
LogStream standard_error_stream(const std::string& journal_stream, bool colour);

/// Writes the events of `level` and above, without living secrets (core/redaction.hpp). Costs nothing before
/// the first of them: the logger is built then.
class Log final : public EventSink
{
public:
    /// To standard error, waiting until it is written: for a command that ends soon.
    Log(LineFormat format, Level level);
    /// To `outlet`, which must outlive it.
    Log(LineFormat format, Level level, LogOutlet& outlet);
    ~Log() override;

    void emit(Event event) override;

    /// Another format and level from now on.
    void use(LineFormat format, Level level);

private:
    class Writer;

    LineFormat format_;
    Level level_;
    StandardError standard_error_;
    LogOutlet& outlet_;
    std::unique_ptr<Writer> writer_;
};

} // namespace idpsync::service
