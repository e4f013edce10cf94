#pragma once

// Every key of setup.env, once: what becomes of it, who reads it in the end, and what it must be. As
// base.setup.env, configure.sh and the templates beside them have it, which are the same from v0.62 to v0.77.

#include "core/enumerators.hpp"

#include <span>
#include <string_view>

namespace idpsync::standalone {

BOOST_DEFINE_ENUM_CLASS(KeyEffect,
                        counts,      ///< configure.sh hands it on
                        overwritten, ///< base.setup.env assigns it again
                        computed,    ///< configure.sh works it out itself
                        if_exported, ///< counts behind `export` alone
                        outdated     ///< counts only where the OIDC endpoint is missing
)

/// What a value must be so that the templates can take it.
BOOST_DEFINE_ENUM_CLASS(KeyForm,
                        anything,     ///< passed on by jq, which escapes it
                        text,         ///< stands between quotes in JSON, as it is: no ", no \, nothing unseen
                        boolean,      ///< true or false, for JSON and without quotes
                        login_flag,   ///< 0, 1 or 2
                        port,         ///< 1 to 65535
                        ports,        ///< one or more, with commas between
                        domain,       ///< what NetBird takes for the domain of an account
                        token_source, ///< accessToken or idToken
                        manager       ///< one that the server knows
)

struct SetupKey
{
    std::string_view name;
    KeyEffect effect = KeyEffect::counts;
    KeyForm form = KeyForm::text;
    std::string_view reader{};    ///< who reads it in the end
    std::string_view otherwise{}; ///< what an empty one stands for; $NAME: what that key is
    std::string_view note{}; ///< what it decides; of one that does nothing: what does, or why there is none
    bool secret = false;
};

/// In the order of a new file.
std::span<const SetupKey> setup_keys();

/// Nothing: configure.sh knows no such key.
const SetupKey* setup_key(std::string_view name);

/// The key that counts and is nearest to `name`; empty: none is near.
std::string_view nearest_setup_key(std::string_view name);

/// The keys that begin so are all handed to the manager of users: the rest of the name, in another spelling,
/// is the name of a member of IdpManagerConfig.ExtraConfig.
inline constexpr std::string_view extra_prefix = "NETBIRD_IDP_MGMT_EXTRA_";

/// A key that may hold a secret, known or not.
bool may_be_secret(std::string_view name);

/// True for "none" and the managers of users that the server has, in any case.
bool is_manager(std::string_view name);

} // namespace idpsync::standalone
