#pragma once

// Where the daemon will read its token and its configuration.

#include "core/enumerators.hpp"
#include "core/error.hpp"
#include "core/secret.hpp"

#include <optional>
#include <string>

namespace idpsync::bootstrap {

/// What became of the configuration.
BOOST_DEFINE_ENUM_CLASS(Configuration,
                        kept,   ///< it names this NetBird already
                        made,   ///< there was none
                        changed ///< the example of the package: its address was replaced
)

class Target
{
public:
    virtual ~Target() = default;

    [[nodiscard]] virtual std::string token_file() const = 0;  ///< its path
    [[nodiscard]] virtual std::string config_file() const = 0; ///< its path

    /// Nothing: there is no such file, or it is empty. Error (storage): it cannot be read.
    virtual Result<std::optional<Secret>> read_token() = 0;

    /// Writes and removes a file beside each of the two. Error (storage): one could not be written.
    virtual Result<void> check_writable() = 0;

    /// Replaces the token file, whole; the daemon's group may read it, nobody else.
    virtual Result<void> write_token(const Secret& token) = 0;

    /// Writes the configuration if there is none.
    virtual Result<Configuration> write_config() = 0;
};

} // namespace idpsync::bootstrap
