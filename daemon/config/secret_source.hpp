#pragma once

#include "config/reader.hpp"
#include "core/desired.hpp"

#include <optional>

namespace idpsync::config {

/// `{file: PATH}`, `{credential: NAME}`, `{env: NAME}`, `{command: [PROGRAM, …]}`, or plain
/// text: that with a warning, and an error when
/// others may read the file it stands in. No message quotes what could be the secret.
std::optional<SecretSource> read_secret_source(const Value& value);

} // namespace idpsync::config
