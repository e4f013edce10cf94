#pragma once

// Reads what a SecretSource points to (docs/reconciling.md 18).

#include "core/desired.hpp"
#include "core/plan.hpp"
#include "core/seams.hpp"
#include "core/secret.hpp"
#include "crypto/digest.hpp"
#include "net/clock.hpp"
#include "reconcile/programs.hpp"

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
    /// Readable by others, with the chmod to run; mounted so that it can never change; with a space or a
    /// comma at an end. Empty when all is well.
    std::string warning;
};

/// Reads one secret at a time. One trailing \n or \r\n is stripped. Empty, control characters, not UTF-8,
/// over 4 KiB, or what no secret is (config/hints.hpp: a placeholder, something encrypted, quotes around it,
/// characters that cannot be seen) is an error (bad_config) that names the source, what was seen and what to
/// do, never the content. A file that may have been modified less than 250 ms ago is read again after that,
/// until two reads agree: a secret that is just being written is not taken for an empty or a half one. After
/// 2 s that is an error too. What was read is told to living_secrets(): nobody shows it from then on. A
/// command runs once in a reading, wherever it is declared.
class SecretReader
{
public:
    /// `files` and `clock` must outlive the reader. `service_unit` is where a credential is looked for when
    /// $CREDENTIALS_DIRECTORY is not set: a command outside the service reads those of the running service.
    /// `programs`, which must outlive the reader, runs commands; nothing: they are refused.
    SecretReader(Files& files, net::Clock& clock, Environment environment,
                 std::string service_unit = "netbird-idp-sync.service", Programs* programs = nullptr);

    boost::asio::awaitable<Result<SecretRead>> read(const SecretSource& source);

    /// A reading begins or ends: what commands printed in the last one is forgotten.
    void forget_commands() { printed_.clear(); }

private:
    boost::asio::awaitable<Result<SecretRead>> read_file(const std::string& path);
    boost::asio::awaitable<Result<SecretRead>> read_credential(const std::string& name);
    boost::asio::awaitable<boost::system::result<FileContent, Files::ReadFailure>>
    read_settled(const std::string& path);
    [[nodiscard]] Result<SecretRead> read_environment(const std::string& variable) const;
    boost::asio::awaitable<Result<SecretRead>> read_command(const SecretSource::Command& command);
    [[nodiscard]] bool may_be_in_the_middle(const FileStatus& status) const;

    Files& files_;
    net::Clock& clock_;
    Environment environment_;
    std::string service_unit_;
    Programs* programs_;
    /// What each command came to in this reading.
    std::vector<std::pair<SecretSource::Command, Result<SecretRead>>> printed_;
};

/// Every declared secret of a pass, each read once.
struct Secrets
{
    std::map<ProviderKey, Secret> values; ///< those that could be read
    SecretStates states;
    std::string fingerprint_key; ///< crypto::Fingerprinter::id() of the key that `states` was made with
    std::vector<std::pair<ProviderKey, std::string>> warnings;
    /// What opens the management API of each provider with a `registration`.
    std::map<ProviderKey, Result<SecretRead>> registration;
};

/// Reads the secret of every provider that is declared present. One that cannot be read is a state of its
/// own, not an error: the others go on.
boost::asio::awaitable<Secrets> read_secrets(SecretReader& reader, const DesiredState& desired,
                                             const crypto::Fingerprinter& fingerprint);

} // namespace idpsync::reconcile
