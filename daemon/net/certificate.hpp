#pragma once

#include "core/error.hpp"
#include "core/policy.hpp"

#include <optional>
#include <string>

struct x509_st;           // OpenSSL's X509
struct x509_store_ctx_st; // OpenSSL's X509_STORE_CTX

namespace idpsync::net {

/// Says what is wrong with the certificate that verification just stopped at, and what to do. `host` is who
/// the server should be, `peer` what messages call it, `trusted` where trust comes from.
std::string certificate_failure(x509_store_ctx_st& verification, const std::string& host,
                                const std::string& peer, const std::string& trusted);

/// The same in one word.
ErrorCause certificate_cause(x509_store_ctx_st& verification);

/// Until when `certificate` is valid; nothing when that cannot be read.
std::optional<WallTime> expiry_of(const x509_st& certificate);

} // namespace idpsync::net
