#pragma once

// The file that the daemon reads its token from, as a renewal swaps it.

#include "core/error.hpp"
#include "core/secret.hpp"

#include <string>

namespace idpsync::bootstrap {

class TokenFile
{
public:
    virtual ~TokenFile() = default;

    [[nodiscard]] virtual std::string path() const = 0;

    /// Error: storage, or bad_config when there is none or it is empty.
    virtual Result<Secret> read() = 0;

    /// Whether another file may take its place, with the same owner, group and mode. Changes nothing. Error
    /// (storage): it may not, with what lets it.
    virtual Result<void> check_writable() = 0;

    /// Writes the new token beside the file, durably, for the same readers.
    virtual Result<void> put_beside(const Secret& token) = 0;

    /// What stands beside the file takes its place, whole and durably.
    virtual Result<void> take_place() = 0;

    /// Removes what a renewal that was cut left beside the file.
    virtual Result<void> clear() = 0;
};

} // namespace idpsync::bootstrap
