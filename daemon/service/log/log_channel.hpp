#pragma once

// One end that takes records of the log without ever making the daemon wait: standard error, or the journal.

#include <optional>
#include <string>
#include <string_view>

namespace idpsync::service {

/// How standard error is written depends on what it is. O_NONBLOCK is never set on it: the flag would belong
/// to everybody who shares it, the operator's shell included.
///
/// | standard error  | written by                                                                         |
/// |-----------------|------------------------------------------------------------------------------------|
/// | pipe, terminal  | a description of our own, opened anew through /proc/self/fd, non-blocking           |
/// | the same, where that is not allowed | asking for room first, and a page at most: so much is there   |
/// | socket          | send() with MSG_DONTWAIT                                                           |
/// | file            | write(): it waits for the disk alone                                               |
///
/// The journal is its datagram socket, spoken to as systemd documents it (Native Journal Protocol). The calls
/// of libsystemd block while journald does not read; send() with MSG_DONTWAIT does not, and loads no library.
class LogChannel
{
public:
    struct Sent
    {
        std::size_t bytes = 0; ///< so much of the record was taken
        bool full = false;     ///< the rest waits for room
        bool broken = false;   ///< nobody will take the rest
    };

    /// Standard error or, for a test, another descriptor, which stays the caller's. `reopen`: try to.
    static LogChannel to(int descriptor, bool reopen = true);

    /// The journal's socket; nothing when no journal listens there.
    static std::optional<LogChannel> to_journal(std::string socket);

    ~LogChannel();
    LogChannel(LogChannel&& other) noexcept;
    LogChannel& operator=(LogChannel&& other) noexcept;
    LogChannel(const LogChannel&) = delete;
    LogChannel& operator=(const LogChannel&) = delete;

    /// Writes what is taken now. A datagram goes whole or not at all.
    Sent send(std::string_view record);

    /// To wait for room on, by polling alone; changes when a journal that went away is found again.
    [[nodiscard]] int descriptor() const { return descriptor_; }

private:
    enum class Kind
    {
        file,   ///< takes everything
        own,    ///< non-blocking by itself
        shared, ///< may block: asked first
        socket,
        journal
    };

    LogChannel(Kind kind, int descriptor, bool owned) : kind_(kind), descriptor_(descriptor), owned_(owned) {}

    [[nodiscard]] long try_send(std::string_view record) const;
    [[nodiscard]] long send_if_there_is_room(std::string_view record) const;
    bool reconnect();
    void close();

    Kind kind_;
    int descriptor_;
    bool owned_;
    std::string journal_socket_;
};

} // namespace idpsync::service
