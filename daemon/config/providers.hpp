#pragma once

#include "config/reader.hpp"
#include "core/desired.hpp"

#include <boost/url/url.hpp>

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::config {

/// `registration:` as it stands there, each part as far as it is there and right.
struct RegistrationDraft
{
    std::optional<SecretSource> token{};
    std::optional<std::string> account{};
    std::optional<SecretSource> account_secret{};
    std::optional<boost::urls::url> url{};
    std::optional<GroupNames> allowed_groups{};
    std::optional<bool> groups{};
    std::optional<SecretOrigin> secret{};
    std::optional<std::chrono::milliseconds> rotate{};
    std::optional<WeeklyWindow> rotate_window{};
    std::optional<std::chrono::milliseconds> secret_lifetime{};
};

/// A provider as it stands in a file.
struct ProviderDraft
{
    DesiredProvider declared; ///< without values and registration
    // Those, each as far as it is there and right.
    std::optional<ProviderType> type{};
    std::optional<std::string> name{};
    std::optional<std::string> issuer{};
    std::optional<std::string> client_id{};
    RegistrationDraft registration{};
};

/// What a file of providers_dir may hold at its top level.
inline constexpr std::array<std::string_view, 2> fragment_keys{"version", "identity_providers"};

/// Adds every provider of `identity_providers` whose key is one, also those in which an error was reported:
/// so that check_providers() compares all of them.
void read_providers(const Value& value, std::vector<DesiredProvider>& into);

/// What only all providers together show: a key in two files, an `id` twice, the same family, issuer and
/// client id twice among those present unless each has its own `id`. Sorts `providers` by key.
void check_providers(std::vector<DesiredProvider>& providers, Diagnostics& found);

} // namespace idpsync::config
