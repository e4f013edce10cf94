#pragma once

#include "config/reader.hpp"
#include "core/desired.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idpsync::config {

/// A provider as it stands in a file.
struct ProviderDraft
{
    DesiredProvider declared; ///< without values
    // Those, each as far as it is there and right.
    std::optional<ProviderType> type{};
    std::optional<std::string> name{};
    std::optional<std::string> issuer{};
    std::optional<std::string> client_id{};
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
