#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace idpsync::sandbox {

/// Makes the ids that a server draws, always the same ones for one seed.
class Ids
{
public:
    explicit Ids(std::uint64_t seed) : state_(seed) {}

    std::string xid();   ///< 20 characters of [0-9a-v], growing: connectors, accounts, tokens
    std::string uuid();  ///< of a service user
    std::string token(); ///< a well-formed personal access token
    std::string state(); ///< the `state` of a login
    std::string secret(std::size_t length); ///< letters and digits: a client secret

private:
    std::uint64_t next();
    std::string draw(std::string_view alphabet, std::size_t length);

    std::uint64_t state_;
    std::uint64_t sequence_ = 0;
    std::string prefix_; ///< of every xid
};

/// The last six characters of a well-formed token, for the 30 that stand between "nbp_" and them.
std::string token_checksum(std::string_view secret);

/// True when `token` has the form and the checksum of a personal access token.
bool is_well_formed_token(std::string_view token);

} // namespace idpsync::sandbox
