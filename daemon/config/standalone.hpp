#pragma once

// `standalone:`, a NetBird whose login is the provider itself, by the files that its server and its configure
// script read. It stands in a configuration of its own, without identity_providers.

#include "config/providers.hpp"
#include "config/setting.hpp"
#include "config/settings.hpp"
#include "core/standalone.hpp"

#include <boost/url/url.hpp>

#include <optional>
#include <string>

namespace idpsync::config {

/// `manager:` as it stands there, each part as far as it is there and right.
struct UserManagerDraft
{
    bool declared = false;
    std::optional<SecretSource> token{};
    std::optional<std::string> username{};
    std::optional<SecretSource> password{};
    std::optional<std::string> client_id{};
    std::optional<SecretSource> client_secret{};
    std::optional<boost::urls::url> url{};
};

/// `standalone:` as it stands there, the same way.
struct StandaloneDraft
{
    Standalone declared; ///< without what follows
    std::optional<StandaloneProvider> provider{};
    std::optional<std::string> issuer{};
    std::optional<std::string> client_id{};
    std::optional<std::string> domain{};
    std::optional<std::string> directory{};
    UserManagerDraft manager{};
    RegistrationDraft registration{};
};

/// The whole configuration.
struct StandaloneFile
{
    StandaloneDraft standalone;
    Management management{};
    bool asks_netbird = false; ///< `management:` is there
    ProviderAccess providers;
    Settings daemon{}; ///< `log` and `metrics` of it
};

/// Of the file, with the section's own below.
const Table<StandaloneFile>& standalone_file_table();

/// Reads the settings of a file that was opened with all names. Complete only when nothing was reported.
StandaloneFile read_standalone_file(const Mapping& top);

/// Of a draft in which nothing was reported.
Standalone finished(StandaloneDraft draft);

} // namespace idpsync::config
