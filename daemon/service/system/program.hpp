#pragma once

// One program that runs: started, watched, and gone when this goes.

#include "core/error.hpp"
#include "service/system/program_rules.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::service {

/// How a program is started: nothing to read, standard error thrown away, no other file of ours, no terminal,
/// a session of its own, no right more than its user has.
struct ProgramStart
{
    struct User
    {
        uid_t user;
        gid_t group;
        std::vector<gid_t> groups;
    };

    std::vector<std::string> words;
    std::vector<std::string> environment;
    std::string directory;
    std::optional<User> user; ///< in place of ours
};

/// A program and whatever it started in its session: all of it is killed when this is destroyed, and before
/// the end is told.
class Program
{
public:
    /// Error (bad_config): what the system said.
    static Result<std::unique_ptr<Program>> start(const boost::asio::any_io_executor& executor,
                                                  const ProgramStart& how);

    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program();

    /// Waits until it ended or has printed more than output() takes.
    boost::asio::awaitable<void> run();

    /// Kills what is left. `in_time`: run() came to its end.
    ProgramEnd end(bool in_time);

    /// What it printed. The memory is wiped when this goes.
    [[nodiscard]] std::string take_output();

private:
    Program(const boost::asio::any_io_executor& executor, pid_t pid, int process, int output);
    boost::asio::awaitable<void> read();
    boost::asio::awaitable<void> exited();
    void drain();
    int kill_and_reap();
    [[nodiscard]] bool full() const { return used_ == printed_.size(); }

    pid_t pid_;
    boost::asio::posix::stream_descriptor process_; ///< readable when it ended
    boost::asio::posix::stream_descriptor output_;
    std::string printed_; ///< as long as it may get, and one byte more
    std::size_t used_ = 0;
};

} // namespace idpsync::service
