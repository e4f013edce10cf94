#pragma once

// Where the log's finished records go: a line with its newline, or an entry for the journal.

#include <string_view>

namespace idpsync::service {

class LogOutlet
{
public:
    virtual ~LogOutlet() = default;

    /// Takes one record, whole. A record that cannot be written is left out: there is nowhere to say so.
    virtual void write(std::string_view record) = 0;
};

/// Standard error, for a command that ends soon: waits until it is written.
class StandardError final : public LogOutlet
{
public:
    void write(std::string_view record) override;
};

} // namespace idpsync::service
