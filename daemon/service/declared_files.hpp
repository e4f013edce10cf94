#pragma once

// Every file that the configuration points to, read once: the token, the CA certificates, the client secrets.

#include "config/load.hpp"
#include "core/seams.hpp"
#include "reconcile/ledger_store.hpp"
#include "reconcile/secret_reader.hpp"
#include "service/secret_access.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace idpsync::service {

/// What was read, each file for itself; the errors inside are bad_config and do not name the setting.
struct DeclaredFiles
{
    Result<reconcile::SecretRead> token;
    Result<std::optional<std::string>> ca_pem;           ///< nothing: the configuration names no ca_file
    Result<std::optional<std::string>> providers_ca_pem; ///< the same for providers.ca_file
    std::map<ProviderKey, Result<reconcile::SecretRead>> client_secrets; ///< of present providers
    /// Of present providers with a `registration`.
    std::map<ProviderKey, Result<reconcile::SecretRead>> registration_secrets;
    std::set<ProviderKey> not_to_be_sent; ///< their secrets are only compared with what was written before
};

/// Why nothing can begin with these files: the first of token and CA certificates that cannot be used, by its
/// setting. nullopt: each was read.
std::optional<Error> unusable_setting(const DeclaredFiles& files);

boost::asio::awaitable<Result<DeclaredFiles>> read_declared_files(Files& files,
                                                                  reconcile::SecretReader& reader,
                                                                  const config::Configuration& configuration);

/// The same, for a command that does nothing else. Error (stopped): a signal came.
Result<DeclaredFiles> read_declared_files(const config::Configuration& configuration,
                                          const SecretAccess& access);

/// The token and the client secrets that `failure` knows of, each by its setting's path. Error (stopped): a
/// signal came.
Result<std::map<std::string, Result<reconcile::SecretRead>>> read_secrets(const config::LoadFailure& failure,
                                                                          const SecretAccess& access);

/// NetBird's token, which has a form; a client secret has none. Error: bad_config.
Result<reconcile::SecretRead> checked_token(Result<reconcile::SecretRead> token, const SecretSource& source);

/// The PEM text that a ca_file holds. Error: bad_config.
Result<std::optional<std::string>> read_ca_file(Files& files, const std::optional<std::string>& path);

/// Takes those that are held for clients whose secret is generated as they are held now.
void take_held(const DesiredState& desired, reconcile::LedgerStore& store,
               const crypto::Fingerprinter& fingerprint, reconcile::Secrets& secrets);

/// The secrets of `files` as a pass takes them, and those that are held for clients whose secret is
/// generated: under `fingerprint`, which belongs to the state directory of `store`.
reconcile::Secrets secrets_of(DeclaredFiles& files, const DesiredState& desired,
                              reconcile::LedgerStore& store, const crypto::Fingerprinter& fingerprint);

} // namespace idpsync::service
