#pragma once

// Reads what a SecretSource points to (docs/reconciling.md 18).

#include "core/desired.hpp"
#include "core/plan.hpp"
#include "core/seams.hpp"
#include "core/secret.hpp"
#include "crypto/digest.hpp"
#include "net/clock.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::reconcile {

/// A variable of the environment, or nothing.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

struct SecretRead
{
    Secret secret;
    std::string warning; ///< readable by others, with the chmod to run; empty when all is well
};

/// One trailing \n or \r\n is stripped. Empty, control characters, not UTF-8 or over 4 KiB is an error
/// (bad_config) that names the source and what to do, never the content. A file modified less than 250 ms ago
/// is read again after that.
class SecretReader
{
public:
    SecretReader(Files& files, net::Clock& clock, Environment environment);

    boost::asio::awaitable<Result<SecretRead>> read(const SecretSource& source);
};

/// Every declared secret of a pass, each read once.
struct Secrets
{
    std::map<ProviderKey, Secret> values; ///< those that could be read
    SecretStates states;
    std::string fingerprint_key; ///< crypto::Fingerprinter::id() of the key that `states` was made with
    std::vector<std::pair<ProviderKey, std::string>> warnings;
};

boost::asio::awaitable<Secrets> read_secrets(SecretReader& reader, const DesiredState& desired,
                                             const crypto::Fingerprinter& fingerprint);

} // namespace idpsync::reconcile
