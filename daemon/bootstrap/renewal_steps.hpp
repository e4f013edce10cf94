#pragma once

// What a renewal of the token decides, by what was seen. Pure.

#include "bootstrap/renewal_notes.hpp"
#include "netbird/inspection.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace idpsync::bootstrap {

using Tokens = std::vector<netbird::AccessToken>;

/// The user that asks; nothing: NetBird does not say.
const netbird::User* asking_user(const std::vector<netbird::User>& users);

/// The tokens of which one asks, by two lists that it asked for, one after the other: NetBird notes when each
/// was used last, and the one that asks was used just now.
///
/// | lists                                                  | it is                                    |
/// |--------------------------------------------------------|------------------------------------------|
/// | one token                                              | that                                     |
/// | the same one was used last in both                     | that                                     |
/// | another one in each, or several in the same nanosecond | `known`, if it is one of them; else each |
/// | no token was ever used                                 | `known`, if it is one of them; else each |
///
/// `known`: an id, or empty. Empty: the lists are.
Tokens tokens_that_may_ask(const Tokens& first, const Tokens& second, const std::string& known);

/// What an earlier renewal left behind.
struct Remains
{
    Tokens lost;                                ///< it was made, and is in no file
    std::optional<netbird::AccessToken> former; ///< its successor is in the file
    bool unclear = false; ///< which of `asking` is in the file cannot be told, and it matters

    [[nodiscard]] bool none() const { return lost.empty() && !former && !unclear; }
};

/// | the token in the file is              | left are                                         |
/// |---------------------------------------|--------------------------------------------------|
/// | any, and no renewal was under way     | none                                             |
/// | the noted successor                   | the one it replaced, if it is still there        |
/// | another                               | each of the successor's name: its answer was lost |
/// | perhaps the successor, perhaps others | nobody can tell: `unclear`                       |
Remains remains_of(const RenewalNotes& notes, const Tokens& all, const Tokens& asking);

/// How many days a token lives, 1 to 365; 365 where NetBird does not show it.
std::chrono::days life_of(const netbird::AccessToken& token);

/// The token ends within that time, or within half of its life if that is shorter: one that lives no longer
/// would be renewed again and again.
bool is_renewal_due(std::chrono::seconds within, const netbird::AccessToken& token, WallTime now);

} // namespace idpsync::bootstrap
