#pragma once

// Which of the secrets that a provider lists is which, by what little it shows of them. Pure.

#include "core/ledger.hpp"
#include "registrar/client_secrets.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::registrar {

/// The name of a secret that is asked for with `mark`, where the server chooses it (chooses_secrets).
std::string name_of_secret(const std::string& mark);

/// The one that `held` is: a secret that was sent, and whose answer was lost.
std::optional<ClientSecret> arrived_secret(const std::vector<ClientSecret>& list, const Secret& held);

/// The same where the server chooses: it must have been made by this program, and no other may begin so.
std::optional<ClientSecret> own_secret(const std::vector<ClientSecret>& list, const Secret& held);

/// The ids of those that were asked for with the mark of `known`, and whose answers were lost: nobody knows
/// them. While the secret is not settled that is each with that mark.
std::vector<std::string> lost_secrets(const std::vector<ClientSecret>& list, const LedgerClient& known);

/// When a secret that others made ends.
struct SecretEnd
{
    WallTime at;
    std::size_t candidates = 1; ///< so many begin like it: then `at` is the earliest end

    bool operator==(const SecretEnd&) const = default;
};

/// Nothing: none of the list begins like it, or what does never ends.
std::optional<SecretEnd> end_of_secret(const std::vector<ClientSecret>& list, const Secret& secret);

} // namespace idpsync::registrar
