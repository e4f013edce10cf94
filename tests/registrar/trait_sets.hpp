#pragma once

// What tests of changes share: NetBird as they have it, and the sets of traits that they try.

#include "registrar/client_needs.hpp"

#include <vector>

namespace idpsync::registrar {

inline const ClientNeeds some_needs{.redirect_uri = "https://netbird.example.com/oauth2/callback",
                                    .logout_uri = "https://netbird.example.com/oauth2/logout/callback",
                                    .sends_challenge = false,
                                    .allowed_groups = GroupNames{"netbird-users"},
                                    .groups = true};

inline ClientTraits all_traits()
{
    const auto& all = enumerators<ClientTrait>();
    return {all.begin(), all.end()};
}

/// None, each alone, all.
inline std::vector<ClientTraits> trait_sets()
{
    std::vector<ClientTraits> sets{{}, all_traits()};
    for (const auto trait : enumerators<ClientTrait>())
        sets.push_back({trait});
    return sets;
}

} // namespace idpsync::registrar
