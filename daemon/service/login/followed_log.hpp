#pragma once

#include "core/error.hpp"
#include "diagnose/login_log.hpp"

#include <memory>
#include <string>

namespace idpsync::service {

/// NetBird's log while somebody signs in: a file from its present end on, or standard input from its
/// beginning. Its last line counts at its end, too.
class FollowedLog
{
public:
    /// `path` "-": standard input. Error (bad_config): the file cannot be opened.
    static Result<FollowedLog> open(const std::string& path);

    /// Hands on what has come by now, at most 1 MiB; never waits. A file that became shorter is read from its
    /// beginning; so is one that took its place under its name, when it may be read: whoever is root no more
    /// stays with the old one.
    void read_into(diagnose::LogReader& reader);

private:
    class Descriptor;

    explicit FollowedLog(std::shared_ptr<Descriptor> descriptor) : descriptor_(std::move(descriptor)) {}

    std::shared_ptr<Descriptor> descriptor_;
};

} // namespace idpsync::service
