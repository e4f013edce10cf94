#pragma once

#include "crypto/bcrypt.hpp"

#include <boost/url/url.hpp>

#include <chrono>
#include <string>

namespace idpsync::bootstrap {

/// What NetBird is to become: what the operator asked for.
struct Wish
{
    boost::urls::url management;               ///< as ClientOptions has it
    std::chrono::milliseconds timeout{30'000}; ///< of each request
    std::string owner_email;
    std::string owner_name;
    bool owner_in_configuration = false;                   ///< of NetBird's own, and not by /api/setup
    unsigned long bcrypt_cost = crypto::usual_bcrypt_cost; ///< of its password's hash there
    bool existing_owner = false;                           ///< NetBird is set up, and this is its owner
    bool any_address = false;          ///< its address may be one that no account's domain can be
    std::string service_user;          ///< the name of the one that the daemon's token is of
    std::chrono::days token_life{365}; ///< 1 to 365
};

} // namespace idpsync::bootstrap
